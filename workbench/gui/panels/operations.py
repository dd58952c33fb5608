"""The operations: search, groups, and the form of the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from workbench.gui import searching
from workbench.gui.fonts import ui_width
from workbench.gui.panels.form import OperationForm
from workbench.gui.panels.operation_row import COUNT, TEXT, OperationRow
from workbench.gui.theme import Theme
from workbench.gui.widgets.hinted import HintedEdit
from workbench.gui.widgets.panel import Panel
from workbench.model.workspace import Workspace
from workbench.operations import CATALOG, by_name, entry
from workbench.operations.entry import Entry

NAME = Qt.ItemDataRole.UserRole
LEAST_LIST, WIDEST_LIST, BAR, USUAL = 160, 244, 14, 472
"""Pixels of the list: of a panel of usual width as many as its titles want, within limits; fewer of a narrower one.
BAR is for the scroll bar and the right edge."""
HINTS = ("Search, e.g. inverse", "Search")
TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


def found(row: Entry, text: str) -> bool:
    """Whether every word of the search occurs in the operation's names, its group or its further words."""
    return searching.found(text, row.name, row.title, row.words, row.group)


def nearness(row: Entry, text: str) -> int:
    """How well the search names the operation, best first."""
    return searching.nearness(text, row.title, row.name, row.words)


class OperationsPanel(Panel):
    """Chooses an operation by search, mouse or keyboard and fills in its form."""

    run_requested = Signal(object)
    fix_requested = Signal(str)

    def __init__(self, theme: Theme, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("Operations", parent)
        self._theme = theme
        self._unfolded: set[int] | None = None
        self.note.setText(str(len(CATALOG)))
        self.search = HintedEdit(HINTS, self)
        self.search.setObjectName("operationSearch")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search operations")
        self.search.setToolTip("Find an operation by name or by what it does")
        self.tree = self._make_tree()
        self.nothing = QLabel(self)
        self.nothing.setProperty("role", "note")
        self.nothing.setWordWrap(True)
        self.nothing.setContentsMargins(12, 0, 12, 0)
        self.nothing.hide()
        self.form = OperationForm(theme, workspace, self)
        self.form.comes_after = self.tree
        self.form.run_requested.connect(self.run_requested)
        self.form.fix_requested.connect(self._fix)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self._glass = QAction(self)
        self.search.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._lay_out()
        self.restyle()
        self.choose("svd")

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("operationList")
        tree.setAccessibleName("Operations by group")
        tree.setHeaderHidden(True)
        tree.setIndentation(0)
        tree.setRootIsDecorated(False)
        tree.setMouseTracking(True)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setItemDelegate(OperationRow(self._theme, tree))
        for group in dict.fromkeys(row.group for row in CATALOG):
            _add_group(tree, group)
        tree.currentItemChanged.connect(self._chosen)
        tree.itemClicked.connect(_toggle)
        tree.itemEntered.connect(_explain)
        return tree

    def _lay_out(self) -> None:
        left, row = QVBoxLayout(), QHBoxLayout()
        left.setContentsMargins(0, 8, 0, 8)
        left.setSpacing(8)
        search = QHBoxLayout()
        search.setContentsMargins(12, 0, 12, 0)
        search.addWidget(self.search)
        left.addLayout(search)
        left.addWidget(self.nothing)
        left.addWidget(self.tree, 1)
        holder = QWidget(self)
        holder.setLayout(left)
        holder.setMinimumWidth(LEAST_LIST)
        line = QFrame(self)
        line.setFixedWidth(1)
        line.setStyleSheet("background: palette(mid);")
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        wide = _list_width()
        row.addWidget(holder, wide)
        row.addWidget(line)
        row.addWidget(self.form, USUAL - wide)
        self.body.addLayout(row, 1)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self._glass.setIcon(self._theme.icon("magnify", "muted"))
        self.tree.viewport().update()
        self.form.restyle()

    def choose(self, name: str, inputs: tuple[str, ...] = ()) -> None:
        """Show the form of an operation and mark it in the list."""
        item = self._item(name)
        if item is not None:
            item.parent().setExpanded(True)
            self.tree.blockSignals(True)
            self.tree.setCurrentItem(item)
            self.tree.blockSignals(False)
        self.form.show_operation(name, inputs)

    def run(self) -> None:
        """Run what the form shows."""
        self.form.run()

    def _fix(self, name: str) -> None:
        """Take a way out that a refusal offered, with the same first input."""
        inputs = tuple(box.currentData() for box in self.form.inputs)
        self.choose(name, inputs[: len(by_name(name).inputs)])
        self.fix_requested.emit(name)

    def _item(self, name: str) -> QTreeWidgetItem | None:
        return next((item for item in self._items() if item.data(0, NAME) == name), None)

    def _items(self) -> list[QTreeWidgetItem]:
        tops = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        return [top.child(at) for top in tops for at in range(top.childCount())]

    def _filter(self, text: str) -> None:
        for item in self._items():
            item.setHidden(not found(entry(item.data(0, NAME)), text))
        tops = [self.tree.topLevelItem(at) for at in range(self.tree.topLevelItemCount())]
        if text and self._unfolded is None:
            self._unfolded = {at for at, top in enumerate(tops) if top.isExpanded()}
        for at, top in enumerate(tops):
            top.setHidden(all(top.child(i).isHidden() for i in range(top.childCount())))
            top.setExpanded(bool(text) or at in (self._unfolded or ()))
        self.nothing.setText(f"No operation matches “{text.strip()}”.")
        self.nothing.setVisible(all(top.isHidden() for top in tops))
        if not text:
            self._unfolded = None
            self._reveal()

    def _reveal(self) -> None:
        """Unfold the group of the operation that is shown."""
        item = self.tree.currentItem()
        if item is not None and item.parent() is not None:
            item.parent().setExpanded(True)
            self.tree.scrollToItem(item)

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, NAME):
            self.form.show_operation(item.data(0, NAME))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the search takes the best finding, Down goes into the list."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and event.key() in TAKES:
            return self._take_first(into_list=event.key() == Qt.Key.Key_Down)
        return super().eventFilter(watched, event)

    def _take_first(self, *, into_list: bool) -> bool:
        shown = [item for item in self._items() if not item.isHidden()]
        if not shown:
            return False
        first = min(shown, key=lambda item: nearness(entry(item.data(0, NAME)), self.search.text()))
        self.tree.setCurrentItem(first)
        if into_list:
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)
        return True


def _list_width() -> int:
    """Enough for the titles, so that few of them end in dots."""
    longest = max((row.title for row in CATALOG), key=len)  # to measure all of them would take a start too long
    return round(min(max(TEXT + ui_width(longest) + BAR, LEAST_LIST), WIDEST_LIST))


def _add_group(tree: QTreeWidget, group: str) -> None:
    members = [row for row in CATALOG if row.group == group]
    top = QTreeWidgetItem(tree, [group])
    top.setData(0, COUNT, len(members))
    top.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{group}, {len(members)} operations")
    top.setFlags(Qt.ItemFlag.ItemIsEnabled)
    for row in members:
        QTreeWidgetItem(top, [row.title]).setData(0, NAME, row.name)


def _toggle(item: QTreeWidgetItem) -> None:
    if item.childCount():
        item.setExpanded(not item.isExpanded())


def _explain(item: QTreeWidgetItem) -> None:
    """Say what an operation does when the pointer comes to it: until then it need not be imported."""
    if item.data(0, NAME) and not item.toolTip(0):
        item.setToolTip(0, f"{item.text(0)}: {by_name(item.data(0, NAME)).summary}")
