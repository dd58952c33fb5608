"""A result card: the answer, how far it can be trusted and why, its exact twin, and the code that gives it again."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.panels import card_text as words
from workbench.gui.theme import Theme
from workbench.gui.widgets.chip import Chip
from workbench.gui.widgets.codeline import CodeLine
from workbench.gui.widgets.message import typeset
from workbench.gui.widgets.minimatrix import MiniMatrix
from workbench.gui.widgets.panel import hairline
from workbench.jobs.request import Failure, Result
from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.session.results import Entry

COLORS = {"S": "singular_text", "eigenvalues": "eigen_text"}
FIX_TITLES = 3


class ResultCard(QFrame):
    """Shows one entry; says when its outputs are wanted as variables or a way out is taken."""

    keep_requested = Signal(object, list)
    """the entry, and the names typed for its outputs"""
    fix_requested = Signal(str, object)
    """an operation, and the entry whose inputs it should take"""
    again_requested = Signal(object)
    removed = Signal(object)

    def __init__(self, theme: Theme, entry: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.entry = theme, entry
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{entry.title} {words.of(entry.task.inputs)}")
        self.body = QWidget(self)
        self._inside = QVBoxLayout(self.body)
        self._inside.setContentsMargins(12, 0, 12, 12)
        self._inside.setSpacing(10)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._header())
        box.addWidget(self.body)
        self._fill()

    # the head

    def _header(self) -> QWidget:
        head = QWidget(self)
        head.setFixedHeight(40)
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        title, inputs, self.summary = QLabel(self.entry.title), QLabel(words.of(self.entry.task.inputs)), QLabel()
        title.setProperty("role", "cardTitle")
        inputs.setProperty("role", "muted")
        self.chip = Chip(self._theme, words.chip(self._answer), head)
        self.close_button = _tool("close", "Remove this card", self._theme, head)
        self.close_button.clicked.connect(lambda: self.removed.emit(self.entry))
        self.fold_button = _tool("chevron-up", "Fold or unfold", self._theme, head)
        self.fold_button.clicked.connect(lambda: self.set_folded(self.body.isVisibleTo(self)))
        for widget in (title, inputs, self.summary):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.chip, self.close_button, self.fold_button):
            row.addWidget(widget)
        return head

    @property
    def _answer(self) -> Result | UserError | Failure:
        answer = self.entry.result if self.entry.result is not None else self.entry.error
        assert answer is not None
        return answer

    def set_folded(self, folded: bool) -> None:
        """Only the head, with the answer in a few words, or everything."""
        self.body.setVisible(not folded)
        self.summary.setText(self._in_short() if folded else "")
        self.fold_button.setIcon(self._theme.icon("chevron-down" if folded else "chevron-up", "muted"))

    def _in_short(self) -> str:
        result = self.entry.result
        if result is None or "result" not in result.outputs or np.ndim(result.outputs["result"]) != 0:
            return ""
        return words.scalar(result.outputs["result"], result.certificate.assessment.digits)

    # the body

    def _fill(self) -> None:
        match self._answer:
            case Result() as result:
                self._fill_result(result)
            case UserError() as error:
                self._fill_refusal(error)
            case Failure() as failure:
                self._fill_failure(failure)

    def _fill_result(self, result: Result) -> None:
        assessment = result.certificate.assessment
        row = QHBoxLayout()
        row.setSpacing(16)
        self.outputs: list[QWidget] = []
        for name, value in result.outputs.items():
            if value is not None:
                self._add_output(row, name, value, assessment.digits)
        row.addLayout(self._reason(assessment.reason, result.warnings), 1)
        row.addLayout(self._figures(words.figures(result.certificate)))
        self._inside.addLayout(row)
        if self.entry.dropped:
            self._inside.addLayout(self._dropped())
        self._inside.addWidget(hairline(self))
        if result.exact is not None and (line := self._exact_line(result)) is not None:
            self._inside.addLayout(line)
        self._inside.addLayout(self._code_row(result))

    def _add_output(self, row: QHBoxLayout, name: str, value: Any, digits: int | None) -> None:
        symbol, size = words.output_title(name, value)
        column = QVBoxLayout()
        column.setSpacing(4)
        color = COLORS.get(name, "text")
        if np.ndim(value) == 0:
            body: QWidget = QLabel(words.scalar(value, digits), self)
            body.setStyleSheet("font-size: 20px;")
        else:
            body = MiniMatrix(self._theme, words.cells(value, digits), color, self)
            body.setToolTip(f"{symbol}, {size}. Click to open it in the table.")
            body.clicked.connect(lambda: self.keep_requested.emit(self.entry, self._names()))
        label = QLabel("" if name == "result" and not size else f"<b>{symbol}</b> {size}", self)
        label.setStyleSheet(f"font-size: 12px; color: {self._theme.name('muted')};")
        column.addWidget(label)
        column.addWidget(body)
        column.addStretch(1)
        row.addLayout(column)
        self.outputs.append(body)

    def _reason(self, reason: str, warnings: tuple[str, ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addSpacing(20)
        for text, role in [(reason, "note"), *((warning, "note") for warning in warnings)]:
            label = QLabel(typeset(text), self)
            label.setProperty("role", role)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        return column

    def _figures(self, rows: list[words.Figure]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for at, figure in enumerate(rows):
            label, value = QLabel(figure.label, self), QLabel(figure.value, self)
            label.setProperty("role", "note")
            value.setStyleSheet(f"font-size: 12px; color: {self._theme.name(figure.color)};")
            value.setWordWrap(len(figure.value) > 34)
            grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignRight)
        grid.setRowStretch(len(rows), 1)
        return grid

    def _exact_line(self, result: Result) -> QHBoxLayout | None:
        """The exact answers that are short enough to show, and how far floating point is from them."""
        row = QHBoxLayout()
        row.setSpacing(8)
        badge = QLabel("ℚ", self)
        badge.setStyleSheet(
            f"background: {self._theme.name('selection')}; color: {self._theme.name('accent_text')};"
            "border-radius: 4px; padding: 1px 7px; font-weight: 600;"
        )
        row.addWidget(badge)
        row.addWidget(_note("Exactly", self))
        found = 0
        for name, value in (result.exact or {}).items():
            cells = None if value is None else words.exact_cells(value)
            if cells is None:
                continue
            found += 1
            if name != "result":
                row.addWidget(QLabel(f"{words.output_title(name, np.empty(0))[0]} ="))
            scalar = np.ndim(np.asarray(value, dtype=object)) == 0
            row.addWidget(QLabel(cells[0][0].text, self) if scalar else MiniMatrix(self._theme, cells, parent=self))
        row.addStretch(1)
        row.addWidget(_note(words.difference(result), self))
        return row if found else None

    def _code_row(self, result: Result) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.code = CodeLine(self._theme, result.code, self)
        row.addWidget(self.code, 1)
        if result.outputs:
            row.addWidget(_note("Keep as", self))
            self.keep_name = QLineEdit(", ".join(self._proposed(result)), self)
            self.keep_name.setFixedWidth(96)
            self.keep_name.setAccessibleName("Names of the outputs to keep")
            self.keep_name.setToolTip("Names of the outputs, separated by commas")
            self.keep_button = QPushButton("Keep", self)
            self.keep_button.setIcon(self._theme.icon("plus"))
            self.keep_button.setToolTip("Add the outputs to the workspace")
            self.keep_button.clicked.connect(lambda: self.keep_requested.emit(self.entry, self._names()))
            self.keep_name.returnPressed.connect(self.keep_button.click)
            row.addWidget(self.keep_name)
            row.addWidget(self.keep_button)
        return row

    def _proposed(self, result: Result) -> list[str]:
        short = {"eigenvalues": "w", "eigenvectors": "V", "singular_values": "s"}
        names = [short.get(name, name) for name, value in result.outputs.items() if value is not None]
        return [f"{result.operation}_{result.inputs[0]}"] if names == ["result"] and result.inputs else names

    def _names(self) -> list[str]:
        return [name.strip() for name in self.keep_name.text().split(",")]

    def _dropped(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(_note("The numbers were dropped to save memory; the certificate and the code stay.", self), 1)
        button = QPushButton("Compute again", self)
        button.clicked.connect(lambda: self.again_requested.emit(self.entry))
        row.addWidget(button)
        return row

    def _fill_refusal(self, error: UserError) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        column = QVBoxLayout()
        column.setSpacing(6)
        for text, role in ((error.message, "heading"), (error.hint, "note")):
            label = QLabel(typeset(text), self)
            label.setProperty("role", role)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addLayout(self._fixes(error))
        row.addLayout(column, 1)
        row.addLayout(self._figures(words.details_of(error)))
        self._inside.addLayout(row)

    def _fixes(self, error: UserError) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.fixes: list[QPushButton] = []
        for at, name in enumerate(error.fixes[:FIX_TITLES]):
            button = QPushButton(by_name(name).title, self)
            button.setProperty("primary", at == 0)
            button.setToolTip(by_name(name).summary)
            button.clicked.connect(lambda _=False, name=name: self.fix_requested.emit(name, self.entry))
            row.addWidget(button)
            self.fixes.append(button)
        row.addStretch(1)
        return row

    def _fill_failure(self, failure: Failure) -> None:
        label = QLabel(failure.summary, self)
        label.setWordWrap(True)
        label.setProperty("role", "heading")
        label.setToolTip(failure.traceback)
        button = QPushButton("Run again", self)
        button.clicked.connect(lambda: self.again_requested.emit(self.entry))
        self._inside.addWidget(label)
        self._inside.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _note(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", "note")
    return label


def _tool(icon: str, tip: str, theme: Theme, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(theme.icon(icon, "muted"))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
