"""What fits and shortest solutions share: inputs, lengths, exact systems, and bounds through a small system."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.backends.exact_spectra import Radical
from workbench.numerics.bounds import Residual, eps, growth
from workbench.numerics.probes import abs_times, largest
from workbench.operations.spec import Array

P = Literal[1, 2, "inf"]
DUAL = {1: "inf", 2: 2, "inf": 1}
"""The norm in which the multipliers are measured."""
AS_GOOD = "Another x may be as good: the multipliers do not exclude it."
STRICT = 1e-6
"""How far a multiplier has to stay away from its limit to prove that the answer is the only one."""
MOST_SHOWN = 100


def length(x: Array, p: Any) -> float:
    """The p-norm of a vector, in double precision."""
    moduli = np.abs(x).astype(np.float64)
    if p == 1:
        return math.fsum(moduli.tolist())
    return math.hypot(*moduli.tolist()) if p == 2 else float(moduli.max(initial=0))


def row_scale(A: Array, x: Array, b: Array) -> Array:
    """What b − A x is rounded relative to, row by row."""
    return np.asarray(growth(A.shape[1]) * (abs_times(A, np.abs(x)) + np.abs(b)) + 1e-300)


def through(M: Array, level: Array) -> Array | None:
    """What errors of size `level` in the rows of M z = c do to each z; None where the columns of M are dependent."""
    if not M.shape[1]:
        return np.zeros(0)
    sizes = _column_sizes(M)
    if not independent(M):
        return None
    return np.asarray((np.abs(np.linalg.pinv(M / sizes)) @ level) / sizes)


def independent(M: Array) -> bool:
    """Whether the columns are linearly independent, whatever their lengths."""
    return bool(np.linalg.matrix_rank(M / _column_sizes(M)) == M.shape[1]) if M.size else not M.shape[1]


def _column_sizes(M: Array) -> Array:
    sizes = np.abs(M).max(axis=0, initial=0)
    return np.asarray(np.where(sizes > 0, sizes, 1.0))


def relative(error: Array | None, x: Array, A: Array, b: Array) -> float | None:
    """The largest error against the largest entry of x, of an x that is 0 against that of b over that of A."""
    if error is None:
        return None
    most = float(error.max(initial=0))
    top = largest(x) or largest(b) / (largest(A) or 1.0)
    return most / top if top else 0.0


def small(value: float, scale: float, dtype: Any) -> Residual:
    """One number that ought to be 0, against a scale."""
    return Residual.of(value, scale + 1e-300, dtype)


def shown(y: Array) -> dict[str, Any]:
    """The multipliers for the details of a result, where they are not too many."""
    return {"dual": y.tolist()} if len(y) <= MOST_SHOWN else {}


def floor(A: Array) -> float:
    return growth(max(A.shape)) * eps(A.dtype)


def solved(M: Array, c: Array) -> Array | None:
    """A rational z with M z = c, the shortest of several; None where there is none."""
    if not M.size:
        return np.array([Fraction(0)] * M.shape[1], dtype=object) if not any(c) else None
    if not exact.fits(M, c):
        return None
    found = exact_lstsq.lstsq(M, c)
    return None if any(found.residual) else found.x


def exact_length(x: Array, p: Any) -> Any:
    """The p-norm of a vector of fractions, a Fraction or a root in SymPy's spelling."""
    if p == 2:
        return Radical.root(sum((v * v for v in x), Fraction(0))).value
    moduli = [abs(v) for v in x]
    return sum(moduli, Fraction(0)) if p == 1 else max(moduli, default=Fraction(0))
