"""What stands in the headers: indices, labels, x₁ and y₁ of a small matrix, and the colours of its columns."""

from __future__ import annotations

from workbench.gui.table.face import Face
from workbench.model.matrix import Matrix

SMALL = 6  # rows and columns up to which the cells are large
NAMED = 3  # columns up to which each has a vector's colour
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def is_small(face: Face) -> bool:
    """Whether the cells are large and the rows and columns have symbols."""
    return 0 < face.total_rows <= SMALL and face.total_columns <= SMALL


def title(matrix: Matrix, face: Face, section: int, across: bool, first_index: int) -> tuple[str, str]:
    """The index and the label of a section of the page; ("+", "") for the empty row or column."""
    if section >= (face.columns if across else face.rows):
        return "+", ""
    if across and matrix.ndim < 2:
        return "", matrix.name
    at = section + (face.column0 if across else face.row0)
    labels = matrix.column_labels if across else matrix.row_labels
    known = labels is not None and at < len(labels)
    return str(at + first_index), labels[at] if known else _symbol(matrix, face, at, across)


def _symbol(matrix: Matrix, face: Face, at: int, across: bool) -> str:
    """A small matrix takes x to y; a small vector has its own components."""
    if not is_small(face) or matrix.ndim not in (1, 2):
        return ""
    if matrix.ndim == 1:
        return subscripted(matrix.name, at + 1) if len(matrix.name) <= 2 else ""
    return subscripted("x" if across else "y", at + 1)


def colour_of(face: Face, column: int) -> str | None:
    """The token e1, e2 or e3 for the columns of a matrix that has no more than three."""
    return f"e{column + 1}" if len(face.shape) == 2 and column < face.total_columns <= NAMED else None


def subscripted(symbol: str, number: int) -> str:
    """`subscripted("x", 1)` is "x₁"."""
    return symbol + str(number).translate(_SUBSCRIPTS)
