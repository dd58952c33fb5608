"""What the table does to a matrix, as edits: pure functions of a version and the cells concerned."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from workbench.gui.table.face import Face
from workbench.model.edits import Batch, Edit, Put, SetCells, set_block
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.numbers import Number, exact_number
from workbench.model.shape import delete_columns, delete_rows, insert_columns, insert_rows

MOST_CELLS = 2_000_000  # of one edit by hand; a whole matrix is set to zero at any size

Rows = Sequence[Sequence[Number]]


def write(matrix: Matrix, face: Face, row: int, column: int, numbers: Rows, label: str | None = None) -> Edit:
    """Write a block with its corner at a cell of the page; the matrix grows where the block goes beyond it."""
    down = face.row0 + row + len(numbers) - face.total_rows
    right = face.column0 + column + max(map(len, numbers), default=0) - face.total_columns
    grown = _grown(matrix, down, right)
    cells = set_block(grown, face.table_row(row), face.column0 + column, numbers)
    if grown is matrix:
        return cells if label is None else Batch((cells,), label)
    return Batch((Put(grown), cells), label or f"Grow {matrix.name}")


def _grown(matrix: Matrix, rows: int, columns: int) -> Matrix:
    if (rows > 0 or columns > 0) and not can_grow(matrix, rows, columns):
        raise UserError(
            "shape",
            f"The block goes beyond {matrix.name}, which cannot grow there.",
            hint="Select a cell further up or left.",
        )
    if rows > 0:
        matrix = insert_rows(matrix, matrix.shape[0], rows)
    return insert_columns(matrix, matrix.shape[1], columns) if columns > 0 else matrix


def can_grow(matrix: Matrix, rows: int, columns: int) -> bool:
    """A matrix grows both ways, a vector downwards, a number and more than two axes not at all."""
    return matrix.ndim == 2 or (matrix.ndim == 1 and columns <= 0)


def insert(matrix: Matrix, axis: int, at: int, count: int) -> Edit:
    """New rows (axis 0) or columns (axis 1) of zeros before index `at`."""
    new = (insert_columns if axis else insert_rows)(matrix, at, count)
    return Put(new, label_text=_axis_label("Insert", matrix.name, axis, at, count, "into"))


def delete(matrix: Matrix, axis: int, at: int, count: int) -> Edit:
    """Rows or columns taken out."""
    new = (delete_columns if axis else delete_rows)(matrix, at, count)
    return Put(new, label_text=_axis_label("Delete", matrix.name, axis, at, count, "of"))


def _axis_label(verb: str, name: str, axis: int, at: int, count: int, preposition: str) -> str:
    noun = "column" if axis else "row"
    what = f"{noun} {at}" if count == 1 else f"{count} {noun}s at {at}"
    return f"{verb} {what} {preposition} {name}"


def zero(matrix: Matrix, face: Face, row: int, column: int, rows: int, columns: int) -> Edit:
    """Zeros in a block; the whole matrix becomes a new one, so that nothing large is indexed."""
    label = (
        f"Clear {matrix.name}" if rows * columns == matrix.size else f"Clear {rows * columns} cells of {matrix.name}"
    )
    if rows * columns == matrix.size:
        return Put(_all_zero(matrix), label_text=label)
    if rows * columns > MOST_CELLS:
        raise UserError(
            "memory", f"Clearing {rows * columns:,} cells at once is too much; select fewer.".replace(",", "\u202f")
        )
    indices = face.flat_block(row, column, rows, columns)
    exact = None if matrix.twin is None else (Fraction(0),) * len(indices)
    cells = SetCells(matrix.name, indices, np.zeros(len(indices), matrix.dtype), exact, face.total_columns)
    return Batch((cells,), label)


def _all_zero(matrix: Matrix) -> Matrix:
    zeros = np.zeros(matrix.shape, matrix.dtype)
    exact = None if matrix.twin is None else np.full(matrix.shape, Fraction(0), dtype=object)
    labels = {"row_labels": matrix.row_labels, "column_labels": matrix.column_labels}
    return Matrix.of(matrix.name, zeros, matrix.origin, exact, **labels)


def extended(line: Sequence[Number], count: int, backwards: bool = False) -> list[Number]:
    """What dragging the fill handle adds to a line of cells: an even series goes on, anything else repeats."""
    source = list(reversed(line)) if backwards else list(line)
    step = _even_step(source)
    if step is None:
        return [source[i % len(source)] for i in range(count)]
    last = source[-1].exact
    return [exact_number(last + step * (i + 1)) for i in range(count)]


def _even_step(line: Sequence[Number]) -> Fraction | None:
    if len(line) < 2 or any(number.exact is None for number in line):
        return None
    steps = {b.exact - a.exact for a, b in pairwise(line)}
    return steps.pop() if len(steps) == 1 else None
