"""Cross, outer and Kronecker products: small determinants, rows and blocks."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import MINUS, Derivation, Grid, Line, Step, Way, factor, is_sum, subscript
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import sums
from workbench.operations.steps.given import Given, check_size, take

LARGEST = 12
"""Longest side of a Kronecker product whose blocks are shown."""


def cross_steps(problem: Problem, way: Way) -> Derivation:
    """Three determinants of order 2, and the proof that the product is at right angles to both.

    Raises `UserError` for what `given.take` refuses, and for several vectors at once.
    """
    given = take(problem, way, "x", "y")
    one, two = given.names.values()
    if given["x"].size != 3 or given["y"].size != 3:
        raise UserError("unsupported", "Steps are shown for one pair of vectors.", "Take one row of each.")
    x, y = given["x"].reshape(3, 1), given["y"].reshape(3, 1)
    lines, values = zip(*(_determinant(x[:, 0], y[:, 0], k) for k in range(3)), strict=True)
    found = _column(values)
    symbol = f"{one} × {two}"
    steps = [
        Step(f"Write {one} and {two} side by side.", lines=((one, "=", Grid(x)), (two, "=", Grid(y)))),
        Step("For each entry leave its row out, and take the determinant of the two that follow it.", lines=lines),
    ]
    if given.exact:  # rounding error would be no proof
        proofs = [_right_angle(vector, name, found, symbol) for vector, name in ((x, one), (y, two))]
        steps.append(Step("The product is at right angles to both.", lines=tuple(proofs)))
    return _derivation(given, "Cross product", steps, (symbol, "=", Grid(found)))


def outer_steps(problem: Problem, way: Way) -> Derivation:
    """Each entry of the column times the whole row. Raises `UserError` for what `given.take` refuses."""
    given = take(problem, way, "x", "y")
    one, two = given.names.values()
    x, y = given["x"].reshape(-1, 1), given["y"].reshape(1, -1)
    check_size(f"{one} {two}ᵀ", (len(x), y.shape[1]))
    lines = [(f"row {i + 1}", "=", *_times(entry, y)) for i, entry in enumerate(x[:, 0])]
    first = (one, "=", Grid(x)), (f"{two}ᵀ", "=", Grid(y))
    steps = [
        Step(f"Write {one} as a column and {two} as a row.", lines=first),
        Step(f"Each row is an entry of {one} times {two}ᵀ.", lines=tuple(lines)),
    ]
    return _derivation(given, "Column times row", steps, (f"{one} {two}ᵀ", "=", Grid(np.asarray(x @ y, dtype=object))))


def kron_steps(problem: Problem, way: Way) -> Derivation:
    """A block for each entry of A. Raises `UserError` for what `given.take` refuses, and for a product too large."""
    given = take(problem, way, "A", "B")
    A, B = _as_matrices(problem, given)
    left, right = given.names.values()
    found = np.asarray(np.kron(A, B), dtype=object)
    symbol = f"{left} ⊗ {right}"
    if max(found.shape) > LARGEST:
        size = " x ".join(map(str, found.shape))
        raise UserError("unsupported", f"{symbol} is {size}: its blocks are shown up to {LARGEST} x {LARGEST}.")
    start: Line = (left, "=", Grid(A))
    steps = [
        Step(f"Every entry of {left} times the whole of {right} is a block.", lines=(start, (right, "=", Grid(B))))
    ]
    for i, row in enumerate(A):
        lines = [(f"{sums.entry('a', i, j)} {right}", "=", *_times(entry, B)) for j, entry in enumerate(row)]
        steps.append(Step(f"Row {i + 1} of the blocks.", lines=tuple(lines)))
    return _derivation(given, "Kronecker product, block by block", steps, (symbol, "=", Grid(found)))


def _as_matrices(problem: Problem, given: Given) -> tuple[Array, Array]:
    """Beside a matrix a vector counts as a row, as in NumPy."""
    axes = [problem[key].ndim for key in "AB"]
    A, B = (given[key].T if axis < max(axes) else given[key] for key, axis in zip("AB", axes, strict=True))
    return A, B


def _determinant(x: Array, y: Array, k: int) -> tuple[Line, Any]:
    """`c₁ = |x₂ y₂; x₃ y₃| = x₂ · y₃ − x₃ · y₂`, and its value."""
    i, j = (k + 1) % 3, (k + 2) % 3
    value = x[i] * y[j] - x[j] * y[i]
    small = np.array([[x[i], y[i]], [x[j], y[j]]], dtype=object)
    first: Line = ("(", x[i], ")") if is_sum(x[i]) else (x[i],)
    worked: Line = (*first, "·", *factor(y[j]), MINUS, *factor(x[j]), "·", *factor(y[i]))
    return (f"c{subscript(k + 1)}", "=", Grid(small, fence="bars"), "=", *worked, "=", value), value


def _column(values: tuple[Any, ...]) -> Array:
    out = np.empty((len(values), 1), dtype=object)
    out[:, 0] = values
    return out


def _right_angle(vector: Array, name: str, found: Array, symbol: str) -> Line:
    line, _ = sums.worked(f"{name} · ({symbol})", zip(vector[:, 0], found[:, 0], strict=True))
    return line


def _times(entry: Any, block: Array) -> Line:
    """`2 [1 2] = [2 4]`."""
    product = np.asarray(block * entry, dtype=object)
    first: Line = ("(", entry, ")") if is_sum(entry) else (entry,)
    return (*first, Grid(block), "=", Grid(product))


def _derivation(given: Given, title: str, steps: list[Step], line: Line) -> Derivation:
    return Derivation(
        title,
        tuple(steps),
        "This is the product.",
        (line,),
        way=Way("products", given.arithmetic),
        choices={"arithmetic": given.choices},
        remark=given.remark,
    )
