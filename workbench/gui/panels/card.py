"""A result card: what was asked, the verdict, and a body that can be folded away."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from workbench.gui.guard import guarded
from workbench.gui.panels import card_text as words
from workbench.gui.panels.card_body import ResultBody
from workbench.gui.panels.card_names import Fresh, symbol
from workbench.gui.panels.card_refusal import FailureBody, RefusalBody
from workbench.gui.steps.section import StepsSection
from workbench.gui.theme import Theme
from workbench.gui.widgets.chip import Chip
from workbench.gui.widgets.elided import ElidedLabel
from workbench.gui.widgets.panel import tool_button
from workbench.jobs.request import Failure, Result
from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Way
from workbench.model.workspace import Workspace
from workbench.session.results import Entry

HEAD, FOLDED = 40, 44
TITLE = 132
"""Pixels of a title that do not give way to the answer in a few words."""


class ResultCard(QFrame):
    """Shows one entry; says when its outputs are wanted as variables or a way out is taken."""

    keep_requested = Signal(object, list)
    """the entry, and the names typed for its outputs"""
    fix_requested = Signal(str, object)
    """an operation, and the entry whose inputs it should take"""
    again_requested = Signal(object)
    removed = Signal(object)
    steps_requested = Signal(object, object)
    """the entry, and the way in which its steps are wanted"""

    def __init__(self, theme: Theme, entry: Entry, parent: QWidget | None = None, fresh: Fresh = str) -> None:
        super().__init__(parent)
        self._theme, self.entry, self._fresh = theme, entry, fresh
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._body: Any = None
        self._folded = False
        self._edited: tuple[str, ...] = ()
        self.head = self._make_head()
        self.setAccessibleName(f"{entry.title} {words.of(entry.task.inputs)}, {self.chip.content.text}")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self.head)
        # The head is on the screen before the body is made: both in one go would hold up the window for two frames.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show_body)
        self._later.start()

    @property
    def body(self) -> Any:
        """What unfolds, made when it is first shown or asked for: a folded card does without."""
        if self._body is None:
            self._body = self._make_body()
            self._body.setHidden(self._folded)
            self._box.addWidget(self._body)
        return self._body

    def _make_body(self) -> QWidget:
        match self._answer:
            case Result() as result:
                body: Any = ResultBody(self._theme, result, self.entry.dropped, self, self._fresh)
                body.keep_requested.connect(lambda names: self.keep_requested.emit(self.entry, names))
            case UserError() as error:
                body = RefusalBody(self._theme, error, self.entry.task.operation, self)
                body.fix_requested.connect(lambda name: self.fix_requested.emit(name, self.entry))
            case failure:
                body = FailureBody(failure, self)
        body.again_requested.connect(lambda: self.again_requested.emit(self.entry))
        if body.steps is not None:
            body.steps.asked.connect(lambda way: self.steps_requested.emit(self.entry, way))
        return body

    def _make_head(self) -> QWidget:
        head = QWidget(self)
        head.setFixedHeight(HEAD)
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        title, self.summary = ElidedLabel(self.entry.title, least=TITLE, two_lines=True), ElidedLabel("")
        self._inputs = QLabel(words.of(self.entry.task.inputs))
        title.setProperty("role", "cardTitle")
        self._inputs.setProperty("role", "muted")
        self.chip = Chip(self._theme, words.chip(self._answer), head)
        self.menu_button = tool_button("Menu of this card", "Copy, compute again or remove", head)
        self.menu_button.setIcon(self._theme.icon("dots-horizontal", "muted"))
        self.menu_button.clicked.connect(self._open_menu)
        self.fold_button = tool_button("Fold", "Fold or unfold this card", head)
        self.fold_button.clicked.connect(lambda: self.set_folded(not self.folded))
        self._show_chevron("up")
        for widget in (title, self._inputs, self.summary):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.chip, self.menu_button, self.fold_button):
            row.addWidget(widget)
        return head

    @property
    def _answer(self) -> Result | UserError | Failure:
        answer = self.entry.result if self.entry.result is not None else self.entry.error
        assert answer is not None
        return answer

    def follow(self, workspace: Workspace) -> None:
        """Say so when the inputs are not any more what the answer is about."""
        edited = self.entry.edited(workspace)
        if edited == self._edited:
            return
        self._edited = edited
        self._inputs.setText(words.of(self.entry.task.inputs, edited))
        self._inputs.setToolTip(words.since(edited))

    def propose_names(self) -> None:
        """Names for the outputs that are free now, unless some were typed."""
        if isinstance(self._body, ResultBody):
            self._body.propose_names()

    # worked steps

    @property
    def steps(self) -> StepsSection | None:
        """The section of worked steps, None where there is none or nothing was unfolded yet."""
        return None if self._body is None else self._body.steps

    def show_steps(self, found: Any) -> None:
        """Show a derivation, or the error that says why there is none."""
        if self.steps is None:
            return
        if isinstance(found, Derivation):
            self.steps.show_derivation(found)
        else:
            self.steps.show_reason(found)

    def unfold_steps(self, way: Way) -> None:
        """Open the steps in this way, as when a card is made anew."""
        if self.body.steps is not None:
            self.body.steps.way = way
            self.body.steps.set_open(True, reveal=False)

    # folding

    @property
    def folded(self) -> bool:
        return self._folded

    def set_folded(self, folded: bool) -> None:
        """Only the head, with the answer in a few words, or everything."""
        self._folded = folded
        if self._body is None:
            self._later.start()
        else:
            self._body.setHidden(folded)
        self.head.setFixedHeight(FOLDED if folded else HEAD)
        self.summary.setText(self._in_short() if folded else "")
        self._show_chevron("down" if folded else "up")

    def _show_body(self) -> None:
        if not self._folded:
            self.body.show()

    def _show_chevron(self, way: str) -> None:
        self.fold_button.setIcon(self._theme.icon(f"chevron-{way}", "muted"))
        self.fold_button.setAccessibleName("Fold" if way == "up" else "Unfold")

    def _in_short(self) -> str:
        result = self.entry.result
        return words.short(result, symbol(result, "result")) if result is not None else ""

    # the menu

    def menu(self) -> QMenu:
        """What can be done with the card."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        result = self.entry.result
        if result is not None:
            self._add(menu, "content-copy", "Copy the code", lambda: _copy(result.code))
            if result.outputs:
                self._add(menu, "table", "Copy the numbers", lambda: _copy(words.numbers(result)))
        self._add(menu, "refresh", "Compute again", lambda: self.again_requested.emit(self.entry))
        menu.addSeparator()
        self._add(menu, "close", "Remove this card\tDel", lambda: self.removed.emit(self.entry))
        return menu

    def _add(self, menu: QMenu, icon: str, text: str, act: Any) -> None:
        menu.addAction(self._theme.icon(icon, "muted"), text).triggered.connect(lambda: act())

    def _open_menu(self) -> None:
        self.menu().popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    # the keyboard

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Delete:
                self.removed.emit(self.entry)
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.set_folded(not self.folded)
            case Qt.Key.Key_Menu:
                self._open_menu()
            case _:
                super().keyPressEvent(event)

    @guarded()
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @guarded()
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground comes from the style sheet; a ring says that the keyboard is here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 7, 7)
            painter.end()


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
