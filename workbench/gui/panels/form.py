"""The form of one operation, generated from its signature; what cannot work is refused while it is filled in."""

from __future__ import annotations

import inspect
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.gui.panels.fields import Field
from workbench.gui.panels.form_check import mark, wrong_boxes, wrong_fields
from workbench.gui.panels.form_fields import ParameterFields
from workbench.gui.panels.form_inputs import InputBoxes
from workbench.gui.panels.form_rows import FormRows
from workbench.gui.panels.phrases import unbroken
from workbench.gui.theme import Theme
from workbench.gui.widgets.message import MessageBar
from workbench.gui.widgets.panel import tool_button
from workbench.jobs.estimate import estimate, in_words
from workbench.jobs.parameters import fill
from workbench.jobs.prepare import check_shapes
from workbench.jobs.request import Compute, Request
from workbench.model.errors import UserError
from workbench.model.workspace import Change, Workspace
from workbench.operations import by_name, entry
from workbench.operations.spec import Operation


class OperationForm(QWidget):
    """Fields for inputs and parameters, the expected cost, Run and help."""

    run_requested = Signal(object)
    """a `Compute` without backend and dtype"""
    fix_requested = Signal(str)

    def __init__(self, theme: Theme, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._workspace = theme, workspace
        self.setObjectName("operationForm")
        self.operation: Operation | None = None
        self.comes_after: QWidget | None = None
        """the control from which Tab leads into the form"""
        self._rows = FormRows()
        self._parameters = ParameterFields(self._rows, self)
        self._boxes = InputBoxes(workspace, self._rows, self._parameters.readable, self)
        self._make_words()
        self._make_buttons()
        self._lay_out()
        self._checked: tuple[Any, ...] = ()
        self._parameters.changed.connect(self.refresh)
        self._boxes.changed.connect(self.refresh)
        self._boxes.grown.connect(self._order_tabs)
        workspace.changed.connect(self._follow)
        self.restyle()

    def _make_words(self) -> None:
        self.title, self.summary, self.cost, self.help = (QLabel(self) for _ in range(4))
        self.title.setProperty("role", "formTitle")
        for words in (self.summary, self.cost, self.help):
            words.setProperty("role", "note")
        for words in (self.title, self.summary, self.help):
            words.setWordWrap(True)
        self.help.hide()
        self.message = MessageBar(self._theme, self)
        self.message.fix_requested.connect(self.fix_requested)

    def _make_buttons(self) -> None:
        self.run_button = QPushButton("Run   Ctrl+Return", self, objectName="runButton")
        self.run_button.setProperty("primary", True)
        self.run_button.setToolTip("Run this operation (Ctrl+Return)")
        self.run_button.clicked.connect(self.run)
        self.help_button = tool_button("Help", "What this operation does, and by which method", self)
        self.help_button.setCheckable(True)
        self.help_button.setProperty("framed", True)
        self.help_button.setFixedSize(32, 32)
        self.help_button.toggled.connect(self.help.setVisible)

    def _lay_out(self) -> None:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 12, 4)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addSpacing(4)
        column.addLayout(self._rows)
        column.addWidget(self.help)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(area, 1)
        box.addLayout(self._bottom())

    def _bottom(self) -> QVBoxLayout:
        bottom, row = QVBoxLayout(), QHBoxLayout()
        bottom.setContentsMargins(16, 4, 12, 12)
        bottom.setSpacing(8)
        row.setSpacing(8)
        row.addWidget(self.run_button, 1)
        row.addWidget(self.help_button)
        bottom.addWidget(self.message)
        bottom.addWidget(self.cost)
        bottom.addLayout(row)
        return bottom

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.help_button.setIcon(self._theme.icon("help-circle-outline", "muted"))
        self.run_button.setIcon(self._theme.icon("play", "on_accent"))
        if self.message.isVisibleTo(self):
            self.message.restyle()

    # what is asked

    @property
    def inputs(self) -> list[QComboBox]:
        """The boxes of the inputs, in order."""
        return self._boxes.boxes

    @property
    def fields(self) -> list[Field]:
        """The fields of the parameters, in order."""
        return self._parameters.fields

    @property
    def _controls(self) -> tuple[QWidget, ...]:
        return (*self.inputs, *(field.widget for field in self.fields))

    def show_operation(self, name: str, inputs: tuple[str, ...] = ()) -> None:
        """Show this operation's form, with these variables where they are given."""
        operation = by_name(name)
        if operation is not self.operation:
            self.operation = operation
            self.title.setText(entry(name).title)
            self.summary.setText(unbroken(operation.summary))
            self.help.setText(explanation(operation))
            self._make_rows(operation)
        self._boxes.offer(inputs)
        self.refresh()

    def prefer(self, name: str | None) -> None:
        """The selected variable goes to the first input that it fits; others make way where they do not go with it."""
        self._boxes.prefer(name)

    def _make_rows(self, operation: Operation) -> None:
        self._rows.clear()
        self._boxes.make(operation)
        self._parameters.make(operation)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Fields are made anew for every operation: Tab comes to them after the list, and then to Run."""
        first = (self.comes_after,) if self.comes_after is not None else ()
        for before, after in pairwise((*first, *self._controls, self.run_button, self.help_button)):
            QWidget.setTabOrder(before, after)

    def _follow(self, change: Change) -> None:
        if change.structure:
            self._boxes.offer()
        if change.structure or (self._concerns(change) and self._kinds() != self._checked):
            self.refresh()

    def _concerns(self, change: Change) -> bool:
        return any(name in change.names for name in self._boxes.names)

    def _kinds(self) -> tuple[Any, ...]:
        """Shapes and dtypes of the inputs: what the check and the expected time depend on."""
        chosen = (self._workspace[name] for name in self._boxes.names if name in self._workspace)
        return tuple((matrix.shape, matrix.dtype) for matrix in chosen)

    # what would run, and whether it can

    def task(self) -> Compute:
        """What would run. Raises `UserError`."""
        if self.operation is None:
            raise UserError("usage", "Choose an operation first.")
        missing = self._boxes.missing
        if missing is not None:
            raise UserError("usage", f"Choose {missing.name.replace('_', ' ')}: {missing.help}.")
        return Compute(self.operation.name, self._boxes.given, self.values())

    def refresh(self) -> None:
        """Check the shapes and parameters as they stand; say what does not fit, above Run."""
        if self.operation is None:
            return
        self._checked = self._kinds()
        if self._boxes.missing is not None and not len(self._workspace):
            self._await_matrix()
            return
        try:
            task = self.task()
            matrices = self._workspace.snapshot(task.inputs)
            check_shapes(self.operation, matrices, fill(self.operation, task.params))
            seconds, _ = estimate(Request(0, task, matrices))
        except UserError as error:
            self._refuse(error)
            return
        self.run_button.setEnabled(True)
        mark(self._controls, ())
        self.message.hide()
        self._say_cost(in_words(seconds) if seconds is not None else "")

    def _say_cost(self, text: str) -> None:
        self.cost.setText(text)
        self.cost.setVisible(bool(text))

    def _await_matrix(self) -> None:
        """With nothing to compute with nothing is wrong yet."""
        self.run_button.setEnabled(False)
        mark(self._controls, ())
        self.message.hide()
        self._say_cost("Add, paste or open a matrix first.")

    def _refuse(self, error: UserError) -> None:
        self.run_button.setEnabled(False)
        self._say_cost("")
        given = self._boxes.given
        wrong = wrong_boxes(self.inputs, error) or wrong_fields(self.operation, self._workspace, given, self.fields)
        mark(self._controls, wrong)
        fixes = [(name, entry(name).title) for name in error.fixes]
        self.message.show_message(error.message, error.hint, fixes)

    def run(self) -> None:
        """Ask for the operation as it stands, if it can run."""
        if self.run_button.isEnabled() and self.operation is not None:
            self.run_requested.emit(self.task())

    @property
    def first_control(self) -> QWidget:
        """What takes the keyboard: the first field, else Run, else Help while Run is disabled."""
        controls = (*self._controls, self.run_button, self.help_button)
        return next(control for control in controls if control.isEnabled())

    def note(self, control: QWidget) -> QLabel:
        """What stands under a control."""
        return self._rows.note(control)

    def values(self) -> dict[str, Any]:
        """The parameters as they stand, for tests and scripts."""
        return self._parameters.values()


def explanation(operation: Operation) -> str:
    """The rest of the docstring, then what can be set and what comes out."""
    rest = (inspect.getdoc(operation.declare) or "").partition("\n\n")[2].replace("\n", " ")
    lines = [f"{item.name}: {item.help}" for item in (*operation.inputs, *operation.parameters, *operation.outputs)]
    return "\n".join([*([rest] if rest else []), *lines])
