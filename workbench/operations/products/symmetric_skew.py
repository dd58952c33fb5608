"""A square matrix split into a symmetric and a skew-symmetric part."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.probes import largest_part
from workbench.operations.batches import batch_details
from workbench.operations.common import by, shape_error
from workbench.operations.products import exactly
from workbench.operations.products.entries import Entrywise
from workbench.operations.products.shapes import ANY, entries
from workbench.operations.scaled_code import part_code
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always


class Parts(NamedTuple):
    symmetric: Annotated[Operand, "(A + Aᵀ)/2; for complex entries (A + Aᴴ)/2, the Hermitian part"]
    skew: Annotated[Operand, "(A − Aᵀ)/2, whose quadratic form xᵀ K x is 0 for every real x"]


def symmetric_skew(A: Annotated[Operand, Axes(ANY[2:], "a square matrix, or a stack in the last two axes")]) -> Parts:
    """The symmetric and the skew-symmetric part, which add up to the matrix."""
    if A.shape[-1] != A.shape[-2]:
        message = f"{A.name} is {by(A.shape)}, so it has no symmetric part: it does not fit its own transpose."
        raise shape_error(message, "Only a square matrix can be symmetric.", (), A)
    return Parts(Operand("symmetric", A.shape, A.dtype), Operand("skew", A.shape, A.dtype))


def _halves(A: Array) -> tuple[Array, Array]:
    """Half the sum and half the difference of a matrix and its mirror image."""
    mirrored = A.mT.conj() if A.dtype.kind == "c" else A.mT
    return _half(A, mirrored), _half(A, -mirrored)


def _half(a: Array, b: Array) -> Array:
    """(a + b)/2, rounded once; the sum of halves where the sum overflows, since halves of small numbers are rounded."""
    total: Array = np.asarray((a + b) * 0.5)
    return total if np.isfinite(largest_part(total)) else np.where(np.isfinite(total), total, 0.5 * a + 0.5 * b)


def _run(problem: Problem) -> Outcome:
    with np.errstate(all="ignore"):
        symmetric, skew = _halves(problem["A"])
    front, core = symmetric.shape[:-2], symmetric.shape[-2:]
    details = batch_details(front, core) if front else {}
    return Outcome({"symmetric": symmetric, "skew": skew}, details=details)


def _sum(a: Array, b: Array) -> Array:
    return _half(a, b.conj())


def _difference(a: Array, b: Array) -> Array:
    return _half(a, -b.conj())


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each entry from its two, computed again."""
    A = problem["A"]
    finite = problem.structures["A"].finite
    found = [
        _underflows(A, sign * A.mT.conj(), outcome.outputs[name], f"The {name} part")
        or Entrywise(function, divides=True).certify(
            (A, A.mT), outcome.outputs[name], A.shape, f"the {name} part", GREEN, finite
        )
        for name, function, sign in (("symmetric", _sum, 1), ("skew", _difference, -1))
    ]
    return max(found, key=lambda item: (("green", "amber", "red").index(item.verdict), item.error_bound or 0.0))


def _underflows(A: Array, mirrored: Array, value: Any, what: str) -> Assessment | None:
    """Amber where all entries are 0 because half the least number is."""
    if np.shape(value) != A.shape or np.any(value) or np.array_equal(A, -mirrored) or np.any(_half(A, mirrored)):
        return None
    return Assessment("amber", f"{what} underflows to 0.", digits=0)


GREEN = "Every entry is rounded once"


def _exact(problem: Problem) -> dict[str, Any] | None:
    arrays = exactly.inputs(problem, "A")
    if arrays is None:
        return None
    (A,) = arrays
    return {
        "symmetric": exactly.finished((A + A.mT) / 2, A.shape),
        "skew": exactly.finished((A - A.mT) / 2, A.shape),
    }


def cost(A: Operand) -> Cost:
    size = entries(A.shape)
    return Cost(4 * size, 3 * size * A.dtype.itemsize)


SYMMETRIC_SKEW = Operation(
    declare=symmetric_skew,
    routes=(
        Route(
            "NumPy halves",
            always("every entry meets its mirror image"),
            _run,
            lambda p, names: "S, K = " + ", ".join(part_code(p, "A", names[0], sign) for sign in "+-"),
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
)
