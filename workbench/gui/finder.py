"""The finder (Ctrl+K): every action and every operation by name, from the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from shiboken6 import isValid

from workbench.gui.searching import found, nearness
from workbench.gui.widgets.hinted import HintedEdit

SHOWN, WIDTH = 12, 286  # the width gives way in a narrow window
HINTS = ("Find an action or operation   Ctrl K", "Find an action   Ctrl K", "Find   Ctrl K")
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Entry:
    """Something that can be found: its title, what kind of thing it is, its name, other words, and what it does."""

    title: str
    kind: str
    name: str
    words: str
    act: Callable[[], object]


def matching(entries: Sequence[Entry], text: str) -> list[Entry]:
    """Entries that hold every word of `text`, those that it names best first."""
    hits = [entry for entry in entries if found(text, entry.title, entry.words, entry.kind)]
    return sorted(hits, key=lambda entry: nearness(text, entry.title, entry.name, entry.words))


class Finder(HintedEdit):
    """A search field with its list of findings beneath it; Enter takes the marked one, Esc leaves."""

    taken = Signal(str)

    def __init__(self, entries: Callable[[], Sequence[Entry]], parent: QWidget | None = None) -> None:
        super().__init__(HINTS, parent)
        self.setObjectName("finder")
        self.setAccessibleName("Find an action or operation")
        self._glass = self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.setToolTip("Every action and operation by name (Ctrl+K)")
        self._entries = entries
        self._found: list[Entry] = []
        self._came_from: QWidget | None = None
        self._popup, self.list = self._make_popup()
        self.textEdited.connect(self._search)
        self.installEventFilter(self)

    def _make_popup(self) -> tuple[QFrame, QListWidget]:
        popup = QFrame(self, Qt.WindowType.ToolTip)
        popup.setObjectName("finderPopup")
        box = QVBoxLayout(popup)
        box.setContentsMargins(1, 1, 1, 1)
        rows = QListWidget(popup)
        rows.setObjectName("finderList")
        rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.itemClicked.connect(lambda item: self._take(rows.row(item)))
        box.addWidget(rows)
        return popup, rows

    def show_icon(self, icon: QIcon) -> None:
        """The magnifying glass, in the colours of the theme."""
        self._glass.setIcon(icon)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    def open(self) -> None:
        """Take the keyboard and show what there is."""
        if not self.hasFocus():
            self._came_from = QApplication.focusWidget()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._search(self.text())

    def close_list(self) -> None:
        self._popup.hide()

    def _search(self, text: str) -> None:
        self._found = matching(self._entries(), text)[:SHOWN]
        self.list.clear()
        for entry in self._found:
            self.list.addItem(QListWidgetItem(f"{entry.title}   ·   {entry.kind}"))
        if not self._found:
            nothing = QListWidgetItem(f"No operation or action matches “{text.strip()}”.")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self.list.setCurrentRow(0 if self._found else -1)
        self._place()

    def _place(self) -> None:
        height = self.list.sizeHintForRow(0) * self.list.count() + 4
        self._popup.resize(max(self.width(), 320), height)
        self._popup.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        self._popup.show()

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._found):
            entry = self._found[row]
            self._leave()
            self.taken.emit(entry.title)
            entry.act()

    def _leave(self) -> None:
        """Give the keyboard back to where it came from."""
        self.close_list()
        self.clear()
        before, self._came_from = self._came_from, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.clearFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self and event.type() == QEvent.Type.FocusOut:
            self.close_list()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentRow())
        elif key in MOVES:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}[Qt.Key(key)]
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
        else:
            super().keyPressEvent(event)
