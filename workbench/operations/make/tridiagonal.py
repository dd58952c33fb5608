"""Matrices with three constant diagonals."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.listing import floats
from workbench.operations.make.made import Made, Params, Recipe, grid, made, operation
from workbench.operations.spec import Array, Operation, Scalar


def tridiagonal(
    n: Annotated[int, "rows and columns"] = 5,
    below: Annotated[Scalar, "the number below the diagonal"] = Fraction(-1),
    diagonal: Annotated[Scalar, "the number on the diagonal"] = Fraction(2),
    above: Annotated[Scalar, "the number above the diagonal"] = Fraction(-1),
) -> Made:
    """A tridiagonal matrix of three numbers, each a whole diagonal: −1, 2, −1 is the second difference.

    Its eigenvalues are known: diagonal + 2 √(below · above) cos(kπ / (n + 1)) for k = 1 ... n.
    """
    for name, number in (("below", below), ("diagonal", diagonal), ("above", above)):
        if not np.isfinite(complex(number)):
            raise UserError("domain", f"{name} is {number}.", "Give a finite number.")
    return made(n, n)


def _numbers(p: Params) -> tuple[Any, Any, Any]:
    return p["below"], p["diagonal"], p["above"]


def _build(p: Params) -> Array:
    below, diagonal, above = floats(_numbers(p))
    n = p["n"]
    return np.asarray(below * np.eye(n, k=-1) + diagonal * np.eye(n) + above * np.eye(n, k=1))


def _entry(i: int, j: int, p: Params) -> Any:
    return _numbers(p)[j - i + 1] if abs(i - j) <= 1 else Fraction(0)


def _compare(A: Array, p: Params) -> float:
    """Diagonal by diagonal, and as many entries other than 0 as there may be."""
    off, n = 0.0, p["n"]
    for k, number in zip((-1, 0, 1), floats(_numbers(p)), strict=True):
        wrong = float(np.abs(np.diagonal(A, k) - number).max(initial=0))
        off = max(off, wrong / abs(number) if number else wrong)
    counts = [n - abs(k) for k, number in zip((-1, 0, 1), _numbers(p), strict=True) if number]
    return off if np.count_nonzero(A) <= sum(counts) else float("inf")


def _twin(p: Params) -> Array | None:
    return grid(_entry, (p["n"], p["n"]), p) if all(isinstance(x, Fraction) for x in _numbers(p)) else None


def _code(p: Params) -> str:
    n = p["n"]
    terms = [f"{number} * np.eye({n}{k})" for number, k in zip(_numbers(p), (", k=-1", "", ", k=1"), strict=True)]
    return f"A = {' + '.join(terms)}"


TRIDIAGONAL: Operation = operation(tridiagonal, Recipe(_build, _code, None, _compare, _twin))
