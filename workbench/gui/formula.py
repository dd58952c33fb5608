"""The formula line: a draft is parsed and its shapes are traced while it is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.expressions import Formula, Step, parse_formula, trace
from workbench.model.errors import UserError
from workbench.model.workspace import Workspace
from workbench.session.derived import check_sizes


class FormulaLine(QWidget):
    """`G = A.T @ A` with the shape of every part beneath it, and a button that adds G."""

    entered = Signal(str, str)
    """the text and the name that it defines"""

    def __init__(self, workspace: Workspace, color: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._color = color
        self.edit = QLineEdit(self, objectName="formulaBar")
        self.edit.setPlaceholderText("Formula, e.g. G = A.T @ A")
        self.edit.setAccessibleName("Formula")
        self.edit.setToolTip("Define a matrix by a formula in NumPy's spelling; it follows what it reads")
        self.button = QPushButton("Add", self, objectName="formulaButton")
        self.button.setProperty("primary", True)
        self.button.setToolTip("Add the matrix that the formula defines (Enter)")
        self.trace = QLabel(self, objectName="shapeTrace")
        self.trace.setTextFormat(Qt.TextFormat.RichText)
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
        if not text:
            self._say(self._muted("Shapes appear here while you type."), "")
            return
        try:
            formula = parse_formula(text)
            steps, shape = trace(formula, {matrix.name: matrix.shape for matrix in self._workspace})
            check_sizes(self._workspace, formula)
        except UserError as error:
            why = "too large" if error.kind == "unsupported" else "does not fit"
            self._say(self._muted(f"{error.message} {error.hint}"), self._colored("red", f"✗ {why}"))
            return
        name = self._target(formula)
        self.button.setText(f"Add {name}")
        self.button.setEnabled(True)
        parts = " ".join(map(self._box, [*steps, Step("→"), Step(name, shape)]))
        self._say(self._muted("Shapes&nbsp;&nbsp;") + parts, self._colored("green", f"✓ {self._outlook(formula)}"))

    def _target(self, formula: Formula) -> str:
        return formula.target or self._workspace.fresh_name("G")

    def _outlook(self, formula: Formula) -> str:
        exact = all(self._workspace[name].is_exact for name in formula.names)
        return "fits, stays exact" if exact else "fits"

    def _enter(self) -> None:
        if self.button.isEnabled():
            text = self.edit.text().strip()
            self.entered.emit(text, self._target(parse_formula(text)))

    def _box(self, step: Step) -> str:
        text = step.text.replace(".T", "ᵀ").replace(".H", "ᴴ").replace("<", "&lt;")
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
