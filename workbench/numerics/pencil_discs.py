"""How far each eigenvalue of a pencil that is almost diagonal can be off: by its own row, where it is alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import scipy

Array = np.ndarray[Any, np.dtype[Any]]

NEAR = 0.1
"""The radius from which a disc says nothing."""


def reach(radii: Array, alpha: Array, beta: Array) -> float:
    """The largest error of a finite eigenvalue α/β, with |α|² + |β|² = 1; infinite where it is not known.

    Row i of (E, F) of diag(α) + E and diag(β) + F has moduli that add up to rᵢ in either, `radii` are their lengths as
    vectors. Gershgorin's theorem for pencils (Stewart, SIAM J. Matrix Anal. Appl. 1975): every eigenvalue is in one of
    the discs |α βᵢ − β αᵢ| ≤ rᵢ, and groups of discs that touch no other hold as many as they are.
    """
    if not radii.max(initial=0) < NEAR:
        return math.inf
    finite = beta != 0
    chords = np.abs(np.outer(alpha, beta) - np.outer(beta, alpha))
    _, owner = scipy.sparse.csgraph.connected_components(chords <= radii + radii[:, None], directed=False)
    alone = np.bincount(owner)[owner] == 1
    wide = np.where(alone, radii, 2 * np.bincount(owner, weights=radii)[owner])
    holds_infinite = np.bincount(owner, weights=~finite)[owner] > 0
    stretch = 1 / np.where(finite, np.abs(beta), 1)
    left = 1 - wide * stretch
    off = np.where((left > 0.5) & ~holds_infinite, wide * stretch**2 / np.maximum(left, 0.5), math.inf)
    return float(off[finite].max(initial=0))
