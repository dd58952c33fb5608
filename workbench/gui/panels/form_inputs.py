"""The boxes in which a form's inputs are chosen: which variables they offer, and which they propose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.gui.panels.fields import Choice
from workbench.gui.panels.form_check import accepts
from workbench.gui.panels.form_rows import FormRows
from workbench.gui.panels.guess import fits, guess
from workbench.gui.panels.phrases import phrase
from workbench.gui.panels.workspace import size_text
from workbench.model.workspace import Workspace
from workbench.operations.spec import Input, Operation

NONE, ANOTHER, CHOOSE = "none", "one more …", "choose"
KINDS = {(2,): "Matrix", (1,): "Vector"}


class InputBoxes(QObject):
    """A box for each input of an operation; of any number of inputs one more is always offered.

    `params` answers with the parameters as far as they can be read: what is proposed has to go with them.
    """

    changed = Signal()
    """another variable was chosen"""
    grown = Signal()
    """there is one more box"""

    def __init__(
        self, workspace: Workspace, rows: FormRows, params: Callable[[], dict[str, Any]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._workspace, self._rows, self._params, self._form = workspace, rows, params, parent
        self._operation: Operation | None = None
        self._preferred: str | None = None
        self.boxes: list[QComboBox] = []

    @property
    def names(self) -> list[str | None]:
        """What is chosen, None for a box without a choice."""
        return [box.currentData() for box in self.boxes]

    @property
    def given(self) -> tuple[str, ...]:
        """What is chosen, without empty boxes."""
        return tuple(name for name in self.names if name is not None)

    @property
    def missing(self) -> Input | None:
        """The first input that must be chosen and is not."""
        empty = (at for at, name in enumerate(self.names) if name is None and self._required(at))
        at = next(empty, None)
        return None if at is None else self._operation.input_at(at)

    # the boxes

    def make(self, operation: Operation) -> None:
        """Begin anew with a box for each declared input; the rows are empty already."""
        self._operation, self.boxes = operation, []
        for item in operation.inputs:
            self._add(item.name, item)

    def _add(self, key: str, item: Input) -> None:
        box = Choice(self._form)
        box.setObjectName(f"input_{key}")
        box.setAccessibleName(f"{key}: {item.help}")
        box.setToolTip(item.help)
        box.setPlaceholderText(CHOOSE)
        box.currentIndexChanged.connect(self._chosen)
        self.boxes.append(box)
        label = self._label(key, item)
        says = phrase(label, item.help) if key == item.name and label != KINDS.get(item.axes, "Array") else ""
        self._rows.add(label, box, says, len(self.boxes) - 1)

    def _label(self, key: str, item: Input) -> str:
        """What an input is called; where there is only one, what kind of thing it is."""
        if key != item.name:
            return ""
        kind = KINDS.get(item.axes, "Array")
        if item.repeated:
            return "Matrices" if kind == "Matrix" else "Arrays"
        lone = len(self._operation.inputs) == 1 and len(item.name) == 1
        return kind if lone else item.name.replace("_", " ")

    def _required(self, at: int) -> bool:
        """Whether an input must be given: the last may be optional, or the first of any number."""
        item = self._operation.input_at(at)
        return not item.optional and at < len(self._operation.inputs)

    def _chosen(self) -> None:
        self._shrink()
        self._grow()
        self.changed.emit()

    def _shrink(self) -> None:
        """Of boxes for one more input a single one is enough."""
        least = len(self._operation.inputs) + 1 if self._operation else 1
        while len(self.boxes) > least and all(box.currentData() is None for box in self.boxes[-2:]):
            self._rows.remove(self.boxes.pop())

    def _grow(self) -> None:
        last = self._operation.inputs[-1] if self._operation and self._operation.inputs else None
        if last is None or not last.repeated or self.boxes[-1].currentData() is None:
            return
        self._add(f"{last.name}{len(self.boxes)}", last)
        self._fill(len(self.boxes) - 1, None)
        self.grown.emit()

    # what they offer and propose

    def prefer(self, name: str | None) -> None:
        """The selected variable goes to the first input that it fits; others make way where they do not go with it."""
        self._preferred = name
        if self._operation is None or name not in self._workspace:
            return
        matrix = self._workspace[name]
        places = (at for at in range(len(self._operation.inputs)) if self._required(at))
        place = next((at for at in places if fits(self._operation, at, matrix)), None)
        if place is None:
            return
        names = self.names
        names[place] = name
        chosen = tuple(other for other in names if other is not None)
        if not accepts(self._operation, self._workspace, chosen, self._params()):
            names = self._completed([name if at == place else None for at in range(len(names))])
        for at, other in enumerate(names):
            self._fill(at, other)
        self._chosen()

    def offer(self, chosen: tuple[str, ...] = ()) -> None:
        """List the variables in every box, keeping what was chosen where it is still there."""
        names = self._completed([*chosen, *self.names[len(chosen) :]])
        for at, name in enumerate(names):
            if at == len(self.boxes):
                self._grow()
            self._fill(at, name)
        self._shrink()
        self._grow()

    def _completed(self, names: list[str | None]) -> list[str | None]:
        """Propose variables for the inputs that must be given and are not."""
        known = {at: name for at, name in enumerate(names) if name in self._workspace}
        if self._operation is None or all(at in known for at in range(len(names)) if self._required(at)):
            return names
        found = guess(self._operation, list(self._workspace), self._preferred, self._params(), known)
        longest = range(max(len(names), len(found)))
        return [known.get(at, found[at] if at < len(found) else None) for at in longest]

    def _fill(self, at: int, chosen: str | None) -> None:
        """Offer the variables in one box; one that need not be given also offers none."""
        box, names = self.boxes[at], list(self._workspace.names)
        box.blockSignals(True)
        box.clear()
        if not self._required(at):
            box.addItem(ANOTHER if self._operation.input_at(at).repeated else NONE, None)
            names.insert(0, None)
        for matrix in self._workspace:
            box.addItem(f"{matrix.name}  {size_text(matrix)}", matrix.name)
        unset = -1 if self._required(at) else 0
        box.setCurrentIndex(names.index(chosen) if chosen in names else unset)
        box.blockSignals(False)
