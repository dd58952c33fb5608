"""Magic squares of every order but 2."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, made, operation, whole
from workbench.operations.spec import Array, Operation


def magic(n: Annotated[int, "rows and columns, 1 or at least 3"] = 4) -> Made:
    """A magic square: the numbers 1 to n² with one sum in all rows, all columns and both diagonals.

    The Siamese method for odd orders, exchanged diagonals for multiples of 4 (these are singular), and Conway's
    LUX method for the others.
    """
    if n == 2:
        raise UserError("domain", "There is no magic square of order 2.", "Take 1, or 3 and more.")
    return made(n, n)


def square(n: int) -> Array:
    """The square in integers."""
    i, j = np.indices((n, n))
    if n % 2:
        return np.asarray(n * ((i + j + (n + 1) // 2) % n) + (i + 2 * j + 1) % n + 1)
    if n % 4:
        return _lux(n)
    counted = n * i + j + 1
    return np.where((i + 1) % 4 // 2 == (j + 1) % 4 // 2, n * n + 1 - counted, counted)


def _lux(n: int) -> Array:
    """Each cell of an odd square becomes four, filled in the order in which one writes L, U or X."""
    m = n // 2
    k = m // 2
    letters = np.full((m, m), "L")
    letters[k + 1], letters[k + 2 :] = "U", "X"
    letters[k, k], letters[k + 1, k] = "U", "L"
    orders = {"L": ((4, 1), (2, 3)), "U": ((1, 4), (2, 3)), "X": ((1, 4), (3, 2))}
    cells = np.array([[orders[str(letter)] for letter in row] for row in letters])
    A = 4 * (_siamese(m) - 1)[:, :, None, None] + cells
    return np.asarray(A.transpose(0, 2, 1, 3).reshape(n, n))


def _siamese(m: int) -> Array:
    """The odd square with 1 in the middle of the first row, each number up and to the right of the one before."""
    A = np.zeros((m, m), dtype=int)
    i, j = 0, m // 2
    for number in range(1, m * m + 1):
        A[i, j] = number
        up, right = (i - 1) % m, (j + 1) % m
        i, j = (up, right) if not A[up, right] else ((i + 1) % m, j)
    return A


def _compare(A: Array, p: Params) -> float:
    """0 if it is a square, rounded, that holds every number once and all of whose lines have one sum, else infinity."""
    n, B = p["n"], square(p["n"]).astype(np.int64)
    sums = (*B.sum(axis=0), *B.sum(axis=1), np.trace(B), np.trace(B[::-1]))
    every = np.array_equal(np.sort(B, axis=None), np.arange(1, n * n + 1)) and np.array_equal(A, B.astype(A.dtype))
    return 0.0 if every and set(sums) == {n * (n * n + 1) // 2} else float("inf")


def _twin(p: Params) -> Array:
    return whole(square(p["n"]))


def _code(p: Params) -> str:
    n = p["n"]
    if n % 4 == 2:
        return f"A = np.array({square(n).tolist()})"
    if n % 2:
        formula = "n * ((i + j + (n + 1) // 2) % n) + (i + 2 * j + 1) % n + 1"
    else:
        formula = "np.where((i + 1) % 4 // 2 == (j + 1) % 4 // 2, n * n - n * i - j, n * i + j + 1)"
    return f"n = {n}\ni, j = np.indices((n, n))\nA = {formula}"


MAGIC: Operation = operation(magic, Recipe(lambda p: square(p["n"]).astype(float), _code, compare=_compare, twin=_twin))
