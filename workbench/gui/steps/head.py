"""The head of the section: a sign that folds, the title, and the buttons that walk through the steps."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from workbench.gui.guard import guarded
from workbench.gui.steps import words
from workbench.gui.theme import Theme
from workbench.gui.widgets.elided import ElidedLabel
from workbench.model.steps import Derivation

ICON = QSize(16, 16)
ROOM = 480
"""Width from which there is room for a note beside the title."""


class Title(ElidedLabel):
    """Folds what it stands above, like the sign beside it."""

    clicked = Signal()

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()


class StepsHead(QWidget):
    """Says `Steps` while folded, and the derivation's title above its steps."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._walks = False
        self.fold = QToolButton(self)
        self.fold.setText("Steps")
        self.fold.setAccessibleName("Steps")
        self.fold.setToolTip("Worked steps: how the answer is found by hand")
        self.fold.setIconSize(ICON)
        self.fold.setProperty("fold", True)
        self.fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.title, self.note = Title("", self), ElidedLabel("", self)
        self.title.setProperty("role", "heading")
        self.note.setProperty("role", "muted")
        self.first = self._button("skip-previous", "First step", "Show the start alone (Home)")
        self.step = self._button("play", "Step", "Show the next step (Right)")
        self.step.setText("Step")
        self.last = self._button("skip-next", "All steps", "Show every step (End)")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.fold, self.title, self.note):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in self.buttons:
            row.addWidget(widget)
        self.show_fold(is_open=False, walks=False)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Those that walk."""
        return self.first, self.step, self.last

    def _button(self, icon: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(self)
        button.setIcon(self._theme.icon(icon))
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setProperty("small", True)
        return button

    def show_title(self, found: Derivation) -> None:
        """Name the derivation."""
        self.title.setText(words.title(found))
        self.note.setText(words.counted(found))

    def show_fold(self, *, is_open: bool, walks: bool) -> None:
        """Open or not, and whether there are steps to walk through."""
        self._walks = walks
        self.fold.setIcon(self._theme.icon("chevron-down" if is_open else "chevron-right", "muted"))
        style = Qt.ToolButtonStyle
        self.fold.setToolButtonStyle(style.ToolButtonIconOnly if walks else style.ToolButtonTextBesideIcon)
        for widget in (self.title, *self.buttons):
            widget.setVisible(walks)
        self._fit()

    def show_place(self, shown: int, count: int) -> None:
        """So many steps of so many are to be seen; a button that has done its work hands the keyboard on."""
        enabled = {self.first: shown > 1, self.step: shown < count, self.last: shown < count}
        if any(button.hasFocus() and not enabled[button] for button in enabled):
            self.fold.setFocus()
        for button, on in enabled.items():
            button.setEnabled(on)

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.note.setVisible(self._walks and self.width() >= ROOM)
