"""Why a matrix has no LU factorisation without exchanges, as far as exact arithmetic can tell."""

from __future__ import annotations

from workbench.backends import exact, exact_lu
from workbench.model.errors import UserError
from workbench.operations.spec import Array, Problem

HINT = "With pivoting=partial every matrix has one."


def refusal(problem: Problem, row: int) -> UserError:
    """Of elimination in floating point that found a pivot of 0 in this row: in exact arithmetic there may be none."""
    entries = _entries(problem)
    if entries is not None:
        try:
            exact_lu.lu(entries, "none")
        except exact_lu.ZeroPivotError as stop:
            return exact_refusal(problem, stop)
    message = (
        f"Elimination of {problem.name('A')} without exchanges stops in row {row}: its pivot is 0 as far as it can be "
        "told, with other entries below."
    )
    return UserError("singular", message, HINT, ("lu",), {"row": row, "null_vector": None})


def exact_refusal(problem: Problem, stop: exact_lu.ZeroPivotError) -> UserError:
    """The first leading minor of 0 is the obstacle, unless a column of zeros was passed before."""
    name, row = problem.name("A"), stop.order - 1
    details = {"leading_minor": stop.order, "value": 0, "null_vector": None}
    if stop.passed is None:
        message = f"{name} has no LU factorisation without exchanges: its leading minor of order {stop.order} is 0."
    else:
        message = (
            f"Elimination of {name} without exchanges stops in row {row}: its pivot is 0 with other entries below, and "
            f"that of row {stop.passed} before it was 0 too."
        )
    return UserError("singular", message, HINT, ("lu",), details)


def _entries(problem: Problem) -> Array | None:
    """A in fractions, where it is not too large for them."""
    A, given = problem["A"], problem.exact.get("A")
    if given is not None and exact.fits(given):
        return given
    return exact.fractions(A) if A.dtype.kind == "f" and exact.fits(A) and exact.fits(exact.fractions(A)) else None
