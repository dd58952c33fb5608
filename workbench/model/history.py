"""Undo and redo steps within a budget of bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from workbench.model.edits import Edit, Put, SetCells
from workbench.model.machine import physical_memory


@dataclass
class Step:
    """One undo step: inverses in the order in which they arose, to be applied newest first."""

    label: str
    inverses: list[Edit]
    token: object | None = None

    def covers(self, inverse: Edit) -> bool:
        """Whether the newest inverse held already restores all that this one would."""
        last = self.inverses[-1]
        if not isinstance(inverse, SetCells):
            return False
        if isinstance(last, Put):
            return last.matrix.name == inverse.name
        return (
            isinstance(last, SetCells) and last.name == inverse.name and np.array_equal(last.indices, inverse.indices)
        )


class History:
    """Two stacks of steps; the oldest are dropped when what they alone keep in memory exceeds the budget."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.dropped = 0
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self._cells = 0
        self._bases: dict[int, tuple[int, int]] = {}

    def record(self, step: Step) -> None:
        """A new step; what had been undone cannot be redone after it."""
        for old in self.undone:
            self._release(old)
        self.undone.clear()
        self.push(self.done, step)

    def join(self, inverse: Edit, label: str) -> None:
        """Make another edit part of the newest step."""
        step = self.done[-1]
        step.label = label
        if not step.covers(inverse):
            step.inverses.append(inverse)
            self._hold(inverse)

    def push(self, stack: list[Step], step: Step) -> None:
        stack.append(step)
        for edit in step.inverses:
            self._hold(edit)

    def pop(self, stack: list[Step]) -> Step:
        step = stack.pop()
        self._release(step)
        return step

    def trim(self, live: Iterable[int]) -> None:
        """Drop the oldest steps until the rest fit, the newest apart; `live` are serials of bases in use anyway."""
        if self._cells + sum(size for _, size in self._bases.values()) <= self.budget:
            return
        shared = frozenset(live)
        while len(self.done) > 1 and self.bytes_beside(shared) > self.budget:
            self._release(self.done.pop(0))
            self.dropped += 1

    def bytes_beside(self, live: frozenset[int]) -> int:
        """Memory that would be free without the history."""
        return self._cells + sum(size for serial, (_, size) in self._bases.items() if serial not in live)

    def _hold(self, edit: Edit) -> None:
        self._cells += edit.nbytes
        for base in edit.bases():
            count, size = self._bases.get(base.serial, (0, base.array.nbytes))
            self._bases[base.serial] = (count + 1, size)

    def _release(self, step: Step) -> None:
        for edit in step.inverses:
            self._cells -= edit.nbytes
            for base in edit.bases():
                count, size = self._bases.pop(base.serial)
                if count > 1:
                    self._bases[base.serial] = (count - 1, size)


def default_budget() -> int:
    """A quarter of the machine's memory."""
    return physical_memory() // 4
