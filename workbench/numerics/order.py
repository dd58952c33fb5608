"""The order and the signs in which values and vectors are shown, whatever order a library returns."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.probes import BLOCK_BYTES, blocks

Array = np.ndarray[Any, np.dtype[Any]]

TIE = 16.0  # moduli of eigenvalues that differ by no more roundings of their own than this count as equal
TIED = 1e3  # and entries of one vector


def by_modulus(values: Array) -> Array:
    """The permutation to |λ| descending, conjugate pairs adjacent with the positive imaginary part first.

    Equal moduli (the roots of unity, a pair) are ordered by real part descending, then by |imaginary part|. Of equal
    pairs each is kept together, in the order in which they come.
    """
    keys = -np.abs(values.imag), -values.real, _levels(np.abs(values))
    sign = np.where(values.imag < 0, 1, 0)
    order: Array = np.lexsort((sign, *keys))
    turn = np.empty_like(order)
    turn[order] = _places(values[order])
    return np.asarray(np.lexsort((sign, turn, *keys)))


def _places(ordered: Array) -> Array:
    """For each value its place, from 0, in the run of equal ones that it belongs to."""
    at = np.arange(len(ordered))
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return np.asarray(at - np.maximum.accumulate(np.where(new, at, 0)))


def _levels(moduli: Array) -> Array:
    """0 for the largest modulus, 1 for the next one that differs by more than rounding, and so on."""
    down = np.argsort(-moduli, kind="stable")
    ordered = moduli[down]
    if not len(ordered):
        return down
    steps = ordered[:-1] - ordered[1:] > TIE * eps(moduli.dtype) * ordered[:-1]
    levels = np.empty_like(down)
    levels[down] = np.concatenate([[0], np.cumsum(steps)])
    return levels


def out_of_order(values: Array, real_matrix: bool, more: float = 0.0) -> bool:
    """Whether eigenvalues of a general matrix break the order of `by_modulus`, by `more` than rounding."""
    moduli = np.abs(values)
    slack = 2 * TIE * eps(moduli.dtype) * len(moduli) * (moduli.max() if len(moduli) else 0) + more
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
    squares = _squares(V)
    rows: Array = np.argmax(squares >= squares.max(axis=0) * (1 - 2 * TIED * eps(V.dtype)), axis=0)
    return rows


def _squares(V: Array) -> Array:
    """|V|² entry by entry, sooner found than |V|; nothing is lost of what is large in a vector of length 1."""
    squares: Array = np.square(V.real)
    if V.dtype.kind == "c":
        squares += np.square(V.imag)
    return squares


def with_positive_tops(V: Array) -> tuple[Array, Array]:
    """V, changed in place, with every column turned by its phase, and those phases.

    The entry that is made real is exactly real.
    """
    if not V.size:
        return V, np.ones(V.shape[1], dtype=V.dtype)
    if V.dtype.kind != "c":
        factors = _signs(V)
        V *= factors
        return V, factors
    rows, columns = pivots(V), np.arange(V.shape[1])
    factors = _phases(V[rows, columns])
    V *= factors
    V[rows, columns] = np.abs(V[rows, columns])
    return V, factors


def _signs(V: Array) -> Array:
    """±1 per column of a real V; two reductions tell where the largest entry is, but for a tie."""
    high, low = extremes(V)
    low = -low
    signs: Array = np.where(low > high, -1, 1).astype(V.dtype)
    tied = np.flatnonzero(np.abs(high - low) <= TIED * eps(V.dtype) * np.maximum(high, low))
    signs[tied] = np.where(V[pivots(V[:, tied]), tied] < 0, -1, 1)
    return signs


def extremes(V: Array) -> tuple[Array, Array]:
    """The largest and the smallest entry in each column of a real V, in one look at it."""
    if V.flags.f_contiguous and not V.flags.c_contiguous:  # the blocks hold columns
        high, low = zip(*((block.max(axis=1), block.min(axis=1)) for block in blocks(V)), strict=True)
        return np.concatenate(high), np.concatenate(low)
    high, low = zip(*((block.max(axis=0), block.min(axis=0)) for block in blocks(V)), strict=True)
    return np.max(high, axis=0), np.min(low, axis=0)


def _phases(top: Array) -> Array:
    """The factors of modulus 1 that make these entries real and positive."""
    moduli = np.abs(top)
    factors: Array = np.where(moduli > 0, top.conj() / np.where(moduli > 0, moduli, 1), 1).astype(top.dtype)
    return factors


def free_rows(S: Array) -> int:
    """From which row on the sign of Vh is free: its singular values vanish, so that U does not tie it."""
    return int(np.count_nonzero(eps(S.dtype) * S[0] < S)) if len(S) else 0


def negative_top(V: Array) -> bool:
    """Whether some column of V breaks the sign rule: no entry of (all but) largest modulus is real and positive."""
    if not V.size:
        return False
    if V.dtype.kind != "c":
        high, low = extremes(V)
        return breaks_sign_rule(np.maximum(high, -low), high)
    return breaks_sign_rule(*tops(V))


def tops(V: Array) -> tuple[Array, Array]:
    """The largest modulus and the largest real part in each column of a complex V."""
    if not V.size:
        return np.zeros(V.shape[1]), np.zeros(V.shape[1])
    step = max(1, BLOCK_BYTES // V[:, :1].nbytes)
    few = [V[:, k : k + step] for k in range(0, V.shape[1], step)]
    moduli = np.sqrt(np.concatenate([_squares(block).max(axis=0) for block in few]))
    return moduli, np.concatenate([block.real.max(axis=0) for block in few])


def breaks_sign_rule(moduli: Array, reals: Array) -> bool:
    """Whether somewhere the largest real part falls short of the largest modulus by more than rounding."""
    return bool((reals < moduli * (1 - 10 * TIED * eps(moduli.dtype))).any())
