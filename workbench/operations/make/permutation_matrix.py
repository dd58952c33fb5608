"""The matrix of a permutation that is given in one line."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, made, operation
from workbench.operations.spec import Array, Operation

Acts = Literal["rows", "positions"]


def permutation_matrix(
    p: Annotated[tuple[int, ...], "every number once, from 0 to n − 1 or from 1 to n"] = (2, 0, 1),
    acts: Annotated[
        Acts, "rows: row i of P A is row p[i] of A; positions: what is in place i goes to place p[i], the transpose"
    ] = "rows",
) -> Made:
    """The permutation matrix P of a permutation in one line: one 1 in every row and column, and P⁻¹ = Pᵀ.

    Numbers may count from 0, as NumPy does, or from 1, as books do; which of them is seen by the numbers.
    """
    n = len(p)
    if sorted(p) not in (list(range(n)), list(range(1, n + 1))):
        message = f"{', '.join(map(str, p)) or 'Nothing'} is not a permutation."
        hint = "Give each number from 0 to n − 1 once, or each from 1 to n, such as 2, 0, 1 or 3, 1, 2."
        raise UserError("domain", message, hint)
    return made(n, n)


def order(p: Params) -> list[int]:
    """The permutation, counted from 0."""
    return [k - min(p["p"]) for k in p["p"]]


def _build(p: Params) -> Array:
    P = np.eye(len(p["p"]))[order(p)]
    return P if p["acts"] == "rows" else np.ascontiguousarray(P.T)


def _entry(i: int, j: int, p: Params) -> Fraction:
    sent = order(p)
    return Fraction(int(sent[i] == j if p["acts"] == "rows" else sent[j] == i))


def _code(p: Params) -> str:
    rows = f"np.eye({len(p['p'])})[{order(p)}]"
    return f"A = {rows}" if p["acts"] == "rows" else f"A = {rows}.T"


PERMUTATION_MATRIX: Operation = operation(
    permutation_matrix, Recipe(_build, _code, _entry, proof="Every row and column has its 1 where the permutation says")
)
