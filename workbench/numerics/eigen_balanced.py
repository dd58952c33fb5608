"""Eigenvalues as the balanced matrix has them, where small ones count beside large ones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.balancing import Balanced, balanced
from workbench.numerics.bounds import spacing
from workbench.numerics.eigen_residual import observed_bound, residual
from workbench.numerics.eigenbasis import defective_beyond, small_condition
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.spectral import WHOLE, column_lengths, tolerance

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Inner:
    """What the balanced matrix says: a failure, the observed bound, κ, and the residual that an error would show in."""

    failure: str | None
    observed: float
    condition: float
    reach: float


def inner(balance: Balanced, w: Array, V: Array, level: float) -> Inner:
    """Check values where all is of like size, so that small ones count too.

    Vectors of A that fit may be wrong where balancing makes them large; where they fit here, and are independent, so
    must their values. `level` is the error of a value that A itself leaves unseen: a vector whose value is further off
    is one of another value; infinite for known values.
    """
    B, X, w = balance.B, balance.vectors(V), shifted(w, -balance.p)
    n, size, top = len(w), float(np.linalg.norm(B)) or 1.0, largest(w)
    R, kappa = residual(B, w, X), small_condition(X)
    off, fits = _rayleigh(B, X, R)
    loose = tolerance(n, B.dtype) * size + spacing(B.dtype, balance.p, 1.0)
    fits &= kappa < defective_beyond(B.dtype)
    wrong, failure = np.abs(off) > loose, None
    if level < math.inf and (fits & wrong & (np.abs(off) <= level)).any():
        failure = "Verification failed: an eigenvalue is not that of its vector in the balanced matrix."
    reach = loose / top if top and (fits & ~wrong).all() else math.inf
    return Inner(failure, observed_bound(B, w, X, R, size, kappa, None), kappa, reach)


def rescaled(size: float, p: int) -> float:
    """size · 2ᵖ, infinite beyond the range of numbers."""
    return float(shifted(np.asarray(size), p))


def _rayleigh(B: Array, X: Array, R: Array) -> tuple[Array, Array]:
    """By how much the Rayleigh quotient of each vector is another value, given R = B X − X Λ; and whether that fits."""
    off = (X.conj() * R).sum(axis=0)
    return off, column_lengths(R - X * off) <= tolerance(len(B), B.dtype) * float(np.linalg.norm(B))


def settled(A: Array, w: Array, V: Array) -> Array:
    """Each value w whose vector is one of the balanced matrix too made that of the balanced matrix.

    A routine that does not balance knows small values only as far as the largest entry of A lets it.
    """
    if not len(w) or len(w) > WHOLE or (balance := balanced(A)).powers is None:
        return w
    B, X, z = balance.B, balance.vectors(V), shifted(w, -balance.p)
    off, fits = _rayleigh(B, X, residual(B, z, X))
    S, p = scaled(A)
    level = 2 * rescaled(tolerance(len(w), A.dtype) * float(np.linalg.norm(S)), p - balance.p)
    fits &= (np.abs(off) <= level) & (small_condition(X) < defective_beyond(A.dtype))
    off = np.where(fits, off, 0)
    if A.dtype.kind != "c":  # real values and pairs remain what they are
        off = np.where(w.imag == 0, off.real, off)
        first = np.flatnonzero(w.imag > 0)
        off[first + 1] = off[first].conj()
    return shifted((z + off).astype(w.dtype), balance.p)
