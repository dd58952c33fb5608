"""The solution of A x = b that is smallest in the 1-norm, the 2-norm or the largest entry."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.model.errors import UserError
from workbench.numerics import linear_programs
from workbench.numerics.bounds import LIMIT, Residual, eps
from workbench.numerics.equilibrium import column_exponents
from workbench.numerics.linear_programs import InfeasibleError, solution_system
from workbench.numerics.probes import shifted
from workbench.numerics.pseudoinverse import pseudoinverse
from workbench.numerics.scales import Scaled
from workbench.operations.common import need_entries, need_equal_rows
from workbench.operations.norms import only_solution, optimal
from workbench.operations.norms.min_norm_check import certify, system_of
from workbench.operations.norms.optimal import P, length
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route
from workbench.operations.systems.wide import METHOD

UNEVEN = 20
"""Rows whose exponents differ by more are scaled in the code, too."""


class Shortest(NamedTuple):
    x: Annotated[Operand, "the solution"]
    norm: Annotated[Operand, "its p-norm"]


def min_norm(
    A: Matrix2,
    b: Annotated[Operand, Axes((1,), "the right-hand side")],
    p: Annotated[P, "1: many entries are 0, 2: the length is least, inf: the largest entry is least"] = 2,
) -> Shortest:
    """The solution of A x = b with the smallest p-norm: where a growing ball first touches the plane of solutions.

    For p = 1 and inf by linear programming, whose multipliers prove the answer; for p = 2 by the pseudoinverse.
    """
    need_entries(A, "there is nothing to solve")
    need_equal_rows(A, b, ())
    dtype = np.result_type(A.dtype, b.dtype)
    return Shortest(Operand("x", (A.shape[1],), dtype), Operand("norm", (), dtype))


def _by_programs(problem: Problem) -> str | None:
    p = problem.params.get("p", 2)
    return None if p == 2 else f"the least {'sum' if p == 1 else 'largest entry'} of moduli is a linear program"


def _by_squares(problem: Problem) -> str | None:
    return "the least sum of squares" if problem.params.get("p", 2) == 2 else None


def _least_squares(A: Array, b: Array) -> Array:
    """The shortest least-squares solution, corrected once by its residual."""
    apply = pseudoinverse(A).times
    x = apply(b)
    return x + apply(b - A @ x)


def _need_solution(problem: Problem) -> None:
    """Refuse a system without solution: what least squares leave is more than rounding. Independent rows have one."""
    A, b, _, _ = system_of(problem)
    if pseudoinverse(A).onto:
        return
    x = _least_squares(A, b)
    unit = eps(np.result_type(problem["A"], problem["b"]))
    steps = 10 * math.sqrt(max(A.shape))
    if Residual.of(b - A @ x, steps * optimal.row_scale(A, x, b).max(), np.float64).relative > LIMIT * unit:
        name = problem.name("A")
        message = f"{name} x = {problem.name('b')} has no solution, so none is the shortest."
        raise UserError("domain", message, "Least squares come as near as possible.", ("lstsq", "lp_fit"))


def _run_program(problem: Problem) -> Outcome:
    _need_solution(problem)
    posed, p = system_of(problem), problem.params.get("p", 2)
    A, b = posed.A, posed.b
    try:
        found = linear_programs.shortest(A, b, p)
    except InfeasibleError:
        message = f"{problem.name('A')} x = {problem.name('b')} has no solution to the precision of the method."
        raise UserError("domain", message, "Least squares come as near as possible.", ("lstsq",)) from None
    slopes = np.abs(A.T @ found.dual)
    strict = slopes[~found.active] < 1 - optimal.STRICT if p == 1 else (
        slopes[found.active] > optimal.STRICT * slopes.max(initial=0)
    )  # fmt: skip
    M = solution_system(A, p, found.active, found.signs)
    unique = not b.any() or (bool(strict.all()) and optimal.independent(M))
    warnings = () if unique else (optimal.AS_GOOD,)
    return _finish(
        problem, found.x, {"optimum": found}, warnings, {"unique": unique, **optimal.shown(posed.outward(found).dual)}
    )


def _run_squares(problem: Problem) -> Outcome:
    _need_solution(problem)
    return _finish(problem, _least_squares(*system_of(problem)[:2]), {}, (), {"unique": True})


def _finish(
    problem: Problem, x: Array, witness: dict[str, Any], warnings: tuple[str, ...], details: dict[str, Any]
) -> Outcome:
    dtype = np.result_type(problem["A"], problem["b"])
    q = system_of(problem).q
    norm = Scaled(np.asarray(length(x, problem.params.get("p", 2))), q)
    outputs = {"x": shifted(x, q).astype(dtype), "norm": norm.given.astype(dtype)}
    return Outcome(outputs, {**witness, "scaled": Scaled(x, q), "norm": norm}, warnings, details)


def cost(A: Operand, b: Operand, p: P = 2) -> Cost:
    m, n = map(float, A.shape)
    return Cost(10.0 * m * n * min(m, n) if p == 2 else 20.0 * m * n * n, 8.0 * (4 * m * n + 6 * n))


def _exact(problem: Problem) -> dict[str, Any] | None:
    """In fractions, with the active entries that floating point found; the multipliers prove the answer exactly."""
    A, b, p = problem.exact.get("A"), problem.exact.get("b"), problem.params.get("p", 2)
    if A is None or b is None or not exact.fits(A, b):
        return None
    if p == 2:
        least = exact_lstsq.lstsq(A, b)
        x = None if any(least.residual) else least.x
    else:
        x = _exact_program(problem, A, b, p)
    return None if x is None else {"x": x, "norm": optimal.exact_length(x, p)}


def _exact_program(problem: Problem, A: Array, b: Array, p: Any) -> Array | None:
    try:
        found = linear_programs.shortest(*system_of(problem)[:2], p)
    except InfeasibleError:
        return None
    active, signs = found.active, np.array([Fraction(int(s)) for s in found.signs], dtype=object)
    M = solution_system(A, p, active, signs)
    z = optimal.solved(M, b)
    rest = int((~active).sum())
    goal = signs[active] if p == 1 else exact.array([Fraction(k == rest) for k in range(rest + 1)], (rest + 1,))
    y = optimal.solved(M.T, goal)
    if z is None or y is None:
        return None
    x = exact.zeros(A.shape[1])
    if p == 1:
        x[active] = z
    else:
        x[~active], x[active] = z[:-1], signs[active] * z[-1]
    proved = optimal.exact_length(A.T.dot(y), optimal.DUAL[p]) <= 1 and y.dot(b) == optimal.exact_length(x, p)
    return x if proved else None


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, b, p = *names, problem.params.get("p", 2)
    if p == 2 and np.ptp(column_exponents(problem["A"].T)) > UNEVEN:
        lines = f"s = np.abs({A}).max(axis=1)\ns = np.where(s == 0, 1, s)\n"
        return f"{lines}x = np.linalg.pinv({A} / s[:, None]) @ ({b} / s)"
    if p == 2:
        return f"x = np.linalg.pinv({A}) @ {b}"
    if p == 1:
        return "\n".join(
            (
                "import scipy.optimize",
                f"n = {A}.shape[1]",
                f"lp = scipy.optimize.linprog(np.ones(2 * n), A_eq=np.hstack([{A}, -{A}]), b_eq={b})",
                "x = lp.x[:n] - lp.x[n:]",
            )
        )
    return "\n".join(
        (
            "import scipy.optimize",
            f"m, n = {A}.shape",
            "t, one = np.ones((n, 1)), np.eye(n)",
            "lp = scipy.optimize.linprog(np.eye(n + 1)[n], np.block([[one, -t], [-one, -t]]), np.zeros(2 * n), "
            f"np.c_[{A}, np.zeros(m)], {b}, bounds=(None, None))",
            "x = lp.x[:n]",
        )
    )


MIN_NORM = Operation(
    declare=min_norm,
    routes=(
        Route(METHOD, only_solution.applies, only_solution.run, _code),
        Route("LAPACK geqp3", _by_squares, _run_squares, _code),
        Route("HiGHS, dual simplex", _by_programs, _run_program, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
