"""The status bar: the selection in numbers, the running job against its estimate, the machine."""

from __future__ import annotations

import os
import platform

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from workbench.backends import by_name
from workbench.gui.guard import guarded
from workbench.gui.panels.card_text import duration
from workbench.gui.theme import Theme
from workbench.gui.widgets.ink import set_ink
from workbench.jobs.request import Compute, Load, Reply, Save
from workbench.jobs.runner import Job
from workbench.operations import entry
from workbench.session.session import Session

TICK = 100
PATIENCE = 0.2
"""Seconds of work from which on a job is worth a bar."""
HEIGHT, CHECK = 28, 14
READY = "Ready"


class Apart(QWidget):
    """Keeps a label out of every layout: the window is not laid out again in each frame of a drag for its words."""

    def __init__(self, label: QLabel) -> None:
        super().__init__(label.parentWidget())
        self._label = label
        label.setParent(self)

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._label.setGeometry(self.rect())


class StatusLine(QWidget):
    """Three parts: `selectionStats`, `jobStatus`, and backend with memory."""

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._session, self._device = theme, session, ""
        self.setFixedHeight(HEIGHT)
        self.selection = QLabel(self, objectName="selectionStats")
        self.job = QLabel(READY, self, objectName="jobStatus")
        self.machine = QLabel(self)
        for label, name in ((self.selection, "Selection"), (self.job, "Job"), (self.machine, "Machine")):
            label.setAccessibleName(name)
            label.setProperty("role", "small")
        self._check = QLabel(self)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setFixedSize(120, 6)
        self.bar.setToolTip("Elapsed time against an estimate")
        self.stop = QPushButton("Stop", self)
        self.stop.setProperty("small", True)
        self.stop.setToolTip("Stop what runs (Ctrl+.)")
        self.stop.clicked.connect(session.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(Apart(self.selection), 1)
        row.addWidget(self.bar)
        said = QHBoxLayout()
        said.setSpacing(4)
        said.addWidget(self._check)
        said.addWidget(self.job)
        row.addLayout(said)
        row.addWidget(self.stop)
        row.addWidget(self.machine)
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        session.started.connect(self._started)
        session.ended.connect(self._ended)
        self._show_idle(READY)

    def _started(self, job: Job) -> None:
        """Say it at once; the bar and the button are for jobs that last: a short one would only make them flicker."""
        if not self._timer.isActive():
            self._timer.start()
        self._say(self._session.jobs[0])

    def _ended(self, job: Job, reply: Reply) -> None:
        if not self._session.jobs:
            self._timer.stop()
            words = {"done": READY, "failed": READY, "cancelled": "Stopped"}
            self._show_idle(words[reply.status])

    def _show_idle(self, text: str) -> None:
        self.job.setText(text)
        set_ink(self.job, "green")
        self._check.setPixmap(self._theme.icon("check", "green").pixmap(CHECK, CHECK))
        self._check.setVisible(text == READY)
        self.bar.hide()
        self.stop.hide()
        self._show_machine()

    def _tick(self) -> None:
        """The oldest job, its time, and how long it should take."""
        jobs = self._session.jobs
        if not jobs:
            return
        job = jobs[0]
        self._say(job)
        if job.elapsed < PATIENCE:
            return
        self.stop.show()
        self.bar.setVisible(job.expected is not None)
        if job.expected is not None:
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, round(1000 * job.elapsed / max(job.expected, 1e-3))))

    def _say(self, job: Job) -> None:
        waiting = len(self._session.jobs) - 1
        more = f", {waiting} waiting" if waiting else ""
        over = job.expected is not None and job.elapsed > job.expected
        said = ", longer than the expected" if over else " of about"
        expected = f"{said} {duration(job.expected)}" if job.expected is not None else ""
        self.job.setText(f"{title(job)}: {duration(job.elapsed)}{expected}{more}")
        set_ink(self.job, "text")
        self._check.hide()

    def _show_machine(self) -> None:
        free = by_name("cpu").memory()
        memory = f"   {free / 2**30:.1f} GB free" if free else ""
        self.machine.setText(f"{platform.machine()} CPU, {os.cpu_count()} threads{memory}{self._device}")

    def show_device(self, name: str, total: int) -> None:
        """A device that computations can run on, and its memory in bytes."""
        self._device = f"   {name}, {total / 2**30:.0f} GB"
        self._show_machine()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        if not self._session.jobs:
            self._show_idle(self.job.text())


def title(job: Job) -> str:
    """What the job does, in words."""
    match job.request.task:
        case Compute(operation=name):
            return entry(name).title
        case Load():
            return "Opening"
        case Save():
            return "Saving"
    return "Reading"
