"""Functions of a matrix that have no operation of their own."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, functions_of_matrices
from workbench.backends.exact_polynomials import charpoly, factors, to_polynomial
from workbench.backends.exact_spectra import Radical
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, growth
from workbench.numerics.matrix_functions import FAILURES, quietly, total_modulus
from workbench.numerics.probes import largest, probes, thin
from workbench.numerics.schur_parlett import schur_parlett
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route
from workbench.operations.square import functions
from workbench.operations.square.choices import CHOICES, Choice, Name
from workbench.operations.square.contour import Circle, circles
from workbench.operations.square.function_check import MatrixFunction, certify
from workbench.operations.square.interpolation import interpolated

OTHER = 0.05
"""Another distance within which eigenvalues go into one block, for a second computation."""
INDEPENDENT = 1e3
"""The condition number of eigenvectors up to which code goes by them."""
FACTORIALS = 170


class Value(NamedTuple):
    result: Annotated[Operand, "f(A), of the shape of A: where A V = V D for a diagonal D it is V f(D) V⁻¹"]


def funm(
    A: Matrix2,
    func: Annotated[
        Name,
        "the function; exprel is (eˣ − 1)/x, expit 1/(1 + e⁻ˣ), gamma Γ(x), lambertw the w with w eʷ = x; exp, log, "
        "sqrt, sin, cos, tan and powers are operations of their own",
    ] = "arctan",
) -> Value:
    """A function of a square matrix, in the sense that polynomials have one: not entry by entry.

    By Schur and Parlett (Davies and Higham, SIAM J. Matrix Anal. Appl. 2003): close eigenvalues go into blocks, and
    these are computed to many digits (Higham and Liu, ibid. 2021), so that A may be defective. Of symmetric matrices
    by their eigenvalues. It is the principal one, so no eigenvalue may lie where the function is cut.
    """
    functions.need(A, func)
    return Value(Operand("result", A.shape, A.dtype))


def _block(choice: Choice, T: Array) -> Array:
    """f of a triangular block of close eigenvalues, to many digits."""
    return np.triu(functions_of_matrices.neighbour(T, choice.ball))


def _general(choice: Choice, A: Array, close: float | None = None) -> Array:
    more = {} if close is None else {"close": close}
    return schur_parlett(A, choice.of, partial(_block, choice), **more)


def _known(choice: Choice, A: Array, X: Array) -> Array | None:
    return functions_of_matrices.known(A, choice.ball)


def _second(choice: Choice, A: Array, X: Array) -> Array | None:
    """To many digits where A is small, else of the transpose and with larger blocks."""
    found = _known(choice, A, X)
    if found is not None:
        return found
    try:
        other = quietly(lambda M: _general(choice, np.ascontiguousarray(M.T), OTHER).T, A)
    except FAILURES:
        return None
    return other if np.isfinite(other).all() else None


def _commutes(A: Array, X: Array) -> tuple[Residual, ...]:
    """A X V = X A V for sign vectors V."""
    V = probes(len(A), A.dtype, 4)
    size = growth(len(A)) * total_modulus(A) * total_modulus(X)
    return (Residual.of(largest(thin(A, thin(X, V)) - thin(X, thin(A, V))), size, A.dtype),)


def _refuse(choice: Choice, name: str, problem: Problem, w: Array) -> None:
    """Raise where an eigenvalue is where the function is cut or infinite, but for ends of cuts of normal matrices."""
    structure = problem.structures["A"]
    slack = 0.0 if structure.diagonal else 8 * eps(problem["A"].dtype) * largest(w)
    bad = choice.room(w) <= slack
    if structure.diagonal or structure.symmetric:
        for tip in choice.tips:
            bad &= np.abs(w - tip) > slack
    if bad.any():
        raise _refusal(choice, name, problem, f"{complex(w[np.argmax(bad)]):.6g}".replace("+0j", "").strip("()"))
    if not (structure.diagonal or structure.symmetric):
        _refuse_if_proved(choice, name, problem)


def _refuse_if_proved(choice: Choice, name: str, problem: Problem) -> None:
    """Raise where exact arithmetic finds an eigenvalue there: a rational one, or one on the imaginary axis."""
    A = problem.exact.get("A")
    if A is None or not exact.fits(A) or not choice.where:
        return
    for factor, _ in factors(to_polynomial(charpoly(A))):
        if factor.degree() == 1:
            x: complex = float(exact.fraction(-factor[0]))
        elif factor.degree() == 2 and factor[1] == 0 and factor[0] > 0:
            x = 1j * float(exact.fraction(factor[0])) ** 0.5
        else:
            continue
        if choice.room(np.array([x])) == 0:
            raise _refusal(choice, name, problem, f"{x:.6g}")


def _refusal(choice: Choice, name: str, problem: Problem, eigenvalue: str) -> UserError:
    eigenvalue = eigenvalue.replace("j", "i").replace("e+0", "e+")
    message = f"{problem.name('A')} has the eigenvalue {eigenvalue}, so it has no principal {name}."
    hint = f"No eigenvalue may lie {choice.where} (or within rounding of that), where {name} is cut or infinite."
    return UserError("domain", message, hint, ("eigvals",), {"eigenvalue": eigenvalue})


def _code(choice: Choice, problem: Problem, name: str) -> str:
    """By eigenvectors where these are well conditioned, else by Cauchy's integral around the eigenvalues."""
    A, real, function = problem["A"], problem["A"].dtype.kind != "c", f"f = {choice.code}\n"
    structure = problem.structures["A"]
    if structure.diagonal or not A.size:
        return f"{function}X = np.diag(f(np.diag({name}))){'.real' * real}"
    if structure.symmetric:
        return f"{function}w, V = np.linalg.eigh({name})\nX = (V * f(w)) @ V.conj().T"
    w, V = np.linalg.eig(A)
    around = None if np.linalg.cond(V) <= INDEPENDENT else circles(w, choice.room)
    if around is None:
        return f"{function}w, V = np.linalg.eig({name})\nX = ((V * f(w)) @ np.linalg.inv(V)){'.real' * real}"
    return function + _cauchy(around, name, real)


def _cauchy(around: list[Circle], name: str, real: bool) -> str:
    """The trapezoidal rule for the integral of f(z) (z I − A)⁻¹ over all circles."""
    listed = ", ".join(f"({_number(c.centre)}, {c.radius!r}, {c.points})" for c in around)
    return (
        "X = 0\n"
        f"for c, r, n in [{listed}]:  # circles around the eigenvalues: Cauchy's integral\n"
        "    for z in r * np.exp(2j * np.pi * np.arange(n) / n):\n"
        f"        X = X + z / n * f(c + z) * np.linalg.inv((c + z) * np.eye(len({name})) - {name})"
        + ("\nX = X.real" if real else "")
    )


def _number(z: complex) -> str:
    return repr(z.real) if z.imag == 0 else repr(z).strip("()")


@cache
def _function(name: str) -> MatrixFunction:
    choice = CHOICES[name]
    return MatrixFunction(
        name="funm",
        what=name,
        scalar=choice.of,
        general=lambda A: _general(choice, A),
        method="Schur and Parlett, with blocks of close eigenvalues",
        truth=partial(_second, choice),
        sure=partial(_known, choice),
        identity=_commutes,
        refuse=partial(_refuse, choice, name),
        proof="Agrees with a second computation",
        code=partial(_code, choice),
    )


def _of(problem: Problem) -> MatrixFunction:
    return _function(problem.params["func"])


def _route(at: int, sketch: Route) -> Route:
    """The route in this place among those of a function, for the one that is asked for."""

    def there(problem: Problem) -> Route:
        return functions.routes(_of(problem))[at]

    def run(problem: Problem) -> Outcome:
        return there(problem).run(problem)

    return replace(sketch, run=run, code=lambda problem, names: there(problem).code(problem, names))


def _certify(problem: Problem, outcome: Outcome) -> Assessment:
    return certify(_of(problem), problem, outcome)


def cost(A: Operand, func: str = "arctan") -> Cost:
    return functions.cost(A)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """The series of a nilpotent rational A ends; Γ of positive integers is a factorial."""
    A, name = problem.exact.get("A"), problem.params["func"]
    if A is None or not exact.fits(A):
        return None
    if name == "gamma":
        return _factorials(A)
    series = CHOICES[name].series
    return None if series is None else _nilpotent(A, series(len(A) + 1))


def _nilpotent(A: Array, coefficients: list[Fraction]) -> dict[str, Any] | None:
    import flint

    M = exact.to_flint(A)
    power = exact.to_flint(exact.eye(len(A)))
    total = 0 * power
    for c in coefficients:
        total, power = total + power * flint.fmpq(c.numerator, c.denominator), power * M
    return None if any(power.entries()) else {"result": exact.from_flint(total)}


def _factorials(A: Array) -> dict[str, Any] | None:
    """Of a diagonalisable matrix whose eigenvalues are positive integers."""
    seen: list[Fraction] = []

    def value(x: Fraction) -> Radical:
        seen.append(x)
        known = x.denominator == 1 and 0 < x <= FACTORIALS
        return Radical({1: Fraction(math.factorial(int(x) - 1))}) if known else Radical({})

    found = interpolated(A, value)
    return found if all(x.denominator == 1 and 0 < x <= FACTORIALS for x in seen) else None


FUNM = Operation(
    declare=funm,
    routes=tuple(_route(at, route) for at, route in enumerate(functions.routes(_function("arctan")))),
    certify=_certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
