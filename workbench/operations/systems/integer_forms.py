"""Normal forms of integer matrices, in exact arithmetic only: Hermite's of the rows, and Smith's."""

from __future__ import annotations

from math import lcm
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_integer
from workbench.model.errors import UserError
from workbench.operations.common import need_entries
from workbench.operations.exact_only import certify
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Problem


class HermiteForm(NamedTuple):
    H: Annotated[Operand, "the form: a staircase of positive pivots, the entries above each smaller than it"]
    U: Annotated[Operand, "what is done to the rows, an integer matrix of determinant ±1: U A = H"]


class SmithForm(NamedTuple):
    S: Annotated[Operand, "the form: the invariant factors on the diagonal, each a divisor of the next"]
    U: Annotated[Operand, "what is done to the rows, an integer matrix of determinant ±1: U A V = S"]
    V: Annotated[Operand, "what is done to the columns, an integer matrix of determinant ±1"]


def hermite_form(A: Matrix2) -> HermiteForm:
    """The Hermite normal form of an integer matrix: its echelon form without fractions, by steps that integers undo.

    Its rows are a basis of all integer combinations of the rows of A, the lattice that they span. H is unique (Cohen,
    A Course in Computational Algebraic Number Theory, 2.4); entries above a pivot lie between 0 and the pivot.
    """
    need_entries(A, "it has no Hermite form")
    m = A.shape[0]
    return HermiteForm(Operand("H", A.shape, A.dtype), Operand("U", (m, m), A.dtype))


def smith_form(A: Matrix2) -> SmithForm:
    """The Smith normal form U A V = S of an integer matrix: diagonal, by steps on rows and columns that integers undo.

    The invariant factors say what the integer vectors are modulo the columns of A, and which systems have solutions
    in integers (Cohen, A Course in Computational Algebraic Number Theory, 2.4). S is unique, U and V are not.
    """
    need_entries(A, "it has no Smith form")
    m, n = A.shape
    U, V = Operand("U", (m, m), A.dtype), Operand("V", (n, n), A.dtype)
    return SmithForm(Operand("S", A.shape, A.dtype), U, V)


def cost(A: Operand) -> Cost:
    m, n = map(float, A.shape)
    return Cost(1000.0 * m * (m + n) * max(m, n), 2000.0 * (m + n) ** 2)


def _integers(problem: Problem) -> Array | None:
    """The entries, or None beyond the limits of exact answers; refused where one is no integer."""
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    scale, name = lcm(*(x.denominator for x in A.flat)), problem.name("A")
    if scale > 1:
        (i, j), *_ = np.argwhere([[x.denominator > 1 for x in row] for row in A])
        message = f"{name}[{i}, {j}] = {A[i, j]} is no integer, and these forms are of integer matrices."
        raise UserError("domain", message, f"All entries of {scale} {name} are integers: scale by that.", ("scale",))
    return A


def _hermite(problem: Problem) -> dict[str, Any] | None:
    A = _integers(problem)
    if A is None:
        return None
    found = exact_integer.hermite(A)
    return {**_printed(problem, H=found.H, U=found.U), "rank": int(found.H.any(axis=1).sum())}


def _smith(problem: Problem) -> dict[str, Any] | None:
    A = _integers(problem)
    if A is None:
        return None
    found = exact_integer.smith(A)
    return {**_printed(problem, S=found.S, U=found.U, V=found.V), "invariant_factors": found.factors}


def _printed(problem: Problem, **outputs: Array) -> dict[str, Array]:
    if not all(exact.printable(value) for value in outputs.values()):
        message = f"The integers of this form of {problem.name('A')} are too long to be written out."
        raise UserError("unsupported", message, "Fewer rows, or smaller numbers, have an answer.")
    return outputs


_ROWS = """\
def hermite(rows):
    W, k = np.hstack([rows, np.eye(len(rows), dtype=object)]), 0
    for j in range(W.shape[1]):
        while k < len(W) and W[k:, j].any():
            W[k:] = sorted(W[k:].tolist(), key=lambda row: abs(row[j]) or np.inf)
            W[k + 1:] -= W[k + 1:, [j]] // W[k, j] * W[k]
            if not W[k + 1:, j].any():
                W[k] *= 1 if W[k, j] > 0 else -1
                W[:k] -= W[:k, [j]] // W[k, j] * W[k]
                k += 1
                break
    return np.split(W, [rows.shape[1]], axis=1)
"""
"""Euclid's algorithm in every column; object arrays hold Python's integers, which never overflow."""

_BOTH = """\
S, U, V = {A}.astype(object), np.eye({A}.shape[0], dtype=object), np.eye({A}.shape[1], dtype=object)
while True:
    S, T = hermite(S)
    U, (S, T) = T @ U, hermite(S.T)
    S, V, d = S.T, V @ T.T, np.diagonal(S)
    if np.count_nonzero(S) == np.count_nonzero(d):
        bad = [i for i in range(len(d) - 1) if d[i] and d[i + 1] % d[i]]
        if not bad:
            break
        S[:, bad], V[:, bad] = S[:, bad] + S[:, [i + 1 for i in bad]], V[:, bad] + V[:, [i + 1 for i in bad]]
"""


def _hermite_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"{_ROWS}H, U = hermite({names[0]}.astype(object))"


def _smith_code(problem: Problem, names: tuple[str, ...]) -> str:
    return _ROWS + _BOTH.format(A=names[0]).rstrip()


HERMITE_FORM = Operation(
    declare=hermite_form, routes=(), certify=certify, cost=cost, exact=_hermite, code=_hermite_code
)
SMITH_FORM = Operation(declare=smith_form, routes=(), certify=certify, cost=cost, exact=_smith, code=_smith_code)
