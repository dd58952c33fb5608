"""The named matrices with undo, redo and one signal that says what changed. For the GUI thread only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from psygnal import EmitLoopError, Signal

from workbench.model.document import Document
from workbench.model.edits import Edit, SetCells
from workbench.model.errors import UserError
from workbench.model.history import History, Step, default_budget
from workbench.model.matrix import Matrix
from workbench.model.names import clean_name

Region = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Change:
    """What an edit did, so that each view can decide whether it is stale.

    `names` are the matrices that were added, removed, renamed (both names) or changed. `region` is given when
    only cells of one matrix changed: its name and r0, r1, c0, c1 as in `Matrix.region`. `structure` tells that
    the list of matrices, or the shape, dtype or labels of one, is not what it was.
    """

    names: frozenset[str]
    region: Region | None = None
    structure: bool = False


class Workspace:
    """The document, changed only by `do`, `undo` and `redo`."""

    changed = Signal(Change)

    def __init__(self, budget: int | None = None) -> None:
        self._document = Document()
        self._history = History(default_budget() if budget is None else budget)

    @property
    def names(self) -> tuple[str, ...]:
        return self._document.names

    def __getitem__(self, name: str) -> Matrix:
        return self._document[name]

    def __contains__(self, name: object) -> bool:
        return name in self._document

    def __iter__(self) -> Iterator[Matrix]:
        return iter(self._document)

    def __len__(self) -> int:
        return len(self._document)

    def snapshot(self, names: Iterable[str]) -> tuple[Matrix, ...]:
        """These matrices as they are now; later edits make new versions and leave these alone."""
        return tuple(self._document[name] for name in names)

    def fresh_name(self, stem: str) -> str:
        """An allowed name that is free: the stem itself, else stem2, stem3, ..."""
        stem = clean_name(stem)
        name, number = stem, 1
        while name in self._document:
            number += 1
            name = f"{stem}{number}"
        return name

    def do(self, edit: Edit, merge: object | None = None) -> None:
        """Apply an edit. Edits with the same token `merge`, one right after the other, are one undo step."""
        before = tuple(self._document)
        inverse = edit.apply(self._document)
        history = self._history
        if merge is not None and history.done and not history.undone and history.done[-1].token == merge:
            history.join(inverse, edit.label)
        else:
            history.record(Step(edit.label, [inverse], merge))
        history.trim(matrix.base.serial for matrix in self._document)
        self._emit(before, [edit])

    def undo(self) -> None:
        """Take the newest step back."""
        if not self.can_undo:
            raise UserError("usage", "There is nothing to undo.", hint=self.history_note)
        self._move(self._history.done, self._history.undone)

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        if not self.can_redo:
            raise UserError("usage", "There is nothing to redo.")
        self._move(self._history.undone, self._history.done)

    def _move(self, source: list[Step], target: list[Step]) -> None:
        before = tuple(self._document)
        step = self._history.pop(source)
        edits = step.inverses[::-1]
        self._history.push(target, Step(step.label, [edit.apply(self._document) for edit in edits]))
        self._emit(before, edits)

    def follow(self, matrix: Matrix) -> None:
        """Put a derived matrix at its newest value: a function of what the history holds takes no step of its own."""
        before = tuple(self._document)
        self._document.put(matrix)
        self._emit(before, [])

    @property
    def can_undo(self) -> bool:
        return bool(self._history.done)

    @property
    def can_redo(self) -> bool:
        return bool(self._history.undone)

    @property
    def undo_label(self) -> str:
        """What `undo` would take back, "" if nothing."""
        return self._history.done[-1].label if self.can_undo else ""

    @property
    def redo_label(self) -> str:
        return self._history.undone[-1].label if self.can_redo else ""

    @property
    def dropped(self) -> int:
        """How many of the oldest steps were given up for memory."""
        return self._history.dropped

    @property
    def history_note(self) -> str:
        """Says that steps were given up, "" while none was."""
        steps = "1 older step was" if self.dropped == 1 else f"{self.dropped} older steps were"
        return f"{steps} dropped to save memory." if self.dropped else ""

    def _emit(self, before: tuple[Matrix, ...], edits: list[Edit]) -> None:
        change = _difference(before, tuple(self._document), edits)
        try:
            self.changed.emit(change)
        except EmitLoopError as error:
            if error.__cause__ is None:
                raise
            raise error.__cause__ from None


def _difference(before: tuple[Matrix, ...], after: tuple[Matrix, ...], edits: list[Edit]) -> Change:
    old, new = {m.name: m for m in before}, {m.name: m for m in after}
    names = frozenset(name for name in {**old, **new} if old.get(name) is not new.get(name))
    structure = list(old) != list(new) or any(_layout(old[name]) != _layout(new[name]) for name in names)
    return Change(names, None if structure else _region(new, edits), structure)


def _layout(matrix: Matrix) -> tuple[object, ...]:
    return (matrix.shape, matrix.dtype, matrix.row_labels, matrix.column_labels)


def _region(matrices: dict[str, Matrix], edits: list[Edit]) -> Region | None:
    """The smallest block of the table that holds every cell that was set, if nothing else was done."""
    cells = [edit for edit in edits if isinstance(edit, SetCells)]
    if len(cells) != len(edits) or len({edit.name for edit in cells}) != 1:
        return None
    indices = np.concatenate([edit.indices for edit in cells])
    if not len(indices):
        return None
    name = cells[0].name
    rows, columns = np.divmod(indices, matrices[name].table_shape[1])
    return (name, int(rows.min()), int(rows.max()) + 1, int(columns.min()), int(columns.max()) + 1)
