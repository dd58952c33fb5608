"""Principal powers of matrices to many digits, with FLINT's Arb.

Square roots are taken until the matrix is near the identity, there the binomial series is summed, and the sum is
squared as often (inverse scaling and squaring; Higham, Functions of Matrices, chapter 11).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.numerics.probes import scaled

Array = np.ndarray[Any, np.dtype[Any]]

ORDER = 10
"""Up to this order it takes some tenths of a second."""
BITS = 320
NEAR = 2.0**-8
MOST_ROOTS = 40
MOST_STEPS = 150
SURE = 2.0**-120
"""The relative size from which a step of Newton's iteration has nothing more to say, and of terms that are left out."""


def power(A: Array, t: Fraction) -> Array | None:
    """A to the power t, rounded to float64 or complex128, for eigenvalues off the closed negative real axis.

    None where it is out of reach: a large order, or roots that are too sensitive for so many bits.
    """
    if not A.size or len(A) > ORDER:
        return None
    import flint

    real, n = not np.iscomplexobj(A), len(A)
    kind: Any = flint.arb_mat if real else flint.acb_mat
    with flint.ctx.workprec(BITS):
        B, p = scaled(A.astype(np.float64 if real else np.complex128), limit=1)
        M = kind(n, n, B.ravel().tolist())
        one = kind(n, n, [int(i == j) for i in range(n) for j in range(n)])
        try:
            found = _power(M, one, t)
        except ZeroDivisionError:
            return None
        factor = flint.arb(2) ** flint.fmpq(p * t.numerator, t.denominator)
        return None if found is None else _rounded(found * factor, n, real)


def _power(M: Any, one: Any, t: Fraction) -> Any:
    import flint

    for roots in range(MOST_ROOTS):
        if _size(M - one) < NEAR:
            X = _near_one(M - one, one, flint.fmpq(t.numerator, t.denominator))
            for _ in range(roots):
                X = (X * X).mid()
            return X
        M = _root(M, one)
        if M is None:
            return None
    return None


def _root(M: Any, one: Any) -> Any:
    """The principal square root by the iteration of Denman and Beavers, None where it does not settle."""
    X, Y = M, one
    for _ in range(MOST_STEPS):
        inverse_x, inverse_y = X.inv(), Y.inv()
        step = (inverse_y - X) / 2
        X, Y = (X + step).mid(), ((Y + inverse_x) / 2).mid()
        if _size(step) <= SURE * _size(X):
            return X if _size(X * X - M) <= SURE * _size(M) else None
    return None


def _near_one(E: Any, one: Any, t: Any) -> Any:
    """(1 + E)ᵗ by the binomial series."""
    total, term, k = one, one, 0
    while _size(term) > SURE * NEAR**8:
        term = (term * E * ((t - k) / (k + 1))).mid()
        total, k = total + term, k + 1
    return total.mid()


def _size(M: Any) -> float:
    """The largest modulus of an entry; infinite where it is beyond floating point."""
    found = max(abs(complex(x)) for x in M.mid().entries())
    return math.inf if math.isnan(found) else found


def _rounded(M: Any, n: int, real: bool) -> Array | None:
    found = np.array([float(x) if real else complex(x) for x in M.entries()]).reshape(n, n)
    return found if np.isfinite(found).all() else None
