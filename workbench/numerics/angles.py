"""Principal angles between subspaces, exact for small and for large angles.

Björck and Golub (1973): cosines are the singular values of QAᴴ QB, which says little about small angles; their sines
are those of QB − QA QAᴴ QB. Each angle is taken from whichever of the two is the smaller (Knyazev and Argentati 2002).
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def principal_angles(P: Array, Q: Array) -> Array:
    """The angles in radians between the spans of orthonormal columns, largest first; as many as the smaller span."""
    if P.shape[1] < Q.shape[1]:
        P, Q = Q, P
    overlap = P.conj().T @ Q
    cosines = np.clip(np.linalg.svd(overlap, compute_uv=False), 0, 1)
    sines = np.clip(np.linalg.svd(Q - P @ overlap, compute_uv=False), 0, 1)
    cosines = cosines[: Q.shape[1]]
    small = cosines**2 > 0.5
    return np.asarray(np.where(small, np.arcsin(sines[::-1]), np.arccos(cosines))[::-1])


def angles_of_projectors(P: Array, Q: Array) -> Array:
    """The same angles from eigenvalues: the projectors differ by ± the sines, and add up to 1 ± the cosines."""
    if P.shape[1] < Q.shape[1]:
        P, Q = Q, P
    count, joint = Q.shape[1], np.hstack([P, Q])
    if joint.shape[1] < len(joint):
        basis = np.linalg.qr(joint)[0].conj().T
        P, Q = basis @ P, basis @ Q
    first, second = P @ P.conj().T, Q @ Q.conj().T
    sines = np.clip(-np.linalg.eigvalsh(first - second)[:count], 0, 1)
    cosines = np.clip(np.linalg.eigvalsh(first + second)[::-1][:count][::-1] - 1, 0, 1)
    return np.asarray(np.where(cosines**2 > 0.5, np.arcsin(sines), np.arccos(cosines)))
