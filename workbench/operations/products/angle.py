"""The angle between two vectors, with their dot product, lengths and cosine similarity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model import surd
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, grain, judge, quantum
from workbench.numerics.probes import scaled
from workbench.numerics.scales import Scaled, unscaled
from workbench.operations.beyond import leaves, told
from workbench.operations.common import by, shape_error
from workbench.operations.exact_angles import well_known
from workbench.operations.products import exactly
from workbench.operations.products.once import EXACT, area_once, dot_exact, dot_once, root, rounding_of
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Vector = Annotated[Operand, Axes((1, 2), "a vector, a single row or a single column")]

LENGTHS = {"dot": "the dot product", "norm_x": "the length of x", "norm_y": "the length of y"}


class Angle(NamedTuple):
    degrees: Annotated[Operand, "the angle in degrees, from 0 to 180; none for a zero vector"]
    radians: Annotated[Operand, "the angle in radians, from 0 to π"]
    cosine: Annotated[Operand, "the cosine similarity: the dot product of the vectors brought to length 1"]
    dot: Annotated[Operand, "the dot product, |x| |y| times the cosine"]
    norm_x: Annotated[Operand, "the length of x"]
    norm_y: Annotated[Operand, "the length of y"]


def angle(x: Vector, y: Vector) -> Angle:
    """The angle between two real vectors; it is undefined where one of them is zero."""
    for item in (x, y):
        if len(item.shape) == 2 and 1 not in item.shape:
            message = f"{item.name} is {by(item.shape)}, and an angle is between two vectors."
            raise shape_error(message, "Take a row or a column of it.", ("slice", "vdot"), x, y)
        if item.dtype.kind == "c":
            hint = "The inner product of complex vectors is vdot."
            raise UserError("domain", f"{item.name} is complex; the angle is that of real vectors.", hint, ("vdot",))
    if math.prod(x.shape) != math.prod(y.shape):
        message = f"{x.name} has {math.prod(x.shape)} entries and {y.name} {math.prod(y.shape)}."
        raise shape_error(message, "The vectors must be equally long.", (), x, y)
    dtype = np.result_type(x.dtype, y.dtype)
    return Angle(*(Operand(name, (), dtype) for name in Angle._fields))


def _vectors(problem: Problem) -> tuple[Array, int, Array, int]:
    x, p = scaled(problem["x"].reshape(-1), problem.structures["x"].exponent)
    y, q = scaled(problem["y"].reshape(-1), problem.structures["y"].exponent)
    return x, p, y, q


def _run(problem: Problem) -> Outcome:
    x, p, y, q = _vectors(problem)
    a, b, d = np.linalg.norm(x), np.linalg.norm(y), x.dtype.type(dot_once(x, y))
    found = {"dot": (d, p + q), "norm_x": (a, p), "norm_y": (b, q)}
    witness = {name: Scaled(np.asarray(value), power) for name, (value, power) in found.items()}
    outputs: dict[str, Any] = {name: value.given for name, value in witness.items()}
    nothing = [problem.name(key) for key, length in (("x", a), ("y", b)) if not length]
    if nothing:
        words = f"{' and '.join(nothing)} {'is' if len(nothing) == 1 else 'are'} zero, so the angle is undefined."
        return Outcome({"degrees": None, "radians": None, "cosine": None, **outputs}, witness, (words,))
    few = len(x) <= EXACT
    radians = np.asarray(math.atan2(area_once(x, y), d), x.dtype) if few else _between(x / a, y / b)
    angles = {"degrees": np.degrees(radians), "radians": radians, "cosine": np.asarray(d / a / b)}
    how = ("Lagrange's identity, products without rounding errors", "few entries") if few else (None, None)
    return Outcome({**angles, **outputs}, witness, method=how[0], why=how[1])


def _between(u: Array, v: Array) -> Array:
    """The angle of unit vectors, right to the last digits for small angles too (Kahan, How Futile ... , section 12)."""
    return np.asarray(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v)))


@dataclass(frozen=True)
class Known:
    """The dot product, the lengths and the angle of scaled vectors, found anew, and what their rounding is relative to.

    In exact arithmetic for few entries, else by other formulas: the angle from the parts of y along x and across.
    """

    dot: float
    a: float
    b: float
    radians: float
    dot_scale: float
    angle_scale: float

    @classmethod
    def of(cls, x: Array, y: Array) -> Known:
        if len(x) <= EXACT:
            d, aa, bb = dot_exact(x, y), dot_exact(x, x), dot_exact(y, y)
            radians = math.atan2(root(aa * bb - d * d), float(d))
            return cls(float(d), root(aa), root(bb), radians, float(abs(d)), radians)
        dot, a, b = dot_once(x, y), math.sqrt(dot_once(x, x)), math.sqrt(dot_once(y, y))
        across = float(np.linalg.norm(y.astype(np.float64) - (dot / a / a if a else 0.0) * x))
        return cls(dot, a, b, math.atan2(across, dot / a if a else 0.0), rounding_of(x, y, dot), 1.0)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The dot product, the lengths and the angle anew, at a scale at which they are in range."""
    out, witness = outcome.outputs, outcome.witness
    beyond = {words: leaves(out[name], witness[name]) for name, words in LENGTHS.items()}
    if any(not np.isfinite(out[name]) and not beyond[words] for name, words in LENGTHS.items()):
        return Assessment("red", "The dot product or a length overflows.")
    return told(_judged(problem, outcome), {"the angle": False, **beyond}, problem["x"].dtype)


def _judged(problem: Problem, outcome: Outcome) -> Assessment:
    """The bound speaks of every output but for the angle of many entries that is 0 to rounding."""
    (x, _, y, _), out = _vectors(problem), outcome.outputs
    known = Known.of(x, y)
    checks, bound, lost = _lengths(known, out, outcome.witness, x.dtype)
    if not known.a or not known.b:
        failed = None if out["radians"] is None else "Verification failed: a zero vector has no angle."
        return judge(
            x.dtype, bound, *checks, what="a length", unproved="The angle is undefined.", failed=failed, spacing=lost
        )
    if any(out[name] is None for name in Angle._fields):
        return Assessment("red", "Verification failed: an output is missing.")
    radians = Residual.of(out["radians"] - known.radians, 4 * known.angle_scale, x.dtype)
    degrees, cosine = float(out["degrees"]), known.dot / known.a / known.b
    checks += [
        radians,
        Residual.of(degrees - math.degrees(float(out["radians"])), abs(degrees) + grain(x.dtype), x.dtype),
        Residual.of(out["cosine"] - cosine, 4 * known.dot_scale / known.a / known.b + grain(x.dtype), x.dtype),
    ]
    unproved = None if out["dot"] or not known.dot_scale else "The dot product underflows to 0, or is 0 to rounding."
    if _is_made_by_rounding(problem, known.radians):
        unproved = (
            "The angle is 0 or 180° to rounding: that of the entries, once they are rounded, decides every digit."
        )
    bound = max(bound, _relative(float(radians.level), known.radians))
    green = "The angle is verified"
    return judge(x.dtype, bound, *checks, what="the angle", green=green, unproved=unproved, spacing=lost)


def _is_made_by_rounding(problem: Problem, radians: float) -> bool:
    """Whether the numbers as typed have another angle than the floats that they were rounded to."""
    pair = exactly.inputs(problem, "x", "y")
    if pair is None or pair[0].size > EXACT:
        return False
    powers = (problem.structures[key].exponent or 0 for key in "xy")
    x, y = (vector.reshape(-1) / Fraction(2) ** p for vector, p in zip(pair, powers, strict=True))
    d, aa, bb = x @ y, x @ x, y @ y
    return abs(math.atan2(root(aa * bb - d * d), float(d)) - radians) > 0.1 * min(radians, math.pi - radians)


def _lengths(
    known: Known, out: Mapping[str, Any], witness: Mapping[str, Scaled], dtype: Any
) -> tuple[list[Residual], float, float]:
    """The dot product and the lengths, checked, a bound on the error of each that is not 0, and their spacing."""
    rows = (("dot", known.dot, known.dot_scale), ("norm_x", known.a, known.a), ("norm_y", known.b, known.b))
    checks, bound, lost = [], 4 * eps(dtype), 0.0
    for name, right, scale in rows:
        p = witness[name].p
        value = float(unscaled(np.asarray(out[name]), witness[name], p))
        checks.append(Residual.of(value - right, 4 * scale + grain(dtype, -p), dtype))
        if value and out[name]:  # what underflows to 0 is told in words
            bound, lost = max(bound, float(checks[-1].level) / abs(value)), max(lost, quantum(dtype, -p) / abs(value))
    return checks, bound, lost


def _relative(level: float, angle: float) -> float:
    return level / angle if angle > 8 * level else level


def _exact(problem: Problem) -> dict[str, Any] | None:
    pair = exactly.inputs(problem, "x", "y")
    if pair is None:
        return None
    x, y = (list(vector.reshape(-1)) for vector in pair)
    d, a, b = (sum((s * t for s, t in zip(*two, strict=True)), Fraction(0)) for two in ((x, y), (x, x), (y, y)))
    found: dict[str, Any] = {"dot": d, "norm_x": str(surd.root(a)), "norm_y": str(surd.root(b))}
    if not a or not b:
        return {"degrees": None, "radians": None, "cosine": None, **found}
    cosine = surd.root(d * d / (a * b))
    degrees, radians = well_known(d * d / (a * b), obtuse=d < 0)
    return {"degrees": degrees, "radians": radians, "cosine": str(-cosine if d < 0 else cosine), **found}


def cost(x: Operand, y: Operand) -> Cost:
    size = float(max(1, math.prod(x.shape)))
    return Cost(10 * size, 3 * size * x.dtype.itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    x, y = (f"{n}.ravel()" if problem[key].ndim == 2 else n for key, n in zip("xy", names, strict=True))
    return (
        f"dot, norm_x, norm_y = np.dot({x}, {y}), np.linalg.norm({x}), np.linalg.norm({y})\n"
        f"u, v = {x} / norm_x, {y} / norm_y\n"
        "radians = 2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v))\n"
        "cosine, degrees = dot / norm_x / norm_y, np.degrees(radians)"
    )


ANGLE = Operation(
    declare=angle,
    routes=(Route("Kahan's formula with NumPy", always("right for small angles too"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
