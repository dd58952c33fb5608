"""How sensitive each eigenvalue is, which of them nearly coincide, and what that says of the matrix."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.probes import probes
from workbench.numerics.spectral import WHOLE
from workbench.numerics.spectral_general import Factors

Array = np.ndarray[Any, np.dtype[Any]]

PROBES = 48
CLOSE = 8.0
"""Roundings, times the condition of an eigenvalue, within which another one counts as the same."""
WIDEST = 1e-3
"""Where that is more than this part of the norm of A, it is taken to be this part."""


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Per eigenvalue 1/|yᴴx| for its left and right vectors y and x of length 1; `estimated` to some ten per cent."""

    conditions: Array
    estimated: bool


def sensitivity(w: Array, V: Array, factors: Factors | None, real_matrix: bool) -> Sensitivity:
    """The condition numbers of simple eigenvalues (Wilkinson): row lengths of V⁻¹, whose rows are yᴴ/(yᴴx).

    Above order 128 they are estimated: the mean square of (V⁻¹ x)ᵢ over random signs x is the squared length of row i.
    Infinite where V is singular.
    """
    if len(w) <= WHOLE or factors is None:
        return Sensitivity(_exact(V), False)
    if factors.lu.zero_pivot:
        return Sensitivity(np.full(len(w), math.inf), True)
    with np.errstate(all="ignore"):
        Y = factors.lu.solve(np.asfortranarray(probes(len(w), factors.lu.lu.dtype, PROBES)))
        squares = np.square(np.abs(Y)).mean(axis=1)
    if real_matrix:  # the pair x ± iy is held as √2 x and √2 y
        first = np.flatnonzero(w.imag > 0)
        squares[first] = squares[first + 1] = (squares[first] + squares[first + 1]) / 2
    return Sensitivity(np.maximum(1.0, np.sqrt(squares)), True)


def _exact(V: Array) -> Array:
    if not V.size:
        return np.zeros(0)
    try:
        with np.errstate(all="ignore"):
            rows = np.linalg.norm(np.linalg.inv(V.astype(np.result_type(V.dtype, np.float64))), axis=1)
    except np.linalg.LinAlgError:
        return np.full(len(V), math.inf)
    return np.asarray(np.maximum(1.0, np.where(np.isfinite(rows), rows, math.inf)))


def clusters(w: Array, conditions: Array, size: float, dtype: Any) -> list[list[int]]:
    """Groups of two or more eigenvalues that rounding cannot tell apart, as positions.

    To first order rounding moves an eigenvalue by its condition times ε‖A‖, and where it has torn a multiple one
    apart, by just as much as these then differ. Values whose discs of that radius touch are of one group.
    """
    radii = size * np.minimum(WIDEST, CLOSE * eps(dtype) * np.maximum(1.0, conditions))
    parent = list(range(len(w)))
    order = np.argsort(w.real, kind="stable")
    widest = float(radii.max(initial=0.0))
    for place, i in enumerate(order):
        for j in order[place + 1 :]:
            gap = float(w[j].real - w[i].real)
            if gap > radii[i] + widest:
                break
            if abs(w[i] - w[j]) <= radii[i] + radii[j]:
                _join(parent, int(i), int(j))
    groups: dict[int, list[int]] = {}
    for i in range(len(w)):
        groups.setdefault(_root(parent, i), []).append(i)
    return [group for group in groups.values() if len(group) > 1]


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _join(parent: list[int], i: int, j: int) -> None:
    a, b = sorted((_root(parent, i), _root(parent, j)))
    parent[b] = a


def independent(V: Array, group: Sequence[int], dtype: Any) -> int:
    """How many independent directions the eigenvectors of one group have: the geometric multiplicity."""
    S = np.linalg.svd(V[:, list(group)], compute_uv=False)
    return int(np.count_nonzero(10 * eps(dtype) ** 0.25 * S[0] < S))
