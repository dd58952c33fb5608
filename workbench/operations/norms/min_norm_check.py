"""Shortest solutions: the system at a scale where its rows are alike, and the certificate."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics import linear_programs
from workbench.numerics.bounds import Residual, digits, eps, grain, judge
from workbench.numerics.equilibrium import column_exponents, rescaled
from workbench.numerics.linear_programs import solution_system
from workbench.numerics.probes import abs_times, shifted
from workbench.numerics.pseudoinverse import BySVD, pseudoinverse
from workbench.numerics.scales import spacing, unscaled
from workbench.operations.beyond import leaves, told
from workbench.operations.common import unusable
from workbench.operations.norms import only_solution, optimal
from workbench.operations.norms.optimal import length
from workbench.operations.spec import Array, Outcome, Problem

HIDDEN = "A x = b holds, but rounding of A decides which solution is the shortest: none of its digits is sure."
UNMET = "A x = b holds as far as the largest entry of x tells: rows of A that see only small ones are not satisfied."
MANY = "Many solutions are equally short."
BLIND = 1e-6
"""The size of the terms of a row against that of its largest possible, below which it sees small entries of x only."""
FEW = 12
"""Up to so many rows and columns the rank of a matrix without exact entries is looked for exactly, too."""


class System(NamedTuple):
    """2^−rows A and 2^(−rows − q) b in double precision: scaling an equation leaves its solutions as they are."""

    A: Array
    b: Array
    rows: Array
    q: int

    def outward(self, found: linear_programs.Optimum) -> linear_programs.Optimum:
        """Its multipliers for A and b as they were given."""
        return replace(found, dual=np.ldexp(found.dual, -self.rows))


def system_of(problem: Problem) -> System:
    A, b = problem["A"].astype(np.float64), problem["b"].astype(np.float64)
    rows = column_exponents(A.T)
    c, q = rescaled(b, -rows)
    return System(np.ldexp(A, -rows[:, None]), c, rows, q)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """A x = b, the norm is that of x, and no solution is shorter: multipliers y give the bound yᵀ b."""
    if "wide" in outcome.witness:
        return only_solution.certify(problem, outcome)
    x, value, witness = outcome.outputs["x"], outcome.outputs["norm"], outcome.witness
    beyond = {"x": leaves(x, witness["scaled"]), "the norm": leaves(value, witness["norm"])}
    if not beyond["x"] and (bad := unusable(x, (problem["A"].shape[1],), "the solution")) is not None:
        return bad
    if not beyond["the norm"] and (bad := unusable(value, (), "the norm")) is not None:
        return bad
    return told(_verdict(problem, outcome, system_of(problem)), beyond, x.dtype)


def _verdict(problem: Problem, outcome: Outcome, posed: System) -> Assessment:
    (A, b, _, q), p = posed, problem.params.get("p", 2)
    x, value = outcome.outputs["x"], outcome.outputs["norm"].astype(np.float64)
    dtype, z = x.dtype, unscaled(x, outcome.witness["scaled"], q)
    scale, lost = optimal.row_scale(A, z, b), spacing(x, z, q)
    shown = float(shifted(value, -q) if np.isfinite(value) else outcome.witness["norm"].value)
    off = abs(shown - length(z, p))
    size = Residual.of(off, 2 * length(z, p) + grain(dtype, -q) + 1e-300, dtype)
    equation = Residual.of(b - A @ z, math.sqrt(max(A.shape)) * scale, dtype)
    met = equation.passes
    equation = equation if met else _loosened(equation, A, z)
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
    hidden = (bound is not None and digits(bound, dtype) < 1) or _cut(problem, A)
    return judge(
        dtype,
        None if bound is None or hidden or not met else max(bound, eps(dtype)) + lost,
        size,
        equation,
        shape,
        *gap,
        what="the solution",
        residual=equation.relative,
        green="A x = b, and x is in the row space" if p == 2 else "No solution is shorter: the multipliers prove it",
        unproved=UNMET if not met else HIDDEN if hidden else None if bound is not None else MANY,
        spacing=lost,
    )


def _loosened(check: Residual, A: Array, x: Array) -> Residual:
    """The residual against the last digit of the largest entry of x, in rows that see only entries far below it."""
    reach = abs_times(A, np.full(len(x), length(x, "inf")))
    return replace(check, scale=np.where(check.scale < BLIND * reach, reach, check.scale))


def _cut(problem: Problem, B: Array) -> bool:
    """Whether rows are taken for dependent, of A or of B with rows of one size, that are not in exact arithmetic."""
    found, A = pseudoinverse(B), problem.exact.get("A")
    if not isinstance(found, BySVD):
        return False
    entries = exact.fractions(problem["A"]) if A is None and max(B.shape) <= FEW else A
    return entries is not None and exact.fits(entries) and exact.rank(entries) > found.rank


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
