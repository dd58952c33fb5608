"""Gershgorin discs: where the eigenvalues of a matrix lie, read off its rows or columns.

Every eigenvalue lies in a disc around some aᵢᵢ whose radius is the sum of the moduli beside it, and a union of k discs
that meets no other holds exactly k eigenvalues (Gershgorin 1931; Varga, Geršgorin and His Circles, theorem 1.6).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.bounds import eps

Array = np.ndarray[Any, np.dtype[Any]]


def discs(A: Array, columns: bool = False) -> tuple[Array, Array]:
    """Centres and radii of the discs of a square A, by rows or by columns."""
    others = np.abs(A)
    np.fill_diagonal(others, 0)
    return np.diagonal(A).copy(), np.asarray(others.sum(axis=0 if columns else 1))


def groups(centres: Array, radii: Array) -> list[list[int]]:
    """The discs in groups that are surely apart from each other; two that touch but for rounding are in one."""
    slack = 1 + 4 * len(radii) * eps(radii.dtype)
    free = np.ones(len(radii), bool)
    return [sorted(_reached(k, free, centres, radii * slack)) for k in range(len(radii)) if free[k]]


def _reached(first: int, free: Array, centres: Array, radii: Array) -> list[int]:
    """Every disc that a chain of touching ones leads to; they are taken from the `free` ones."""
    waiting, reached = [first], []
    free[first] = False
    while waiting:
        k = waiting.pop()
        reached.append(k)
        rounding = 4 * eps(radii.dtype) * (np.abs(centres) + np.abs(centres[k]))
        near = np.flatnonzero(free & (np.abs(centres - centres[k]) <= radii + radii[k] + rounding))
        free[near] = False
        waiting.extend(near.tolist())
    return reached


def excludes_zero(centres: Array, radii: Array) -> bool:
    """Whether no disc holds 0, so that the matrix is invertible: its diagonal strictly dominates."""
    return bool((np.abs(centres) > radii * (1 + 4 * len(radii) * eps(radii.dtype))).all())
