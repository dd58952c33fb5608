"""What a real 2 x 2 matrix does to the plane: eigenlines, stretches and the sentence that says it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.plots.spec import Array, Words
from workbench.plots.words import bold, sentence, short

Case = Literal["point", "line", "scalar", "rotation", "spiral", "reflection", "shear", "defective", "two"]
EPS = 8 * np.finfo(float).eps


@dataclass(frozen=True, eq=False)
class Plane:
    """The numbers of one map of the plane. `lines` are unit vectors along the eigenlines, as (eigenvalue, vector)."""

    matrix: Array
    det: float
    case: Case
    lines: tuple[tuple[float, tuple[float, float]], ...]
    symmetric: bool
    singular_values: tuple[float, float]
    right: Array
    angle: float

    @classmethod
    def of(cls, matrix: Array) -> Plane:
        """Look at a finite real 2 x 2 matrix."""
        a = np.asarray(matrix, dtype=float)
        _, s, vh = np.linalg.svd(a)
        case, lines = _classify(a, float(s[0]), float(s[1]))
        det = 0.0 if case in ("point", "line") else float(a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0])
        angle = math.degrees(math.atan2(a[1, 0] - a[0, 1], a[0, 0] + a[1, 1]))
        symmetric = bool(abs(a[0, 1] - a[1, 0]) <= EPS * s[0])
        return cls(a, det, case, lines, symmetric, (float(s[0]), float(s[1])), vh, angle)


def _classify(a: Array, s0: float, s1: float) -> tuple[Case, tuple[tuple[float, tuple[float, float]], ...]]:
    if s0 == 0:
        return "point", ()
    half_trace, half_gap = (a[0, 0] + a[1, 1]) / 2, (a[0, 0] - a[1, 1]) / 2
    off = a[0, 1] * a[1, 0]
    discriminant = half_gap**2 + off
    noise = EPS * s0 * s0
    if max(abs(half_gap), abs(a[0, 1]), abs(a[1, 0])) <= EPS * s0:
        return "scalar", ()
    if discriminant < -noise:
        alike = abs(s0 - s1) <= EPS * s0
        return ("rotation" if alike else "spiral"), ()
    if discriminant <= noise:
        lines = ((float(half_trace), _kept(a, float(half_trace))),)
        if s1 <= EPS * s0:
            return "line", ((0.0, lines[0][1]),)
        return ("shear" if abs(half_trace - 1) <= EPS else "defective"), lines
    root = math.sqrt(discriminant)
    values = sorted((float(half_trace + root), float(half_trace - root)), key=lambda x: (-abs(x), -x))
    if s1 <= EPS * s0:
        values[1] = 0.0
    lines2 = tuple((value, _kept(a, value)) for value in values)
    if s1 <= EPS * s0:
        return "line", lines2
    orthogonal = abs(s0 - 1) <= EPS and abs(s1 - 1) <= EPS
    return ("reflection" if orthogonal else "two"), lines2


def _kept(a: Array, value: float) -> tuple[float, float]:
    """A unit vector that `a - value I` sends to (nearly) zero: across the longer of its rows."""
    rows = a - value * np.eye(2)
    row = max(rows, key=lambda r: float(np.hypot(*r)))
    length = float(np.hypot(*row))
    if length == 0:
        return (1.0, 0.0)
    x, y = float(-row[1] / length), float(row[0] / length)
    sign = -1.0 if (y < 0 or (y == 0 and x < 0)) else 1.0
    return (sign * x, sign * y)


def area_words(det: float) -> tuple[Words, ...]:
    """What happens to areas, as the end of a clause."""
    size = abs(det)
    if abs(size - 1) <= 1e-12:
        return sentence("areas stay the same")
    if size > 1:
        return sentence("areas grow ", bold(short(size)), " times")
    return sentence("areas shrink to ", bold(short(size)), " of their size")


def describe(name: str, plane: Plane) -> tuple[Words, ...]:
    """One or two sentences that say what is to be seen, with the numbers."""
    return _DESCRIBE[plane.case](name, plane)


def _eigen(text: str) -> Words:
    return Words(text, "eigen_text", bold=True)


def _point(name: str, plane: Plane) -> tuple[Words, ...]:
    return sentence(f"{name} is zero: the whole plane collapses onto ", bold("one point"), ".")


def _line(name: str, plane: Plane) -> tuple[Words, ...]:
    if len(plane.lines) == 1:
        return sentence(
            f"{name} is singular: the plane collapses onto ", _eigen("one line"), ", and that line onto the origin. "
            "Done twice it gives 0."
        )  # fmt: skip
    value = plane.lines[0][0]
    end = "that line stays as it is" if abs(value - 1) <= EPS else f"that line is stretched by {short(value)}"
    return sentence(
        f"{name} is singular: the plane collapses onto ", _eigen("one line"), " and areas become ", bold("0"),
        f"; {end}.",
    )  # fmt: skip


def _scalar(name: str, plane: Plane) -> tuple[Words, ...]:
    factor = float(plane.matrix[0, 0])
    if abs(factor - 1) <= EPS:
        return sentence(f"{name} is the identity: every vector stays where it is.")
    if abs(factor + 1) <= EPS:
        return sentence(f"{name} is half a turn: every vector is reversed, and areas stay the same.")
    turn = " and reverses it" if factor < 0 else ""
    return sentence(f"{name} stretches every direction by {short(abs(factor))}{turn}, so ", *area_words(plane.det), ".")


def _rotation(name: str, plane: Plane) -> tuple[Words, ...]:
    size = plane.singular_values[0]
    turn = f"{name} turns the plane by {short(plane.angle)}°"
    if abs(size - 1) <= EPS:
        return sentence(f"{turn}: no direction is kept, lengths and areas stay the same.")
    return sentence(
        f"{turn} and stretches it by {short(size)}: no direction is kept, and ", *area_words(plane.det), "."
    )


def _spiral(name: str, plane: Plane) -> tuple[Words, ...]:
    half_trace = float(np.trace(plane.matrix)) / 2
    imaginary = math.sqrt(max(plane.det - half_trace**2, 0.0))
    value = f"{short(half_trace)} ± {short(imaginary)}i" if abs(half_trace) > EPS else f"±{short(imaginary)}i"
    return sentence(f"No direction is kept: the eigenvalues of {name} are {value}, and ", *area_words(plane.det), ".")


def _reflection(name: str, plane: Plane) -> tuple[Words, ...]:
    kept = next(vector for value, vector in plane.lines if value > 0)
    angle = math.degrees(math.atan2(kept[1], kept[0])) % 180
    return sentence(
        f"{name} mirrors the plane in the ", _eigen("eigenline"), f" at {short(angle)}°: the plane is turned over, "
        "lengths and areas stay the same."
    )  # fmt: skip


def _shear(name: str, plane: Plane) -> tuple[Words, ...]:
    return sentence(
        f"{name} is a shear: ", _eigen("one line"),
        " stays as it is, everything slides along it, and areas stay the same.",
    )  # fmt: skip


def _defective(name: str, plane: Plane) -> tuple[Words, ...]:
    value = plane.lines[0][0]
    return sentence(
        f"{name} keeps only ", _eigen("one line"), f" (λ = {short(value)} twice, one direction), and ",
        *area_words(plane.det), ".",
    )  # fmt: skip


def _two(name: str, plane: Plane) -> tuple[Words, ...]:
    first, second = (short(value) for value, _ in plane.lines)
    stretches = sentence(f"{name} stretches the ", _eigen("eigenlines"), f" by {first} and {second}")
    if plane.det < 0:
        return (*stretches, *sentence(": the plane is turned over and ", *area_words(plane.det), "."))
    lie = " It is symmetric: the ellipse lies along them." if plane.symmetric else ""
    return (*stretches, *sentence(", so ", *area_words(plane.det), ".", lie))


_DESCRIBE = {
    "point": _point,
    "line": _line,
    "scalar": _scalar,
    "rotation": _rotation,
    "spiral": _spiral,
    "reflection": _reflection,
    "shear": _shear,
    "defective": _defective,
    "two": _two,
}
