"""Sizes of cells and where their numbers stand, for large type up to 6 × 6 and for dense tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

from workbench.gui.fonts import FIGURES, ui_font
from workbench.gui.table.format import MINUS, short_text
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.tiles import COLUMNS, ROWS

SMALL_TYPE, DENSE_TYPE = 20, 13
SMALL_ROW, DENSE_ROW = 45, 24
LOW_ROW = 28  # of large type where there is little room, so that a few more rows need no scroll bar
PLENTY = 1_000  # pixels of room for whoever does not say how much there is
SMALL_COLUMN, NARROW_COLUMN, DENSE_COLUMN = 97, 65, 57  # at least; narrow from three columns on
WIDEST = 240
TIGHT = 6  # at least left and right of large type, so that five digits never widen a column of 97
SMALL_PADDING, DENSE_PADDING = 16, 8
GROW_COLUMN, GROW_ROW = 41, 33  # the empty ones beside a small matrix
HEADER_HEIGHT, DENSE_HEADER_HEIGHT = 34, 26


@dataclass(frozen=True)
class CellLayout:
    """One layout for all cells of a matrix: columns are equally wide, points stand below each other."""

    small: bool
    font: QFont
    row: int
    column: int
    point: float  # from the left edge of a cell to the decimal point
    end: float  # from the left edge to where numbers without a point end

    @property
    def grow_column(self) -> int:
        """Width of the empty column."""
        return GROW_COLUMN if self.small else self.column

    @property
    def grow_row(self) -> int:
        """Height of the empty row: another only where it costs nothing."""
        return min(GROW_ROW, self.row) if self.small else self.row


def table_font(small: bool) -> QFont:
    """The application's font with figures of equal width."""
    return ui_font(SMALL_TYPE, QFont.Medium) if small else ui_font(DENSE_TYPE)


@lru_cache(maxsize=2)
def metrics_of(small: bool) -> QFontMetricsF:
    """Sizes of the type of small or dense tables."""
    return QFontMetricsF(table_font(small))


def advance(text: str, small: bool) -> float:
    """The width of a text, whatever its figures are."""
    return _advance(text.translate(FIGURES), small)


def with_digit(text: str) -> str:
    """A text to measure: dots reach into the margin by what they are wider than the digit in whose place they are."""
    return text.replace("…", "0")


@lru_cache(maxsize=20_000)
def _advance(text: str, small: bool) -> float:
    """The same numbers come again and again while one scrolls or drags."""
    return metrics_of(small).horizontalAdvance(text)


def layout_of(model: MatrixTableModel, at_least: int = 0, room: int = PLENTY) -> CellLayout:
    """The layout for the matrix shown; `at_least` keeps a column from shrinking while a handle is dragged.

    `room` is the height that there is for header and rows: large type stands closer where that spares a scroll bar.
    """
    return _small(model, at_least, room) if model.small else _dense(model, at_least)


def _small(model: MatrixTableModel, at_least: int, room: int) -> CellLayout:
    cells = [model.cell(r, c) for r in range(model.face.rows) for c in range(model.face.columns)]
    pointed = [(cell.text, cell.point) for cell in cells if cell.point >= 0]
    sign = advance(MINUS, True)  # kept free, so that a change of sign moves nothing
    left = max((advance(text[:at].lstrip(MINUS), True) for text, at in pointed), default=0.0) + sign
    right = max((advance(with_digit(text[at:]), True) for text, at in pointed), default=0.0)
    whole = max((advance(cell.text, True) for cell in cells if cell.point < 0), default=0.0)
    block = max(left + right, whole)
    usual = SMALL_COLUMN if model.face.columns <= 2 else NARROW_COLUMN
    column = max(usual, at_least, min(WIDEST, round(block + 2 * TIGHT)))
    end = (column + block) / 2
    return CellLayout(True, table_font(True), _row_height(model, room), column, end - right, end)


def _row_height(model: MatrixTableModel, room: int) -> int:
    """As high as all rows and the empty one below them can be, within limits."""
    rows, left = max(model.face.rows, 1), room - HEADER_HEIGHT
    if not model.grows_down:
        high = left // rows
    elif (high := (left - GROW_ROW) // rows) < GROW_ROW:
        high = left // (rows + 1)
    return min(SMALL_ROW, max(LOW_ROW, high))


def _dense(model: MatrixTableModel, at_least: int) -> CellLayout:
    right = advance("." + "0" * model.style.decimals, False) if model.style.fractional else 0.0
    column = max(DENSE_COLUMN, at_least, min(WIDEST, round(_widest(model, right) + 2 * DENSE_PADDING)))
    return CellLayout(
        False, table_font(False), DENSE_ROW, column, column - DENSE_PADDING - right, column - DENSE_PADDING
    )


def _widest(model: MatrixTableModel, right: float) -> float:
    """The widest number among the first cells and the largest of the sample."""
    face = model.face
    cells = [model.cell(r, c) for r in range(min(face.rows, ROWS)) for c in range(min(face.columns, COLUMNS))]
    kept = {(cell.text[: cell.point] if cell.point >= 0 else cell.text, cell.point >= 0) for cell in cells}
    largest = short_text(-model.style.scale, model.style).split(".")[0]
    kept.add((largest, "e" not in largest))
    return max(advance(text, False) + (right if pointed else 0) for text, pointed in kept)
