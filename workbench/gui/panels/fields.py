"""One parameter of an operation as one control: its type, choices and default come from the signature."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from workbench.gui.guard import guarded
from workbench.jobs.parameters import meaning, members_of
from workbench.model.errors import UserError
from workbench.operations.spec import Parameter

AUTOMATIC = "automatic"
WORDS = {
    "int": "a whole number",
    "float": "a number",
    "list of int": "whole numbers separated by commas",
    "list of float": "numbers separated by commas",
}
LABELS = {
    "rtol": "tolerance",
    "tol": "stop below",
    "ord": "norm",
    "lam": "λ",
    "eta": "step size η",
    "alpha": "α",
    "beta": "β",
    "std": "deviation",
    "dtype": "type",
}
"""Labels of parameters whose names, NumPy's or SciPy's, are no words."""
NORMS = {
    "fro": "Frobenius",
    2: "2: spectral",
    "nuc": "nuclear",
    1: "1: column sum",
    "inf": "inf: row sum",
    "sum": "sum of moduli",
    "max": "largest modulus",
    0: "0: count",
}
ORDERS = {"C": "row by row", "F": "column by column"}
"""Choices in words, where they are matrix norms or the order of entries in memory."""


def choice_text(parameter: Parameter, choice: Any) -> str:
    """How a form shows a choice."""
    known = NORMS if "fro" in parameter.choices else ORDERS if set(parameter.choices) == set(ORDERS) else {}
    return known.get(choice, str(choice))


class Choice(QComboBox):
    """A box of choices that takes the room it is given; a choice that is longer ends in an ellipsis."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if self.currentIndex() < 0 and self.placeholderText():
            option.currentText = self.placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        name = self.currentData()
        if isinstance(name, str) and option.currentText.startswith(f"{name}  ") and self._is_wider(option, room):
            option.currentText = name  # a size cut in two would say nothing
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        if not self.isEditable():
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def _is_wider(self, option: QStyleOptionComboBox, room: int) -> bool:
        return self.fontMetrics().horizontalAdvance(option.currentText) > room


class Field(QObject):
    """A control with a value; `changed` when the reader changes it."""

    changed = Signal()

    def __init__(self, parameter: Parameter, parent: QWidget) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.widget = self._make(parent)
        self.widget.setAccessibleName(parameter.name)
        self.widget.setToolTip(parameter.help)
        self.widget.setObjectName(f"field_{parameter.name}")

    def _make(self, parent: QWidget) -> QWidget:
        if self.parameter.type == "bool":
            box = QCheckBox(self.parameter.name.replace("_", " "), parent)
            box.setChecked(bool(self.parameter.default))
            box.toggled.connect(self.changed)
            return box
        if self.parameter.choices:
            return self._choices(parent)
        edit = QLineEdit(parent)
        edit.setPlaceholderText(AUTOMATIC if self.parameter.optional else _as_typed(self.parameter.default))
        edit.textChanged.connect(self.changed)
        return edit

    def _choices(self, parent: QWidget) -> QComboBox:
        box = Choice(parent)
        if self.parameter.optional:
            box.addItem(AUTOMATIC, None)
        for choice in self.parameter.choices:
            box.addItem(choice_text(self.parameter, choice), choice)
        box.setCurrentIndex(max(box.findData(self.parameter.default), 0))
        box.currentIndexChanged.connect(self.changed)
        if self.parameter.open:
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.editTextChanged.connect(self.changed)
        return box

    @property
    def label(self) -> str:
        """The words at its left; a box to tick bears its own."""
        name = self.parameter.name
        return "" if self.parameter.type == "bool" else LABELS.get(name, name.replace("_", " "))

    @property
    def value(self) -> Any:
        """What is set; the default while the field is not in use.

        Raises `UserError` (`usage`) for text that is not a number of the right kind.
        """
        if not self.widget.isEnabledTo(self.widget.parentWidget()):
            return self.parameter.default
        match self.widget:
            case QCheckBox() as box:
                return box.isChecked()
            case QComboBox() as box:
                return self._chosen(box, box.currentText().strip())
            case QLineEdit() as edit:
                return self._typed(edit.text().strip())
        raise AssertionError("every field is one of three widgets")

    def _chosen(self, box: QComboBox, text: str) -> Any:
        """The choice that is shown so or is named so, else what was typed."""
        at = box.findText(text)
        named = (choice for choice in self.parameter.choices if str(choice) == text)
        return box.itemData(at) if at >= 0 else next(named, text)

    def _typed(self, text: str) -> Any:
        if not text:
            return self.parameter.default
        if self.parameter.type in ("str", "number"):
            return text
        if self.parameter.type == "list of number":
            return members_of(text)
        try:
            return _numbers(text, self.parameter.type)
        except (ValueError, OverflowError):
            kind = WORDS[self.parameter.type]
            name = self.parameter.name
            called = f"{LABELS[name]} ({name})" if name in LABELS else name
            raise UserError("usage", f"{called} must be {kind}, not {text}.", meaning(self.parameter)) from None


def _numbers(text: str, kind: str) -> Any:
    """Typed numbers as JSON has them: one, or a list. Raises `ValueError` for anything else, 1.5 for an int too."""
    found = json.loads(f"[{text.strip('[]() ')}]")
    wanted = int if kind.endswith("int") else (int, float)
    if not all(isinstance(item, wanted) and not isinstance(item, bool) for item in found):
        raise ValueError(text)
    if kind.startswith("list"):
        return found
    (one,) = found
    return one if kind == "int" else float(one)


def _as_typed(value: Any) -> str:
    """A default as a reader would type it."""
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
