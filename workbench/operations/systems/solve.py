"""Square linear systems, by the cheapest factorisation and with a componentwise error bound."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment, Condition
from workbench.numerics import factor
from workbench.numerics.bounds import Residual, grain, growth, inverse_times, judge
from workbench.numerics.factor import Diagonal, Factor, Triangular, Unitary
from workbench.numerics.probes import COUNT, abs_times, largest, probes, shifted, times_abs
from workbench.operations.common import (
    RightSide,
    definite,
    diagonal,
    need_equal_rows,
    need_square,
    not_definite,
    refuse_if_singular,
    scaled_system,
    small,
    triangular,
    unitary,
    unusable,
    zero_pivot,
)
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import device
from workbench.operations.steps.system import solve_steps

CHEAP = 256


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


def _finish(x: Array, found: Factor | Unitary | None, p: int, q: int, why: str | None = None) -> Outcome:
    x = shifted(x, q - p) if p != q else x
    method = None if why is None else "LAPACK getrs"
    return Outcome({"result": x}, {"factor": found}, method=method, why=why)


def _diagonal(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    d = np.diagonal(A)
    if not d.all():
        raise zero_pivot(problem)
    with np.errstate(over="ignore"):
        return _finish(Diagonal(d).solve(b), Diagonal(d), p, q)


def _unitary(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    return _finish(Unitary(A).solve(b), Unitary(A), p, q)


def _small(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    try:
        with np.errstate(all="ignore"):
            x = np.linalg.solve(A, b)
            return _finish(_finite(x + np.linalg.solve(A, b - A @ x), x), None, p, q)
    except np.linalg.LinAlgError:
        raise zero_pivot(problem) from None


def _triangular(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    found = Triangular(A, problem.structures["A"].lower)
    if not found.pivots.all():
        raise zero_pivot(problem)
    return _finish(found.solve(b), found, p, q)


def _definite(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    found = factor.cholesky(A)
    if found is None:
        return _general(problem, not_definite(problem))
    return _finish(_refined(A, b, found), found, p, q)


def _general(problem: Problem, why: str | None = None) -> Outcome:
    A, b, p, q = _system(problem)
    found = factor.lu(A)
    if found.zero_pivot:
        raise zero_pivot(problem)
    return _finish(_refined(A, b, found), found, p, q, why)


def _refined(A: Array, b: Array, found: Factor) -> Array:
    """The solution, with one step of refinement where it is cheap: it makes the residual small row by row."""
    x = found.solve(b)
    if b.ndim == 2 and b.shape[1] > COUNT and len(A) > CHEAP:
        return x
    with np.errstate(all="ignore"):
        return _finite(x + found.solve(b - A @ x), x)


def _finite(better: Array, x: Array) -> Array:
    return better if np.isfinite(better).all() else x


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The residual against |A||x| + |b| (Oettli and Prager), the error by max |A⁻¹| (that level), as gerfs does."""
    x = outcome.outputs["result"]
    if (bad := unusable(x, problem["b"].shape, "the solution")) is not None:
        return bad
    A, b, p, q = scaled_system(problem)
    x = shifted(x, p - q) if p != q else x
    if not x.size:
        return Assessment("green", "There is nothing to solve.", 0.0, 0.0, None, 0.0)
    x, b = x.reshape(len(A), -1), b.reshape(len(A), -1)
    size = largest(x)
    with np.errstate(all="ignore"):
        check = _residual(A, x, b, p - q)
        solve_, adjoint = _inverse(A, outcome.witness.get("factor"))
        bound = inverse_times(solve_, adjoint, check.level.max(axis=1))
        kappa = inverse_times(adjoint, solve_, np.ones(len(A))) * float(times_abs(np.ones(len(A)), A).max())
    relative = bound / size if size else (math.inf if bound else 0.0)
    if not b.any() and not x.any():
        relative = 0.0
    shown = float(check.observed.max())
    return judge(
        x.dtype,
        relative,
        check,
        what="the solution",
        residual=shown,
        condition=Condition(kappa, "1"),
        green="A x = b is verified",
    )


def _residual(A: Array, x: Array, b: Array, p: int) -> Residual:
    V = probes(x.shape[1], x.dtype)
    Y, c = x @ V, b @ V
    y, d, observed = np.abs(Y), np.abs(c), np.abs(c - A @ Y)
    if V.shape[1] < len(V):  # sums of many columns may cancel in one probe, hardly in all
        y, d, observed = (item.max(axis=1, keepdims=True) for item in (y, d, observed))
    return Residual.of(observed, growth(len(A)) * (abs_times(A, y + grain(x.dtype, p)) + d), x.dtype)


def _inverse(A: Array, found: Any) -> tuple[Any, Any]:
    """How to apply A⁻¹ and A⁻ᴴ to a vector: by the factors, or by the explicit inverse of a small matrix."""
    if found is not None:
        return found.solve, found.adjoint
    try:
        X = np.linalg.inv(A)
    except np.linalg.LinAlgError:
        X = np.full_like(A, np.inf)
    return (lambda y: X @ y), (lambda y: X.conj().T @ y)


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


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = np.linalg.solve({names[0]}, {names[1]})"


def _triangular_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = scipy.linalg.solve_triangular({names[0]}, {names[1]}, lower={problem.structures['A'].lower})"


def _definite_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = scipy.linalg.solve({names[0]}, {names[1]}, assume_a='pos')"


def _diagonal_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = ({names[1]}.T / np.diag({names[0]})).T"


def _unitary_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = {names[0]}.conj().T @ {names[1]}"


SOLVE = Operation(
    declare=solve,
    routes=(
        Route("NumPy, division by the diagonal", diagonal, _diagonal, _diagonal_code),
        Route("NumPy, conjugate transpose", unitary, _unitary, _unitary_code),
        Route("LAPACK gesv (NumPy solve)", small, _small, _code),
        Route("LAPACK trtrs", triangular, _triangular, _triangular_code),
        Route("LAPACK potrs", definite, _definite, _definite_code),
        Route("LAPACK getrs", always("no special structure"), _general, _code),
        *device.solve_routes(_code, _definite_code, _triangular_code),
    ),
    certify=certify,
    cost=cost,
    exact=exact_solution,
    steps=solve_steps,
    stacked=True,
)
