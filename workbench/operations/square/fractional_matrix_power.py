"""Principal powers of a matrix that are no whole numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy

from workbench.backends import exact, powers_of_matrices
from workbench.backends.exact_spectra import Radical
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import eps
from workbench.numerics.integrals import power_times
from workbench.numerics.matrix_functions import FAILURES, quietly
from workbench.numerics.probes import largest, scaled
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, Scalar
from workbench.operations.square import functions
from workbench.operations.square.function_check import MatrixFunction, certify
from workbench.operations.square.interpolation import interpolated

WHAT = "principal power"
MOST = 1000


class Power(NamedTuple):
    result: Annotated[Operand, "Aᵗ = exp(t log A) for the principal logarithm"]


def fractional_matrix_power(
    A: Matrix2, t: Annotated[Scalar, "the power, a real number such as 1/3 or −1/2"] = Fraction(1, 2)
) -> Power:
    """The principal power Aᵗ of a square matrix for a real t that is no whole number: exp(t log A).

    By Schur and Padé (Higham and Lin, SIAM J. Matrix Anal. Appl. 2011), of symmetric matrices by their eigenvalues.
    Small answers are checked against one with many more digits.
    """
    functions.need(A, WHAT)
    number: Any = t
    if isinstance(number, complex) or not abs(number) <= MOST:
        raise UserError("domain", f"t must be a real number of modulus {MOST} or less, not {t}.", "Such as 1/3.")
    if t == int(t):
        message = f"{t} is a whole number: that power is a product of the matrix, or of its inverse, with itself."
        raise UserError("domain", message, "The matrix power has it for every square matrix.", ("matrix_power",))
    return Power(Operand("result", A.shape, A.dtype))


def _to_the(w: Array, t: Fraction) -> Array:
    """wᵗ with a t that is rounded to more digits than w has; what rounding has made negative counts as 0."""
    wide = np.clongdouble if w.dtype.kind == "c" else np.longdouble
    base = w.astype(wide) if w.dtype.kind == "c" else np.maximum(w, 0).astype(wide)
    return np.asarray((base ** (np.longdouble(t.numerator) / np.longdouble(t.denominator))).astype(w.dtype))


def _times_power_of_two(X: Array, t: Fraction, p: int) -> Array:
    """X · 2^(p t)."""
    whole, rest = divmod(p * t, 1)
    return np.asarray(X * 2.0 ** float(rest) * np.ldexp(1.0, int(whole)) if p else X)


def _real_where_real(A: Array, X: Array) -> Array:
    return X if A.dtype.kind == "c" else X.real


def _schur_pade(A: Array, t: Fraction) -> Array:
    B, p = scaled(A)
    X = scipy.linalg.fractional_matrix_power(B, float(t))
    return _real_where_real(A, _times_power_of_two(X, t, p))


def _better(A: Array, t: Fraction) -> Array | None:
    """To many digits where A is small, else by the logarithm, which goes another way."""
    found = powers_of_matrices.power(A, t)
    if found is not None:
        return found
    B, p = scaled(A)
    try:
        X = quietly(lambda M: scipy.linalg.expm(float(t) * scipy.linalg.logm(M)), B)
    except FAILURES:
        return None
    X = _times_power_of_two(_real_where_real(A, X), t, p)
    return X if np.isfinite(X).all() else None


def _refuse(problem: Problem, w: Array, t: Fraction) -> None:
    """Raise where an eigenvalue in w lies on the cut of the logarithm; 0 is allowed where it is known to be simple."""
    name, structure, slack = problem.name("A"), problem.structures["A"], 8 * eps(problem["A"].dtype) * largest(w)
    normal = structure.symmetric or structure.diagonal
    on_axis = np.abs(w.imag) <= (slack if problem["A"].dtype.kind == "c" else 0.0)
    negative = w.real[on_axis & (w.real < (-slack if normal else 0.0))]
    if negative.size:
        found = f"{name} has the eigenvalue {negative.min():.6g} on the negative real axis"
        raise _refusal(f"{found}, so it has no principal power {_plain(t)}.")
    if not (normal and t > 0) and ((w == 0).any() or _singular(problem.exact.get("A"))):
        raise _refusal(f"{name} is singular, so it has no logarithm, nor exp({_plain(t)} log {name}).")


def _singular(A: Array | None) -> bool:
    """Whether an exact matrix is proved singular."""
    return A is not None and exact.fits(A) and exact.rank(A) < len(A)


def _plain(t: Fraction) -> str:
    """As typed: a fraction, or the decimals of a number that was none."""
    return str(t) if t.denominator <= MOST else repr(float(t))


def _refusal(message: str) -> UserError:
    hint = "Eigenvalues may be neither negative nor 0; where the matrix is symmetric and t positive, 0 does no harm."
    return UserError("domain", message, hint, ("eigvals", "sqrtm"))


@cache
def _function(t: Fraction) -> MatrixFunction:
    """The power as a function of matrices."""

    def code(problem: Problem, name: str) -> str:
        if problem.structures["A"].symmetric:
            return f"w, V = np.linalg.eigh({name})\nX = (V * np.maximum(w, 0) ** ({_plain(t)})) @ V.conj().T"
        real = "" if problem["A"].dtype.kind == "c" else ".real"
        return f"X = scipy.linalg.fractional_matrix_power({name}, {_plain(t)}){real}"

    return MatrixFunction(
        name="fractional_matrix_power",
        what=WHAT,
        scalar=lambda w: _to_the(w, t),
        general=lambda A: _schur_pade(A, t),
        method="SciPy fractional_matrix_power, Schur and Padé",
        truth=lambda A, X: _better(A, t),
        sure=lambda A, X: powers_of_matrices.power(A, t),
        action=lambda A, X, V, finer: power_times(A, V, float(t), finer),
        refuse=lambda problem, w: _refuse(problem, w, t),
        proof="A second computation, to many digits or by the logarithm, is the same",
        code=code,
    )


def _of(problem: Problem) -> MatrixFunction:
    return _function(Fraction(problem.params["t"]))


def _route(at: int, sketch: Route) -> Route:
    """The route in this place among those of a function, for the power that is asked for."""

    def there(problem: Problem) -> Route:
        return functions.routes(_of(problem))[at]

    def run(problem: Problem) -> Outcome:
        return there(problem).run(problem)

    return replace(sketch, run=run, code=lambda problem, names: there(problem).code(problem, names))


def _certify(problem: Problem, outcome: Outcome) -> Assessment:
    return certify(_of(problem), problem, outcome)


def cost(A: Operand, t: Any = None) -> Cost:
    return functions.cost(A)


def exact_power(problem: Problem) -> dict[str, Any] | None:
    """In square roots for powers with the denominator 2, of a diagonalisable A with positive rational eigenvalues."""
    t, seen = Fraction(problem.params["t"]), []

    def value(x: Fraction) -> Radical:
        seen.append(x)
        return Radical({}).plus(Radical.root(x), x ** int(t - Fraction(1, 2))) if x > 0 else Radical({})

    if t.denominator != 2 or (A := problem.exact.get("A")) is None:
        return None
    found = interpolated(A, value)
    return found if all(x > 0 or (x == 0 and t > 0) for x in seen) else None


FRACTIONAL_MATRIX_POWER = Operation(
    declare=fractional_matrix_power,
    routes=tuple(_route(at, route) for at, route in enumerate(functions.routes(_function(Fraction(1, 2))))),
    certify=_certify,
    cost=cost,
    exact=exact_power,
    stacked=True,
)
