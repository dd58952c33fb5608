"""Cosine and sine of a matrix."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import balls
from workbench.numerics.device import DeviceArray, is_complex
from workbench.numerics.exponential import exponential, exponential_in
from workbench.numerics.hyperbolic import apply_waves
from workbench.numerics.matrix_functions import total_modulus
from workbench.operations.spec import Array, Matrix2, Operand
from workbench.operations.square import functions
from workbench.operations.square.function_check import MatrixFunction


class Cosine(NamedTuple):
    result: Annotated[Operand, "cos A = I − A²/2 + A⁴/24 − ..."]


class Sine(NamedTuple):
    result: Annotated[Operand, "sin A = A − A³/6 + A⁵/120 − ..."]


def cosm(A: Matrix2) -> Cosine:
    """The cosine of a square matrix (in radians), the even part of exp(i A)."""
    functions.need(A, "cosine")
    return Cosine(Operand("result", A.shape, A.dtype))


def sinm(A: Matrix2) -> Sine:
    """The sine of a square matrix (in radians), the odd part of exp(i A)."""
    functions.need(A, "sine")
    return Sine(Operand("result", A.shape, A.dtype))


def _part(xp: Any, A: DeviceArray, sign: int) -> DeviceArray:
    """cos A for 1 and sin A for −1: for a real A, the parts of one exponential."""
    turned = xp.astype(A, xp.complex128) * 1j
    forward = exponential_in(xp, turned)
    if not is_complex(xp, A):
        return xp.real(forward) if sign == 1 else xp.imag(forward)
    return (forward + sign * exponential_in(xp, -turned)) / (2 if sign == 1 else 2j)


TINY = 1e-9
"""A matrix is its own sine to the last digit where it is smaller: the rest is below a sixth of its third power."""


def _sine(A: Array) -> Array:
    return A.copy() if total_modulus(A) < TINY else np.asarray(_part(np, A, -1))


def _turn(A: Array, factor: complex) -> Array:
    """exp(±i A) by ball arithmetic where A is small, else as a cube: another scaling than SciPy's."""
    known = balls.exponential(A, factor)
    if known is not None:
        return known
    third = exponential(factor / 3 * A)
    return np.asarray(third @ third @ third)


def _turned(A: Array, V: Array, sign: int) -> Array | None:
    """cos(A) V for 1 and sin(A) V for −1, by series: the even and the odd part of exp(i A) V."""
    found = apply_waves(A, V)
    return None if found is None else found[0 if sign == 1 else 1]


def _is_known(A: Array) -> bool:
    return all(balls.exponential(A, sign) is not None for sign in (1j, -1j))


def _even(A: Array, X: Array) -> Array:
    found = (_turn(A, 1j) + _turn(A, -1j)) / 2
    return found if A.dtype.kind == "c" else found.real


def _odd(A: Array, X: Array) -> Array:
    if total_modulus(A) < TINY:
        return A
    found = (_turn(A, 1j) - _turn(A, -1j)) / 2j
    return found if A.dtype.kind == "c" else found.real


_COSINE = MatrixFunction(
    name="cosm",
    what="cosine",
    scalar=np.cos,
    general=lambda A: np.asarray(_part(np, A, 1)),
    method="Scaling and squaring of exp(i A)",
    truth=_even,
    sure=lambda A, X: _even(A, X) if _is_known(A) else None,
    action=lambda A, X, V, finer: _turned(A, V, 1),
    exponential=True,
    there=lambda xp, A: _part(xp, A, 1),
    proof="Agrees with a second computation",
)
_SINE = MatrixFunction(
    name="sinm",
    what="sine",
    scalar=np.sin,
    general=_sine,
    method="Scaling and squaring of exp(i A)",
    truth=_odd,
    sure=lambda A, X: _odd(A, X) if total_modulus(A) < TINY or _is_known(A) else None,
    action=lambda A, X, V, finer: _turned(A, V, -1),
    exponential=True,
    there=lambda xp, A: _part(xp, A, -1),
    proof="Agrees with a second computation",
)


COSM = functions.operation(cosm, _COSINE)
SINM = functions.operation(sinm, _SINE)
