"""The answers of a session, newest first, under one memory budget."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from psygnal import Signal

from workbench.jobs.request import Compute, Failure, Result
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.workspace import Workspace

BUDGET = 512 * 2**20
"""Bytes of output arrays that cards may hold; a choice, not a measurement."""

COMPARED = 10_000
"""Entries up to which matrices are compared by what is in them, and not only by their version."""


KEPT = 256
"""Entries up to which a card keeps its inputs, more than any worked steps are shown of."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One card: what was asked and what came of it; `dropped` when only its certificate and code are left."""

    number: int
    title: str
    task: Compute
    result: Result | None = None
    error: UserError | Failure | None = None
    dropped: bool = False
    states: tuple[int, ...] = ()
    """what its inputs were, in the order of the task, as `state` tells it"""
    inputs: tuple[Matrix, ...] = ()
    """the inputs themselves where all of them are small, for the worked steps"""

    def edited(self, workspace: Workspace) -> tuple[str, ...]:
        """The inputs that are not any more what they were, or gone."""
        pairs = zip(self.task.inputs, self.states, strict=False)
        return tuple(name for name, was in pairs if name not in workspace or state(workspace[name]) != was)

    @property
    def nbytes(self) -> int:
        if self.result is None:
            return 0
        return sum(value.nbytes for value in self.result.outputs.values() if value is not None)


def state(matrix: Matrix) -> int:
    """A number that changes with the entries: of a small matrix a hash of them, so that an undo counts."""
    if matrix.size > COMPARED:
        return matrix.version
    return hash((matrix.shape, matrix.dtype.str, matrix.to_array().tobytes(), matrix.is_exact))


class Results:
    """Entries newest first; the oldest lose their arrays when together they exceed the budget."""

    added = Signal(Entry)
    replaced = Signal(Entry)
    cleared = Signal()
    restored = Signal()

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._entries: list[Entry] = []
        self._numbers = itertools.count(1)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def add(
        self, title: str, task: Compute, answer: Result | UserError | Failure, matrices: tuple[Matrix, ...] = ()
    ) -> Entry:
        """Put an answer about these matrices on top and make room for it."""
        result = answer if isinstance(answer, Result) else None
        error = None if isinstance(answer, Result) else answer
        states = tuple(map(state, matrices))
        small = all(matrix.size <= KEPT for matrix in matrices)
        entry = Entry(next(self._numbers), title, task, result, error, False, states, matrices if small else ())
        self._entries.insert(0, entry)
        self.added.emit(entry)
        self._make_room()
        return entry

    def remove(self, entry: Entry) -> None:
        """Take one card away."""
        self._entries = [other for other in self._entries if other.number != entry.number]
        self.cleared.emit()

    def clear(self) -> None:
        """Take every card away."""
        self._entries.clear()
        self.cleared.emit()

    def put_back(self, entries: list[Entry]) -> None:
        """Bring cards back that were taken away, each to its place."""
        here = {entry.number for entry in self._entries}
        self._entries += [entry for entry in entries if entry.number not in here]
        self._entries.sort(key=lambda entry: -entry.number)
        self.restored.emit()
        self._make_room()

    def _make_room(self) -> None:
        held = sum(entry.nbytes for entry in self._entries)
        for index in range(len(self._entries) - 1, 0, -1):
            if held <= self._budget:
                return
            entry = self._entries[index]
            if entry.result is not None and not entry.dropped:
                held -= entry.nbytes
                self._drop(index, entry)

    def _drop(self, index: int, entry: Entry) -> None:
        assert entry.result is not None
        bare = replace(entry, result=replace(entry.result, outputs={}), dropped=True)
        self._entries[index] = bare
        self.replaced.emit(bare)
