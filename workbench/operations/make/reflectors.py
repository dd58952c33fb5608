"""Elementary unitary matrices: Householder's reflectors and Givens' rotations, of which QR is made."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Any

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make import angles
from workbench.operations.make.made import Made, Params, Recipe, made, need_real, operation
from workbench.operations.spec import Array, Operation, Scalar

Vector = tuple[Scalar, ...]
Gauss = tuple[Fraction, Fraction]
"""Real and imaginary part, exactly."""
HINT = "Such as 1, 2, 2."


def householder(
    v: Annotated[Vector, "the vector that is reversed; it may be complex"] = (Fraction(1), Fraction(2), Fraction(2)),
) -> Made:
    """Householder's reflector I − 2 v vᴴ / vᴴv: v becomes −v, and what is orthogonal to v stays.

    It is its own inverse, Hermitian and unitary; with v = x ± ‖x‖ e₁ it takes x to the first axis.
    """
    entries: tuple[Any, ...] = v
    if not all(isinstance(x, Fraction) or cmath.isfinite(x) for x in entries):
        raise UserError("domain", "v has an entry that is not finite.", HINT)
    if not any(v):
        raise UserError("domain", "v is zero, and has no direction to reverse.", HINT)
    return made(len(v), len(v))


def givens(
    n: Annotated[int, "rows"] = 3,
    i: Annotated[int, "the axis that turns, counted from 0"] = 0,
    j: Annotated[int, "the axis that it turns towards, counted from 0"] = 1,
    theta: Annotated[Scalar, "the angle"] = Fraction(30),
    unit: angles.Unit = "degrees",
) -> Made:
    """Givens' rotation: the identity but for a rotation by an angle in the plane of axis i and axis j."""
    need_real("theta", theta)
    for name, at in (("i", i), ("j", j)):
        if not 0 <= at < n:
            raise UserError("domain", f"{name} is {at}; of {n} axes it is 0 to {n - 1}.", "The first axis is 0.")
    if i == j:
        raise UserError("domain", f"i and j are both {i}; a plane has two axes.", "Such as 0 and 1.")
    return made(n, n)


def _gauss(v: Sequence[Any]) -> list[Gauss]:
    """The vector in fractions, which every float is."""
    return [(x, Fraction(0)) if isinstance(x, Fraction) else (Fraction(x.real), Fraction(x.imag)) for x in v]


def _reflected(v: Vector) -> list[list[Gauss]]:
    """The entries of I − 2 v vᴴ / vᴴv without a rounding."""
    parts = _gauss(v)
    total = sum((a * a + b * b for a, b in parts), Fraction(0))
    made_of = [[_product(x, y) for y in parts] for x in parts]
    return [
        [(int(i == j) - 2 * a / total, -2 * b / total) for j, (a, b) in enumerate(row)] for i, row in enumerate(made_of)
    ]


def _product(x: Gauss, y: Gauss) -> Gauss:
    """x times the conjugate of y."""
    (a, b), (c, d) = x, y
    return a * c + b * d, b * c - a * d


def _floats(v: Vector) -> Array:
    """Scaled to length near 1, so that no square overflows."""
    parts = _gauss(v)
    top = max(max(abs(a), abs(b)) for a, b in parts)
    scaled = np.array([complex(a / top, b / top) for a, b in parts])
    return scaled if any(isinstance(x, complex) for x in v) else scaled.real


def _reflector(p: Params) -> Array:
    v = _floats(p["v"])
    return np.asarray(np.eye(len(v)) - 2 * np.outer(v, v.conj()) / np.vdot(v, v).real)


def _off_reflector(A: Array, p: Params) -> float:
    """The largest distance of an entry from its definition; all lie within the unit circle."""
    exact = _reflected(p["v"])
    return max(_distance(complex(A[at]), exact[at[0]][at[1]]) for at in np.ndindex(*A.shape))


def _distance(z: complex, entry: Gauss) -> float:
    return math.hypot(float(Fraction(z.real) - entry[0]), float(Fraction(z.imag) - entry[1]))


def _reflector_twin(p: Params) -> Array | None:
    """In fractions, where v is."""
    if not all(isinstance(x, Fraction) for x in p["v"]):
        return None
    n, found = len(p["v"]), _reflected(p["v"])
    out = np.empty((n, n), dtype=object)
    for i, j in np.ndindex(n, n):
        out[i, j] = found[i][j][0]
    return out


def _reflector_code(p: Params) -> str:
    kind = "complex" if any(isinstance(x, complex) for x in p["v"]) else "float"
    return (
        f"v = np.array([{', '.join(map(str, p['v']))}], dtype={kind})\n"
        "v = v / abs(v).max()\n"
        "A = np.eye(len(v)) - 2 * np.outer(v, v.conj()) / np.vdot(v, v).real"
    )


def _turned(A: Any, p: Params, c: Any, s: Any, minus: Any) -> Any:
    """An identity A with cosine and sine where the two axes want them."""
    i, j = p["i"], p["j"]
    A[i][i] = A[j][j] = c
    A[j][i], A[i][j] = s, minus
    return A


def _rotation(p: Params) -> Array:
    c, s = angles.cosine_and_sine(p["theta"], p["unit"])
    return np.asarray(_turned(np.eye(p["n"]), p, c, s, -s))


def _off_rotation(A: Array, p: Params) -> float:
    point = angles.independently(p["theta"], p["unit"])
    return float(np.abs(A - _turned(np.eye(p["n"]), p, point.real, point.imag, -point.imag)).max())


def _rotation_twin(p: Params) -> list[list[Any]] | None:
    found = angles.exactly(p["theta"], p["unit"])
    if found is None:
        return None
    identity = [["1" if i == j else "0" for j in range(p["n"])] for i in range(p["n"])]
    twin: list[list[Any]] = _turned(identity, p, *found, angles.negative(found[1]))
    return twin


def _rotation_code(p: Params) -> str:
    n, i, j = p["n"], p["i"], p["j"]
    return (
        f"{angles.in_code(p['theta'], p['unit'])}\n"
        f"A = np.eye({n})\n"
        f"A[{i}, {i}] = A[{j}, {j}] = c\n"
        f"A[{j}, {i}], A[{i}, {j}] = s, -s"
    )


HOUSEHOLDER: Operation = operation(
    householder,
    Recipe(_reflector, _reflector_code, compare=_off_reflector, twin=_reflector_twin, roundings=lambda p: 8.0),
)
GIVENS: Operation = operation(
    givens, Recipe(_rotation, _rotation_code, compare=_off_rotation, twin=_rotation_twin, roundings=lambda p: 4.0)
)
