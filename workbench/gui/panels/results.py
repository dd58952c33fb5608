"""The results: cards newest first, the newest unfolded."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget

from workbench.gui.panels.card import ResultCard
from workbench.gui.panels.running import Running
from workbench.gui.theme import Theme
from workbench.gui.widgets.panel import Panel
from workbench.gui.widgets.place import Place
from workbench.model.workspace import Change, Workspace
from workbench.session.results import Entry, Results

EMPTY = "Answers appear here, each with how far it can be trusted."


class ResultsPanel(Panel):
    """Follows `Results`; passes on what its cards ask for."""

    keep_requested = Signal(object, list)
    fix_requested = Signal(str, object)
    again_requested = Signal(object)
    steps_requested = Signal(object, object)

    def __init__(self, theme: Theme, results: Results, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("Results", parent)
        self._theme, self._results, self._workspace = theme, results, workspace
        self.cards: list[ResultCard] = []
        order = QLabel("newest first", self)
        order.setProperty("role", "note")
        self.head.addWidget(order)
        self.script = self.add_tool("Copy session as script", "Copy the session as a Python script")
        self.clear_button = self.add_tool("Clear results", "Remove every card")
        self.clear_button.clicked.connect(results.clear)
        self.clear_button.clicked.connect(lambda: self.running.clear())
        self._empty = QLabel(EMPTY, self)
        self._empty.setProperty("role", "note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area = QScrollArea(self)
        self.area.setObjectName("resultList")
        self.area.setAccessibleName("Results")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self.area)
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(8, 8, 8, 8)
        self._list.setSpacing(8)
        self._list.addWidget(self._empty)
        self._list.addStretch(1)
        self.area.setWidget(inside)
        for transparent in (inside, self.area.viewport()):  # after setWidget, which paints its own ground
            transparent.setAutoFillBackground(False)
        self.running = Running(theme, self)
        self.body.addWidget(self.running)
        self.body.addWidget(self.area, 1)
        self.place = Place(self.area.verticalScrollBar())
        results.added.connect(self._add)
        results.replaced.connect(self._replace)
        results.cleared.connect(self._clear)
        results.restored.connect(self._restore)
        workspace.changed.connect(self._changed)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme: cards are made anew."""
        self.script.setIcon(self._theme.icon("script-text-outline", "muted"))
        self.clear_button.setIcon(self._theme.icon("broom", "muted"))
        self.running.restyle()
        if self.cards:
            self.place.keep()
        folded = [card.folded for card in self.cards]
        for at, card in enumerate(list(self.cards)):
            self._swap(at, card.entry, folded[at])

    @property
    def first_control(self) -> QWidget:
        """What takes the keyboard when it comes here."""
        return self.cards[0] if self.cards else self.area

    def _add(self, entry: Entry) -> None:
        new = self._card(entry)
        self.cards.insert(0, new)
        self._list.insertWidget(0, new)
        for older in self.cards[1:2]:
            if has_focus(older):
                _give_focus(new)
            older.set_folded(True)
        self.area.verticalScrollBar().setValue(0)
        self._count()

    def _restore(self) -> None:
        """Cards that come back, folded but for the newest."""
        here = {card.entry.number: card for card in self.cards}
        for at, entry in enumerate(self._results):
            if entry.number not in here:
                card = self._card(entry)
                card.set_folded(at > 0)
                self.cards.insert(at, card)
                self._list.insertWidget(at, card)
        self._count()

    def _changed(self, change: Change) -> None:
        for card in self.cards:
            if not change.names.isdisjoint(card.entry.task.inputs):
                card.follow(self._workspace)
            if change.structure:
                card.propose_names()

    def _card(self, entry: Entry) -> ResultCard:
        card = ResultCard(self._theme, entry, self.area.widget(), self._workspace.fresh_name)
        card.keep_requested.connect(self.keep_requested)
        card.fix_requested.connect(self.fix_requested)
        card.again_requested.connect(self.again_requested)
        card.steps_requested.connect(self.steps_requested)
        card.removed.connect(self._results.remove)
        card.follow(self._workspace)
        return card

    def show_steps(self, number: int, found: Any) -> None:
        """Give a card its derivation, or the error that says why there is none."""
        for card in self.cards:
            if card.entry.number == number:
                card.show_steps(found)

    def _replace(self, entry: Entry) -> None:
        at = next(i for i, card in enumerate(self.cards) if card.entry.number == entry.number)
        self._swap(at, entry, self.cards[at].folded)

    def _swap(self, at: int, entry: Entry, folded: bool) -> None:
        old, new = self.cards[at], self._card(entry)
        new.set_folded(folded)
        self._list.replaceWidget(old, new)
        self.cards[at] = new
        if old.steps is not None and old.steps.is_open:
            new.unfold_steps(old.steps.way)
        if has_focus(old):
            _give_focus(new)
        old.hide()
        old.deleteLater()

    def _clear(self) -> None:
        kept = {entry.number for entry in self._results}
        for card in [card for card in self.cards if card.entry.number not in kept]:
            self.cards.remove(card)
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._count()

    def _count(self) -> None:
        self.note.setText(str(len(self.cards)) if self.cards else "")
        self._empty.setVisible(not self.cards)


def has_focus(card: QWidget) -> bool:
    """Whether the keyboard is in a card."""
    focus = QApplication.focusWidget()
    return focus is not None and (focus is card or card.isAncestorOf(focus))


def _give_focus(card: QWidget) -> None:
    """A layout would show the card later, and until then it could not have the keyboard."""
    card.show()
    card.setFocus(Qt.FocusReason.OtherFocusReason)
