"""Hyperbolic cosine, sine and tangent of a matrix, and its tangent."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import balls, exact
from workbench.numerics.bounds import Residual, growth
from workbench.numerics.exponential import exponential
from workbench.numerics.hyperbolic import SMALL, apply_cosine, apply_sine, apply_waves, cosine_in, sine_in, tangent_in
from workbench.numerics.matrix_functions import FAILURES, total_modulus
from workbench.numerics.probes import largest, probes, thin
from workbench.operations.spec import Array, Matrix2, Operand, Problem
from workbench.operations.square import functions
from workbench.operations.square.function_check import MatrixFunction

MODERATE = 3.0
"""The norm up to which sinh A and cosh A can be divided."""


class Cosine(NamedTuple):
    result: Annotated[Operand, "cosh A = I + A²/2 + A⁴/24 + ..."]


class Sine(NamedTuple):
    result: Annotated[Operand, "sinh A = A + A³/6 + A⁵/120 + ..."]


class HyperbolicTangent(NamedTuple):
    result: Annotated[Operand, "tanh A = (cosh A)⁻¹ sinh A"]


class Tangent(NamedTuple):
    result: Annotated[Operand, "tan A = (cos A)⁻¹ sin A"]


def coshm(A: Matrix2) -> Cosine:
    """The hyperbolic cosine of a square matrix, the even part of exp(A)."""
    functions.need(A, "hyperbolic cosine")
    return Cosine(Operand("result", A.shape, A.dtype))


def sinhm(A: Matrix2) -> Sine:
    """The hyperbolic sine of a square matrix, the odd part of exp(A): by its series where A is small."""
    functions.need(A, "hyperbolic sine")
    return Sine(Operand("result", A.shape, A.dtype))


def tanhm(A: Matrix2) -> HyperbolicTangent:
    """The hyperbolic tangent of a square matrix: sinh A divided by cosh A, which bounds real eigenvalues by 1.

    Computed from that of A/3ᵏ, so that large eigenvalues do not overflow on the way.
    """
    functions.need(A, "hyperbolic tangent")
    return HyperbolicTangent(Operand("result", A.shape, A.dtype))


def tanm(A: Matrix2) -> Tangent:
    """The tangent of a square matrix (in radians): sin A divided by cos A.

    Eigenvalues near odd multiples of π/2 make it large, and sensitive.
    """
    functions.need(A, "tangent")
    return Tangent(Operand("result", A.shape, A.dtype))


def _ball(kind: str, factor: complex, back: complex, A: Array) -> Array | None:
    """back · f(factor · A) by ball arithmetic, None where it is out of reach."""
    found = balls.tangent(A, factor) if kind == "tanh" else balls.hyperbolic(A, kind, factor)
    if found is None:
        return None
    found = found * back
    return found if A.dtype.kind == "c" else found.real


def _second(known: Callable[[Array], Array | None], other: Callable[[Array], Array]) -> Callable[..., Array | None]:
    """By ball arithmetic where A is small, else by other roundings."""

    def truth(A: Array, X: Array) -> Array | None:
        if (found := known(A)) is not None:
            return found
        try:
            return other(A)
        except FAILURES:
            return None

    return truth


def _cosine_of_thirds(A: Array) -> Array:
    there, back = exponential(A / 3), exponential(-A / 3)
    return np.asarray((there @ there @ there + back @ back @ back) / 2)


def _sine_of_thirds(A: Array) -> Array:
    """sinh 3x = 3 sinh x + 4 sinh³ x."""
    S = np.asarray(sine_in(np, A / 3))
    return np.asarray(3 * S + 4 * S @ S @ S)


def _quotient(factor: complex, A: Array, X: Array) -> tuple[Residual, ...]:
    """A X V = X A V for sign vectors V, and cosh(zA) X V = z⁻¹ sinh(zA) V for a factor z, which is 1 or i."""
    V, M = probes(len(A), A.dtype, 4), A if factor == 1 else factor * A
    Y, size = thin(X, V), growth(len(A)) * total_modulus(A)
    commuting = Residual.of(largest(thin(A, Y) - thin(X, thin(A, V))), size * total_modulus(X), A.dtype)
    left, right = apply_cosine(M, Y), apply_sine(M, V)
    if left is None or right is None:
        return (commuting,)
    level = max(growth(len(A)), size) * max(largest(left), largest(Y), largest(right))
    return commuting, Residual.of(largest(left - right / factor), level, A.dtype)


def _corrected(factor: complex, A: Array, X: Array, V: Array, finer: bool) -> Array | None:
    """X V less C⁻¹ (C X V − S V), where C⁻¹ = C + S X for C = cos A and S = sin A, C − S X for hyperbolic ones."""
    Y, sign = thin(X, V), (-1 if factor == 1 else 1)
    found = _both(factor, A, np.hstack([Y, V]))
    if found is None:
        return None
    rest = found[0][:, : V.shape[1]] - found[1][:, V.shape[1] :]
    again = _both(factor, A, np.hstack([rest, thin(X, rest)]))
    if again is None:
        return None
    return np.asarray(Y - (again[0][:, : V.shape[1]] + sign * again[1][:, V.shape[1] :]))


def _both(factor: complex, A: Array, V: Array) -> tuple[Array, Array] | None:
    """The even and the odd function of A times V."""
    if factor != 1:
        return apply_waves(A, V)
    even, odd = apply_cosine(A, V), apply_sine(A, V)
    return None if even is None or odd is None else (even, odd)


def _twin(kind: str, sign: int) -> Callable[[Problem], dict[str, Any] | None]:
    """The series of a nilpotent rational A ends; any other has a transcendental function (Lindemann)."""

    def answer(problem: Problem) -> dict[str, Any] | None:
        A = problem.exact.get("A")
        if A is None or not exact.fits(A):
            return None
        parts = _series(A, sign)
        if parts is None:
            return None
        even, odd = parts
        found = {"cosh": even, "sinh": odd}.get(kind)
        return {"result": exact.from_flint(even.solve(odd) if found is None else found)}

    return answer


def _series(A: Array, sign: int) -> tuple[Any, Any] | None:
    """The even and the odd terms of Aᵏ/k!, with alternating signs for −1; None where they do not end."""
    import flint

    M, term = exact.to_flint(A), exact.to_flint(exact.eye(len(A)))
    parts = [term, 0 * term]
    for k in range(1, len(A) + 1):
        factor = Fraction(1 if k % 2 else sign, k)
        term = term * M * flint.fmpq(factor.numerator, factor.denominator)
        parts[k % 2] = parts[k % 2] + term
    return None if any(term.entries()) else (parts[0], parts[1])


def _sine_code(problem: Problem, A: str) -> str | None:
    """Of small matrices by a corner of one exponential: in two of them what they differ by is lost."""
    if not 0 < total_modulus(problem["A"]) < SMALL:
        return None
    return f"{_both_code(A)}\nX = E[:len({A}), len({A}):]"


def _both_code(A: str) -> str:
    return f"E = scipy.linalg.expm(np.block([[0 * {A}, {A}], [{A}, 0 * {A}]]))  # cosh and sinh"


def _thirds_code(sign: str, problem: Problem, A: str) -> str | None:
    """Of large matrices by thirds, since SciPy divides two functions that overflow; of small ones as the sine."""
    size = total_modulus(problem["A"])
    if 0 < size < SMALL and sign == "+":
        return f"{_both_code(A)}\nX = np.linalg.solve(E[:len({A}), :len({A})], E[:len({A}), len({A}):])"
    if not MODERATE < size < np.inf:
        return None
    k = math.ceil(math.log(size, 3))
    name = "tanhm" if sign == "+" else "tanm"
    return (
        f"X = scipy.linalg.{name}({A} / 3.0**{k})\n"
        f"for _ in range({k}):\n"
        f"    X = np.linalg.solve(np.eye(len(X)) {sign} 3 * X @ X, 3 * X {sign} X @ X @ X)"
    )


def _function(name: str, what: str, kind: str, scalar: Any, there: Any, **more: Any) -> MatrixFunction:
    factor = 1j if name == "tanm" else 1.0
    known = partial(_ball, kind, factor, 1 / factor)
    other = more.pop("other")
    return MatrixFunction(
        name=name,
        what=what,
        scalar=scalar,
        general=lambda A: np.asarray(there(np, A)),
        there=there,
        truth=_second(known, other),
        sure=lambda A, X: known(A),
        proof="Agrees with a second computation",
        **more,
    )


_COSINE = _function(
    "coshm",
    "hyperbolic cosine",
    "cosh",
    np.cosh,
    cosine_in,
    other=_cosine_of_thirds,
    action=lambda A, X, V, finer: apply_cosine(A, V),
    exponential=True,
    method="Scaling and squaring of exp(A) and exp(−A)",
)
_SINE = _function(
    "sinhm",
    "hyperbolic sine",
    "sinh",
    np.sinh,
    sine_in,
    other=_sine_of_thirds,
    action=lambda A, X, V, finer: apply_sine(A, V),
    exponential=True,
    code=_sine_code,
    method="Series, or scaling and squaring of exp(A) and exp(−A)",
)
_TANH = _function(
    "tanhm",
    "hyperbolic tangent",
    "tanh",
    np.tanh,
    tangent_in,
    other=lambda A: np.asarray(tangent_in(np, A, more=2)),
    identity=partial(_quotient, 1.0),
    action=partial(_corrected, 1.0),
    exponential=True,
    jumps=True,
    code=partial(_thirds_code, "+"),
    method="Continued fraction of A/3ᵏ, tripled k times",
)
_TAN = _function(
    "tanm",
    "tangent",
    "tanh",
    np.tan,
    partial(tangent_in, sign=-1),
    other=lambda A: np.asarray(tangent_in(np, A, sign=-1, more=2)),
    identity=partial(_quotient, 1j),
    action=partial(_corrected, 1j),
    exponential=True,
    jumps=True,
    code=partial(_thirds_code, "-"),
    method="Continued fraction of A/3ᵏ, tripled k times",
)

COSHM = functions.operation(coshm, _COSINE, _twin("cosh", 1))
SINHM = functions.operation(sinhm, _SINE, _twin("sinh", 1))
TANHM = functions.operation(tanhm, _TANH, _twin("tanh", 1))
TANM = functions.operation(tanm, _TAN, _twin("tan", -1))
