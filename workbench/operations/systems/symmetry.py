"""Whether a matrix that is not symmetric to the last digit was meant to be: by its entries, exact ones if known."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from workbench.backends import exact
from workbench.numerics.decompose import nearly_symmetric
from workbench.operations.spec import Array, Problem

SHORT = 10**12
"""A fraction of smaller numerator and denominator was typed as it is: it stands for no rounded number."""


def but_for_rounding(problem: Problem, A: Array) -> bool:
    """Whether A, scaled or not, differs from Aᴴ by rounding alone.

    Large entries beside them leave small ones unsure, but not if these are known exactly: whole numbers, and fractions
    too short to be results of rounding, differ where they differ.
    """
    return nearly_symmetric(A) and not _told_apart(problem.exact.get("A"))


def _told_apart(entries: Array | None) -> bool:
    if entries is None or not exact.fits(entries):
        return False
    rows, columns = np.nonzero(entries != entries.T)
    return any(_is_meant(entries[i, j]) and _is_meant(entries[j, i]) for i, j in zip(rows, columns, strict=True))


def _is_meant(x: Fraction) -> bool:
    return x.denominator == 1 or max(abs(x.numerator), x.denominator) < SHORT
