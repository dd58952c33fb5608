"""Hadamard matrices by Sylvester's construction."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, made, operation
from workbench.operations.spec import Array, Operation


def hadamard(n: Annotated[int, "rows and columns, a power of 2"] = 4) -> Made:
    """A Hadamard matrix: entries 1 and −1 with orthogonal columns, H Hᵀ = n I, and the largest determinant of all such.

    Sylvester's construction, which doubles H to [[H, H], [H, −H]].
    """
    if n >= 1 and n & (n - 1):
        near = 1 << (n.bit_length() - 1)
        message = f"Sylvester's Hadamard matrices have a power of 2 as their order, which {n} is not."
        raise UserError("domain", message, f"The nearest are {near} and {2 * near}.")
    return made(n, n)


def _build(p: Params) -> Array:
    H = np.ones((1, 1))
    while len(H) < p["n"]:
        H = np.block([[H, H], [H, -H]])
    return H


def _entry(i: int, j: int, p: Params) -> Fraction:
    """−1 where i and j have an odd number of binary ones in common."""
    return Fraction(-1 if (i & j).bit_count() % 2 else 1)


def _code(p: Params) -> str:
    return f"A = scipy.linalg.hadamard({p['n']}, dtype=float)"


HADAMARD: Operation = operation(hadamard, Recipe(_build, _code, _entry), "doubled again and again")
