"""The inverse of Pascal's matrix, whose entries are integers."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Annotated, Literal

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, made, operation
from workbench.operations.spec import Array, Operation

LARGEST = 100
Kind = Literal["symmetric", "lower", "upper"]


def invpascal(
    n: Annotated[int, "rows and columns"] = 5,
    kind: Annotated[Kind, "of the symmetric Pascal matrix, or of Pascal's triangle as a triangular one"] = "symmetric",
) -> Made:
    """The inverse of a Pascal matrix: integers of alternating sign, known without inverting.

    Of the triangle it has the same binomial coefficients; scipy.linalg.invpascal.
    """
    if n > LARGEST:
        message = f"An inverse Pascal matrix of order {n} has entries of {n * 3 // 5} digits."
        raise UserError("domain", message, f"Up to {LARGEST} there is one here.")
    return made(n, n)


def _triangle(n: int) -> Array:
    """The inverse of Pascal's triangle row by row, in integers: the same entries with alternating signs."""
    L = np.zeros((n, n), dtype=object)
    L[:, 0] = [(-1) ** i for i in range(n)]
    for i in range(1, n):
        L[i, 1:] = L[i - 1, :-1] - L[i - 1, 1:]
    return L


def _build(p: Params) -> Array:
    """The symmetric one is Pascal's triangle times its transpose, so that its inverse is LᵀL."""
    L = _triangle(p["n"])
    found = {"lower": L, "upper": L.T, "symmetric": L.T.dot(L) if p["kind"] == "symmetric" else L}[p["kind"]]
    return found.astype(float)


def _entry(i: int, j: int, p: Params) -> Fraction:
    sign = -1 if (i + j) % 2 else 1
    if p["kind"] != "symmetric":
        return Fraction(sign * (comb(i, j) if p["kind"] == "lower" else comb(j, i)))
    return Fraction(sign * sum(comb(k, i) * comb(k, j) for k in range(max(i, j), p["n"])))


def _code(p: Params) -> str:
    kind = "" if p["kind"] == "symmetric" else f", kind={p['kind']!r}"
    return f"A = scipy.linalg.invpascal({p['n']}{kind}).astype(float)"


INVPASCAL: Operation = operation(invpascal, Recipe(_build, _code, _entry), "exact integers, rounded once")
