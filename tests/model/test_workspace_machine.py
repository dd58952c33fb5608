"""After any sequence of edits, undoing all gives the first state and redoing all the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from workbench.model.edits import Batch, Edit, Put, Remove, Rename, SetCells, set_block
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.numbers import parse_number
from workbench.model.shape import delete_columns, delete_rows, insert_columns, insert_rows
from workbench.model.workspace import Workspace

NAMES = st.sampled_from(["A", "B", "C", "D"])
TEXTS = st.sampled_from(["0", "7", "-300", "1/3", "0.1", "sqrt(2)", "nan", "2+1j", "10**25"])
DTYPES = st.sampled_from(["bool", "uint8", "int64", "float32", "float64", "complex128"])
SHAPES = st.sampled_from([(), (3,), (2, 2), (1, 4), (0, 2), (2, 2, 2), (320, 320)])
CHANGES: list[Callable[[Matrix, int], Matrix]] = [insert_rows, insert_columns, delete_rows, delete_columns]

State = tuple[tuple[Any, ...], ...]


def describe(matrix: Matrix) -> tuple[Any, ...]:
    array = matrix.to_array()
    twin = None if matrix.twin is None else tuple(matrix.twin.flat)
    labels = (matrix.row_labels, matrix.column_labels)
    return (matrix.name, array.dtype.str, array.shape, array.tobytes(), twin, labels, matrix.origin)


def state(workspace: Workspace) -> State:
    """Everything that undo must restore, the version apart: equal cells may come back as a new version."""
    return tuple(describe(matrix) for matrix in workspace)


class WorkspaceMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.workspace = Workspace(budget=10**9)
        for name in ("A", "B", "C"):
            self.workspace.do(Put(Matrix.from_numbers(name, [[parse_number("1"), parse_number("1/2")]])))
        self.states = [state(self.workspace)]
        self.at = 0

    def attempt(self, edit: Edit, merge: object | None = None) -> None:
        steps = len(self.workspace._history.done)
        try:
            self.workspace.do(edit, merge)
        except UserError:
            assert state(self.workspace) == self.states[self.at]
            return
        if len(self.workspace._history.done) > steps:
            del self.states[self.at + 1 :]
            self.states.append(state(self.workspace))
            self.at += 1
        else:
            self.states[self.at] = state(self.workspace)

    @rule(name=NAMES, shape=SHAPES, dtype=DTYPES, seed=st.integers(0, 9))
    def put(self, name: str, shape: tuple[int, ...], dtype: str, seed: int) -> None:
        array = (np.random.default_rng(seed).random(shape) * 9).astype(dtype)
        labels = tuple(f"r{i}" for i in range(shape[0])) if len(shape) == 2 else None
        self.attempt(Put(Matrix.of(name, array, origin="a test", row_labels=labels)))

    @rule(name=NAMES, texts=st.lists(TEXTS, min_size=4, max_size=4))
    def put_typed(self, name: str, texts: list[str]) -> None:
        rows = [[parse_number(text) for text in texts[i : i + 2]] for i in (0, 2)]
        self.attempt(Put(Matrix.from_numbers(name, rows)))

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        self.attempt(Remove(name))

    @rule(old=NAMES, new=NAMES)
    def rename(self, old: str, new: str) -> None:
        self.attempt(Rename(old, new))

    @rule(pick=st.integers(0, 9), row=st.integers(0, 3), column=st.integers(0, 3), text=TEXTS)
    def type_cell(self, pick: int, row: int, column: int, text: str) -> None:
        matrix = self.picked(pick)
        rows, columns = matrix.table_shape
        if row < rows and column < columns:
            self.attempt(set_block(matrix, row, column, [[parse_number(text)]]))

    @rule(
        pick=st.integers(0, 9), token=st.sampled_from("xy"), values=st.lists(st.floats(-9, 9), min_size=2, max_size=2)
    )
    def drag(self, pick: int, token: str, values: list[float]) -> None:
        matrix = self.picked(pick)
        if matrix.size > 1:
            self.attempt(SetCells(matrix.name, np.array([0, matrix.size - 1]), np.array(values)), token)

    @rule(pick=st.integers(0, 9), change=st.sampled_from(CHANGES), at=st.integers(0, 3))
    def reshape(self, pick: int, change: Callable[[Matrix, int], Matrix], at: int) -> None:
        try:
            edit = Put(change(self.picked(pick), at))
        except UserError:
            return
        self.attempt(edit)

    @rule(pick=st.integers(0, 9), name=NAMES, new=NAMES)
    def batch(self, pick: int, name: str, new: str) -> None:
        matrix = self.picked(pick)
        edits: tuple[Edit, ...] = (Put(Matrix.of(name, [[1.5]])), Rename(name, new), Remove(matrix.name))
        self.attempt(Batch(edits, "Several"))

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(min(times, self.at)):
            self.workspace.undo()
            self.at -= 1
            assert state(self.workspace) == self.states[self.at]

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(min(times, len(self.states) - 1 - self.at)):
            self.workspace.redo()
            self.at += 1
            assert state(self.workspace) == self.states[self.at]

    def picked(self, pick: int) -> Matrix:
        names = self.workspace.names
        return self.workspace[names[pick % len(names)]] if names else Matrix.of("A", [[1, 2]])

    @invariant()
    def the_state_is_the_recorded_one(self) -> None:
        assert state(self.workspace) == self.states[self.at]

    def teardown(self) -> None:
        for _ in range(self.at):
            self.workspace.undo()
        assert state(self.workspace) == self.states[0]
        for _ in range(3):
            self.workspace.undo()
        assert not len(self.workspace)
        assert not self.workspace.can_undo
        while self.workspace.can_redo:
            self.workspace.redo()
        assert state(self.workspace) == self.states[-1]


TestWorkspace = WorkspaceMachine.TestCase
TestWorkspace.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
