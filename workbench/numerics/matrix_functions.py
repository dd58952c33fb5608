"""Functions of matrices: by eigenvalues where the matrix is normal, and how an answer spreads under rounding."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import abs_times, largest

Array = np.ndarray[Any, np.dtype[Any]]
Function = Callable[[Array], Array]

SAMPLES = 3
FAILURES = (np.linalg.LinAlgError, ValueError)
"""What SciPy's functions of matrices raise where they meet a singular matrix, or their own overflow."""
MOST_STEPS = 200.0
"""The norm up to which applying an exponential to a few vectors costs little beside computing it."""


class BeyondRange(np.linalg.LinAlgError):
    """Entries of f(A) are known, and no floating-point number is as large."""


def quietly(function: Function, A: Array) -> Array:
    """f(A) without the warnings of the routine: what they are about, the certificate finds out."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return np.asarray(function(A))


def spread(function: Function, A: Array, samples: int = SAMPLES) -> tuple[Array | None, float]:
    """f at one of some neighbours of A that differ from it by rounding, and the largest difference between them.

    The neighbours are A + E with normally distributed entries of E of the size of one rounding of the largest entry of
    A (zero where A is triangular and has only zeros), the same in every run. What E does to f(A) is its condition
    (Kenney and Laub, "Small-sample statistical condition estimates", SIAM J. Sci. Comput. 1994), and since rounding
    errors inside the routine differ too, their effect shows as well. None and infinity where f fails.
    """
    rng = np.random.default_rng(20_240_603)
    found: list[Array] = []
    for _ in range(samples):
        try:
            value = quietly(function, A + noise(A, rng))
        except FAILURES:
            return None, np.inf
        found.append(value)
    if not all(np.isfinite(value).all() for value in found):
        return None, np.inf
    return found[0], max((largest(a - b) for a, b in itertools.combinations(found, 2)), default=0.0)


def noise(A: Array, rng: np.random.Generator) -> Array:
    """One rounding of the largest entry in every entry, within the triangle that A keeps to."""
    size = eps(A.dtype) * largest(A)
    E = np.asarray(size * rng.standard_normal(A.shape))
    if A.dtype.kind == "c":
        E = E + 1j * size * rng.standard_normal(A.shape)
    for keep in (np.triu, np.tril):
        if not (A - keep(A)).any():
            E = keep(E)
    return np.asarray(E.astype(A.dtype))


def of_values(V: Array, values: Array) -> Array:
    """V diag(values) Vᴴ for orthonormal columns of V."""
    with np.errstate(all="ignore"):
        return np.asarray((V * values) @ conjugate_transpose(V))


def sway(function: Function, w: Array, delta: float) -> float:
    """The largest change of f(w) for changes of the eigenvalues w by delta.

    For a Hermitian A it bounds the change of f(A), in the 2-norm to first order, where |f'| is largest at an
    eigenvalue: divided differences are then at most derivatives (Higham, Functions of Matrices, corollary 3.16).
    """
    if not w.size:
        return 0.0
    with np.errstate(all="ignore"):
        here = function(w)
        moved = [np.abs(function(w + step) - here).max() for step in (delta, -delta)]
    return float(np.max(moved)) if np.isfinite(moved).all() else np.inf


def total_modulus(A: Array) -> float:
    """The infinity norm: the largest sum of moduli in a row."""
    return float(abs_times(A, np.ones(A.shape[1])).max(initial=0))


def apply_exponential(A: Array, V: Array) -> Array | None:
    """exp(A) V by truncated Taylor series (Al-Mohy and Higham, SIAM J. Sci. Comput. 2011); None for a large A."""
    import scipy.sparse.linalg

    if total_modulus(A) > MOST_STEPS:
        return None
    return quietly(lambda M: scipy.sparse.linalg.expm_multiply(M, V), A)
