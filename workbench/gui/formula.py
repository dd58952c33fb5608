"""The formula line: a draft is parsed and its shapes are traced while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.expressions import Formula, Step, parse_formula, trace
from workbench.gui.guard import guarded
from workbench.gui.typed import typed_numbers
from workbench.gui.widgets.elided import ElidedLabel
from workbench.model.errors import UserError
from workbench.model.workspace import Workspace
from workbench.session.derived import check_sizes

if TYPE_CHECKING:
    from workbench.formats.paste import Parsed

REFUSALS = {"shape": "does not fit", "unsupported": "too large"}
"""Words for kinds of refusals; whatever else cannot be read is not a formula."""


class TraceLabel(ElidedLabel):
    """Shapes in rich text, or a sentence in plain text that ends in dots where there is too little room."""

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.textFormat() == Qt.TextFormat.PlainText:
            super().paintEvent(event)
            return
        self.setToolTip("")
        QLabel.paintEvent(self, event)


class FormulaLine(QWidget):
    """`G = A.T @ A` with the shape of every part beneath it, and a button that adds G."""

    entered = Signal(str, str)
    """the text and the name that it defines"""
    numbers_entered = Signal(object, str)
    """numbers that were typed, parsed, and the name that they are to have"""

    def __init__(self, workspace: Workspace, color: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._color = color
        self.edit = QLineEdit(self, objectName="formulaBar")
        self.edit.setPlaceholderText("Formula, e.g. G = A.T @ A")
        self.edit.setAccessibleName("Formula")
        self.edit.setToolTip(
            "Define a matrix by a formula in NumPy's spelling, which it follows, or by numbers: A = [[1, 2], [3, 4]]"
        )
        self.button = QPushButton("Add", self, objectName="formulaButton")
        self.button.setProperty("primary", True)
        self.button.setToolTip("Add the matrix that the formula defines (Enter)")
        self.trace = TraceLabel("", self)
        self.trace.setObjectName("shapeTrace")
        self.trace.setProperty("role", "muted")
        self.trace.setAccessibleName("Shapes in the formula")
        self.verdict = QLabel(self)
        self.verdict.setTextFormat(Qt.TextFormat.RichText)
        self.trace.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self.edit.textChanged.connect(self.refresh)
        self.edit.returnPressed.connect(self._enter)
        self.button.clicked.connect(self._enter)
        self.refresh()

    def _lay_out(self) -> None:
        line, below, box = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        line.setSpacing(8)
        line.addWidget(self.edit, 1)
        line.addWidget(self.button)
        below.addWidget(self.trace, 1)
        below.addWidget(self.verdict)
        box.setContentsMargins(12, 8, 12, 12)
        box.setSpacing(8)
        box.addLayout(line)
        box.addLayout(below)

    def clear(self) -> None:
        self.edit.clear()

    def refresh(self) -> None:
        """Parse and trace the draft against the matrices as they are now."""
        text = self.edit.text().strip()
        self.button.setEnabled(False)
        self.button.setText("Add")
        self.trace.setTextFormat(Qt.TextFormat.RichText)
        if not text:
            self._say(self._muted("Shapes appear here while you type."), "")
            return
        try:
            if (typed := self._numbers(text)) is not None:
                self._show_numbers(*typed)
            else:
                self._show_formula(parse_formula(text))
        except UserError as error:
            self._refuse(error)

    def _numbers(self, text: str) -> tuple[str, Parsed] | None:
        """Numbers and their name; None for a formula, which may be a lone number as well."""
        try:
            parse_formula(text)
        except UserError:
            found = typed_numbers(text)
            return (found[0] or self._workspace.fresh_name("A"), found[1]) if found is not None else None
        return None

    def _show_numbers(self, name: str, parsed: Parsed) -> None:
        kind = "exact" if parsed.exact is not None else str(parsed.array.dtype)
        self._offer(name, "Numbers", [Step(name, parsed.array.shape)], kind)

    def _show_formula(self, formula: Formula) -> None:
        steps, shape = trace(formula, {matrix.name: matrix.shape for matrix in self._workspace})
        check_sizes(self._workspace, formula)
        name = self._target(formula)
        self._offer(name, "Shapes", [*steps, Step("→"), Step(name, shape)], self._outlook(formula))

    def _offer(self, name: str, lead: str, steps: list[Step], outlook: str) -> None:
        self.button.setText(f"Add {name}")
        self.button.setEnabled(True)
        parts = " ".join(map(self._box, steps))
        self._say(self._muted(f"{lead}&nbsp;&nbsp;") + parts, self._colored("green", f"✓ {outlook}"))

    def _refuse(self, error: UserError) -> None:
        """In one line that ends in dots where there is too little room; its tip has all of it."""
        why = REFUSALS.get(error.kind, "not a formula" if error.kind == "parse" else "unknown name")
        self.trace.setTextFormat(Qt.TextFormat.PlainText)
        self._say(f"{error.message} {error.hint}".strip(), self._colored("red", f"✗ {why}"))

    def _target(self, formula: Formula) -> str:
        return formula.target or self._workspace.fresh_name("G")

    def _outlook(self, formula: Formula) -> str:
        exact = all(self._workspace[name].is_exact for name in formula.names)
        return "fits, stays exact" if exact else "fits"

    def _enter(self) -> None:
        if self.button.isEnabled():
            text = self.edit.text().strip()
            if (typed := self._numbers(text)) is not None:
                self.numbers_entered.emit(typed[1], typed[0])
            else:
                self.entered.emit(text, self._target(parse_formula(text)))

    def _box(self, step: Step) -> str:
        text = escape(step.text.replace(".T", "ᵀ").replace(".H", "ᴴ"))
        if step.shape is None:
            return self._muted(f"&nbsp;{text}&nbsp;")
        size = " × ".join(map(str, step.shape)) or "number"
        ground = self._color("sunken")
        return f'<span style="background:{ground}">&nbsp;<b>{text}</b>&nbsp;{self._muted(size)}&nbsp;</span>'

    def _say(self, shapes: str, verdict: str) -> None:
        self.trace.setText(shapes)
        self.verdict.setText(verdict)

    def _muted(self, text: str) -> str:
        return self._colored("muted", text)

    def _colored(self, role: str, text: str) -> str:
        return f'<span style="color:{self._color(role)}">{text}</span>'
