"""The bodies of cards without an answer: a refusal with its ways out, a failure."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from workbench.gui.panels import card_text as words
from workbench.gui.panels.card_parts import again_button, column, figures, paragraph, steps_section
from workbench.gui.theme import Theme
from workbench.gui.widgets.answer import AnswerRow
from workbench.gui.widgets.flow import FlowLayout
from workbench.gui.widgets.panel import hairline
from workbench.gui.widgets.strip import Strip
from workbench.jobs.request import Failure
from workbench.model.errors import UserError

MOST_FIXES = 3


class RefusalBody(QWidget):
    """What cannot be, why, what is known of it, and the ways on."""

    fix_requested = Signal(str)
    again_requested = Signal()

    def __init__(self, theme: Theme, error: UserError, operation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fixes: list[QPushButton] = []
        said = QWidget(self)
        lines = QVBoxLayout(said)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(6)
        lines.addWidget(paragraph(error.message, "heading", said))
        if error.hint:
            lines.addWidget(paragraph(error.hint, "note", said))
        if error.fixes:
            lines.addSpacing(2)
            lines.addLayout(self._fixes(error))
        lines.addStretch(1)
        box = column(self)
        box.addWidget(AnswerRow(Strip(self), said, figures(words.details_of(error)), self))
        self.steps = steps_section(theme, operation, self) if error.kind == "singular" else None
        if self.steps is not None:  # elimination shows why there is no answer
            box.addWidget(hairline(self))
            box.addWidget(self.steps)

    def _fixes(self, error: UserError) -> FlowLayout:
        row = FlowLayout()
        for at, name in enumerate(error.fixes[:MOST_FIXES]):
            title, summary = words.fix(name)
            button = QPushButton(title, self)
            button.setProperty("primary", at == 0)
            button.setToolTip(summary)
            button.clicked.connect(lambda _=False, name=name: self.fix_requested.emit(name))
            row.addWidget(button)
            self.fixes.append(button)
        return row


class FailureBody(QWidget):
    """An unexpected end: what happened in one line, the trace as a tooltip, and another try."""

    again_requested = Signal()

    def __init__(self, failure: Failure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps = None
        said = paragraph(failure.summary, "heading", self)
        said.setToolTip(failure.traceback)
        self.again_button = again_button("Run again", self)
        box = column(self)
        box.addWidget(said)
        box.addWidget(self.again_button, 0, Qt.AlignmentFlag.AlignLeft)
