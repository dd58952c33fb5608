"""The four fundamental subspaces of a matrix."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_subspaces
from workbench.model.certificate import Assessment
from workbench.numerics.cutoff import need_rtol
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem
from workbench.operations.steps import worked
from workbench.operations.systems import bases
from workbench.operations.systems.bases import RTol

NAMES = {"column_space": "column", "row_space": "row", "null_space": "null", "left_null_space": "left_null"}


class Subspaces(NamedTuple):
    column_space: Annotated[Operand, "all vectors A x: r directions in the space of the rows' count m"]
    row_space: Annotated[Operand, "all vectors Aᴴ y, orthogonal to the null space"]
    null_space: Annotated[Operand, "all x with A x = 0: n − r directions"]
    left_null_space: Annotated[Operand, "all y with Aᴴ y = 0, orthogonal to the column space: m − r directions"]
    rank: Annotated[Operand, "r, the dimension of the column space and of the row space"]


def subspaces(A: Matrix2, rtol: RTol = None) -> Subspaces:
    """Orthonormal bases, as columns, of the column, row, null and left null space.

    Their dimensions depend on the tolerance, which the details show; the exact twin has none.
    """
    need_rtol(rtol)
    (m, n), k = A.shape, min(A.shape)
    shapes = {"column_space": (m, k), "row_space": (n, k), "null_space": (n, n), "left_null_space": (m, m)}
    found = {name: Operand(name, shape, A.dtype) for name, shape in shapes.items()}
    return Subspaces(**found, rank=Operand("rank", (), np.dtype(np.int64)))


def cost(A: Operand, rtol: float | None = None) -> Cost:
    m, n = A.shape
    return Cost(max(1.0, 8.0 * m * n * min(m, n) + 8.0 * max(m, n) ** 3 / 3), 2.0 * (m * m + n * n) * A.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    found = bases.cut(problem, full=True)
    outputs: dict[str, Any] = {name: found.bases[which].copy() for name, which in NAMES.items()}
    return Outcome({**outputs, "rank": np.asarray(found.rank)}, {"cut": found}, details=found.details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """As `bases.verdict`: the decomposition and the bases are verified, the angles bounded by Wedin's theorem."""
    found = outcome.witness["cut"]
    if np.shape(outcome.outputs["rank"]) != () or int(outcome.outputs["rank"]) != found.rank:
        return Assessment("red", f"Verification failed: the rank of the factors is {found.rank}.")
    return bases.verdict(problem, outcome.outputs, found, NAMES)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    found = exact_subspaces.subspaces(A)
    return {name: getattr(found, which) for name, which in NAMES.items()} | {"rank": Fraction(found.column.shape[1])}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, rtol = names[0], problem.params.get("rtol")
    limit = f"max({A}.shape) * np.finfo(S.dtype).eps" if rtol is None else repr(rtol)
    return (
        f"U, S, Vh = np.linalg.svd({A})\n"
        f"rank = int((S > {limit} * S.max(initial=0)).sum())\n"
        "V = Vh.conj().T\n"
        "column_space, left_null_space = U[:, :rank], U[:, rank:]\n"
        "row_space, null_space = V[:, :rank], V[:, rank:]"
    )


SUBSPACES = Operation(
    declare=subspaces,
    routes=bases.routes("one decomposition shows all four", _run, _code),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("spaces", "subspaces_steps"),
)
