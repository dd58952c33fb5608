"""Cards of what runs: time against an estimate, and Stop; what was stopped says so and can be run again."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from workbench.gui.panels import card_text as words
from workbench.gui.theme import Theme
from workbench.gui.widgets.elided import ElidedLabel
from workbench.gui.widgets.panel import tool_button
from workbench.jobs.request import Compute, Reply
from workbench.jobs.runner import Job
from workbench.operations import entry

TICK, PATIENCE = 100, 500
"""Milliseconds between looks at the clock, and from which on a job is worth a card: others would only flicker."""
STEPS, MOST = 1000, 3
TITLE = 160


class JobCard(QFrame):
    """One computation that runs, waits, or was stopped."""

    again_requested = Signal(object)
    """the task that was stopped"""
    closed = Signal(object)

    def __init__(self, theme: Theme, job: Job, parent: QWidget) -> None:
        super().__init__(parent)
        self.job, self.task = job, job.request.task
        assert isinstance(self.task, Compute)
        self.setProperty("card", True)
        title = ElidedLabel(entry(self.task.operation).title, self, TITLE)
        title.setProperty("role", "cardTitle")
        sizes = ", ".join(words.size(matrix) for matrix in job.request.matrices)
        of = ElidedLabel(f"{words.of(self.task.inputs)}{', ' if sizes else ''}{sizes}", self)
        of.setProperty("role", "muted")
        self.stop = QPushButton("Stop", self)
        self.stop.setProperty("small", True)
        self.stop.setIcon(theme.icon("stop", "red"))
        self.stop.setToolTip("Stop this computation")
        self.stop.clicked.connect(job.cancel)
        self.again = QPushButton("Run again", self)
        self.again.setProperty("small", True)
        self.again.setToolTip("The same operation on the same variables as they are now")
        self.again.clicked.connect(self._ask_again)
        self.close_button = tool_button("Remove this card", "Remove this card", self)
        self.close_button.setIcon(theme.icon("close", "muted"))
        self.close_button.clicked.connect(lambda: self.closed.emit(self))
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setFixedHeight(6)
        self.bar.setRange(0, STEPS)
        self.bar.setToolTip("Elapsed time against an estimate: libraries do not report how far they are")
        self.elapsed, self.expected = QLabel(self), QLabel(self)
        for label in (self.elapsed, self.expected):
            label.setProperty("role", "note")
        self._lay_out(title, of)
        self.tick()

    def _lay_out(self, title: QWidget, of: QWidget) -> None:
        box, head, foot = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        box.setContentsMargins(12, 8, 8, 10)
        box.setSpacing(6)
        head.setSpacing(8)
        for widget in (title, of):
            head.addWidget(widget)
        head.addStretch(1)
        for widget in (self.stop, self.again, self.close_button):
            head.addWidget(widget)
        foot.addWidget(self.elapsed)
        foot.addStretch(1)
        foot.addWidget(self.expected)
        box.addLayout(head)
        box.addWidget(self.bar)
        box.addLayout(foot)
        self._show_end(False)

    def _show_end(self, ended: bool) -> None:
        self.stop.setVisible(not ended)
        self.bar.setVisible(not ended and self.job.expected is not None)
        self.expected.setVisible(not ended)
        for widget in (self.again, self.close_button):
            widget.setVisible(ended)

    def tick(self) -> None:
        """Look at the clock."""
        job = self.job
        if job.started is None:
            self.elapsed.setText("waits for the one before it")
            return
        self.elapsed.setText(f"{words.duration(job.elapsed)} elapsed")
        if job.expected is None:
            return
        over = job.elapsed > job.expected
        self.expected.setText(f"{'longer than the' if over else 'expected about'} {words.duration(job.expected)}"
                              f"{' expected' if over else ', an estimate'}")  # fmt: skip
        self.bar.show()
        self.bar.setValue(min(STEPS, round(STEPS * job.elapsed / max(job.expected, 1e-3))))

    def say_stopped(self, seconds: float) -> None:
        """It was stopped after so long."""
        began = self.job.started is not None
        when = f"after {words.duration(seconds)}; nothing was changed" if began else "before it began"
        self.elapsed.setText(f"Stopped {when}.")
        self._show_end(True)

    def _ask_again(self) -> None:
        self.closed.emit(self)
        self.again_requested.emit(self.task)


class Running(QWidget):
    """Above the results: a card for every computation that takes longer than a moment, newest last."""

    again_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._jobs: list[Job] = []
        self.cards: list[JobCard] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(8, 8, 8, 0)
        self._box.setSpacing(8)
        self._clock = QTimer(self, interval=TICK)
        self._clock.timeout.connect(self._tick)
        self._due = QTimer(self, singleShot=True, interval=PATIENCE)
        self._due.timeout.connect(self._show_cards)
        self.hide()

    def start(self, job: Job) -> None:
        """A job has been submitted."""
        if isinstance(job.request.task, Compute):
            self._jobs.append(job)
            if not self._due.isActive():
                self._due.start()

    def end(self, job: Job, reply: Reply) -> None:
        """It has ended; the card of one that was stopped stays."""
        self._jobs = [other for other in self._jobs if other is not job]
        card = next((card for card in self.cards if card.job is job), None)
        if card is not None and reply.status == "cancelled":
            card.say_stopped(reply.seconds)
        elif card is not None:
            self._drop(card)
        if self._jobs and self.cards:
            self._show_cards()
        elif not self._jobs:
            self._clock.stop()
            self._due.stop()

    def clear(self) -> None:
        """Take the cards of what was stopped away."""
        for card in [card for card in self.cards if card.job.ended]:
            self._drop(card)

    def restyle(self) -> None:
        """What runs gets a card in the new colours; what was stopped keeps to its words, which have no others."""
        for job in [card.job for card in self.cards if not card.job.ended]:
            self._drop(next(card for card in self.cards if card.job is job))
        self._show_cards()

    def _show_cards(self) -> None:
        shown = [card.job for card in self.cards]
        for job in self._jobs:
            if job not in shown and self._has_room():
                self._add(job)
        if self._jobs:
            self._clock.start()

    def _has_room(self) -> bool:
        """Make room among those that were stopped; what waits further behind gets its card later."""
        for card in [card for card in self.cards if card.job.ended][: max(0, len(self.cards) - MOST + 1)]:
            self._drop(card)
        return len(self.cards) < MOST

    def _add(self, job: Job) -> None:
        card = JobCard(self._theme, job, self)
        card.again_requested.connect(self.again_requested)
        card.closed.connect(self._drop)
        self.cards.append(card)
        self._box.addWidget(card)
        self.show()

    def _drop(self, card: JobCard) -> None:
        self.cards.remove(card)
        self._box.removeWidget(card)
        card.hide()
        card.deleteLater()
        self.setVisible(bool(self.cards))

    def _tick(self) -> None:
        for card in self.cards:
            if not card.job.ended:
                card.tick()
