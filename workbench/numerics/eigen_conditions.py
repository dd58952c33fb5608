"""How sensitive each eigenvalue is, found at the price of an inverse, or estimated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.balancing import Balanced
from workbench.numerics.eigen_clusters import conditions
from workbench.numerics.eigenbasis import Factors
from workbench.numerics.probes import probes
from workbench.numerics.spectral import WHOLE, column_lengths

Array = np.ndarray[Any, np.dtype[Any]]

PROBES = 48


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Per eigenvalue 1/|yᴴx| for its left and right vectors y and x of length 1; `estimated` to some ten per cent."""

    conditions: Array
    estimated: bool


def sensitivity(
    w: Array, V: Array, factors: Factors | None, real_matrix: bool, balance: Balanced | None = None
) -> Sensitivity:
    """The condition numbers of simple eigenvalues (Wilkinson): row lengths of V⁻¹, whose rows are yᴴ/(yᴴx).

    Above order 128 they are estimated: the mean square of (V⁻¹ x)ᵢ over random signs x is the squared length of row i.
    Infinite where V is singular. With `balance` they are those of the balanced matrix.
    """
    d = None if balance is None else balance.weights()
    if len(w) <= WHOLE or factors is None:
        return Sensitivity(conditions(V if balance is None else balance.vectors(V)), False)
    if factors.lu.zero_pivot:
        return Sensitivity(np.full(len(w), math.inf), True)
    with np.errstate(all="ignore"):
        X = probes(len(w), factors.lu.lu.dtype, PROBES)
        Y = factors.lu.solve(np.asfortranarray(X if d is None else X * d[:, None].astype(X.dtype)))
        squares = np.square(np.abs(Y)).mean(axis=1)
    if real_matrix:  # the pair x ± iy is held as √2 x and √2 y
        first = np.flatnonzero(w.imag > 0)
        squares[first] = squares[first + 1] = (squares[first] + squares[first + 1]) / 2
    if d is not None:
        with np.errstate(all="ignore"):
            squares *= np.square(column_lengths(V / d[:, None]))
            squares = np.where(np.isfinite(squares), squares, math.inf)
    return Sensitivity(np.maximum(1.0, np.sqrt(squares)), True)
