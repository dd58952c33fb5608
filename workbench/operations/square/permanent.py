"""The permanent: a determinant without signs, which no elimination can compute."""

from __future__ import annotations

import math
from fractions import Fraction
from math import lcm
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics import permanent as expansion
from workbench.numerics.bounds import Residual, judge, max_digits, quantum
from workbench.numerics.probes import shifted
from workbench.operations import zero
from workbench.operations.common import need_square, unusable
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

MOST, EXACTLY = 20, 16
"""Rows up to which there is an answer, and an exact one."""
WHAT = "the permanent"


class Permanent(NamedTuple):
    result: Annotated[Operand, "the sum over all permutations of the products of entries, without signs"]


def permanent(A: Matrix2) -> Permanent:
    """The permanent of a square matrix: the sum of products that the determinant is, every sign a plus.

    Of a matrix of 0 and 1 it counts the perfect matchings of a bipartite graph. No fast way is known (Valiant, Theor.
    Comput. Sci. 8, 1979): each row more doubles the work.
    """
    need_square(A, "it has no permanent", "Only square matrices have one.", ())
    if A.shape[0] > MOST:
        message = (
            f"{A.name} has {A.shape[0]} rows, and permanents go up to {MOST} here: each row more doubles the work."
        )
        raise UserError("unsupported", message, "The determinant has no such limit.", ("det",))
    return Permanent(Operand("result", (), A.dtype))


def cost(A: Operand) -> Cost:
    n = A.shape[0]
    return Cost(20.0 * max(1, n) * 2.0**n, 80.0 * 2.0**n)


def _scaled(problem: Problem) -> tuple[Array, int] | None:
    """A with powers of two taken out of rows and columns, and the exponent of their product; None for a sure 0."""
    A = problem["A"]
    found = expansion.exponents(A)
    if found is None:
        return None
    rows, columns = found
    return shifted(A, -(rows[:, None] + columns)), int(rows.sum() + columns.sum())


def _run(problem: Problem) -> Outcome:
    found = _scaled(problem)
    if found is None:
        return Outcome({"result": np.zeros((), problem["A"].dtype)})
    return Outcome({"result": shifted(np.asarray(expansion.permanent(found[0])), found[1])})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Expanded once more by the rows in reverse, in a wider type."""
    value = np.asarray(outcome.outputs["result"])
    if (bad := unusable(value, (), WHAT)) is not None:
        return bad
    found = _scaled(problem)
    if found is None:
        return _impossible(value)
    A, p = found
    wide = np.result_type(A.dtype, np.longdouble)
    first, last = expansion.by_rows(A), expansion.by_rows(A[::-1].astype(wide))
    own, again = shifted(value, -p), last[-1]
    least = quantum(value.dtype, -p)
    scale = expansion.rounding(A, first, last) + float(abs(again)) + least / np.finfo(A.dtype).eps
    check, size = Residual.of(abs(own - again), scale, A.dtype), float(abs(own))
    if not size and check.passes:
        known, terms = zero.truth(problem, _exact), math.factorial(len(A))
        return zero.verdict(WHAT, value.dtype, True, known, zero.are_whole([A] * len(A), terms), bool(again))
    bound = float(check.level) / size if size else math.inf
    green = "Expanded once more from the last row, wider"
    spacing = least / size if size else 0.0
    return judge(value.dtype, bound, check, what=WHAT, green=green, spacing=spacing, why="the terms cancel")


def _impossible(value: Array) -> Assessment:
    if value.any():
        return Assessment("red", "Verification failed: every permutation meets a zero, so the permanent is 0.")
    reason = "The permanent is zero: every permutation meets an entry that is 0."
    return Assessment("green", reason, 0.0, 0.0, None, 0.0, max_digits(value.dtype))


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or len(A) > EXACTLY or not exact.fits(A):
        return None
    rows = exact.array((x for row in exact.integer_rows(A) for x in row), A.shape)
    scale = math.prod(lcm(*(x.denominator for x in row)) for row in A)
    return {"result": Fraction(int(expansion.permanent(rows)), scale)}


def _refusal(problem: Problem) -> UserError | None:
    n = len(problem["A"])
    if n <= EXACTLY:
        return None
    return UserError(
        "unsupported", f"Exact permanents go up to {EXACTLY} x {EXACTLY} here, not {n}.", "Choose the CPU."
    )


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A = names[0]
    return "\n".join(
        (
            f"n = {A}.shape[-1]",
            "sets = np.arange(2**n)  # of columns, one bit each; p holds the permanent of the rows so far in each",
            "p = np.where(sets == 0, 1.0, 0.0)",
            f"for row in np.moveaxis({A}, -2, 0):",
            "    p = sum(np.where(sets >> j & 1, row[..., [j]] * p[..., sets & ~(1 << j)], 0) for j in range(n))",
            "p = p[..., -1]",
        )
    )


PERMANENT = Operation(
    declare=permanent,
    routes=(Route("expansion by rows", always("every set of columns is met once"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
    refusal=_refusal,
)
