"""The only solution of a square system with rows or columns of very different sizes, the shortest in every norm."""

from __future__ import annotations

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, eps
from workbench.numerics.equilibrium import equilibrated
from workbench.numerics.probes import exponent, shifted
from workbench.operations.common import unusable
from workbench.operations.norms.optimal import length
from workbench.operations.spec import Outcome, Problem
from workbench.operations.systems import wide

UNLIKE = 20
"""How far apart the exponents of rows, of columns or of b are before the rows and columns are brought to one size."""
REGULAR = 1e-3
"""The condition number of the equilibrated matrix, times eps, below which it is regular beyond doubt."""


def applies(problem: Problem) -> str | None:
    """Square, regular, and uneven: then no program has to find what is shortest."""
    A, name = problem["A"], problem.name("A")
    if len(set(A.shape)) != 1:
        return None
    posed = equilibrated(A)
    sizes = np.frexp(problem["b"][problem["b"] != 0])[1]
    if max(np.ptp(posed.rows), np.ptp(posed.columns), np.ptp(sizes) if sizes.size else 0) <= UNLIKE:
        return None
    kappa = float(np.linalg.cond(posed.B.astype(np.float64), 1))
    return f"{name} is regular, so there is one solution" if kappa * eps(A.dtype) < REGULAR else None


def run(problem: Problem) -> Outcome:
    """x by elimination at like sizes of rows and columns, and its length."""
    x, found = wide.solve(problem, problem["b"])
    p, top = problem.params.get("p", 2), exponent(x)
    norm = shifted(np.asarray(length(shifted(x, -top), p)), top).astype(x.dtype)
    return Outcome({"x": x, "norm": norm}, {"wide": found}, details={"unique": True})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """As any other solution of a system; and the norm is that of x."""
    x, value, p = outcome.outputs["x"], outcome.outputs["norm"], problem.params.get("p", 2)
    if (bad := unusable(x, problem["A"].shape[1:], "the solution") or unusable(value, (), "the norm")) is not None:
        return bad
    top = exponent(x)
    size = length(shifted(x, -top), p)
    least = float(np.finfo(x.dtype).smallest_subnormal)
    off = Residual.of(float(shifted(value - shifted(np.asarray(size), top).astype(x.dtype), -top)), 2 * size, x.dtype)
    if not off.passes and not abs(float(value - shifted(np.asarray(size), top))) <= least:
        return Assessment("red", "Verification failed: the norm is not that of x.")
    return wide.judge(x, outcome.witness["wide"], equation="A x = b, which has one solution,")
