"""How far eigenvectors and singular vectors are determined: rounding turns them by its size over a gap.

The values of a matrix move by no more than it is changed (Weyl); a vector turns by that over the distance of its
value to the next one (Davis and Kahan 1970, Wedin 1972). Of values that rounding cannot tell apart only the span of
all their vectors is determined, by the distance of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.bounds import digits, eps
from workbench.numerics.probes import largest, scaled
from workbench.numerics.spectral import WHOLE

Array = np.ndarray[Any, np.dtype[Any]]

SAME = 4.0
"""Values that differ by no more than so many bounds of one count as the same."""
ROWS = 1 << 20


@dataclass(frozen=True, eq=False)
class Determined:
    """Per vector the sine of the angle by which it, or the span it shares, may be off; and the gap behind that.

    A gap is relative to the largest value. `groups` holds the positions of values that count as the same.
    """

    sines: Array
    gaps: Array
    groups: list[list[int]]

    def digits(self, dtype: Any) -> list[int]:
        """Decimal digits that are determined, vector by vector."""
        return [digits(float(sine), dtype) for sine in self.sines]

    @property
    def least(self) -> int:
        """The position of the vector that is determined worst."""
        return int(np.argmax(self.sines))


def of_symmetric(w: Array, level: float) -> Determined:
    """For real eigenvalues in order, each known to `level` times the largest modulus, and orthonormal vectors."""
    z = scaled(w)[0].astype(np.float64)
    top = largest(z) or 1.0
    steps = np.abs(np.diff(z)) / top
    ends = np.concatenate([[np.inf], np.where(steps > SAME * level, steps, 0.0), [np.inf]])[: len(z) + 1]
    first = np.maximum.accumulate(np.where(ends[:-1] > 0, np.arange(len(z)), 0))
    starts = np.append(np.unique(first), len(z))
    gaps = np.minimum(ends[first], ends[starts[np.searchsorted(starts, first, side="right")]])
    groups = [list(range(i, j)) for i, j in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True) if j > i + 1]
    return Determined(level / gaps, gaps, groups)


def of_singular(S: Array, level: float, lopsided: bool) -> Determined:
    """For singular values, largest first; vectors of the longer side of a `lopsided` matrix are told from its rest."""
    if not lopsided:
        return of_symmetric(S, level)
    found = of_symmetric(np.append(S, S.dtype.type(0)), level)
    groups = [[i for i in group if i < len(S)] for group in found.groups]
    return Determined(found.sines[:-1], found.gaps[:-1], groups)


def of_general(w: Array, V: Array, conditions: Array, groups: list[list[int]], level: float) -> Determined:
    """For eigenvalues with condition numbers κ: to first order E turns xⱼ by Σ xᵢ (yᵢᴴE xⱼ) / (λⱼ − λᵢ), ‖yᵢ‖ = κᵢ.

    `level` is ‖E‖ relative to the largest modulus; the terms are added as if they were perpendicular. Of xᵢ only the
    part counts that is perpendicular to xⱼ; above order 128 all of it does.
    """
    n = len(w)
    z = scaled(w)[0].astype(np.complex128)
    z = z / (largest(z) or 1.0)
    owner = np.arange(n)
    for group in groups:
        owner[group] = group[0]
    sines, gaps, step = np.zeros(n), np.zeros(n), max(1, ROWS // max(1, n))
    for k in range(0, n, step):
        few = slice(k, k + step)
        apart = np.abs(z[few, None] - z)
        apart[owner[few, None] == owner] = np.inf
        gaps[few] = apart.min(axis=1)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            terms = np.where(np.isinf(apart), 0, conditions / apart)
            terms = terms * _across(V) if n <= WHOLE else terms
            sines[few] = level * np.sqrt(np.square(terms).sum(axis=1))
    sines = np.where(np.isnan(sines), np.inf, sines)
    lazy = n > WHOLE or not np.isfinite(conditions).all()
    doubtful = np.flatnonzero(sines > (np.inf if lazy else eps(V.dtype) ** 0.5))
    if len(doubtful):
        with np.errstate(all="ignore"):  # what leaves the range bounds nothing
            sines[doubtful] = np.fmin(sines[doubtful], level * _together(z, V, owner, doubtful))
    return Determined(sines, gaps, groups)


def _together(z: Array, V: Array, owner: Array, which: Array) -> Array:
    """‖Σ xᵢ yᵢᴴ / (λⱼ − λᵢ)‖ with its terms added as they are, perpendicular to xⱼ: nearly parallel ones may cancel.

    The square is Σ d̄ᵢ dₖ (xᵢᴴxₖ) (yₖᴴyᵢ), never taken for less than its rounding.
    """
    X = V.astype(np.complex128)
    Y = np.linalg.inv(X)
    across, along, found = X.conj().T @ X, Y @ Y.conj().T, np.zeros(len(which))
    for place, j in enumerate(which):
        apart = owner != owner[j]
        d = np.where(apart, 1 / np.where(apart, z[j] - z, 1), 0)
        terms = d.conj()[:, None] * (across - np.outer(across[:, j], across[j])) * along.T * d
        found[place] = np.sqrt(np.maximum(terms.sum().real, eps(np.float64) * np.abs(terms).sum()))
    return found


def _across(V: Array) -> Array:
    """The sines of the angles between all columns of length 1, as far as rounding lets them be seen."""
    X = V.astype(np.complex128)
    cosines = np.abs(X.conj().T @ X)
    return np.asarray(np.sqrt(np.maximum(1 - np.square(cosines), 8 * eps(V.dtype))))
