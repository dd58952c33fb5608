"""How far the leading subspace of a PCA wanders when the samples are drawn again: Efron's bootstrap."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.agreement import agreement
from workbench.numerics.angles import angles_of_projectors, principal_angles
from workbench.numerics.bounds import eps
from workbench.numerics.principal import axes, gap
from workbench.numerics.samples import centered
from workbench.operations.common import scale, unusable
from workbench.operations.data.shared import Table, need_k, need_table, verdict
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

SHARP = 1e4
"""A gap of fewer roundings than this between two variances leaves their subspace open."""


class Wandering(NamedTuple):
    angles: Annotated[Operand, "the largest angle between each resampled subspace and that of the data, in degrees"]
    median: Annotated[Operand, "the median of the angles"]


def bootstrap_subspace(
    X: Table,
    k: Annotated[int, "how many components span the subspace"] = 1,
    count: Annotated[int, "how often the rows are drawn again"] = 200,
    seed: Annotated[int, "of the random draws; the same seed gives the same draws"] = 0,
) -> Wandering:
    """Draw the rows again with replacement, many times, and see how far the leading k components turn.

    A few degrees: the data have these axes. Tens of degrees: they have none (Efron 1979).
    """
    need_table(X, 3, "there is nothing to draw from")
    need_k(k, min(X.shape[0] - 1, X.shape[1]), X.name)
    if not 1 <= count <= 100_000:
        raise UserError("domain", f"count cannot be {count}.", "Choose from 1 to 100 000.")
    if not 0 <= seed < 2**32:
        raise UserError("domain", f"seed cannot be {seed}.", "A seed is from 0 to 2³² − 1.")
    real = np.zeros(0, X.dtype).real.dtype
    return Wandering(Operand("angles", (count,), real), Operand("median", (), real))


def draws(n: int, count: int, seed: int) -> Array:
    """The rows of each draw, count x n; NumPy's legacy generator, whose stream is frozen for good."""
    return np.random.RandomState(seed).randint(0, n, (count, n))


def _leading(X: Array, k: int, method: str) -> tuple[Array, float]:
    """The k leading axes as columns, and the gap after them."""
    found = axes(centered(X).rows, max(1, len(X) - 1), method)
    return found.vectors[:, :k], gap(found.variances, k)


def _run(problem: Problem) -> Outcome:
    X, k = scale(problem, "X")[0], problem.params["k"]
    method = "covariance" if X.shape[0] >= X.shape[1] else "svd"
    whole, own = _leading(X, k, method)
    drawn = [_leading(X[rows], k, method) for rows in _draws(problem)]
    gaps = np.minimum(own, [left for _, left in drawn])
    angles = np.degrees(np.asarray([principal_angles(whole, vectors)[0] for vectors, _ in drawn], whole.real.dtype))
    angles[_undetermined(gaps, X)] = 90
    details = {"seed": problem.params["seed"], "quartiles": np.percentile(angles, [25, 75]).tolist(), "gap": own}
    return Outcome(
        {"angles": angles, "median": np.median(angles)},
        {"gaps": gaps, "method": method},
        _warnings(int(_undetermined(gaps, X).sum()), k),
        details,
    )


def _undetermined(gaps: Array, X: Array) -> Array:
    return np.asarray(gaps <= SHARP * eps(X.dtype))


def _warnings(count: int, k: int) -> tuple[str, ...]:
    if not count:
        return ()
    drawn = f"{count} draw{'s' * (count > 1)}"
    return (f"In {drawn} variances {k} and {k + 1} are equal but for rounding: the angle counts as 90°.",)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The same draws once more, each decomposed in the other way, with angles found in the other way.

    A subspace turns by the rounding of the data over the gap after its last variance (Davis and Kahan 1970).
    """
    X, k, count = scale(problem, "X")[0], problem.params["k"], problem.params["count"]
    angles = outcome.outputs["angles"]
    if (bad := unusable(angles, (count,), "the angles")) is not None:
        return bad
    other = "svd" if outcome.witness["method"] == "covariance" else "covariance"
    if other == "covariance" and X.shape[1] > 1000:
        other = "svd"
    whole = _leading(X, k, other)[0]
    again = [angles_of_projectors(whole, _leading(X[rows], k, other)[0])[0] for rows in _draws(problem)]
    gaps = outcome.witness["gaps"]
    lost = _undetermined(gaps, X)
    rounding = np.degrees(4 / np.where(lost, 1, gaps)) * max(1.0, math.sqrt(X.shape[1]) / 2)
    found = agreement(angles, np.where(lost, 90, np.degrees(again)), rounding, X.dtype)
    middle = agreement(outcome.outputs["median"], np.median(angles), 4 * np.median(angles), X.dtype)
    return verdict(
        X.dtype,
        found,
        middle,
        what="the angles",
        green="The same draws give the same angles in another way",
        unproved=next(iter(_warnings(int(lost.sum()), k)), None),
    )


def _draws(problem: Problem) -> Array:
    return draws(len(problem["X"]), problem.params["count"], problem.params["seed"])


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    X, k, count, seed = names[0], *(problem.params[name] for name in ("k", "count", "seed"))
    return (
        f"leading = lambda X: np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[2][:{k}].T\n"
        f"draws = np.random.RandomState({seed}).randint(0, len({X}), ({count}, len({X})))\n"
        f"angle = lambda rows: scipy.linalg.subspace_angles(leading({X}), leading({X}[rows]))[0]\n"
        "angles = np.degrees([angle(rows) for rows in draws])"
    )


def cost(X: Operand, k: int = 1, count: int = 200, seed: int = 0) -> Cost:
    (n, p), short = X.shape, min(X.shape)
    each = 9.0 * max(n, p) * short**2 + 40.0 * short**3
    return Cost((count + 1) * each, (6.0 * n * p + count * n) * 8.0)


BOOTSTRAP_SUBSPACE = Operation(
    declare=bootstrap_subspace,
    routes=(Route("PCA of each draw", always("every draw is decomposed by itself"), _run, _code),),
    certify=certify,
    cost=cost,
)
