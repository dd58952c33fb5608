"""The inverse of the Hilbert matrix, whose entries are integers.

By the formula of M.-D. Choi, Tricks or treats with the Hilbert matrix, American Mathematical Monthly 90 (1983).
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Annotated

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, made, operation
from workbench.operations.spec import Array, Operation

LARGEST = 200


def invhilbert(n: Annotated[int, "rows and columns"] = 4) -> Made:
    """The inverse of the Hilbert matrix: integers of alternating sign that grow fast, known without inverting."""
    if n > LARGEST:
        message = f"The entries of an inverse Hilbert matrix of order {n} overflow."
        raise UserError("domain", message, f"Up to {LARGEST} they fit.")
    return made(n, n)


def _entry(i: int, j: int, p: Params) -> Fraction:
    """With rows and columns counted from 0."""
    n, sign = p["n"], -1 if (i + j) % 2 else 1
    size = (i + j + 1) * comb(n + i, n - j - 1) * comb(n + j, n - i - 1) * comb(i + j, i) ** 2
    return Fraction(sign * size)


def _build(p: Params) -> Array:
    """pᵢ pⱼ / (i + j + 1) in integers, rounded once."""
    n = p["n"]
    weights = [(-1) ** i * n * comb(n + i, i) * comb(n - 1, i) for i in range(n)]
    return np.array([[float(x * y // (i + j + 1)) for j, y in enumerate(weights)] for i, x in enumerate(weights)])


def _code(p: Params) -> str:
    return f"A = scipy.linalg.invhilbert({p['n']}, exact=True).astype(float)"


INVHILBERT: Operation = operation(invhilbert, Recipe(_build, _code, _entry), "exact integers, rounded once")
