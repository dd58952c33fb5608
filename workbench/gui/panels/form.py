"""The form of one operation, generated from its signature; what cannot work is refused while it is filled in."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
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

from workbench.gui.panels.fields import Choice, Field
from workbench.gui.panels.form_rows import FormRows
from workbench.gui.panels.guess import fits, guess
from workbench.gui.panels.phrases import condition, phrase
from workbench.gui.panels.workspace import size_text
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
from workbench.operations.spec import Input, Operation

NONE, ANOTHER, CHOOSE = "none", "one more …", "choose"
KINDS = {(2,): "Matrix", (1,): "Vector"}


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
        self.inputs: list[QComboBox] = []
        self._needs: dict[str, tuple[str, str] | None] = {}
        self.fields: list[Field] = []
        self._preferred: str | None = None
        self.title, self.summary, self.cost = QLabel(self), QLabel(self), QLabel(self)
        self.title.setProperty("role", "formTitle")
        self.title.setWordWrap(True)
        self.summary.setProperty("role", "note")
        self.summary.setWordWrap(True)
        self.cost.setProperty("role", "note")
        self.message = MessageBar(theme, self)
        self.message.fix_requested.connect(self.fix_requested)
        self.run_button = QPushButton("Run   Ctrl+Return", self, objectName="runButton")
        self.run_button.setProperty("primary", True)
        self.run_button.setToolTip("Run this operation (Ctrl+Return)")
        self.run_button.clicked.connect(self.run)
        self.help_button = tool_button("Help", "What this operation does, and by which method", self)
        self.help_button.setCheckable(True)
        self.help_button.setProperty("framed", True)
        self.help_button.setFixedSize(32, 32)
        self.help = QLabel(self)
        self.help.setWordWrap(True)
        self.help.setProperty("role", "note")
        self.help.hide()
        self.help_button.toggled.connect(self.help.setVisible)
        self._rows = FormRows()
        self._lay_out()
        self._checked: tuple[Any, ...] = ()
        workspace.changed.connect(self._follow)
        self.restyle()

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

    def show_operation(self, name: str, inputs: tuple[str, ...] = ()) -> None:
        """Show this operation's form, with these variables where they are given."""
        operation = by_name(name)
        if operation is not self.operation:
            self.operation = operation
            self.title.setText(entry(name).title)
            self.summary.setText(operation.summary)
            self.help.setText(explanation(operation))
            self._make_rows(operation)
        self._offer(inputs)
        self.refresh()

    def prefer(self, name: str | None) -> None:
        """The selected variable goes to the first input that it fits; others make way where they do not go with it."""
        self._preferred = name
        if self.operation is None or name not in self._workspace:
            return
        matrix = self._workspace[name]
        places = (at for at in range(len(self.operation.inputs)) if self._required(at))
        place = next((at for at in places if fits(self.operation, at, matrix)), None)
        if place is None:
            return
        names = [box.currentData() for box in self.inputs]
        names[place] = name
        if not self._accepts(tuple(other for other in names if other is not None), self._set()):
            names = self._completed([name if at == place else None for at in range(len(names))])
        for at, other in enumerate(names):
            self._fill(at, other)
        self._input_changed()

    def _make_rows(self, operation: Operation) -> None:
        self._rows.clear()
        self.inputs, self.fields, self._needs = [], [], {}
        for item in operation.inputs:
            self._add_input(item.name, item)
        for parameter in operation.parameters:
            field = Field(parameter, self)
            field.changed.connect(self._field_changed)
            self.fields.append(field)
            self._needs[parameter.name] = condition(parameter, operation.parameters)
            self._rows.add(field.label, field.widget, self._says(field))
        self._enable()
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Fields are made anew for every operation: Tab comes to them after the list, and then to Run."""
        fields = (*self.inputs, *(field.widget for field in self.fields))
        stops = (*((self.comes_after,) if self.comes_after is not None else ()), *fields, self.run_button)
        for before, after in pairwise((*stops, self.help_button)):
            QWidget.setTabOrder(before, after)

    def _says(self, field: Field) -> str:
        """What stands under a field: of a tick all of its help, of choices only what their label leaves open."""
        if field.parameter.type == "bool":
            return field.parameter.help
        if field.parameter.choices and len(field.label) > 1:
            return ""
        needed = self._needs[field.parameter.name]
        bare = field.parameter.help.removeprefix(f"{needed[1]}: ") if needed else field.parameter.help
        only = f", only with {needed[1]}" if bare != field.parameter.help else ""
        return f"{phrase(field.label, bare)}{only}"

    def _add_input(self, key: str, item: Input) -> None:
        box = Choice(self)
        box.setObjectName(f"input_{key}")
        box.setAccessibleName(f"{key}: {item.help}")
        box.setToolTip(item.help)
        box.setPlaceholderText(CHOOSE)
        box.currentIndexChanged.connect(self._input_changed)
        self.inputs.append(box)
        label = self._input_label(key, item)
        says = phrase(label, item.help) if key == item.name and label != KINDS.get(item.axes, "Array") else ""
        self._rows.add(label, box, says, len(self.inputs) - 1)

    def _input_label(self, key: str, item: Input) -> str:
        """What an input is called; where there is only one, what kind of thing it is."""
        if key != item.name:
            return ""
        lone = len(self.operation.inputs) == 1 and len(item.name) == 1
        return KINDS.get(item.axes, "Array") if lone else item.name.replace("_", " ")

    def _required(self, at: int) -> bool:
        """Whether an input must be given: the last may be optional, or the first of any number."""
        item = self.operation.input_at(at)
        return not item.optional and at < len(self.operation.inputs)

    def _field_changed(self) -> None:
        self._enable()
        self.refresh()

    def _enable(self) -> None:
        """Only fields that the chosen method uses can be filled in."""
        chosen = {field.parameter.name: str(field.value) for field in self.fields if field.parameter.choices}
        for field in self.fields:
            needed = self._needs[field.parameter.name]
            field.widget.setEnabled(needed is None or chosen[needed[0]] == needed[1])

    def _input_changed(self) -> None:
        self._shrink()
        self._grow()
        self.refresh()

    def _shrink(self) -> None:
        """Of boxes for one more input a single one is enough."""
        least = len(self.operation.inputs) + 1 if self.operation else 1
        while len(self.inputs) > least and all(box.currentData() is None for box in self.inputs[-2:]):
            self._rows.remove(self.inputs.pop())

    def _grow(self) -> None:
        """Of any number of inputs one more is always offered."""
        last = self.operation.inputs[-1] if self.operation and self.operation.inputs else None
        if last is None or not last.repeated or self.inputs[-1].currentData() is None:
            return
        self._add_input(f"{last.name}{len(self.inputs)}", last)
        self._fill(len(self.inputs) - 1, None)
        self._order_tabs()

    def _follow(self, change: Change) -> None:
        if change.structure:
            self._offer(())
        if change.structure or (self._concerns(change) and self._kinds() != self._checked):
            self.refresh()

    def _concerns(self, change: Change) -> bool:
        return any(box.currentData() in change.names for box in self.inputs)

    def _kinds(self) -> tuple[Any, ...]:
        """Shapes and dtypes of the inputs: what the check and the expected time depend on."""
        chosen = (self._workspace[box.currentData()] for box in self.inputs if box.currentData() in self._workspace)
        return tuple((matrix.shape, matrix.dtype) for matrix in chosen)

    def _offer(self, chosen: tuple[str, ...]) -> None:
        """List the variables in every input, keeping what was chosen where it is still there."""
        kept = [box.currentData() for box in self.inputs[len(chosen) :]]
        names = self._completed([*chosen, *kept])
        for at, name in enumerate(names):
            if at == len(self.inputs):
                self._grow()
            self._fill(at, name)
        self._shrink()
        self._grow()

    def _completed(self, names: list[str | None]) -> list[str | None]:
        """Propose variables for the inputs that must be given and are not."""
        known = {at: name for at, name in enumerate(names) if name in self._workspace}
        if self.operation is None or all(at in known for at in range(len(names)) if self._required(at)):
            return names
        found = guess(self.operation, list(self._workspace), self._preferred, self._set(), known)
        longest = range(max(len(names), len(found)))
        return [known.get(at, found[at] if at < len(found) else None) for at in longest]

    def _set(self) -> dict[str, Any]:
        """The parameters as far as they can be read."""
        try:
            return self.values()
        except UserError:
            return {}

    def _accepts(self, names: tuple[str, ...], params: dict[str, Any]) -> bool:
        try:
            check_shapes(self.operation, self._workspace.snapshot(names), fill(self.operation, params))
        except UserError:
            return False
        return True

    def _fill(self, at: int, chosen: str | None) -> None:
        """Offer the variables in one input; one that need not be given also offers none."""
        box, names = self.inputs[at], list(self._workspace.names)
        box.blockSignals(True)
        box.clear()
        if not self._required(at):
            box.addItem(ANOTHER if self.operation.input_at(at).repeated else NONE, None)
            names.insert(0, None)
        for matrix in self._workspace:
            box.addItem(f"{matrix.name}  {size_text(matrix)}", matrix.name)
        unset = -1 if self._required(at) else 0
        box.setCurrentIndex(names.index(chosen) if chosen in names else unset)
        box.blockSignals(False)

    def task(self) -> Compute:
        """What would run. Raises `UserError`."""
        if self.operation is None:
            raise UserError("usage", "Choose an operation first.")
        given = [(at, box.currentData()) for at, box in enumerate(self.inputs)]
        missing = next((at for at, name in given if name is None and self._required(at)), None)
        if missing is not None and not len(self._workspace):
            raise UserError("usage", "There is no matrix yet.", "Add one, paste one or open a file.")
        if missing is not None:
            item = self.operation.input_at(missing)
            raise UserError("usage", f"Choose {item.name.replace('_', ' ')}: {item.help}.")
        names = tuple(name for _, name in given if name is not None)
        return Compute(self.operation.name, names, {field.parameter.name: field.value for field in self.fields})

    def refresh(self) -> None:
        """Check the shapes and parameters as they stand; say what does not fit, above Run."""
        if self.operation is None:
            return
        self._checked = self._kinds()
        try:
            task = self.task()
            matrices = self._workspace.snapshot(task.inputs)
            check_shapes(self.operation, matrices, fill(self.operation, task.params))
            seconds, _ = estimate(Request(0, task, matrices))
        except UserError as error:
            self._refuse(error)
            return
        self.run_button.setEnabled(True)
        self._mark(())
        self.message.hide()
        self._say_cost(in_words(seconds) if seconds is not None else "")

    def _say_cost(self, text: str) -> None:
        self.cost.setText(text)
        self.cost.setVisible(bool(text))

    def _refuse(self, error: UserError) -> None:
        self.run_button.setEnabled(False)
        self._say_cost("")
        shapes = set(error.details.get("shapes", {})) if error.kind == "shape" else set()
        wrong = [box for box in self.inputs if box.currentData() in shapes or box.currentIndex() < 0]
        self._mark(wrong or [field.widget for field in self._blamed()])
        fixes = [(name, entry(name).title) for name in error.fixes]
        self.message.show_message(error.message, error.hint, fixes)

    def _blamed(self) -> list[Field]:
        """Fields that cannot be read; if all can, those without whose value there would be nothing to refuse."""
        unread = [field for field in self.fields if not self._reads(field)]
        if unread:
            return unread
        values, names = self.values(), tuple(box.currentData() for box in self.inputs)
        changed = [field for field in self.fields if values[field.parameter.name] != field.parameter.default]
        given = tuple(name for name in names if name is not None)
        return [
            field
            for field in changed
            if self._accepts(given, {**values, field.parameter.name: field.parameter.default})
        ]

    def _reads(self, field: Field) -> bool:
        try:
            fill(self.operation, {field.parameter.name: field.value})
        except UserError:
            return False
        return True

    def _mark(self, wrong: Sequence[QWidget]) -> None:
        """Give these controls a red edge, and only them."""
        for control in (*self.inputs, *(field.widget for field in self.fields)):
            if bool(control.property("invalid")) != (control in wrong):
                control.setProperty("invalid", control in wrong)
                control.style().polish(control)

    def run(self) -> None:
        """Ask for the operation as it stands, if it can run."""
        if self.run_button.isEnabled() and self.operation is not None:
            self.run_requested.emit(self.task())

    @property
    def first_control(self) -> QWidget:
        """What takes the keyboard: the first field, else Run, else Help while Run is disabled."""
        fields = (*self.inputs, *(field.widget for field in self.fields))
        controls = (*fields, self.run_button, self.help_button)
        return next(control for control in controls if control.isEnabled())

    def note(self, control: QWidget) -> QLabel:
        """What stands under a control."""
        return self._rows.note(control)

    def values(self) -> dict[str, Any]:
        """The parameters as they stand, for tests and scripts."""
        return {field.parameter.name: field.value for field in self.fields}


def explanation(operation: Operation) -> str:
    """The rest of the docstring, then what can be set and what comes out."""
    rest = (inspect.getdoc(operation.declare) or "").partition("\n\n")[2].replace("\n", " ")
    lines = [f"{item.name}: {item.help}" for item in (*operation.inputs, *operation.parameters, *operation.outputs)]
    return "\n".join([*([rest] if rest else []), *lines])
