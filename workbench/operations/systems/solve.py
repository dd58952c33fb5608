"""Square linear systems, by the cheapest factorisation and with a componentwise error bound."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics import factor
from workbench.numerics.banded import Tridiagonal, factor_band, find_band
from workbench.numerics.bounds import eps
from workbench.numerics.factor import Diagonal, Triangular, Unitary
from workbench.numerics.row_by_row import settled
from workbench.operations.common import (
    NO_STRUCTURE,
    RightSide,
    definite,
    diagonal,
    general,
    large_triangular,
    need_equal_rows,
    need_square,
    not_definite,
    refuse_if_singular,
    scaled_system,
    small,
    unitary,
    unusable,
    wide,
    zero_pivot,
)
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route
from workbench.operations.steps import worked
from workbench.operations.systems import device, solve_code
from workbench.operations.systems import wide as wide_system
from workbench.operations.systems.solved import HALF, equilibrated, finish, finite, many, refined_rows, solved, twice
from workbench.operations.systems.system import inverse_of, judge_scaled


class Solution(NamedTuple):
    result: Annotated[Operand, "x, for which A x = b"]


def solve(A: Matrix2, b: RightSide) -> Solution:
    """The solution x of A x = b for a square matrix A."""
    need_square(A, "A x = b has no single solution", "Least squares work for any shape.", ("lstsq", "pinv"))
    need_equal_rows(A, b, ("transpose",) if b.shape[-1] == A.shape[0] else ())
    return Solution(Operand("result", b.shape, np.result_type(A.dtype, b.dtype)))


def cost(A: Operand, b: Operand) -> Cost:
    n, columns = A.shape[0], math.prod(b.shape[1:])
    return Cost(2.0 * n**3 / 3 + 6.0 * n * n * columns, float(n * n + 4 * n * columns) * A.dtype.itemsize)


def _system(problem: Problem) -> tuple[Array, Array, int, int]:
    """A and b scaled, and of one type; refuses what is proved singular."""
    refuse_if_singular("A", problem)
    return scaled_system(problem)


def _diagonal(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    d = np.diagonal(A)
    if not d.all():
        raise zero_pivot(problem)
    with np.errstate(over="ignore"):
        return finish(Diagonal(d).solve(b), Diagonal(d), p, q)


def _unitary(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    found = Unitary(A)
    x = found.solve(b)
    better = x if many(A, b) else settled(A, b, x, found.solve)
    return equilibrated(problem, wide_system.METHOD) if better is None else finish(better, found, p, q)


def _small(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    try:
        with np.errstate(all="ignore"):
            x = np.linalg.solve(A, b)
            step = np.linalg.solve(A, b - A @ x)
            better = settled(A, b, finite(x + step, x), lambda r: np.linalg.solve(A, r))
            if better is None:
                return equilibrated(problem, wide_system.METHOD)
            outcome = finish(better, None, p, q)
            if not b.size or np.linalg.cond(A, 1) < eps(A.dtype) ** -HALF:
                return outcome
            again = refined_rows(A, b, better, lambda r: np.linalg.solve(A, r))
            if again is None:
                return outcome
            return twice(finish(again, None, p, q), "LAPACK gesv (NumPy solve)", problem)
    except np.linalg.LinAlgError:
        raise zero_pivot(problem) from None


def _triangular(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    found = Triangular(A, problem.structures["A"].lower)
    if not found.pivots.all():
        raise zero_pivot(problem)
    return finish(found.solve(b), found, p, q)


def _banded(problem: Problem) -> str | None:
    band = find_band(problem["A"])
    if band is None:
        return None
    name = problem.name("A")
    return f"{name} is tridiagonal" if max(band) <= 1 else f"{name} is banded: {1 + sum(band)} diagonals hold entries"


def _run_banded(problem: Problem) -> Outcome:
    A, b, _, _ = _system(problem)
    band = find_band(A)
    found = None if band is None else factor_band(A, band)
    if found is None or not b.size:
        return _general(problem, NO_STRUCTURE)
    if found.zero_pivot:
        raise zero_pivot(problem)
    method = "LAPACK gttrs" if isinstance(found, Tridiagonal) else "LAPACK gbtrs"
    outcome = solved(problem, A, b, found, method)
    return outcome if outcome.method else replace(outcome, method=method)


def _definite(problem: Problem) -> Outcome:
    A, b, _, _ = _system(problem)
    found = factor.cholesky(A)
    if found is None:
        return _general(problem, not_definite(problem))
    return solved(problem, A, b, found, "LAPACK potrs")


def _general(problem: Problem, why: str | None = None) -> Outcome:
    A, b, _, _ = _system(problem)
    found = factor.lu(A)
    if found.zero_pivot:
        raise zero_pivot(problem)
    return solved(problem, A, b, found, "LAPACK getrs", why)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """As `judge_solution`: residual row by row, error by the condition; by one more step if it was refined."""
    x = outcome.outputs["result"]
    if (bad := unusable(x, problem["b"].shape, "the solution")) is not None:
        return bad
    if "wide" in outcome.witness:
        return wide_system.judge(x, outcome.witness["wide"])
    A, b, p, q = scaled_system(problem)
    inverse = inverse_of(A, outcome.witness.get("factor"))
    return judge_scaled(A, b, x, outcome.witness.get("scaled"), q - p, inverse, bool(outcome.witness.get("refined")))


def exact_solution(problem: Problem) -> dict[str, Array] | None:
    """The solution in fractions, put back into the equations."""
    A, b = problem.exact.get("A"), problem.exact.get("b")
    if A is None or b is None or not exact.fits(A, b):
        return None
    refuse_if_singular("A", problem)
    M, right = exact.to_flint(A), exact.to_flint(b)
    x = M.solve(right)
    if M * x != right:
        raise ArithmeticError("FLINT's solution does not satisfy the equations")
    return {"result": exact.from_flint(x, b.shape)}


SOLVE = Operation(
    declare=solve,
    routes=(
        Route("NumPy, division by the diagonal", diagonal, _diagonal, solve_code.diagonal_code),
        Route("NumPy, conjugate transpose", unitary, _unitary, solve_code.unitary_code),
        Route("LAPACK trtrs", large_triangular, _triangular, solve_code.triangular_code),
        Route(wide_system.METHOD, wide, equilibrated, solve_code.general_code),
        Route("LAPACK gesv (NumPy solve)", small, _small, solve_code.general_code),
        Route("LAPACK gbtrs", _banded, _run_banded, solve_code.banded_code),
        Route("LAPACK potrs", definite, _definite, solve_code.definite_code),
        Route("LAPACK getrs", general, _general, solve_code.general_code),
        *device.solve_routes(solve_code.general_code, solve_code.definite_code, solve_code.triangular_code),
    ),
    certify=certify,
    cost=cost,
    exact=exact_solution,
    steps=worked("system", "solve_steps"),
    stacked=True,
)
