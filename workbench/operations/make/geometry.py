"""Matrices that turn, mirror, slant, stretch and flatten the plane or space."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make import angles
from workbench.operations.make.made import Made, Params, Recipe, grid, made, need_real, operation
from workbench.operations.spec import Array, Operation, Scalar

Axis = Annotated[Literal["plane", "x", "y", "z"], "in the plane (2 x 2), or about an axis of space (3 x 3)"]
Direction = tuple[Scalar, ...]


def rotation(
    angle: Annotated[Scalar, "the angle, counterclockwise"] = Fraction(30),
    unit: angles.Unit = "degrees",
    axis: Axis = "plane",
) -> Made:
    """A rotation by an angle, counterclockwise, in the plane or about an axis of space."""
    need_real("angle", angle)
    return made(2, 2) if axis == "plane" else made(3, 3)


def reflection(
    normal: Annotated[Direction, "the direction that is reversed, at right angles to the mirror"] = (
        Fraction(0),
        Fraction(1),
    ),
) -> Made:
    """A reflection in the line, plane or hyperplane at right angles to v: I − 2 v vᵀ / vᵀv (Householder)."""
    n = _direction("normal", normal)
    return made(n, n)


def shear(
    factor: Annotated[Scalar, "how far along one axis for a unit step along the other"] = Fraction(1),
    along: Annotated[Literal["x", "y"], "the axis that stays where it is"] = "x",
) -> Made:
    """A shear of the plane: everything slides along one axis, in proportion to its distance from it."""
    need_real("factor", factor)
    return made(2, 2)


def scaling(factors: Annotated[Direction, "the factor of each axis"] = (Fraction(2), Fraction(1, 2))) -> Made:
    """A stretch of each axis by its own factor."""
    n = len(factors)
    for factor in factors:
        need_real("factors", factor)
    return made(n, n)


def projection(
    direction: Annotated[Direction, "the line to project onto"] = (Fraction(1), Fraction(2)),
) -> Made:
    """The orthogonal projection onto a line with direction a: a aᵀ / aᵀa."""
    n = _direction("direction", direction)
    return made(n, n)


def _direction(name: str, values: Direction) -> int:
    for value in values:
        need_real(name, value)
    if not any(values):
        raise UserError("domain", f"{name} is zero, which is no direction.", "Give a vector that is not 0.")
    return len(values)


def _placed(p: Params, c: Any, s: Any, zero: Any, one: Any) -> list[list[Any]]:
    """Cosine and sine where the axis wants them."""
    minus = -s if not isinstance(s, str) else angles.negative(s)
    match p["axis"]:
        case "plane":
            return [[c, minus], [s, c]]
        case "x":
            return [[one, zero, zero], [zero, c, minus], [zero, s, c]]
        case "y":
            return [[c, zero, s], [zero, one, zero], [minus, zero, c]]
    return [[c, minus, zero], [s, c, zero], [zero, zero, one]]


def _rotation(p: Params) -> Array:
    return np.array(_placed(p, *angles.cosine_and_sine(p["angle"], p["unit"]), 0.0, 1.0))


def _rotation_twin(p: Params) -> list[list[Any]] | None:
    """Exact for multiples of 30 and 45 degrees."""
    found = angles.exactly(p["angle"], p["unit"])
    return None if found is None else _placed(p, *found, "0", "1")


def _rotation_compare(A: Array, p: Params) -> float:
    """Compare with the power of a complex number, e to the i times the angle, by another route to its value."""
    point = angles.independently(p["angle"], p["unit"])
    wanted = np.array(_placed(p, point.real, point.imag, 0.0, 1.0))
    return float(np.abs(A - wanted).max())


def _householder(i: int, j: int, p: Params) -> Fraction:
    v = [Fraction(x) for x in p["normal"]]
    return Fraction(int(i == j)) - 2 * v[i] * v[j] / sum(x * x for x in v)


def _from_definition(A: Array, p: Params) -> float:
    """The largest distance from the exact entries, which lie between −1 and 1."""
    return max(abs(complex(A[i, j]) - float(_householder(i, j, p))) for i, j in np.ndindex(*A.shape))


def _shear(i: int, j: int, p: Params) -> Fraction:
    at = (0, 1) if p["along"] == "x" else (1, 0)
    return Fraction(p["factor"]) if (i, j) == at else Fraction(int(i == j))


def _line(i: int, j: int, p: Params) -> Fraction:
    a = [Fraction(x) for x in p["direction"]]
    return a[i] * a[j] / sum(x * x for x in a)


def _floats(values: Direction) -> Array:
    """Scaled to length near 1, so that no square overflows."""
    v = np.array([float(x) for x in values])
    return np.asarray(v / np.abs(v).max())


def _outer(values: Direction) -> Array:
    v = _floats(values)
    return np.asarray(np.outer(v, v) / (v @ v))


def _rotation_code(p: Params) -> str:
    rows = str(_placed(p, "c", "s", 0, 1)).replace("'", "")
    return f"{angles.in_code(p['angle'], p['unit'])}\nA = np.array({rows})"


def _listing(values: Direction) -> str:
    return f"np.array([{', '.join(map(str, values))}], dtype=float)"


def _unit(name: str, values: Direction) -> str:
    """A vector in code, scaled so that its square does not overflow."""
    return f"{name} = {_listing(values)}\n{name} = {name} / abs({name}).max()"


ROTATION: Operation = operation(
    rotation, Recipe(_rotation, _rotation_code, compare=_rotation_compare, twin=_rotation_twin, roundings=lambda p: 4.0)
)
REFLECTION: Operation = operation(
    reflection,
    Recipe(
        lambda p: np.eye(len(p["normal"])) - 2 * _outer(p["normal"]),
        lambda p: f"{_unit('v', p['normal'])}\nA = np.eye(len(v)) - 2 * np.outer(v, v) / (v @ v)",
        compare=_from_definition,
        twin=lambda p: grid(_householder, (len(p["normal"]),) * 2, p),
        roundings=lambda p: 8.0,
    ),
)
SHEAR: Operation = operation(
    shear,
    Recipe(
        lambda p: np.array([[float(_shear(i, j, p)) for j in range(2)] for i in range(2)]),
        lambda p: f"A = np.array({[[1, 'k'], [0, 1]] if p['along'] == 'x' else [[1, 0], ['k', 1]]})".replace(
            "'k'", str(p["factor"])
        ),
        _shear,
    ),
)
SCALING: Operation = operation(
    scaling,
    Recipe(
        lambda p: np.diag([float(x) for x in p["factors"]]),
        lambda p: f"A = np.diag({_listing(p['factors'])})",
        lambda i, j, p: Fraction(p["factors"][i]) if i == j else Fraction(0),
    ),
)
PROJECTION: Operation = operation(
    projection,
    Recipe(
        lambda p: _outer(p["direction"]),
        lambda p: f"{_unit('a', p['direction'])}\nA = np.outer(a, a) / (a @ a)",
        _line,
        roundings=lambda p: 8.0,
    ),
)
