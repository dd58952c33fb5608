"""Cells in full: values, numbers with their exact twin, and the text that reads back as the same number."""

from __future__ import annotations

import numpy as np

from workbench.gui.table.face import Face
from workbench.gui.table.format import full_exact_text, full_text
from workbench.model.matrix import Matrix
from workbench.model.numbers import Number, exact_number


def block(matrix: Matrix, face: Face, row: int, column: int, rows: int, columns: int) -> np.ndarray:
    """The values of a block of the page."""
    top, left = face.table_row(row), face.column0 + column
    return matrix.region(top, top + rows, left, left + columns)


def number(matrix: Matrix, face: Face, row: int, column: int) -> Number:
    """One cell with its exact twin."""
    at = face.table_row(row), face.column0 + column
    value, exact = matrix.entry(*at), matrix.exact_entry(*at)
    return exact_number(exact) if exact is not None else Number(value.item(), None, full_text(value))


def edit_text(matrix: Matrix, face: Face, row: int, column: int, prefer_fraction: bool) -> str:
    """The text to edit: a fraction for an exact entry, else the shortest decimal with all its digits."""
    at = face.table_row(row), face.column0 + column
    text = full_text(matrix.entry(*at))
    exact = matrix.exact_entry(*at) if matrix.twin is not None else None
    return text if exact is None else full_exact_text(exact, text, prefer_fraction)
