"""The workspace: every variable with a thumbnail, its shape, where it came from, and whether it is exact."""

from __future__ import annotations

from math import ceil
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QAction, QFont, QImage, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.gui.fonts import ui_font, ui_metrics, ui_width
from workbench.gui.guard import guarded
from workbench.gui.kept import Kept
from workbench.gui.selection import Selection
from workbench.gui.theme import Theme
from workbench.gui.thumbnail import thumbnail
from workbench.gui.widgets.panel import Panel, hairline
from workbench.model.matrix import Matrix
from workbench.model.workspace import Change, Workspace

ROW, THUMB, FOOT, EDGE = 48, 32, 28, 12
MATRIX = Qt.ItemDataRole.UserRole
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
BOLD = QFont.Weight.DemiBold
SELECTED, HOVERED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_MouseOver
ROWS_KEPT = 64


class WorkspaceModel(QAbstractListModel):
    """The variables in their order; the names can be edited."""

    renamed = Signal(str, str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._matrices: list[Matrix] = list(workspace)
        workspace.changed.connect(self._follow)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._matrices)

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        matrix = self._matrices[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return matrix.name
        if role == MATRIX:
            return matrix
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{headline(matrix)}, {size_text(matrix)}, {matrix.origin}, {kind_text(matrix)}"
        return None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        old = self._matrices[index.row()].name
        if role != Qt.ItemDataRole.EditRole or str(value).strip() == old:
            return False
        self.renamed.emit(old, str(value).strip())
        return True

    def row_of(self, name: str | None) -> int:
        return next((row for row, matrix in enumerate(self._matrices) if matrix.name == name), -1)

    def _follow(self, change: Change) -> None:
        before = [matrix.name for matrix in self._matrices]
        if before != list(self._workspace.names):
            self.beginResetModel()
            self._matrices = list(self._workspace)
            self.endResetModel()
            return
        self._matrices = list(self._workspace)
        for name in change.names:
            index = self.index(self.row_of(name))
            self.dataChanged.emit(index, index)


def headline(matrix: Matrix) -> str:
    return f"{matrix.name} = {matrix.formula}" if matrix.formula else matrix.name


def size_text(matrix: Matrix) -> str:
    """`2 × 2`, `1 797 × 64`, `3` for a vector, `1` for a number."""
    return " × ".join(f"{side:,}".replace(",", "\u202f") for side in matrix.shape) or "1"


def kind_text(matrix: Matrix) -> str:
    return "exact ℚ" if matrix.is_exact and matrix.origin != "opened" else str(matrix.dtype)


class Row(QStyledItemDelegate):
    """Paints a variable: thumbnail, bold name and formula, origin; shape and kind at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pictures: dict[tuple[int, str], QImage] = {}
        self._rows: dict[str, Kept] = {}

    @guarded(QSize(200, ROW))
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(200, ROW)

    @guarded()
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        matrix: Matrix = index.data(MATRIX)
        ground = self._ground(option)
        words = (matrix.name, matrix.formula, matrix.origin, size_text(matrix), kind_text(matrix))
        box = option.rect.translated(-option.rect.topLeft())
        painter.save()
        painter.translate(option.rect.topLeft())
        self._kept_words(matrix.name).show(
            painter, box.size(), (words, ground), lambda below: self._words(below, box, matrix, ground),
            self._theme.color(ground),
        )  # fmt: skip
        painter.drawImage(QRect(EDGE, box.center().y() - THUMB // 2, THUMB, THUMB), self._picture(matrix))
        painter.restore()

    def _kept_words(self, name: str) -> Kept:
        """In a drag a row changes its thumbnail alone."""
        if len(self._rows) > ROWS_KEPT:
            self._rows.clear()
        return self._rows.setdefault(name, Kept())

    def _ground(self, option: QStyleOptionViewItem) -> str:
        if option.state & SELECTED:
            return "selection"
        return "hover" if option.state & HOVERED else "surface"

    def _words(self, painter: QPainter, row: QRect, matrix: Matrix, ground: str) -> None:
        if ground == "selection":
            painter.fillRect(QRect(0, 0, 3, row.height()), self._theme.color("accent"))
        box = row.adjusted(EDGE, 0, -EDGE, 0)
        above, below = (box.adjusted(THUMB + 10, 0, -taken - 8, 0) for taken in self._right(painter, box, matrix))
        self._left(painter, above, below, matrix)

    def _right(self, painter: QPainter, box: QRect, matrix: Matrix) -> tuple[int, int]:
        """Shape over kind; answers the width that each takes."""
        size, kind = size_text(matrix), kind_text(matrix)
        self._text(painter, _half(box, 0), size, ui_font(13), "text", RIGHT)
        self._text(painter, _half(box, 1), kind, ui_font(12), "muted", RIGHT)
        return ceil(ui_width(size, 13)), ceil(ui_width(kind, 12))

    def _left(self, painter: QPainter, above: QRect, below: QRect, matrix: Matrix) -> None:
        upper = _half(above, 0)
        name = _elided(matrix.name, above.width(), 13, BOLD, Qt.TextElideMode.ElideMiddle)
        self._text(painter, upper, name, ui_font(13, BOLD), "text")
        if matrix.formula:
            upper.setLeft(upper.left() + ceil(ui_width(name + " ", 13, BOLD)))
            self._text(painter, upper, _elided(f"= {matrix.formula}", upper.width(), 13), ui_font(13), "text")
        self._text(painter, _half(below, 1), _elided(matrix.origin, below.width(), 12), ui_font(12), "muted")

    def _text(
        self, painter: QPainter, box: QRect, text: str, font: QFont, token: str, align: Qt.AlignmentFlag = LEFT
    ) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.color(token))
        painter.drawText(box, align, text)

    def _picture(self, matrix: Matrix) -> QImage:
        key = (matrix.version, self._theme.scheme)
        if key not in self._pictures:
            if len(self._pictures) > 200:
                self._pictures.clear()
            self._pictures[key] = thumbnail(matrix, self._theme)
        return self._pictures[key]


def _half(box: QRect, at: int) -> QRect:
    """The upper (0) or lower (1) line of a row."""
    return QRect(box.left(), box.top() + 6 + at * 18, box.width(), 18)


def _elided(
    text: str,
    width: int,
    pixels: int,
    weight: QFont.Weight = QFont.Weight.Normal,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> str:
    """As much of a text as fits; one that fits as a whole is not taken apart."""
    return text if ui_width(text, pixels, weight) <= width else ui_metrics(pixels, weight).elidedText(text, mode, width)


class Rows(QListView):
    """A list that paints the rows that changed, where Qt paints all between the first and the last of them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @guarded()
    def dataChanged(self, first: QModelIndex, last: QModelIndex, roles: Any = ()) -> None:
        """Rows are equally high whatever they say, so they are not laid out again, as a list would by itself."""
        QAbstractItemView.dataChanged(self, first, last, roles)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        for rect in event.region():
            painter = QPainter(self.viewport())
            painter.fillRect(rect, self._theme.color("surface"))
            painter.end()
            super().paintEvent(QPaintEvent(rect))


class WorkspacePanel(Panel):
    """The list of variables, a filter, and what can be done with one."""

    renamed = Signal(str, str)
    remove_requested = Signal(str)
    new_requested = Signal()
    empty_requested = Signal()

    def __init__(self, theme: Theme, workspace: Workspace, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__("Workspace", parent)
        self._theme, self._selection = theme, selection
        self._filtering = False
        self.model = WorkspaceModel(workspace, self)
        self.model.renamed.connect(self.renamed)
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self.model)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._plus = self.add_tool("New matrix", "Add a 2 x 2 matrix of zeros (Ctrl+N)")
        self._plus.clicked.connect(self.new_requested)
        self.filter = QLineEdit(self, placeholderText="Filter", clearButtonEnabled=True)
        self._funnel = QAction(self)
        self.filter.addAction(self._funnel, QLineEdit.ActionPosition.LeadingPosition)
        self.filter.setToolTip("Show the variables whose name contains this")
        self.filter.setAccessibleName("Filter the variables")
        self.filter.textChanged.connect(self._filter)
        self.list = self._make_list(theme)
        self.body.addLayout(self._filter_row())
        self.body.addWidget(self.list, 1)
        self.body.addWidget(hairline(self))
        self.body.addLayout(self._footer())
        self.model.modelReset.connect(self._show_selected)
        selection.changed.connect(self._show_selected)
        self.restyle()
        self._show_selected()

    def _make_list(self, theme: Theme) -> QListView:
        view = Rows(theme, self)
        view.setObjectName("workspaceList")
        view.setAccessibleName("Variables")
        view.setModel(self._filtered)
        view.setItemDelegate(Row(theme, view))
        view.setMouseTracking(True)
        view.setUniformItemSizes(True)
        view.setEditTriggers(QListView.EditTrigger.EditKeyPressed | QListView.EditTrigger.DoubleClicked)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.selectionModel().currentChanged.connect(self._chosen)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), view, context=Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)
        return view

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.filter)
        return row

    def _footer(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 8, 0)
        self._count = QLabel("", self)
        self._count.setProperty("role", "note")
        self._count.setFixedHeight(FOOT)
        self.empty = QPushButton("Start empty", self)
        self.empty.setProperty("link", True)
        self.empty.setFixedHeight(FOOT)
        self.empty.setToolTip("Remove every matrix; Undo brings them back")
        self.empty.clicked.connect(self.empty_requested)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self.empty)
        return row

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._funnel.setIcon(self._theme.icon("filter-variant", "muted"))
        self._plus.setIcon(self._theme.icon("plus", "muted"))
        self.list.viewport().update()

    def _filter(self, text: str) -> None:
        """Hide what does not match; the selected variable stays selected even when its row is hidden."""
        self._filtering = True
        self._filtered.setFilterFixedString(text)
        self._filtering = False
        self._show_selected()

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid() and not self._filtering:
            self._selection.select(index.data())

    def _show_selected(self, _: object = None) -> None:
        total = self.model.rowCount()
        self._count.setText("1 matrix" if total == 1 else f"{total} matrices")
        self.empty.setVisible(total > 0)
        row = self.model.row_of(self._selection.name)
        if row >= 0:
            self.list.setCurrentIndex(self._filtered.mapFromSource(self.model.index(row)))

    def _remove(self) -> None:
        if self._selection.name is not None:
            self.remove_requested.emit(self._selection.name)

    def _menu(self, point: Any) -> None:
        index = self.list.indexAt(point)
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename").triggered.connect(lambda: self.list.edit(index))
        menu.addAction("Delete").triggered.connect(self._remove)
        menu.popup(self.list.viewport().mapToGlobal(point))
