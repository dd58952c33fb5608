"""New rows in the coordinates of components that were fitted before, with the mean that was stored then."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.model.surd import root
from workbench.numerics.agreement import Agreement, agreement
from workbench.numerics.bounds import digits, eps, grain, growth
from workbench.numerics.column_scales import moderate
from workbench.numerics.equilibrium import column_exponents, moved
from workbench.numerics.probes import abs_times, exponent, largest, shifted, uneven
from workbench.numerics.scales import Scaled, unscaled
from workbench.operations.beyond import leaves, told
from workbench.operations.common import by, need_entries, shape_error, unusable
from workbench.operations.data.shared import Table, verdict
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Mean = Annotated[Operand, Axes((1,), "the mean that was fitted, one number for each column")]
Rows = Annotated[Operand, Axes((2,), "the components that were fitted, one in each row")]
Scale = Annotated[Operand, Axes((1,), "the deviations that were fitted, if the data were standardised")]


OWN = 0.01
"""Of distances with a larger error than this share of them no digit is told."""


class Applied(NamedTuple):
    scores: Annotated[Operand, "each new row in the coordinates of the components"]
    rebuilt: Annotated[Operand, "each new row rebuilt from its scores: its shadow on the plane of the components"]
    distance: Annotated[Operand, "how far each new row is from its shadow"]


def pca_apply(rows: Table, mean: Mean, components: Rows, scale: Scale | None = None) -> Applied:
    """Put new rows into the coordinates of a fitted PCA: (rows − mean) componentsᵀ, with the stored mean."""
    need_entries(rows, "there is nothing to project")
    width = rows.shape[1]
    for part, have in (
        (mean, mean.shape[0]),
        (components, components.shape[1]),
        (scale, scale.shape[0] if scale else width),
    ):
        if part is not None and have != width:
            raise shape_error(
                f"{rows.name} is {by(rows.shape)} and {part.name} is {by(part.shape)}: they have not the same columns.",
                "The new rows need the columns that the components were fitted to.",
                ("transpose",) if part is components and components.shape[0] == width else (),
                rows,
                part,
                axes={rows.name: 1, part.name: len(part.shape) - 1},
            )
    dtype = np.result_type(rows.dtype, mean.dtype, components.dtype)
    n, k = rows.shape[0], components.shape[0]
    real = np.zeros(0, dtype).real.dtype
    return Applied(
        Operand("scores", (n, k), dtype), Operand("rebuilt", rows.shape, dtype), Operand("distance", (n,), real)
    )


def _run(problem: Problem) -> Outcome:
    B, V, _ = _prepared(problem)
    scores = B @ V.conj().T
    powers = _powers(problem, scores)
    parts = _scaled_parts(problem, scores, powers)
    rebuilt = Scaled(parts.rebuilt(), sum(powers))
    distance = _distance(problem, rebuilt)
    outputs = {"scores": scores, "rebuilt": rebuilt.given, "distance": distance.given}
    return Outcome(outputs, {"powers": powers, "rebuilt": rebuilt, "distance": distance})


class Parts(NamedTuple):
    """Scores, components, units and mean, scaled by powers of two so that the rows they rebuild are in range."""

    scores: Array
    V: Array
    scale: Array
    mean: Array

    def rebuilt(self) -> Array:
        return np.asarray((self.scores @ self.V) * self.scale + self.mean)


def _powers(problem: Problem, scores: Array) -> tuple[int, int, int]:
    """The exponents to take out of scores, components and units where those are far from 1, but no row or mean."""
    _, V, scale = _prepared(problem)
    found = exponent(scores), exponent(V), exponent(scale)
    if max(map(abs, found)) <= moderate(V.dtype):
        return 0, 0, 0
    least = max(exponent(problem["mean"]), exponent(problem["rows"]))
    return found[0] + max(0, least - sum(found)), found[1], found[2]


def _scaled_parts(problem: Problem, scores: Array, powers: tuple[int, int, int]) -> Parts:
    _, V, scale = _prepared(problem)
    given = (scores, V, scale, problem["mean"])
    return Parts(*(shifted(part, -p) if p else part for part, p in zip(given, (*powers, sum(powers)), strict=True)))


def _distance(problem: Problem, rebuilt: Scaled) -> Scaled:
    X = shifted(problem["rows"], -rebuilt.p) if rebuilt.p else problem["rows"]
    value, powers = _lengths(X - rebuilt.value)
    return Scaled(value, powers + rebuilt.p)


def _lengths(rows: Array) -> Scaled:
    """The length of each row, at a scale of its own: squares neither over- nor underflow."""
    powers = column_exponents(rows.T)
    return Scaled(np.linalg.norm(moved(rows, -powers[:, None]), axis=1).astype(rows.real.dtype, copy=False), powers)


def _prepared(problem: Problem) -> tuple[Array, Array, Any]:
    scale: Any = problem.arrays.get("scale", np.ones(1, problem["rows"].real.dtype))
    _need_scale(problem, scale)
    return (problem["rows"] - problem["mean"]) / scale, problem["components"], scale


def _need_scale(problem: Problem, scale: Array) -> None:
    """Refuse to divide by 0."""
    if not scale.all():
        column = int(np.flatnonzero(scale == 0)[0])
        message = f"Entry {column} of {problem.name('scale')} is 0: column {column} cannot be divided by it."
        raise UserError("domain", message, "A constant column keeps its units with the scale 1.")


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Scores and rebuilt rows on a few vectors of uneven signs, and the distances anew."""
    X, witness = problem["rows"], outcome.witness
    powers = witness["powers"]
    scores, rebuilt, distance = (np.asarray(outcome.outputs[name]) for name in Applied._fields)
    beyond = {"the scores": False, "the rebuilt rows": leaves(rebuilt, witness["rebuilt"])}
    beyond["the distance"] = leaves(distance, witness["distance"])
    shapes = ((len(X), len(problem["components"])), X.shape, (len(X),))
    for value, shape, (what, out) in zip((scores, rebuilt, distance), shapes, beyond.items(), strict=True):
        if not out and (bad := unusable(value, shape, what)) is not None:
            return bad
    own = Scaled(unscaled(rebuilt, witness["rebuilt"], witness["rebuilt"].p), witness["rebuilt"].p)
    of_scores, errors = _of_scores(problem, scores)
    of_shadow, errors = _of_shadow(
        _scaled_parts(problem, scores, powers), problem["mean"], own, shifted(errors, -powers[0])
    )
    expected = _distance(problem, own)
    given = unscaled(distance, witness["distance"], expected.p)
    of_distance = agreement(given, expected.value, growth(X.shape[1]) * expected.value, X.dtype, math.inf)
    parts = {"scores": of_scores, "rebuilt rows": of_shadow}
    sizes = moved(expected.value, expected.p - own.p)
    share = _share(np.abs(errors).max(axis=1) * math.sqrt(X.shape[1]), sizes)
    return told(_judged(X.dtype, parts, of_distance, share), beyond, X.dtype)


def _judged(dtype: Any, parts: dict[str, Agreement], of_distance: Agreement, own: float) -> Assessment:
    """Distances that are 0 to rounding are named, as those of rows within the plane; others lend it their digits."""
    unsure = [name for name, part in parts.items() if digits(part.bound, dtype) < 1]
    bound = max((part.bound for part in parts.values()), default=0.0)
    nothing = not own <= OWN
    words = "; the distance is 0 as far as rounding shows" if nothing else ""
    return verdict(
        dtype,
        *(Agreement(part.residual, 0.0) for part in (*parts.values(), of_distance)),
        bound=None if unsure else bound if nothing else max(bound, own),
        what="the projection",
        green="The scores agree on a few vectors" + words,
        unproved=f"No digit of the {' and the '.join(unsure)} is proved: terms cancel or underflow."
        if unsure
        else None,
        why="terms cancel or are next to the least numbers" + words,
    )


def _of_scores(problem: Problem, scores: Array) -> tuple[Agreement, Array]:
    """The scores times a few vectors, against the rows times the axes times these; and what rounding is relative to."""
    B, V, _ = _prepared(problem)
    W, least = uneven(len(V), B.dtype), grain(B.dtype)
    errors = growth(B.shape[1]) * abs_times(2 * np.abs(B) + least, np.abs(V.T)) + least
    found = agreement(scores @ W, B @ (V.conj().T @ W), errors @ np.abs(W), B.dtype, largest(scores))
    differ = bool((problem["rows"] != problem["mean"]).any() and V.any())
    return _unless_lost(found, scores, differ), errors


def _of_shadow(parts: Parts, mean: Array, rebuilt: Scaled, errors: Array) -> tuple[Agreement, Array]:
    """The same for the rebuilt rows, to which errors of the scores are carried."""
    small, V, scale, m = parts
    U, spread = uneven(len(m), V.dtype), np.broadcast_to(scale, m.shape)
    carried = abs_times(np.abs(small) * growth(len(V)) + errors, np.abs(V)) + grain(V.dtype)
    errors = carried * np.abs(spread) + np.abs(m) + np.abs(rebuilt.value) + grain(V.dtype, -rebuilt.p)
    expected = small @ (V @ (spread[:, None] * U)) + m @ U
    found = agreement(rebuilt.value @ U, expected, errors @ np.abs(U), V.dtype, largest(rebuilt.value))
    return _unless_lost(found, rebuilt.value, bool(mean.any() or small.any())), errors * eps(V.dtype)


def _unless_lost(found: Agreement, value: Array, terms: bool) -> Agreement:
    """Without any digit where all is 0, though there are terms: they cancel or underflow."""
    return Agreement(found.residual, math.inf) if terms and not value.any() else found


def _share(errors: Array, distance: Array) -> float:
    """The largest error of a distance relative to the largest of them."""
    size = largest(distance)
    return float(errors.max()) / size if size else (math.inf if errors.any() else 0.0)


def _exact(problem: Problem) -> dict[str, Any] | None:
    names = [name for name in ("rows", "mean", "components", "scale") if name in problem.arrays]
    given = [problem.exact.get(name) for name in names]
    if any(item is None for item in given) or not exact.fits(*given[:3]):
        return None
    X, m, V, scale = (np.asarray(item) for item in (*given, Fraction(1))[:4])
    _need_scale(problem, scale)
    M = exact.to_flint(V)
    scores = exact.to_flint((X - m) / scale) * M.transpose()
    rebuilt = exact.from_flint(scores * M) * scale + m
    squares = ((X - rebuilt) ** 2).sum(axis=1)
    distance = exact.spelled(exact.array(map(root, squares), squares.shape))
    return {"scores": exact.from_flint(scores), "rebuilt": rebuilt, "distance": distance}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    rows, mean, components, *scale = names
    over = f" / {scale[0]}" if scale else ""
    times = f" * {scale[0]}" if scale else ""
    return (
        f"scores = ({rows} - {mean}){over} @ {components}.conj().T\n"
        f"rebuilt = {mean} + scores @ {components}{times}\n"
        f"distance = np.linalg.norm({rows} - rebuilt, axis=1)"
    )


def cost(rows: Operand, mean: Operand, components: Operand, scale: Operand | None = None) -> Cost:
    n, p = rows.shape
    k = components.shape[0]
    return Cost(4.0 * n * p * k + n, (3.0 * n * p + n * k) * rows.dtype.itemsize)


PCA_APPLY = Operation(
    declare=pca_apply,
    routes=(Route("BLAS gemm (NumPy)", always("the stored mean and components are reused"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
