"""Gershgorin discs of a matrix."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import eps, growth, judge
from workbench.numerics.discs import discs, excludes_zero, groups
from workbench.operations.common import need_entries, need_square, unusable
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

GROUPED, COUNTED = 2000, 128
"""Orders up to which discs are put into groups, and eigenvalues found to see which of them hold any."""


class Discs(NamedTuple):
    centres: Annotated[Operand, "the centres: the diagonal of A"]
    radii: Annotated[Operand, "the radii: the sums of the moduli beside the diagonal"]


def gershgorin(
    A: Matrix2,
    by: Annotated[Literal["rows", "columns"], "whose entries the radii add up"] = "rows",
) -> Discs:
    """The Gershgorin discs of A: every eigenvalue lies in one of them.

    Disc i has aᵢᵢ as its centre, and as its radius the sum of |aᵢⱼ| over the others of its row (or column). A group of
    k discs that meets no other holds exactly k eigenvalues.
    """
    need_square(A, "it has no eigenvalues", "Singular values exist for every shape.", ("svdvals",))
    need_entries(A, "it has no discs")
    real = np.dtype(A.dtype.type(0).real.dtype)
    return Discs(Operand("centres", A.shape[:1], A.dtype), Operand("radii", A.shape[:1], real))


def _run(problem: Problem) -> Outcome:
    A = problem["A"]
    centres, radii = discs(A, problem.params["by"] == "columns")
    details = _details(A, centres, radii) if np.isfinite(radii).all() else {}
    return Outcome({"centres": centres, "radii": radii}, details=details)


def _details(A: Array, centres: Array, radii: Array) -> dict[str, Any]:
    """What the discs say of the eigenvalues: how many each group holds, and whether 0 is none."""
    found: dict[str, Any] = {}
    if excludes_zero(centres, radii):
        found["invertible"] = "no disc holds 0"
    if len(A) <= GROUPED:
        found["groups"] = [{"discs": group, "eigenvalues": len(group)} for group in groups(centres, radii)]
    if len(A) <= COUNTED:
        found["eigenvalues_in_each_disc"] = _counts(A, centres, radii)
    return found


def _counts(A: Array, centres: Array, radii: Array) -> list[int]:
    """How many eigenvalues lie in each disc; one at the edge counts."""
    top = float(np.abs(A).max()) or 1.0
    w = np.linalg.eigvals(A / top)
    far = np.abs(w[None, :] - centres[:, None] / top)
    edge = 8 * len(A) * eps(radii.dtype) ** 0.5
    return list(np.count_nonzero(far <= radii[:, None] / top + edge, axis=1).tolist())


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The diagonal as it stands, and the sums of moduli once more, in another order."""
    A = problem["A"]
    centres, radii = outcome.outputs["centres"], outcome.outputs["radii"]
    bad = unusable(centres, A.shape[:1], "the centres") or unusable(radii, A.shape[:1], "the radii")
    if bad is not None:
        return bad
    B = A.T if problem.params["by"] == "columns" else A
    expected = np.array([_sum(np.abs(row), k) for k, row in enumerate(B)], dtype=radii.dtype)
    found = agreement(radii, expected, growth(len(A)) * 2 * expected, radii.dtype)
    same = np.array_equal(centres, np.diagonal(A))
    return judge(
        radii.dtype,
        max(found.bound, eps(radii.dtype)),
        found.residual,
        what="the radii",
        green="The centres are the diagonal, and the radii were added up once more",
        failed=None if same else "Verification failed: the centres are not the diagonal.",
    )


def _sum(moduli: Array, k: int) -> float:
    """All but entry k, rounded once."""
    return math.fsum(moduli[:k]) + math.fsum(moduli[k + 1 :])


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    B = A.T if problem.params["by"] == "columns" else A
    radii = np.empty(len(A), object)
    for k, row in enumerate(B):
        radii[k] = Fraction(sum(abs(x) for j, x in enumerate(row) if j != k))
    return {"centres": np.diagonal(A).copy(), "radii": radii}


def cost(A: Operand, by: str = "rows") -> Cost:
    n = float(A.shape[0])
    return Cost(4.0 * n * n + (10.0 * n**3 if n <= COUNTED else 0.0), 16.0 * n * n)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, axis = names[0], -2 if problem.params["by"] == "columns" else -1
    return (
        f"centres = np.diagonal({A}, axis1=-2, axis2=-1)\n"
        f"radii = np.sum(np.abs({A}) * (1 - np.eye({A}.shape[-1])), axis={axis})"
    )


GERSHGORIN = Operation(
    declare=gershgorin,
    routes=(Route("NumPy sums of moduli", always("read off the entries"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
