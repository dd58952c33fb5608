"""The fit of A x ≈ b that makes the residual smallest in the 1-norm, the 2-norm or the largest entry."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.model.certificate import Assessment
from workbench.numerics import linear_programs
from workbench.numerics.bounds import Residual, digits, eps, grain, judge
from workbench.numerics.equilibrium import column_exponents, moved
from workbench.numerics.linear_programs import fit_system
from workbench.numerics.probes import exponent, shifted
from workbench.numerics.pseudoinverse import ByColumns, pseudoinverse
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.operations.beyond import leaves, told
from workbench.operations.common import need_entries, need_equal_rows, unusable
from workbench.operations.norms import optimal
from workbench.operations.norms.optimal import P, length
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route

MANY = "Many x fit equally well, since columns are dependent."
HIDDEN = "The fit is verified, but rounding of A decides what the coefficients are: none of their digits is sure."
UNEVEN = 20
"""Columns whose exponents differ by more are scaled in the code, too."""


class Fit(NamedTuple):
    x: Annotated[Operand, "the coefficients; of a line first the slope, then the intercept"]
    norm: Annotated[Operand, "the p-norm of b − A x"]


def lp_fit(
    A: Annotated[Operand, Axes((1, 2), "a matrix, or the positions of points through which a line is to go")],
    b: Annotated[Operand, Axes((1,), "the right-hand side: a value for each row or point")],
    p: Annotated[P, "1: sum of the moduli (outliers hardly matter), 2: sum of squares, inf: the largest residual"] = 1,
) -> Fit:
    """The x that makes b − A x smallest in the p-norm: for a column of ones the median, the mean or the midrange.

    For p = 1 and inf by linear programming, whose multipliers prove the answer; for p = 2 by least squares.
    """
    need_entries(A, "there is nothing to fit")
    need_equal_rows(A, b, ())
    count = 2 if len(A.shape) == 1 else A.shape[1]
    dtype = np.result_type(A.dtype, b.dtype)
    return Fit(Operand("x", (count,), dtype), Operand("norm", (), dtype))


def _design(A: Array) -> Array:
    """The matrix itself; for a vector of positions the two columns of a line."""
    return A if A.ndim == 2 else np.column_stack([A, np.ones_like(A)])


class System(NamedTuple):
    """A with columns times 2^−columns and 2⁻q b in double precision, so that squares and products of them fit."""

    A: Array
    b: Array
    columns: Array
    q: int

    @property
    def powers(self) -> Array:
        """By which exponents coefficients for A and b as they were given are larger."""
        return np.asarray(self.q - self.columns)


def _system(problem: Problem) -> System:
    A, b = _design(problem["A"]).astype(np.float64), problem["b"].astype(np.float64)
    columns, q = column_exponents(A), exponent(b)
    return System(np.ldexp(A, -columns), shifted(b, -q), columns, q)


def _by_programs(problem: Problem) -> str | None:
    p = problem.params.get("p", 1)
    return None if p == 2 else f"the least {'sum' if p == 1 else 'largest entry'} of moduli is a linear program"


def _by_squares(problem: Problem) -> str | None:
    return "the least sum of squares" if problem.params.get("p", 1) == 2 else None


def _run_program(problem: Problem) -> Outcome:
    (A, b, _, _), p = _system(problem), problem.params.get("p", 1)
    found = linear_programs.fit(A, b, p)
    M = fit_system(A, p, found.active, found.signs)
    strict = np.abs(found.dual[found.active]) < 1 - optimal.STRICT if p == 1 else (
        np.abs(found.dual[found.active]) > optimal.STRICT
    )  # fmt: skip
    unique = optimal.independent(M) and (bool(strict.all()) or not found.signs.any())
    warnings = () if unique else (optimal.AS_GOOD,)
    return _finish(problem, found.x, {"optimum": found}, warnings, {"unique": unique, **optimal.shown(found.dual)})


def _run_squares(problem: Problem) -> Outcome:
    A, b, _, _ = _system(problem)
    found = pseudoinverse(A)
    x = found.times(b)
    x, unique = x + found.times(b - A @ x), isinstance(found, ByColumns)
    if not unique:
        return _shortest(problem)
    return _finish(problem, x, {}, (), {"unique": True})


def _shortest(problem: Problem) -> Outcome:
    """Of many least-squares fits the one with the smallest coefficients, for columns as they were given."""
    posed = _system(problem)
    top = int(posed.columns.max())
    A = np.ldexp(posed.A, posed.columns - top)
    x, _, rank, _ = np.linalg.lstsq(A, posed.b, rcond=None)
    x = x + np.linalg.lstsq(A, posed.b - A @ x, rcond=None)[0]
    unique = bool(rank == A.shape[1])
    warnings = () if unique else ("Many x fit equally well; this is the shortest.",)
    return _finish(problem, np.ldexp(x, posed.columns - top), {}, warnings, {"unique": unique})


def _finish(
    problem: Problem, x: Array, witness: dict[str, Any], warnings: tuple[str, ...], details: dict[str, Any]
) -> Outcome:
    posed, dtype = _system(problem), np.result_type(problem["A"], problem["b"])
    with np.errstate(over="ignore"):
        found = Scaled(x, posed.powers)
        x = found.given.astype(dtype)
        value = length(posed.b - posed.A @ unscaled(x, found, found.p), problem.params.get("p", 1))
        norm = Scaled(np.asarray(value), posed.q)
    outputs = {"x": x, "norm": norm.given.astype(dtype)}
    return Outcome(outputs, {**witness, "scaled": found, "norm": norm}, warnings, details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The norm is that of b − A x, and no x does better: multipliers y with Aᵀ y = 0 give the bound yᵀ b."""
    x, value, witness = outcome.outputs["x"], outcome.outputs["norm"], outcome.witness
    beyond = {"x": leaves(x, witness["scaled"]), "the norm": leaves(value, witness["norm"])}
    if not beyond["x"] and (bad := unusable(x, (_design(problem["A"]).shape[1],), "the fit")) is not None:
        return bad
    if not beyond["the norm"] and (bad := unusable(value, (), "the norm")) is not None:
        return bad
    return told(_verdict(problem, outcome, _system(problem)), beyond, x.dtype)


def _verdict(problem: Problem, outcome: Outcome, posed: System) -> Assessment:
    (A, b, _, q), p, witness = posed, problem.params.get("p", 1), outcome.witness
    x, value = outcome.outputs["x"], outcome.outputs["norm"].astype(np.float64)
    dtype, z = x.dtype, unscaled(x, witness["scaled"], posed.powers)
    r, scale = b - A @ z, optimal.row_scale(A, z, b)
    unit = eps(dtype) / eps(np.float64)
    shown = float(shifted(value, -q) if np.isfinite(value) else witness["norm"].value)
    size = Residual.of(abs(shown - length(r, p)), length(r, p) * 2 + grain(dtype, -q) + 1e-300, dtype)
    if p == 2:
        return _judged(problem, x, z, size, *_squares(A, b, z, r, dtype), None)
    found = witness["optimum"]
    goal = found.signs[found.active] * (length(r, p) if p == "inf" else 0.0)
    active = Residual.of(r[found.active] - goal, scale[found.active], dtype)
    error = optimal.through(fit_system(A, p, found.active, found.signs), eps(dtype) * scale[found.active])
    gap = _gap(A, b, z, r, found.dual, p, unit)
    return _judged(problem, x, z, size, active, error if error is None else error[: len(x)], gap)


def _judged(
    problem: Problem,
    x: Array,
    z: Array,
    size: Residual,
    equation: Residual,
    error: Array | None,
    gap: tuple[Residual, ...] | None,
) -> Assessment:
    p = problem.params.get("p", 1)
    posed = _system(problem)
    bound, lost = _relative(error, z, posed), spacing(x, z, posed.powers)
    hidden = bound is not None and digits(bound, x.dtype) < 1
    return judge(
        x.dtype,
        None if bound is None or hidden else max(bound, eps(x.dtype)) + lost,
        size,
        equation,
        *(gap or ()),
        what="the fit",
        residual=equation.relative,
        green="The residual is orthogonal to the columns" if p == 2 else "No x does better: the multipliers prove it",
        unproved=HIDDEN if hidden else None if bound is not None else MANY,
        spacing=lost,
    )


def _gap(A: Array, b: Array, x: Array, r: Array, y: Array, p: Any, unit: float) -> tuple[Residual, ...]:
    """Aᵀ y = 0, y of norm at most 1, and yᵀ b = ‖r‖: three numbers that are 0 but for rounding."""
    steps = max(A.shape)
    slope = Residual.of(A.T @ y, steps * np.abs(A).max(axis=0) * length(y, "inf") + 1e-300, np.float64)
    beyond = optimal.small(max(0.0, length(y, optimal.DUAL[p]) - 1), steps, np.float64)
    rows = optimal.row_scale(A, x, b)
    scale = float(np.abs(y) @ rows) + length(rows, p)
    return slope, beyond, optimal.small(length(r, p) - float(y @ b), steps * unit * scale, np.float64)


def _relative(error: Array | None, z: Array, posed: System) -> float | None:
    """As `optimal.relative`, for coefficients of columns as they were given: at a scale where the largest is near 1."""
    if error is None or not z.any():
        return optimal.relative(error, z, posed.A, posed.b)
    powers = posed.powers - int((np.frexp(z)[1] + posed.powers)[z != 0].max())
    return optimal.relative(moved(error, powers), moved(z.astype(np.float64), powers), posed.A, posed.b)


def _squares(A: Array, b: Array, x: Array, r: Array, dtype: Any) -> tuple[Residual, Array | None]:
    """A⁺ r = 0, against what rounding does to a fit; for dependent columns Qᵀ r = 0, which says nothing of x."""
    found = pseudoinverse(A)
    if isinstance(found, ByColumns):
        level = found.through(optimal.row_scale(A, x, b)) + found.inner(r)
        return Residual.of(found.times(r), level, dtype), eps(dtype) * level
    U, S, _ = np.linalg.svd(A, full_matrices=False)
    Q = U[:, max(A.shape) * eps(np.float64) * S.max() < S]
    scale = float(np.linalg.norm(A, axis=0) @ np.abs(x)) + math.hypot(*b.tolist())
    return Residual.of(Q.T @ r, np.full(Q.shape[1], max(A.shape) ** 0.5 * scale + 1e-300), dtype), None


def cost(A: Operand, b: Operand, p: P = 1) -> Cost:
    m, n = float(A.shape[0]), float(2 if len(A.shape) == 1 else A.shape[1])
    return Cost(4.0 * m * n * n if p == 2 else 20.0 * m * m * n, 8.0 * (4 * m * n + 6 * m))


def _exact(problem: Problem) -> dict[str, Any] | None:
    """In fractions, with the active rows that floating point found; the multipliers prove the answer exactly."""
    A, b, p = problem.exact.get("A"), problem.exact.get("b"), problem.params.get("p", 1)
    if A is None or b is None or not exact.fits(A, b):
        return None
    M = A if A.ndim == 2 else np.column_stack([A, exact.array([exact.ONE] * len(A), (len(A),))])
    x = exact_lstsq.lstsq(M, b).x if p == 2 else _exact_program(problem, M, b, p)
    return None if x is None else {"x": x, "norm": optimal.exact_length(b - M.dot(x), p)}


def _exact_program(problem: Problem, A: Array, b: Array, p: Any) -> Array | None:
    found = linear_programs.fit(*_system(problem)[:2], p)
    active, signs = found.active, np.array([Fraction(int(s)) for s in found.signs], dtype=object)
    M = fit_system(A, p, active, signs)
    z = optimal.solved(M, b[active])
    if z is None:
        return None
    x = z[: A.shape[1]]
    y = signs.copy() if p == 1 else exact.zeros(len(b))
    slopes = [-x for x in A.T.dot(y)]
    goal = exact.array(slopes if p == 1 or not signs.any() else [*slopes, exact.ONE], (M.shape[1],))
    rest = optimal.solved(M.T, goal)
    if rest is None:
        return None
    y[active] = rest
    proved = not any(A.T.dot(y)) and optimal.exact_length(y, optimal.DUAL[p]) <= 1
    return x if proved and y.dot(b) == optimal.exact_length(b - A.dot(x), p) else None


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, b, p = *names, problem.params.get("p", 1)
    lines = [f"D = np.column_stack([{A}, np.ones(len({A}))])"] if problem["A"].ndim == 1 else [f"D = {A}"]
    if p == 2 and np.ptp(column_exponents(_design(problem["A"]))) > UNEVEN:
        lines += ["s = np.abs(D).max(axis=0)", "s = np.where(s == 0, 1, s)"]
        return "\n".join([*lines, f"x = np.linalg.lstsq(D / s, {b})[0] / s"])
    if p == 2:
        return "\n".join([*lines, f"x = np.linalg.lstsq(D, {b})[0]"])
    lines.append("m, n = D.shape")
    if p == 1:
        lines += [
            "c = np.r_[np.zeros(n), np.ones(2 * m)]",
            "lp = scipy.optimize.linprog(c, A_eq=np.hstack([D, np.eye(m), -np.eye(m)]), "
            f"b_eq={b}, bounds=[(None, None)] * n + [(0, None)] * (2 * m))",
        ]
    else:
        lines += [
            "t = np.ones((m, 1))",
            "lp = scipy.optimize.linprog(np.eye(n + 1)[n], np.block([[-D, -t], [D, -t]]), "
            f"np.r_[-{b}, {b}], bounds=(None, None))",
        ]
    return "\n".join(["import scipy.optimize", *lines, "x = lp.x[:n]"])


LP_FIT = Operation(
    declare=lp_fit,
    routes=(
        Route("LAPACK geqp3", _by_squares, _run_squares, _code),
        Route("HiGHS, dual simplex", _by_programs, _run_program, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
