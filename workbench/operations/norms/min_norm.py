"""The solution of A x = b that is smallest in the 1-norm, the 2-norm or the largest entry."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics import linear_programs
from workbench.numerics.bounds import LIMIT, Residual, digits, eps, grain, judge
from workbench.numerics.equilibrium import column_exponents, rescaled
from workbench.numerics.linear_programs import InfeasibleError, solution_system
from workbench.numerics.probes import shifted
from workbench.numerics.pseudoinverse import pseudoinverse
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.operations.beyond import leaves, told
from workbench.operations.common import need_entries, need_equal_rows, unusable
from workbench.operations.norms import optimal
from workbench.operations.norms.optimal import P, length
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route

HIDDEN = "A x = b holds, but rounding of A decides which solution is the shortest: none of its digits is sure."
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


class System(NamedTuple):
    """2^−rows A and 2^(−rows − q) b in double precision: scaling an equation leaves its solutions as they are."""

    A: Array
    b: Array
    rows: Array
    q: int

    def outward(self, found: linear_programs.Optimum) -> linear_programs.Optimum:
        """Its multipliers for A and b as they were given."""
        return replace(found, dual=np.ldexp(found.dual, -self.rows))


def _system(problem: Problem) -> System:
    A, b = problem["A"].astype(np.float64), problem["b"].astype(np.float64)
    rows = column_exponents(A.T)
    c, q = rescaled(b, -rows)
    return System(np.ldexp(A, -rows[:, None]), c, rows, q)


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
    A, b, _, _ = _system(problem)
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
    posed, p = _system(problem), problem.params.get("p", 2)
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
    return _finish(problem, _least_squares(*_system(problem)[:2]), {}, (), {"unique": True})


def _finish(
    problem: Problem, x: Array, witness: dict[str, Any], warnings: tuple[str, ...], details: dict[str, Any]
) -> Outcome:
    dtype = np.result_type(problem["A"], problem["b"])
    q = _system(problem).q
    norm = Scaled(np.asarray(length(x, problem.params.get("p", 2))), q)
    outputs = {"x": shifted(x, q).astype(dtype), "norm": norm.given.astype(dtype)}
    return Outcome(outputs, {**witness, "scaled": Scaled(x, q), "norm": norm}, warnings, details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """A x = b, the norm is that of x, and no solution is shorter: multipliers y give the bound yᵀ b."""
    x, value, witness = outcome.outputs["x"], outcome.outputs["norm"], outcome.witness
    beyond = {"x": leaves(x, witness["scaled"]), "the norm": leaves(value, witness["norm"])}
    if not beyond["x"] and (bad := unusable(x, (problem["A"].shape[1],), "the solution")) is not None:
        return bad
    if not beyond["the norm"] and (bad := unusable(value, (), "the norm")) is not None:
        return bad
    return told(_verdict(problem, outcome, _system(problem)), beyond, x.dtype)


def _verdict(problem: Problem, outcome: Outcome, posed: System) -> Assessment:
    (A, b, _, q), p = posed, problem.params.get("p", 2)
    x, value = outcome.outputs["x"], outcome.outputs["norm"].astype(np.float64)
    dtype, z = x.dtype, unscaled(x, outcome.witness["scaled"], q)
    scale, lost = optimal.row_scale(A, z, b), spacing(x, z, q)
    shown = float(shifted(value, -q) if np.isfinite(value) else outcome.witness["norm"].value)
    off = abs(shown - length(z, p))
    size = Residual.of(off, 2 * length(z, p) + grain(dtype, -q) + 1e-300, dtype)
    equation = Residual.of(b - A @ z, math.sqrt(max(A.shape)) * scale, dtype)
    found: Any = outcome.witness.get("optimum")
    gap: tuple[Residual, ...] = ()
    if found is None:
        found = pseudoinverse(A)
        tilt = found.tilt(z)
        shape = Residual.of(found.outside(z), tilt, dtype)
        error = found.through(eps(dtype) * equation.scale) + eps(dtype) * tilt
    else:
        shape, error = _on_vertex(A, z, found, p, eps(dtype) * equation.scale, dtype)
        gap = _gap(A, b, z, found.dual, p, eps(dtype) / eps(np.float64))
    bound = optimal.relative(error, z, A, b)
    hidden = bound is not None and digits(bound, dtype) < 1
    return judge(
        dtype,
        None if bound is None or hidden else max(bound, eps(dtype)) + lost,
        size,
        equation,
        shape,
        *gap,
        what="the solution",
        residual=equation.relative,
        green="A x = b, and x is in the row space" if p == 2 else "No solution is shorter: the multipliers prove it",
        unproved=HIDDEN if hidden else None if bound is not None else "Many solutions are equally short.",
        spacing=lost,
    )


def _on_vertex(A: Array, x: Array, found: Any, p: Any, level: Array, dtype: Any) -> tuple[Residual, Array | None]:
    """The inactive entries are 0, or the active ones of one size; and what A x = b says of the others."""
    M = solution_system(A, p, found.active, found.signs)
    error = optimal.through(M, level) if found.signs.any() else np.zeros(1)
    top = length(x, "inf")
    if p == 1:
        off = Residual.of(np.where(found.active, 0.0, x), np.full(len(x), top * 1e-3 + 1e-300), dtype)
    else:
        off = Residual.of(np.where(found.active, x - found.signs * top, 0.0), np.full(len(x), top + 1e-300), dtype)
    return off, error


def _gap(A: Array, b: Array, x: Array, y: Array, p: Any, unit: float) -> tuple[Residual, ...]:
    """Aᵀ y of dual norm at most 1, and yᵀ b = ‖x‖, but for rounding."""
    steps = float(max(A.shape))
    most = float(length(np.abs(A).T @ np.abs(y), optimal.DUAL[p]))
    beyond = optimal.small(max(0.0, length(A.T @ y, optimal.DUAL[p]) - 1), steps * max(1.0, most), np.float64)
    scale = float(np.abs(y) @ optimal.row_scale(A, x, b)) + length(x, p)
    return beyond, optimal.small(length(x, p) - float(y @ b), steps * unit * scale, np.float64)


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
        found = linear_programs.shortest(*_system(problem)[:2], p)
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
        Route("LAPACK geqp3", _by_squares, _run_squares, _code),
        Route("HiGHS, dual simplex", _by_programs, _run_program, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
