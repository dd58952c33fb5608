"""The panel of the matrix editor: head, table, legend, pages, and a line for what was refused."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from workbench.gui.guard import guarded
from workbench.gui.table.bar import HEIGHT, TableBar
from workbench.gui.table.ink import Ink
from workbench.gui.table.legend import Legend
from workbench.gui.table.menu import panel_menu
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.nothing import Nothing
from workbench.gui.table.pager import Pager
from workbench.gui.table.stats import Stats
from workbench.gui.table.view import MatrixTableView
from workbench.gui.theme import Theme
from workbench.model.matrix import Matrix
from workbench.model.workspace import Change, Workspace

LARGEST = 16_000  # pixels of a table that are asked for
PAD = 12  # around the table
LEAST = 180  # a panel as high as this shows a matrix of two rows whole
PLANE_ROOM, LEGEND_ROOM = 420, 600  # a panel as wide as this always has a legend


class MatrixPanel(QWidget):
    """Shows and edits one variable of a workspace at a time."""

    rejected = Signal(str)
    selection_changed = Signal(str)
    transpose_requested = Signal(str)
    matrix_requested = Signal(str)  # by this action of the window
    current_changed = Signal(str)  # another variable was chosen by its tab

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matrixPanel")
        self.workspace, self.theme = workspace, theme
        ink = Ink.of(theme)
        self.model = MatrixTableModel(workspace, self)
        self.view = MatrixTableView(self.model, ink, self)
        self.bar, self.pager, self.legend = TableBar(self), Pager(self), Legend(self.model, ink, self)
        self.frame = TableFrame(self.view, self)
        self.nothing = Nothing(self)
        self.message = QLabel(self)
        self._lay_out()
        self._connect()
        self.restyle()

    def _lay_out(self) -> None:
        self.message.setObjectName("tableMessage")
        self.message.setWordWrap(True)
        self.message.hide()
        body = QWidget(self)
        across = QHBoxLayout()
        across.setSpacing(21)
        across.addWidget(self.frame, 0)
        across.addWidget(self.legend, 1, Qt.AlignTop)
        across.addStretch(0)
        inside = QVBoxLayout(body)
        inside.setContentsMargins(PAD, PAD, PAD, PAD)
        inside.setSpacing(0)
        inside.addWidget(self.nothing)
        inside.addLayout(across)
        inside.addWidget(self.pager)
        inside.addWidget(self.message)
        inside.addStretch(1)
        self.setMinimumHeight(LEAST)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addWidget(body, 1)

    def _connect(self) -> None:
        self.model.rejected.connect(self._refused)
        self.model.modelReset.connect(self._turned)
        self.view.selection_changed.connect(self.selection_changed)
        self.view.selection_changed.connect(self.message.hide)
        self.view.fitted.connect(self._make_room)
        self.bar.chosen.connect(self._choose)
        self.bar.exact_toggled.connect(self._set_exact)
        self.bar.coloured_toggled.connect(self._set_coloured)
        self.bar.transpose_asked.connect(lambda: self.model.name and self.transpose_requested.emit(self.model.name))
        self.bar.menu_asked.connect(self._open_menu)
        self.nothing.asked.connect(self.matrix_requested)
        self.pager.turned.connect(self.model.turn_to)
        self.workspace.changed.connect(self._follow)
        self.theme.changed.connect(self.restyle)
        self._turned()

    # what is shown

    @property
    def name(self) -> str | None:
        """The variable in the table."""
        return self.model.name

    def show_matrix(self, name: str | None) -> None:
        """Show this variable in a tab of its own; None shows an empty table."""
        if name is None:
            self.model.show(None)
            return
        self.bar.show_tab(name, title_of(self.workspace[name]))
        if name != self.model.name:
            self.model.show(name)
        self._offer_notation()

    def selection_stats(self) -> Stats:
        """Count, sum, mean, smallest, largest and norm of the selected cells."""
        return self.view.selection_stats()

    def _choose(self, name: str) -> None:
        self.show_matrix(name)
        self.current_changed.emit(name)

    def _follow(self, change: Change) -> None:
        gone = [name for name in self.bar.names() if name not in self.workspace]
        come = [name for name in change.names if name in self.workspace and name not in self.bar.names()]
        for name in gone:
            if len(gone) == len(come) == len(change.names) - 1 == 1:
                self._rename(name, come[0])
            else:
                self.bar.drop(name)
        for name in change.names & set(self.bar.names()):
            self.bar.rename(name, name, title_of(self.workspace[name]))
        if self.model.name is None and self.bar.names():
            self._choose(self.bar.tabs.tabData(self.bar.tabs.currentIndex()))
        if self.model.name in change.names:
            self.message.hide()
            self._offer_notation()

    def _rename(self, old: str, new: str) -> None:
        shown = self.model.name in (old, None) and self.bar.tabs.currentIndex() == self.bar.names().index(old)
        self.bar.rename(old, new, title_of(self.workspace[new]))
        if shown:
            self.model.show(new)

    def _turned(self) -> None:
        self.nothing.setVisible(self.model.matrix is None)
        self.pager.show_face(self.model.face)
        self.message.hide()
        self._make_room()

    def _make_room(self) -> None:
        """Tell the table how high it may be, and show the legend where both have room."""
        below = self.pager.sizeHint().height() if self.pager.isVisibleTo(self) else 0
        if self.view.content_size().width() + 1 > self.width() - 2 * PAD:
            below += self.view.horizontalScrollBar().sizeHint().height()
        self.view.set_room(self.height() - HEIGHT - 2 * PAD - below - 1)
        self._fit_legend()

    def _fit_legend(self) -> None:
        """The legend stands beside a plane's matrix always, beside others where both fit or the panel is wide."""
        both = self.view.content_size().width() + self.legend.sizeHint().width() + 48
        enough = PLANE_ROOM if self.model.small and self.model.face.columns <= 2 else LEGEND_ROOM
        self.legend.setVisible(self.model.matrix is not None and self.width() >= min(both, enough))

    def _offer_notation(self) -> None:
        """Offer fractions only where there are some; a float from a file has none."""
        matrix = self.model.matrix
        known = matrix is not None and (matrix.twin is not None or matrix.dtype.kind in "biu")
        if known != self.bar.exact.isEnabled():
            self.bar.exact.setEnabled(known)
            self.bar.show_notation(exact=known and self.model.exact)
            self.bar.exact.setToolTip(
                "Fractions as they were typed" if known else "These numbers are floating point only"
            )

    # looks

    def restyle(self) -> None:
        """Take the theme's present colours and icons."""
        ink = Ink.of(self.theme)
        self.view.set_ink(ink)
        self.legend.set_ink(ink)
        self.frame.line = ink.line
        self.bar.restyle(ink, self.theme.icon)
        self.nothing.restyle(self.theme.icon)
        self.message.setStyleSheet(
            f"color: {ink.red.name()}; background: {ink.red_ground.name()};"
            "border-radius: 4px; padding: 6px 8px; margin-top: 8px;"
        )
        self.update()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _set_exact(self, exact: bool) -> None:
        self.model.exact = exact

    def _set_coloured(self, coloured: bool) -> None:
        self.view.coloured = coloured
        self.legend.set_coloured(coloured)

    def _open_menu(self) -> None:
        menu = panel_menu(self.view, self.model)
        menu.popup(self.bar.menu.mapToGlobal(QPoint(0, self.bar.menu.height())))

    def _refused(self, reason: str) -> None:
        """Say it in the panel, unless the editor says it at the cell."""
        self.rejected.emit(reason)
        if not self.view.is_editing:
            self.message.setText(reason)
            self.message.show()


class TableFrame(QWidget):
    """A rounded hairline around the table, no larger than the table needs."""

    def __init__(self, view: MatrixTableView, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = view
        self.line = view.ink.line
        self.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Preferred)
        box = QHBoxLayout(self)
        box.setContentsMargins(1, 1, 0, 0)  # the last cell's own line closes the frame
        box.addWidget(view)
        view.fitted.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setMaximumSize(self.sizeHint())
        self.updateGeometry()

    def resizeEvent(self, event: object) -> None:
        """A scroll bar on one side needs room on the other."""
        super().resizeEvent(event)
        self._fit()

    @guarded(QSize(120, 80))
    def sizeHint(self) -> QSize:
        if self.view.matrix_model.matrix is None:  # no stub of a table; it keeps the keyboard for the first matrix
            return QSize(0, 0)
        content = self.view.content_size()
        width, height = min(content.width() + 1, LARGEST), min(content.height() + 1, LARGEST)
        upright = self.view.verticalScrollBar().sizeHint().width() if self.height() < height else 0
        level = self.view.horizontalScrollBar().sizeHint().height() if self.width() < width else 0
        return QSize(width + upright, height + level)

    @guarded()
    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(QPen(self.line, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()


def title_of(matrix: Matrix) -> str:
    """A tab's words: "A", or "C = A @ b" for a derived variable."""
    return f"{matrix.name} = {matrix.formula}" if matrix.formula else matrix.name
