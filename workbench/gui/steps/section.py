"""The section of a card that unfolds the worked steps of its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.formats.latex import to_latex
from workbench.gui.guard import guarded
from workbench.gui.steps.flow import TileScroll, scroller
from workbench.gui.steps.head import StepsHead
from workbench.gui.steps.result import Conclusion
from workbench.gui.steps.tile import StepTile
from workbench.gui.steps.ways import WayBar
from workbench.gui.theme import Theme
from workbench.gui.widgets.message import typeset
from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Way

ABOVE = 8
"""Pixels that stay free around what is scrolled into view."""
AT_ONCE = 16
"""Steps up to which all are shown at once; more are walked through, or shown when asked for."""


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
        # A click anywhere in it brings the arrow keys here; by Tab they come to its buttons, which hand them on.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._inside: QWidget | None = None
        self._is_new = False
        self.head = StepsHead(theme, self)
        self.head.fold.clicked.connect(lambda: self.set_open(not self.is_open))
        self.head.title.clicked.connect(lambda: self.set_open(False))
        acts = (self.to_first, self.forth, self.to_last)
        for button, act in zip(self.head.buttons, acts, strict=True):
            button.clicked.connect(act)
        for widget in (self.head.fold, *self.head.buttons):
            widget.installEventFilter(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        self._box.addWidget(self.head)

    # folding

    @property
    def is_open(self) -> bool:
        return self._inside is not None and not self._inside.isHidden()

    def set_open(self, on: bool, reveal: bool = True) -> None:
        """Fold or unfold; what unfolds is made, and asked for, the first time, and then scrolled into view."""
        if on and self._inside is None:
            self._inside = self._make_inside()
            self._box.addWidget(self._inside)
            self._is_new = reveal
            self._say("Working it out …")
            self.asked.emit(self.way)
        if self._inside is not None:
            self._inside.setVisible(on)
        self._show_fold()

    def _show_fold(self) -> None:
        self.head.show_fold(is_open=self.is_open, walks=self.is_open and self._found is not None)

    def _make_inside(self) -> QWidget:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.scroll = TileScroll(inside)
        self.sentence = QLabel(inside)
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.remark = QLabel(inside)
        self.remark.setWordWrap(True)
        self.remark.setProperty("role", "note")
        self.conclusion = Conclusion(self._theme, inside)
        self.ways = WayBar(self._theme, inside)
        self.ways.taken.connect(self._take)
        self.ways.copy.clicked.connect(self.copy)
        for widget in (self.sentence, self.ways.copy):
            widget.installEventFilter(self)
        for widget in (self.remark, self.scroll, self.sentence, self.conclusion, self.ways):
            column.addWidget(widget)
        return inside

    # what comes back

    def _say(self, text: str) -> None:
        """A sentence in place of the steps."""
        self._found = None
        self.scroll.flow.clear()
        for widget in (self.remark, self.scroll, self.conclusion):
            widget.hide()
        self.ways.show_copy(False)
        self._show_sentence(text, "note")

    def show_reason(self, error: Any) -> None:
        """Why there are no steps."""
        known = isinstance(error, UserError)
        self._say(f"{error.message} {error.hint}".strip() if known else "The steps could not be worked out.")
        self._show_fold()

    def show_derivation(self, found: Derivation) -> None:
        """Show the steps: all of a few, the first of many."""
        self._found = found
        self.head.show_title(found)
        self.remark.setText(typeset(found.remark))
        self.remark.setVisible(bool(found.remark))
        self.scroll.flow.clear()
        self.scroll.show()
        self.conclusion.show_conclusion(found)
        self.ways.offer(found)
        self._show_fold()
        self._show(len(found.steps) if len(found.steps) <= AT_ONCE else 1)
        if self._is_new:
            self._is_new = False
            QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """Scroll what was just unfolded into view, its head in any case."""
        around = scroller(self)
        if around is None:
            return
        top = self.mapTo(around.widget(), QPoint(0, 0)).y()
        bar, high = around.verticalScrollBar(), around.viewport().height()
        bar.setValue(max(bar.value(), min(top - ABOVE, top + self.height() + ABOVE - high)))

    def _take(self, name: str, value: str) -> None:
        """Another way is wanted: the steps stay until the new ones are there."""
        self.way = replace(self.way, **{name: value})
        self.asked.emit(self.way)

    # walking

    @property
    def tiles(self) -> list[StepTile]:
        """Those that were made, shown or not."""
        return self.scroll.flow.tiles

    def to_first(self) -> None:
        """Show the start alone."""
        self._show(1)

    def to_last(self) -> None:
        """Show every step."""
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
        """The step before."""
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
        self.conclusion.setVisible(count == len(steps))
        self.head.show_place(count, len(steps))
        self.scroll.refresh()
        self.scroll.updateGeometry()
        self._look_at(count - 1)

    def _choose(self, number: int) -> None:
        """Look at a step, and see to it that it can be seen."""
        self._look_at(number)
        self._later.start()

    def _look_at(self, number: int) -> None:
        """Its sentence stands below the tiles, unless it holds that itself."""
        self._current = number
        for tile in self.tiles:
            tile.set_current(tile.number == number)
        tile = self.tiles[number]
        self._show_sentence("" if tile.wide else tile.says, "")

    def _bring_into_view(self) -> None:
        """Once the layouts know how high everything is."""
        if self.is_open and self._current < len(self.tiles):
            self.scroll.bring_into_view(self.tiles[self._current])

    def _show_sentence(self, text: str, role: str) -> None:
        self.sentence.setProperty("role", role)
        self.sentence.setText(typeset(text))
        self.sentence.setVisible(bool(text))
        self.sentence.style().unpolish(self.sentence)
        self.sentence.style().polish(self.sentence)

    def copy(self) -> None:
        """The whole derivation to the clipboard, as LaTeX."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(to_latex(self._found))
            self.ways.say_copied()

    # the keyboard

    def _walk(self, key: int) -> Callable[[], None] | None:
        """What a key does to the steps that are unfolded."""
        walks = {
            Qt.Key.Key_Right: self.forth,
            Qt.Key.Key_Left: self.back,
            Qt.Key.Key_Home: self.to_first,
            Qt.Key.Key_End: self.to_last,
        }
        return walks.get(Qt.Key(key)) if self._found is not None and self.is_open else None

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Buttons would take the arrow keys for themselves, to hand the keyboard on."""
        walk = (
            self._walk(event.key()) if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        )
        if walk is None:
            return super().eventFilter(watched, event)
        walk()
        return True

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        walk = self._walk(event.key())
        if walk is None:
            super().keyPressEvent(event)
        else:
            walk()
