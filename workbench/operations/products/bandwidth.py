"""How far from the diagonal a matrix has entries."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.operations.common import need_entries
from workbench.operations.products.same import sure
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

COUNT = np.dtype(np.int64)


class Bandwidth(NamedTuple):
    lower: Annotated[Operand, "how many diagonals below the main one, as far as the last that is not all zeros"]
    upper: Annotated[Operand, "how many diagonals above the main one, as far as the last that is not all zeros"]


def bandwidth(A: Matrix2) -> Bandwidth:
    """The lower and the upper bandwidth: how far below and above the diagonal there are entries other than 0.

    0 and 0 for a diagonal matrix, 1 and 1 for a tridiagonal one, a lower one of 0 for an upper triangular one.
    """
    need_entries(A, "it has no diagonals")
    return Bandwidth(Operand("lower", (), COUNT), Operand("upper", (), COUNT))


def cost(A: Operand) -> Cost:
    size = float(max(1, A.shape[0] * A.shape[1]))
    return Cost(size, size)


def _measured(A: Array) -> tuple[int, int]:
    """By the first and the last entry of each row that is not 0."""
    filled = A != 0
    rows = np.flatnonzero(filled.any(axis=1))
    if not len(rows):
        return 0, 0
    first = np.argmax(filled[rows], axis=1)
    last = A.shape[1] - 1 - np.argmax(filled[rows, ::-1], axis=1)
    return max(0, int((rows - first).max())), max(0, int((last - rows).max()))


def _run(problem: Problem) -> Outcome:
    lower, upper = _measured(problem["A"])
    return Outcome({"lower": np.array(lower, COUNT), "upper": np.array(upper, COUNT)})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Nothing lies outside, and something on the outermost diagonals."""
    A = problem["A"]
    for name, B in (("lower", A), ("upper", A.T)):
        k = np.asarray(outcome.outputs[name])
        if k.shape or not 0 <= k < max(len(B), 1) or (k and not np.diagonal(B, -int(k)).any()):
            return Assessment("red", f"Verification failed: the outermost diagonal of the {name} band is all zeros.")
        if any(row[: max(0, i - int(k))].any() for i, row in enumerate(B)):
            return Assessment("red", f"Verification failed: there are entries outside of the {name} band.")
    return sure(A.dtype, "Every entry outside of the band is 0.")


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    return None if A is None else dict(zip(("lower", "upper"), _measured(A), strict=True))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    """NumPy's: scipy.linalg.bandwidth overlooks what is beside the square part of a matrix."""
    return f"i, j = np.nonzero({names[0]})\nlower, upper = np.max(i - j, initial=0), np.max(j - i, initial=0)"


BANDWIDTH = Operation(
    declare=bandwidth,
    routes=(
        Route(
            "NumPy, row by row",
            always("the first and the last entry of each row"),
            _run,
            _code,
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
)
