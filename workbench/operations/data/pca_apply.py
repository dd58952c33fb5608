"""New rows in the coordinates of components that were fitted before, with the mean that was stored then."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.model.surd import root
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import growth
from workbench.numerics.probes import abs_times, uneven
from workbench.operations.common import by, need_entries, shape_error, unusable
from workbench.operations.data.shared import Table, verdict
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Mean = Annotated[Operand, Axes((1,), "the mean that was fitted, one number for each column")]
Rows = Annotated[Operand, Axes((2,), "the components that were fitted, one in each row")]
Scale = Annotated[Operand, Axes((1,), "the deviations that were fitted, if the data were standardised")]


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
    B, V, scale = _prepared(problem)
    scores = B @ V.conj().T
    rebuilt = (scores @ V) * scale + problem["mean"]
    distance = np.linalg.norm(problem["rows"] - rebuilt, axis=1)
    return Outcome({"scores": scores, "rebuilt": rebuilt, "distance": distance})


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
    """Scores and rebuilt rows on a few vectors of uneven signs, without centring the rows beforehand."""
    X, m, V = problem["rows"], problem["mean"], problem["components"]
    scale: Any = problem.arrays.get("scale", np.ones(1, X.real.dtype))
    given = [np.asarray(outcome.outputs[name]) for name in Applied._fields]
    for value, shape, what in zip(given, ((len(X), len(V)), X.shape, (len(X),)), Applied._fields, strict=True):
        if (bad := unusable(value, shape, what)) is not None:
            return bad
    scores, rebuilt, distance = given
    W = uneven(len(V), X.dtype)
    axes = (V.conj().T / np.broadcast_to(scale, m.shape)[:, None]) @ W
    sizes = growth(len(m)) * (
        abs_times(np.abs(X) + np.abs(m), np.abs(V.T / np.broadcast_to(scale, m.shape)[:, None]) @ np.abs(W))
    )
    of_scores = agreement(scores @ W, X @ axes - m @ axes, sizes, X.dtype, float(np.abs(scores).max(initial=0)))
    U = uneven(len(m), X.dtype)
    stretched = np.broadcast_to(scale, m.shape)[:, None] * U
    back = growth(len(V)) * (np.abs(scores) @ (np.abs(V) @ np.abs(stretched)) + np.abs(m) @ np.abs(U)) + np.abs(
        rebuilt
    ) @ np.abs(U)
    of_shadow = agreement(
        rebuilt @ U, scores @ (V @ stretched) + m @ U, back, X.dtype, float(np.abs(rebuilt).max(initial=0))
    )
    reach = np.linalg.norm(X, axis=1) + np.linalg.norm(rebuilt, axis=1)
    expected = np.linalg.norm(X - rebuilt, axis=1)
    of_distance = agreement(distance, expected, growth(len(m)) * expected, X.dtype, float(reach.max(initial=0)))
    return verdict(
        X.dtype, of_scores, of_shadow, of_distance, what="the projection", green="The scores agree on a few vectors"
    )


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
