"""The body of a result card: an answer with its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from workbench.gui.panels import card_cells
from workbench.gui.panels import card_text as words
from workbench.gui.panels.card_details import details
from workbench.gui.panels.card_names import Fresh, proposed, symbol
from workbench.gui.panels.card_parts import again_button, column, figures, halved, note, paragraph, steps_section
from workbench.gui.theme import Theme
from workbench.gui.widgets.answer import AnswerRow
from workbench.gui.widgets.codeline import CodeLine
from workbench.gui.widgets.longnumber import LongNumber
from workbench.gui.widgets.minimatrix import MiniMatrix
from workbench.gui.widgets.panel import hairline
from workbench.gui.widgets.strip import Strip
from workbench.jobs.difference import difference
from workbench.jobs.difference import reason as difference_reason
from workbench.jobs.request import Result

COLORS = {"S": "singular_text", "eigenvalues": "eigen_text", "singular_values": "singular_text"}
PLACES = ("pivots",)
"""Outputs that say where something stands."""
BADGE = 20
LARGE = 2
"""Numbers up to which they stand in large type."""
NARROWEST, WIDEST = 72, 176
"""Pixels of the field for names."""


class ResultBody(QWidget):
    """Outputs, reason and figures; a hairline; the exact twin; the code and the names to keep the outputs under."""

    keep_requested = Signal(list)
    again_requested = Signal()

    def __init__(
        self, theme: Theme, result: Result, dropped: bool, parent: QWidget | None = None, fresh: Fresh = str
    ) -> None:
        super().__init__(parent)
        self._theme, self._result, self._fresh = theme, result, fresh
        self.keep_name: QLineEdit | None = None
        self.outputs: list[QWidget] = []
        box = column(self)
        box.addWidget(AnswerRow(self._outputs(), self._reason(), figures(words.figures(result)), self))
        if dropped:
            box.addLayout(self._dropped())
        self.details = details(theme, result, self)
        if self.details is not None:
            box.addWidget(self.details)
        box.addWidget(hairline(self))
        if (exact := self._exact()) is not None:
            box.addLayout(exact)
        if (steps := steps_section(theme, result.operation, self)) is not None:
            box.addWidget(steps)
        self.steps = steps
        box.addLayout(self._code_row(bool(result.outputs)))

    @property
    def _few(self) -> bool:
        """Whether there are one or two numbers and nothing else, which have room for large type."""
        given = [value for value in self._result.outputs.values() if value is not None]
        return len(given) <= LARGE and not any(map(np.ndim, given))

    def _outputs(self) -> Strip:
        """In their order; where there are many, single numbers are first or after the arrays, not between them."""
        strip = Strip(self)
        given = [(name, value) for name, value in self._result.outputs.items() if value is not None]
        start = 0 if self._few else next((at for at, (_, value) in enumerate(given) if np.ndim(value)), 0)
        rest = given if self._few else sorted(given[start:], key=lambda item: np.ndim(item[1]) == 0)
        for name, value in [*given[:start], *rest]:
            self._add_output(strip, name, value)
        return strip

    def _add_output(self, strip: Strip, name: str, value: Any) -> None:
        digits = self._result.certificate.assessment.digits
        called, size = symbol(self._result, name), words.size(value)
        if np.ndim(value) == 0:
            body: QWidget = QLabel(words.equation(self._result, name, called))
            body.setProperty("role", "scalar" if self._few else "number")
            body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            body.setToolTip(words.meaning(self._result, name))
            strip.add(body)
        elif name in PLACES:
            body = QLabel(words.places(value))
            body.setProperty("role", "small")
            body.setFixedHeight(BADGE)
            body.setToolTip("Counted from 1, as in the steps; what is kept counts from 0, as NumPy does")
            strip.add(body, self._label(name, called, ""))
        elif not np.size(value):
            body = note(words.nothing(self._result, value), self)
            strip.add(body, self._label(name, called, size))
        else:
            body = MiniMatrix(self._theme, card_cells.cells(value, digits), COLORS.get(name, "text"))
            body.setToolTip(f"{called}, {size}. Click to keep it and open it in the table.")
            body.clicked.connect(self._keep)
            strip.add(body, self._label(name, called, size))
        self.outputs.append(body)

    def _label(self, name: str, called: str, size: str) -> QLabel:
        color = self._theme.name(COLORS.get(name, "text"))
        return note(f'<b style="color:{color}">{called}</b>&nbsp; {size}', self)

    def _reason(self) -> QWidget:
        reason = QWidget(self)
        box = QVBoxLayout(reason)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        found = self._result.certificate.assessment
        notes = (difference_reason(self._result), *self._result.warnings)
        lines = [
            (words.reason(self._result), "note" if found.verdict == "green" else "heading"),
            *((text, "note") for text in notes),
        ]
        for text, role in lines:
            if text:
                box.addWidget(paragraph(text, role, reason))
        box.addStretch(1)
        return reason

    def _exact(self) -> QHBoxLayout | None:
        """The exact answers that are short enough to show, and how far floating point is from them."""
        exact = self._result.exact or {}
        exact = {name: value for name, value in exact.items() if name not in PLACES}
        found = {name: cells for name, value in exact.items() if (cells := card_cells.exact_cells(value)) is not None}
        found = {name: cells for name, cells in found.items() if cells and cells[0]}
        long = [name for name, value in exact.items() if isinstance(value, (int, Fraction)) and name not in found]
        if not found and not long:
            return self._too_long(exact)
        strip = Strip(self)
        if all(np.ndim(value) for value in self._result.outputs.values()) and words.identical(self._result):
            strip.add(QLabel("these very numbers"))
        else:
            for name, cells in found.items():
                self._add_exact(strip, name, cells)
            for name in long:
                strip.add(LongNumber(self._theme, Fraction(exact[name])), lead=self._lead(name, 0))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._badge(), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(note("Exactly", self))
        row.addWidget(strip, 1)
        row.addWidget(self._difference(beside_matrix=any(len(cells) > 1 for cells in found.values())))
        return row

    def _too_long(self, exact: Mapping[str, Any]) -> QHBoxLayout | None:
        """Where exact arithmetic was asked for but the answer is too large to show: where it is to be had."""
        if self._result.certificate.backend != "exact" or all(np.size(value) == 0 for value in exact.values()):
            return None
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._badge())
        row.addWidget(note("The fractions are too many or too long to show: Keep puts them into a table.", self), 1)
        return row

    def _difference(self, *, beside_matrix: bool) -> QLabel:
        """A few words at the right, in two lines where one would take too much room from the numbers."""
        text = difference(self._result)
        words = note(halved(text) if beside_matrix else text, self)
        needed = words.sizeHint().width()
        words.setWordWrap(needed > WIDEST)
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if needed > WIDEST:
            words.setFixedWidth(WIDEST)
        return words

    def _add_exact(self, strip: Strip, name: str, cells: list[list[Any]]) -> None:
        value = (self._result.exact or {})[name]
        line = card_cells.exact_line(value)
        lead = self._lead(name, np.ndim(np.asarray(value, dtype=object)))
        strip.add(QLabel(line) if line else MiniMatrix(self._theme, cells), lead=lead)

    def _lead(self, name: str, axes: int) -> QLabel | None:
        """The name before an exact answer; a lone number does without."""
        return QLabel(f"{symbol(self._result, name)} =") if name != "result" or axes else None

    def _badge(self) -> QLabel:
        badge = QLabel("ℚ", self)
        badge.setFixedHeight(BADGE)
        badge.setToolTip("Computed in exact arithmetic")
        badge.setProperty("role", "exact")
        return badge

    def _code_row(self, keepable: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.code = CodeLine(self._theme, self._result.code, self)
        row.addWidget(self.code, 1)
        if not keepable:
            return row
        row.addWidget(note("Keep as", self))
        self.keep_name = QLineEdit(self)
        self.propose_names()
        self.keep_name.setAccessibleName("Names of the outputs to keep")
        self.keep_name.setToolTip("Names of the outputs, separated by commas")
        self.keep_button = QPushButton("Keep", self)
        self.keep_button.setIcon(self._theme.icon("plus"))
        self.keep_button.setToolTip("Add the outputs to the workspace under these names")
        self.keep_button.clicked.connect(self._keep)
        self.keep_name.returnPressed.connect(self._keep)
        row.addWidget(self.keep_name)
        row.addWidget(self.keep_button)
        return row

    def propose_names(self) -> None:
        """Names that are free now, unless some were typed; where they are long the first are to be seen."""
        field = self.keep_name
        if field is None or field.isModified():
            return
        field.setText(", ".join(proposed(self._result, self._fresh)))
        field.setCursorPosition(0)
        needed = field.fontMetrics().horizontalAdvance(field.text()) + 28
        field.setMinimumWidth(NARROWEST)
        field.setMaximumWidth(min(max(needed, NARROWEST), WIDEST))

    def _keep(self) -> None:
        assert self.keep_name is not None
        self.keep_requested.emit([name.strip() for name in self.keep_name.text().split(",")])

    def _dropped(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(note("The numbers were dropped to save memory; the certificate and the code stay.", self), 1)
        row.addWidget(again_button("Compute again", self))
        return row
