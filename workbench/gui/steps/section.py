"""The section of a card that unfolds the worked steps of its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from workbench.formats.latex import to_latex
from workbench.gui.guard import guarded
from workbench.gui.steps import words
from workbench.gui.steps.flow import SideScroll
from workbench.gui.steps.result import Conclusion
from workbench.gui.steps.tile import StepTile
from workbench.gui.theme import Theme
from workbench.gui.widgets.elided import ElidedLabel
from workbench.gui.widgets.flow import FlowLayout
from workbench.gui.widgets.message import typeset
from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Way

AT_ONCE = 16
"""Steps up to which all are shown at once; more are walked through, or shown when asked for."""
FOLDED = "Steps"
HINT = "Worked steps: how the answer is found by hand"
ICON = QSize(16, 16)
ROOM = 480
"""Width from which there is room for a note beside the title."""


class Title(ElidedLabel):
    """Folds what it stands above, like the sign beside it."""

    clicked = Signal()

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()


class StepsSection(QWidget):
    """Folded to one line until it is asked for; `asked` then wants a derivation, worked in that way."""

    asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: Derivation | None = None
        self._shown = self._current = 0
        self.way = Way()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._bring_into_view)
        self._inside: QWidget | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._box.addLayout(self._head())
        self._show_fold()

    # the head

    def _head(self) -> QHBoxLayout:
        self.fold_button = QToolButton(self)
        self.fold_button.setText(FOLDED)
        self.fold_button.setToolTip(HINT)
        self.fold_button.setAccessibleName("Steps")
        self.fold_button.setIconSize(ICON)
        self.fold_button.setProperty("fold", True)
        self.fold_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.fold_button.clicked.connect(lambda: self.set_open(not self.is_open))
        self.title = Title("", self)
        self.title.setProperty("role", "heading")
        self.title.clicked.connect(lambda: self.set_open(False))
        self._note = ElidedLabel("", self)
        self._note.setProperty("role", "muted")
        self.first_button = self._walker("skip-previous", "First step", "Show the start alone (Home)")
        self.step_button = QPushButton("Step", self)
        self.step_button.setIcon(self._theme.icon("play"))
        self.step_button.setToolTip("Show the next step (Right)")
        self.step_button.setProperty("small", True)
        self.last_button = self._walker("skip-next", "All steps", "Show every step (End)")
        for button, act in (
            (self.first_button, self.to_first), (self.step_button, self.forth), (self.last_button, self.to_last),
        ):  # fmt: skip
            button.clicked.connect(act)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.fold_button)
        row.addWidget(self.title)
        row.addWidget(self._note)
        row.addStretch(1)
        for widget in (self.first_button, self.step_button, self.last_button):
            row.addWidget(widget)
        return row

    def _walker(self, icon: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(self)
        button.setIcon(self._theme.icon(icon))
        button.setAccessibleName(name)
        button.setToolTip(tip)
        button.setProperty("small", True)
        return button

    def _show_fold(self) -> None:
        self.fold_button.setIcon(self._theme.icon("chevron-down" if self.is_open else "chevron-right", "muted"))
        walks = self.is_open and self._found is not None
        for button in (self.first_button, self.step_button, self.last_button):
            button.setVisible(walks)
        style = Qt.ToolButtonStyle
        self.fold_button.setToolButtonStyle(style.ToolButtonIconOnly if walks else style.ToolButtonTextBesideIcon)
        self.title.setVisible(walks)
        self._note.setVisible(walks and self.width() >= ROOM)

    @guarded()
    def resizeEvent(self, event: object) -> None:
        self._note.setVisible(self._found is not None and self.is_open and self.width() >= ROOM)

    # folding

    @property
    def is_open(self) -> bool:
        return self._inside is not None and not self._inside.isHidden()

    def set_open(self, on: bool) -> None:
        """Fold or unfold; what unfolds is made, and asked for, the first time."""
        if on and self._inside is None:
            self._inside = self._make_inside()
            self._box.addWidget(self._inside)
            self._wait()
        if self._inside is not None:
            self._inside.setVisible(on)
        self._show_fold()

    def _make_inside(self) -> QWidget:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.scroll = SideScroll(inside)
        self.sentence = QLabel(inside)
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.conclusion = Conclusion(self._theme, inside)
        for widget in (self.scroll, self.sentence, self.conclusion):
            column.addWidget(widget)
        column.addWidget(self._foot(inside))
        return inside

    def _foot(self, parent: QWidget) -> QWidget:
        self._tools = QWidget(parent)
        FlowLayout(self._tools)
        self.choices: dict[str, QComboBox] = {}
        self.copy_button = QPushButton("Copy as LaTeX", self._tools)
        self.copy_button.setProperty("small", True)
        self.copy_button.setIcon(self._theme.icon("content-copy"))
        self.copy_button.setToolTip("Copy all steps for a document")
        self.copy_button.clicked.connect(self.copy)
        self._hint = QLabel("Steps count rows from 1, as in class.", self._tools)
        self._hint.setProperty("role", "note")
        self._hint.setFixedHeight(24)
        return self._tools

    # what comes back

    def _wait(self) -> None:
        self._found = None
        self._say("Working it out …")
        self.asked.emit(self.way)

    def _say(self, text: str) -> None:
        """A sentence in place of the steps."""
        self.scroll.flow.clear()
        for widget in (self.scroll, self.conclusion, self._tools):
            widget.hide()
        self.sentence.setProperty("role", "note")
        self._show_sentence(text)

    def show_reason(self, error: Any) -> None:
        """Why there are no steps."""
        known = isinstance(error, UserError)
        self._say(f"{error.message} {error.hint}".strip() if known else "The steps could not be worked out.")
        self._show_fold()

    def show_derivation(self, found: Derivation) -> None:
        """Show the steps: all of a few, the first of many."""
        self._found = found
        self.title.setText(words.title(found))
        self._note.setText(words.counted(found))
        self.scroll.flow.clear()
        self.conclusion.show_conclusion(found)
        for widget in (self.scroll, self._tools):
            widget.show()
        self._offer(found)
        self._show_fold()
        self._show(len(found.steps) if len(found.steps) <= AT_ONCE else 1)

    def _offer(self, found: Derivation) -> None:
        """Boxes for the ways that there are; those that stay keep the keyboard."""
        several = {name: offered for name, offered in found.choices.items() if len(offered) > 1}
        layout, old = self._tools.layout(), self.choices
        self.choices = {name: old.pop(name, None) or self._choice(name) for name in several}
        for box in old.values():
            layout.removeWidget(box)
            box.hide()
            box.deleteLater()
        for name, offered in several.items():
            self._fill(self.choices[name], name, offered, getattr(found.way, name))
        for widget in (*self.choices.values(), self.copy_button, self._hint):
            layout.removeWidget(widget)
            layout.addWidget(widget)
            widget.show()

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox(self._tools)
        box.setAccessibleName(words.FIELDS[name])
        box.setToolTip(words.TIPS[name])
        box.setProperty("small", True)
        box.activated.connect(lambda _: self._take(name, box.currentData()))
        return box

    def _fill(self, box: QComboBox, name: str, offered: tuple[str, ...], taken: str) -> None:
        if [box.itemData(at) for at in range(box.count())] != list(offered):
            box.clear()
            for value in offered:
                box.addItem(words.WORDS[name, value], value)
        box.setCurrentIndex(box.findData(taken))

    def _take(self, name: str, value: str) -> None:
        """Another way is wanted: the steps stay until the new ones are there."""
        self.way = replace(self.way, **{name: value})
        self.asked.emit(self.way)

    # walking

    @property
    def shown(self) -> int:
        """How many steps are to be seen."""
        return self._shown

    @property
    def tiles(self) -> list[StepTile]:
        return self.scroll.flow.tiles

    def to_first(self) -> None:
        self._show(1)

    def to_last(self) -> None:
        if self._found is not None:
            self._show(len(self._found.steps))

    def forth(self) -> None:
        """The next step; the one after the current where all are shown."""
        if self._found is None:
            return
        if self._current + 1 < self._shown:
            self._choose(self._current + 1)
        elif self._shown < len(self._found.steps):
            self._show(self._shown + 1)
            self._later.start()

    def back(self) -> None:
        self._choose(max(self._current - 1, 0))

    def _show(self, count: int) -> None:
        """Show so many steps; tiles are made when they are first needed."""
        assert self._found is not None
        flow, steps = self.scroll.flow, self._found.steps
        for number in range(len(flow.tiles), count):
            tile = StepTile(self._theme, number, steps[number])
            tile.chosen.connect(self._choose)
            flow.add(tile)
        for number, tile in enumerate(flow.tiles):
            tile.setVisible(number < count)
        self._shown = count
        whole = count == len(steps)
        self.conclusion.setVisible(whole)
        self.step_button.setEnabled(not whole)
        self.last_button.setEnabled(not whole)
        self.first_button.setEnabled(count > 1)
        self.scroll.refresh()
        self.scroll.updateGeometry()
        self._look_at(count - 1)

    def _choose(self, number: int) -> None:
        """Look at a step, and see to it that it can be seen."""
        self._look_at(number)
        self._later.start()

    def _look_at(self, number: int) -> None:
        """Its sentence stands below the tiles."""
        self._current = number
        for tile in self.tiles:
            tile.set_current(tile.number == number)
        tile = self.tiles[number]
        self.sentence.setProperty("role", "")
        self._show_sentence("" if tile.wide else tile.says)

    def _bring_into_view(self) -> None:
        """Once the layouts know how high everything is."""
        if self.is_open and self._current < len(self.tiles):
            self.scroll.bring_into_view(self.tiles[self._current])

    def _show_sentence(self, text: str) -> None:
        self.sentence.setText(typeset(text))
        self.sentence.setVisible(bool(text))
        self.sentence.style().unpolish(self.sentence)
        self.sentence.style().polish(self.sentence)

    def copy(self) -> None:
        """The whole derivation to the clipboard, as LaTeX."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(to_latex(self._found))

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        walks = {
            Qt.Key.Key_Right: self.forth,
            Qt.Key.Key_Left: self.back,
            Qt.Key.Key_Home: self.to_first,
            Qt.Key.Key_End: self.to_last,
        }
        if self._found is not None and self.is_open and event.key() in walks:
            walks[Qt.Key(event.key())]()
        else:
            super().keyPressEvent(event)
