"""The fields of a form's parameters: what stands under them, which of them count, and what they say together."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from workbench.gui.panels.fields import Field
from workbench.gui.panels.form_rows import FormRows
from workbench.gui.panels.phrases import condition, phrase
from workbench.model.errors import UserError
from workbench.operations.spec import Operation


class ParameterFields(QObject):
    """A field for each parameter of an operation; only those that the chosen method uses can be filled in."""

    changed = Signal()

    def __init__(self, rows: FormRows, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows, self._form = rows, parent
        self._needs: dict[str, tuple[str, str] | None] = {}
        self.fields: list[Field] = []

    def make(self, operation: Operation) -> None:
        """Begin anew with a field for each parameter; the rows are empty already."""
        self.fields, self._needs = [], {}
        for parameter in operation.parameters:
            field = Field(parameter, self._form)
            field.changed.connect(self._field_changed)
            self.fields.append(field)
            self._needs[parameter.name] = condition(parameter, operation.parameters)
            self._rows.add(field.label, field.widget, self._says(field))
        self._enable()

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

    def _field_changed(self) -> None:
        self._enable()
        self.changed.emit()

    def _enable(self) -> None:
        chosen = {field.parameter.name: str(field.value) for field in self.fields if field.parameter.choices}
        for field in self.fields:
            needed = self._needs[field.parameter.name]
            field.widget.setEnabled(needed is None or chosen[needed[0]] == needed[1])

    def values(self) -> dict[str, Any]:
        """The parameters as they stand. Raises `UserError` where one cannot be read."""
        return {field.parameter.name: field.value for field in self.fields}

    def readable(self) -> dict[str, Any]:
        """The parameters as they stand, none of them where one cannot be read."""
        try:
            return self.values()
        except UserError:
            return {}
