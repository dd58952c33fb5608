"""One variable of the workspace as Qt rows and columns: short text to look at, full text to edit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from workbench.gui.table import changes, reading
from workbench.gui.table.face import Face
from workbench.gui.table.format import MINUS
from workbench.gui.table.tiles import Cell, Tiles
from workbench.gui.table.titles import colour_of, is_small, title
from workbench.model.edits import Edit
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.numbers import Number, parse_number
from workbench.model.workspace import Change, Workspace

EMPTY = Cell("", -1, False, float("nan"))
READ_ONLY = Qt.ItemIsEnabled | Qt.ItemIsSelectable | Qt.ItemNeverHasChildren
EDITABLE = READ_ONLY | Qt.ItemIsEditable
Index = QModelIndex | QPersistentModelIndex


class MatrixTableModel(QAbstractTableModel):
    """Reads regions of the matrix and writes edits to the workspace; it holds no array of its own.

    The row after the last and the column after the last are empty: typing there makes the matrix grow.
    """

    rejected = Signal(str)

    def __init__(self, workspace: Workspace, parent: Any = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.name: str | None = None
        self.face = Face((0, 0))
        self.first_index = 0  # 1 shows headers as mathematics counts them
        self._tiles = Tiles()
        self._count()
        workspace.changed.connect(self._follow)

    # what is shown

    @property
    def matrix(self) -> Matrix | None:
        """The version on screen, None while no variable is shown."""
        return self._tiles.matrix if self.name is not None else None

    @property
    def style(self):
        """Scale and decimals that all cells share."""
        return self._tiles.style

    @property
    def exact(self) -> bool:
        """Whether typed fractions are written as fractions."""
        return self._tiles.exact

    @exact.setter
    def exact(self, exact: bool) -> None:
        if exact != self._tiles.exact:
            self._tiles.exact = exact
            self._tiles.forget()
            self._repaint_all()

    def show(self, name: str | None) -> None:
        """Show this variable from its first page on; None shows nothing."""
        matrix = self.workspace[name] if name is not None else None
        self.beginResetModel()
        self.name = name
        self.face = Face(matrix.shape) if matrix is not None else Face((0, 0))
        if matrix is not None:
            self._tiles.show(matrix, self.face)
        self._count()
        self.endResetModel()

    def turn_to(self, lead: tuple[int, ...] | None = None, row0: int | None = None, column0: int | None = None) -> None:
        """Show other indices of the leading axes, or another page."""
        fields = {"lead": lead, "row0": row0, "column0": column0}
        self._reset(replace(self.face, **{key: value for key, value in fields.items() if value is not None}))

    def set_first_index(self, first: int) -> None:
        """Count headers from 0, as NumPy, or from 1."""
        self.first_index = first
        self._headers_changed()

    @property
    def small(self) -> bool:
        """Whether the matrix is small enough for large type."""
        return is_small(self.face)

    @property
    def grows_down(self) -> bool:
        """Whether an empty row follows the last."""
        return self.editable and self.matrix.ndim in (1, 2) and self.face.last_rows

    @property
    def grows_right(self) -> bool:
        """Whether an empty column follows the last."""
        return self.editable and self.matrix.ndim == 2 and self.face.last_columns

    @property
    def editable(self) -> bool:
        """Whether cells may be typed over; a derived variable follows its formula."""
        return self.matrix is not None and self.matrix.formula is None

    @property
    def why_not_editable(self) -> str:
        """The sentence for an attempt to edit a derived variable."""
        matrix = self.matrix
        if matrix is None:
            return "No matrix is shown."
        return f"{matrix.name} = {matrix.formula} follows its formula, so its cells cannot be typed over."

    # following the workspace

    def _follow(self, change: Change) -> None:
        if self.name not in change.names:
            return
        if self.name not in self.workspace:
            self.show(None)
            return
        matrix = self.workspace[self.name]
        if matrix.shape != self.face.shape or self._kind(matrix) != self._kind(self.matrix):
            self._reset(_kept(self.face, matrix.shape), matrix)
            return
        style = self._tiles.style
        self._tiles.show(matrix, self.face)
        if change.structure:
            self._headers_changed()
        self._repaint(change, alike=style == self._tiles.style)

    @staticmethod
    def _kind(matrix: Matrix) -> tuple[object, ...]:
        return (matrix.formula is None, matrix.row_labels is None, matrix.column_labels is None)

    def _reset(self, face: Face, matrix: Matrix | None = None) -> None:
        self.beginResetModel()
        self.face = face
        self._tiles.show(matrix or self.matrix, face)
        self._count()
        self.endResetModel()

    def _count(self) -> None:
        """Prepare what Qt asks once or more for every cell it paints."""
        shown = self.matrix is not None
        self._rows = self.face.rows + self.grows_down if shown else 0
        self._columns = self.face.columns + self.grows_right if shown else 0
        self._flags = EDITABLE if self.editable else READ_ONLY

    def _repaint(self, change: Change, alike: bool) -> None:
        """The cells that changed; in a small matrix all of them, unless they are written and tinted `alike`."""
        face = self.face
        if change.region is None or (self.small and not alike) or len(face.shape) > 2:
            self._repaint_all()
            return
        _, r0, r1, c0, c1 = change.region
        top, left = max(r0 - face.row0, 0), max(c0 - face.column0, 0)
        bottom, right = min(r1 - face.row0, face.rows) - 1, min(c1 - face.column0, face.columns) - 1
        if top <= bottom and left <= right:
            self.dataChanged.emit(self.index(top, left), self.index(bottom, right))

    def _repaint_all(self) -> None:
        rows, columns = self.rowCount(), self.columnCount()
        if rows and columns:
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))

    def _headers_changed(self) -> None:
        self.headerDataChanged.emit(Qt.Horizontal, 0, max(self.columnCount() - 1, 0))
        self.headerDataChanged.emit(Qt.Vertical, 0, max(self.rowCount() - 1, 0))

    # Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._columns

    def flags(self, index: Index) -> Qt.ItemFlag:
        return self._flags

    def inside(self, row: int, column: int) -> bool:
        """Whether this is a cell of the matrix, not one of the empty row or column."""
        return 0 <= row < self.face.rows and 0 <= column < self.face.columns

    def cell(self, row: int, column: int) -> Cell:
        """Everything that is painted in a cell, from the formatted tile."""
        return self._tiles.cell(row, column) if self.inside(row, column) else EMPTY

    def data(self, index: Index, role: int = Qt.DisplayRole) -> Any:
        if not index.isValid() or not self.inside(index.row(), index.column()):
            return "" if role == Qt.EditRole else None
        if role in (Qt.DisplayRole, Qt.AccessibleTextRole):
            return self.cell(index.row(), index.column()).text
        if role == Qt.EditRole:
            return self.edit_text(index.row(), index.column())
        if role == Qt.ToolTipRole:
            return self._tooltip(index.row(), index.column())
        return Qt.AlignRight | Qt.AlignVCenter if role == Qt.TextAlignmentRole else None

    def _tooltip(self, row: int, column: int) -> str:
        full = self.edit_text(row, column).replace("-", MINUS)
        doubtful = self.cell(row, column).doubtful
        return full + ("\nRounding error against the largest entry" if doubtful else "")

    # numbers in full

    def block(self, row: int, column: int, rows: int, columns: int) -> np.ndarray:
        """The values of a block of the page."""
        return reading.block(self.matrix, self.face, row, column, rows, columns)

    def number(self, row: int, column: int) -> Number:
        """One cell with its exact twin."""
        return reading.number(self.matrix, self.face, row, column)

    def edit_text(self, row: int, column: int) -> str:
        """The text that reads back as the same number, to the last bit: a typed 1/3 is "1/3"."""
        return reading.edit_text(self.matrix, self.face, row, column, self.exact)

    # writing

    def setData(self, index: Index, value: Any, role: int = Qt.EditRole) -> bool:
        if role != Qt.EditRole or not index.isValid():
            return False
        return self.type_text(index.row(), index.column(), str(value))

    def type_text(self, row: int, column: int, text: str) -> bool:
        """Enter a number as typed; False and the signal `rejected` where it cannot be read."""
        if text == (self.edit_text(row, column) if self.inside(row, column) else ""):
            return True
        try:
            self.enter(row, column, self.read(text))
        except UserError as error:
            self.reject(error)
            return False
        return True

    def read(self, text: str) -> Number:
        """The number that a text means, or the `UserError` that says why it means none."""
        return parse_number(text)

    def enter(self, row: int, column: int, number: Number) -> None:
        """Put a number into a cell; in the empty row or column the matrix grows by it."""
        self.write(row, column, [[number]])

    def write(self, row: int, column: int, numbers: changes.Rows, label: str | None = None) -> None:
        """Write a block of numbers, growing the matrix where it must, as one undo step."""
        self.workspace.do(changes.write(self.matrix, self.face, row, column, numbers, label))

    def do(self, edit: Edit) -> None:
        """Change the workspace."""
        self.workspace.do(edit)

    def reject(self, error: UserError | str) -> str:
        """Tell why nothing was changed; answers the sentence."""
        text = error if isinstance(error, str) else " ".join(part for part in (error.message, error.hint) if part)
        self.rejected.emit(text)
        return text

    # headers

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.DisplayRole) -> Any:
        if role not in (Qt.DisplayRole, Qt.AccessibleTextRole) or self.matrix is None:
            return None
        return " ".join(part for part in self.header(section, orientation) if part)

    def header(self, section: int, orientation: Qt.Orientation) -> tuple[str, str]:
        """The index and the label over a column or beside a row; ("+", "") where the matrix can grow."""
        across = orientation == Qt.Horizontal
        return title(self.matrix, self.face, section, across, self.first_index)

    def column_colour(self, column: int) -> str | None:
        """The colour token of a column that is a vector of the plane or of space."""
        return colour_of(self.face, column) if self.small else None


def _kept(face: Face, shape: tuple[int, ...]) -> Face:
    """The same place in another shape, as far as it still exists."""
    if len(shape) != len(face.shape):
        return Face(shape)
    lead = tuple(min(at, max(size - 1, 0)) for at, size in zip(face.lead, shape[:-2], strict=False))
    new = replace(face, shape=shape, lead=lead)
    return replace(
        new,
        row0=face.row0 if face.row0 < new.total_rows else 0,
        column0=face.column0 if face.column0 < new.total_columns else 0,
    )
