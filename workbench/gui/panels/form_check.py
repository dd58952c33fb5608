"""Whether an operation accepts what a form says; if not, which controls are to blame, and their red edge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from workbench.gui.panels.fields import Field
from workbench.jobs.parameters import fill
from workbench.jobs.prepare import check_shapes
from workbench.model.errors import UserError
from workbench.model.workspace import Workspace
from workbench.operations.spec import Operation


def accepts(operation: Operation, workspace: Workspace, names: tuple[str, ...], params: Mapping[str, Any]) -> bool:
    """Whether the operation takes these variables with these parameters."""
    try:
        check_shapes(operation, workspace.snapshot(names), fill(operation, params))
    except UserError:
        return False
    return True


def reads(operation: Operation, field: Field) -> bool:
    """Whether what is typed there is a value of its kind."""
    try:
        fill(operation, {field.parameter.name: field.value})
    except UserError:
        return False
    return True


def wrong_boxes(boxes: Iterable[QComboBox], error: UserError) -> list[QWidget]:
    """Boxes without a choice, and those whose variables have shapes that the refusal names."""
    shapes = set(error.details.get("shapes", {})) if error.kind == "shape" else set()
    return [box for box in boxes if box.currentData() in shapes or box.currentIndex() < 0]


def wrong_fields(
    operation: Operation, workspace: Workspace, names: tuple[str, ...], fields: Sequence[Field]
) -> list[QWidget]:
    """Fields that cannot be read; if all can, those without whose value there would be nothing to refuse."""
    unread = [field.widget for field in fields if not reads(operation, field)]
    if unread:
        return unread
    values = {field.parameter.name: field.value for field in fields}
    defaults = {field.parameter.name: field.parameter.default for field in fields}
    return [
        field.widget
        for field in fields
        if values[name := field.parameter.name] != defaults[name]
        and accepts(operation, workspace, names, {**values, name: defaults[name]})
    ]


def mark(controls: Iterable[QWidget], wrong: Sequence[QWidget]) -> None:
    """Give the wrong ones of these controls a red edge, and only them."""
    for control in controls:
        if bool(control.property("invalid")) != (control in wrong):
            control.setProperty("invalid", control in wrong)
            control.style().polish(control)
