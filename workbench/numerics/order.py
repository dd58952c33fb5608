"""The order and the signs in which values and vectors are shown, whatever order a library returns."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.bounds import eps

Array = np.ndarray[Any, np.dtype[Any]]

TIE = 16.0  # moduli that differ by no more roundings than this count as equal


def by_modulus(values: Array) -> Array:
    """The permutation to |λ| descending, conjugate pairs adjacent with the positive imaginary part first.

    Equal moduli (the roots of unity, a pair) are ordered by real part descending, then by |imaginary part|.
    """
    level = _levels(np.abs(values))
    sign = np.where(values.imag < 0, 1, 0)
    order: Array = np.lexsort((sign, -np.abs(values.imag), -values.real, level))
    return order


def _levels(moduli: Array) -> Array:
    """0 for the largest modulus, 1 for the next one that differs by more than rounding, and so on."""
    down = np.argsort(-moduli, kind="stable")
    ordered = moduli[down]
    if not len(ordered):
        return down
    steps = ordered[:-1] - ordered[1:] > TIE * eps(moduli.dtype) * ordered[0]
    levels = np.empty_like(down)
    levels[down] = np.concatenate([[0], np.cumsum(steps)])
    return levels


def out_of_order(values: Array, real_matrix: bool) -> bool:
    """Whether eigenvalues of a general matrix break the order of `by_modulus`."""
    moduli = np.abs(values)
    slack = 2 * TIE * eps(moduli.dtype) * len(moduli) * (moduli.max() if len(moduli) else 0)
    if bool((moduli[1:] - moduli[:-1] > slack).any()):
        return True
    return real_matrix and not pairs_adjacent(values)


def pairs_adjacent(values: Array) -> bool:
    """Whether every value with a positive imaginary part is followed by its conjugate, and there is no other."""
    upper = np.flatnonzero(values.imag > 0)
    lower = np.flatnonzero(values.imag < 0)
    if len(upper) != len(lower) or not np.array_equal(upper + 1, lower):
        return False
    tolerance = 100 * eps(values.dtype) * (np.abs(values).max() if len(values) else 0)
    return bool((np.abs(values[upper] - values[lower].conj()) <= tolerance).all())


def pivots(V: Array) -> Array:
    """Per column, the first row whose modulus is the largest but for rounding."""
    moduli = np.abs(V)
    ties: Array = np.argmax(moduli >= moduli.max(axis=0, keepdims=True) * (1 - 1e3 * eps(V.dtype)), axis=0)
    return ties


def phases(V: Array) -> Array:
    """The factor of modulus 1 per column that makes its entry of largest modulus real and positive."""
    if not V.size:
        return np.ones(V.shape[1], dtype=V.dtype)
    top = V[pivots(V), np.arange(V.shape[1])]
    if V.dtype.kind != "c":
        return np.where(top < 0, -1, 1).astype(V.dtype)
    moduli = np.abs(top)
    factors: Array = np.where(moduli > 0, top.conj() / np.where(moduli > 0, moduli, 1), 1).astype(V.dtype)
    return factors


def with_positive_tops(V: Array) -> tuple[Array, Array]:
    """V with every column turned by its phase, and those phases.

    The entry that is made real is exactly real.
    """
    factors = phases(V)
    turned = V if bool((factors == 1).all()) else V * factors
    if V.size and V.dtype.kind == "c":
        rows, columns = pivots(V), np.arange(V.shape[1])
        turned = turned.copy() if turned is V else turned
        turned[rows, columns] = np.abs(V[rows, columns])
    return turned, factors


def negative_top(V: Array) -> bool:
    """Whether some column of V breaks the sign rule: no entry of (all but) largest modulus is real and positive."""
    if not V.size:
        return False
    moduli = np.abs(V)
    slack = 1e4 * eps(V.dtype)
    large = moduli >= moduli.max(axis=0, keepdims=True) * (1 - slack)
    good = large & (V.real >= moduli * (1 - slack))
    return not bool(good.any(axis=0).all())
