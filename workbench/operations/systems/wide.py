"""Systems whose entries are too far apart for one scale: solved for a matrix with rows and columns of size 1."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics import factor
from workbench.numerics.bounds import eps
from workbench.numerics.equilibrium import Equilibrated, beside, equilibrated, moved, rescaled
from workbench.numerics.factor import LU
from workbench.numerics.probes import exponent, largest, shifted
from workbench.numerics.residual import residual
from workbench.operations.common import refuse_if_singular, zero_pivot
from workbench.operations.spec import Array, Problem
from workbench.operations.systems.system import Inverse, Weighed, judge_solution, refined

METHOD = "LAPACK getrs, equilibrated"


class Wide(NamedTuple):
    """A x = b as B y = c, where x = 2^−columns y and c = 2^−rows b."""

    posed: Equilibrated
    factor: LU
    y: Array
    c: Array
    q: int
    """x is y for c = 2^−(rows + q) b; q brings c near 1."""
    exact_to_eps: bool

    @property
    def x(self) -> Array:
        """Rounded once, where it over- or underflows."""
        return moved(self.y, self.q - beside(self.posed.columns, self.y))


def solve(problem: Problem, b: Array) -> tuple[Array, Wide]:
    """x with A x = b, refined in twice the precision where that succeeds."""
    refuse_if_singular("A", problem)
    A = problem["A"].astype(np.result_type(problem["A"], b), copy=False)
    posed = equilibrated(A)
    found = factor.lu(posed.B)
    if found.zero_pivot:
        raise zero_pivot(problem)
    c, q = rescaled(b.astype(A.dtype, copy=False), -posed.rows)
    with np.errstate(all="ignore"):
        y = found.solve(c)
        better = refined(posed.B, c, y, found.solve)
        if better is not None:  # once more, for entries far below the largest of y, which may be the largest of x
            better = better + found.solve(residual(posed.B, better, c.reshape(better.shape)))
    sure = y if better is None else better.reshape(c.shape)
    wide = Wide(posed, found, sure, c, q, better is not None)
    return wide.x, wide


def judge(x: Array, found: Wide, equation: str = "A x = b", what: str = "the solution") -> Assessment:
    """The equilibrated system as any other; its errors as they show in x, which is to be that of the system."""
    top = exponent(x)
    size = largest(shifted(x, -top))
    if not largest(shifted(x, -top) - shifted(found.x, -top)) <= 4 * eps(x.dtype) * size:
        return Assessment("red", f"Verification failed: {what} is not that of the equilibrated system.")
    weights = np.ldexp(1.0, np.clip(found.q - found.posed.columns - top, -1070, 1020))
    solver = found.factor
    inverse = Inverse(solver.solve, solver.adjoint)
    return judge_solution(
        found.posed.B,
        found.c,
        found.y,
        0,
        inverse,
        found.exact_to_eps,
        weighed=Weighed(weights, size or math.inf),
        equation=equation,
        what=what,
    )
