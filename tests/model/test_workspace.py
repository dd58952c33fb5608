from __future__ import annotations

import tracemalloc
from fractions import Fraction

import numpy as np
import pytest

from workbench.model.edits import Batch, Put, Remove, Rename, SetCells, set_block
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.numbers import parse_number
from workbench.model.workspace import Change, Workspace


def type_into(workspace: Workspace, name: str, row: int, column: int, text: str, merge: object = None) -> None:
    workspace.do(set_block(workspace[name], row, column, [[parse_number(text)]]), merge)


@pytest.fixture
def workspace() -> Workspace:
    workspace = Workspace()
    for name in "ABC":
        workspace.do(Put(Matrix.of(name, [[1, 2], [3, 4]])))
    return workspace


def test_it_holds_named_matrices_in_order(workspace: Workspace) -> None:
    assert workspace.names == ("A", "B", "C")
    assert "B" in workspace
    assert len(workspace) == 3
    assert [matrix.name for matrix in workspace] == ["A", "B", "C"]
    assert workspace.fresh_name("A") == "A2"
    assert workspace.fresh_name("my data") == "my_data"
    with pytest.raises(UserError, match="no matrix named “X”"):
        workspace["X"]


def test_a_snapshot_does_not_follow(workspace: Workspace) -> None:
    (before,) = workspace.snapshot(["A"])
    type_into(workspace, "A", 0, 0, "9")
    assert before.entry(0, 0) == 1
    assert workspace["A"].entry(0, 0) == 9


def test_typing_an_integer_keeps_the_dtype(workspace: Workspace) -> None:
    type_into(workspace, "A", 0, 1, "-7")
    assert workspace["A"].dtype == np.int64
    assert workspace.undo_label == "Edit A[0,1]"


def test_typing_a_half_promotes_and_undo_gives_the_integers_back(workspace: Workspace) -> None:
    original = workspace["A"]
    type_into(workspace, "A", 0, 1, "1/2")
    assert workspace["A"].exact[0, 1] == Fraction(1, 2)
    workspace.undo()
    assert workspace["A"] is original
    workspace.redo()
    assert workspace["A"].dtype == np.float64
    assert workspace["A"].is_exact


def test_removing_and_renaming_restore_the_position(workspace: Workspace) -> None:
    workspace.do(Remove("A"))
    workspace.do(Rename("B", "X"))
    assert workspace.names == ("X", "C")
    workspace.undo()
    workspace.undo()
    assert workspace.names == ("A", "B", "C")


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (Rename("A", "B"), "already is a matrix named “B”"),
        (Rename("A", "2x"), "cannot name a matrix"),
        (Rename("X", "Y"), "no matrix named “X”"),
        (Remove("X"), "no matrix named “X”"),
        (Put(Matrix.of("for", [1])), "a word of Python"),
        (SetCells("A", np.array([4]), np.array([1])), "outside A, which is 2 × 2"),
    ],
)
def test_a_refused_edit_changes_nothing(workspace: Workspace, edit: Rename, sentence: str) -> None:
    before, label = tuple(workspace), workspace.undo_label
    with pytest.raises(UserError, match=sentence):
        workspace.do(Batch((Remove("C"), edit), "Both"))
    assert tuple(workspace) == before
    assert workspace.undo_label == label


def test_a_block_that_does_not_fit_is_refused(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="A block of 1 × 1 at row 2, column 0 does not fit into A, which is 2 × 2"):
        type_into(workspace, "A", 2, 0, "1")


def test_a_drag_is_one_step_that_holds_one_old_value(workspace: Workspace) -> None:
    token = object()
    for value in np.linspace(0, 1, 50):
        workspace.do(SetCells("A", np.array([0, 2]), np.array([value, 1.5])), merge=token)
    assert workspace._history.done[-1].inverses.__len__() == 1
    workspace.undo()
    assert workspace["A"].to_array().tolist() == [[1, 2], [3, 4]]
    assert workspace["A"].dtype == np.int64
    workspace.redo()
    assert workspace["A"].to_array().tolist() == [[1.0, 2], [1.5, 4]]


def test_another_token_or_an_undo_between_starts_a_new_step(workspace: Workspace) -> None:
    type_into(workspace, "A", 0, 0, "5", merge="first")
    type_into(workspace, "A", 0, 0, "6", merge="second")
    type_into(workspace, "A", 0, 0, "7")
    type_into(workspace, "A", 0, 0, "8")
    for expected in (7, 6, 5):
        workspace.undo()
        assert workspace["A"].entry(0, 0) == expected
    type_into(workspace, "A", 0, 0, "9", merge="first")
    workspace.undo()
    assert workspace["A"].entry(0, 0) == 5


def test_nothing_to_undo_or_redo() -> None:
    workspace = Workspace()
    assert (workspace.can_undo, workspace.can_redo) == (False, False)
    assert (workspace.undo_label, workspace.redo_label, workspace.history_note) == ("", "", "")
    with pytest.raises(UserError, match="nothing to undo"):
        workspace.undo()
    with pytest.raises(UserError, match="nothing to redo"):
        workspace.redo()


def test_the_signal_says_what_changed(workspace: Workspace) -> None:
    seen: list[Change] = []
    workspace.changed.connect(seen.append)
    type_into(workspace, "A", 1, 0, "7")
    assert seen.pop() == Change(frozenset("A"), ("A", 1, 2, 0, 1))
    workspace.undo()
    assert seen.pop() == Change(frozenset("A"), ("A", 1, 2, 0, 1))
    type_into(workspace, "A", 1, 0, "1/2")
    assert seen.pop() == Change(frozenset("A"), None, structure=True)
    workspace.do(Rename("B", "X"))
    assert seen.pop() == Change(frozenset("BX"), None, structure=True)
    workspace.do(Put(Matrix.of("C", [[5, 6], [7, 8]])))
    assert seen.pop() == Change(frozenset("C"))


def test_a_slot_that_raises_raises_its_own_error(workspace: Workspace) -> None:
    def slot(change: Change) -> None:
        raise ZeroDivisionError("in a slot")

    workspace.changed.connect(slot)
    with pytest.raises(ZeroDivisionError, match="in a slot"):
        workspace.do(Remove("A"))
    workspace.changed.disconnect(slot)
    workspace.undo()
    assert workspace.names == ("A", "B", "C")


def test_the_oldest_steps_are_dropped_beyond_the_budget() -> None:
    workspace = Workspace(budget=1_000_000)
    workspace.do(Put(Matrix.of("A", np.zeros((250, 250)))))
    for number in range(6):
        workspace.do(Put(Matrix.of("A", np.full((250, 250), float(number)))))
    assert workspace.dropped == 5
    assert workspace.history_note == "5 older steps were dropped to save memory."
    workspace.undo()
    workspace.undo()
    assert workspace["A"].entry(0, 0) == 3
    assert not workspace.can_undo


def test_a_base_that_is_in_use_anyway_costs_the_history_nothing() -> None:
    workspace = Workspace(budget=1000)
    workspace.do(Put(Matrix.of("A", np.zeros((250, 250)))))
    for label in "xyz":
        workspace.do(Put(workspace["A"].changed(origin=label)))
    assert workspace.dropped == 0


def test_a_keystroke_into_a_huge_matrix_copies_nothing() -> None:
    workspace = Workspace()
    workspace.do(Put(Matrix.of("A", np.broadcast_to(np.float32(1), (10_000, 10_000)))))
    type_into(workspace, "A", 0, 0, "3")
    number = [[parse_number("2.5")]]
    tracemalloc.start()
    try:
        workspace.do(set_block(workspace["A"], 5_000, 7_777, number))
        block = workspace["A"].region(4_990, 5_010, 7_770, 7_790)
        workspace.undo()
        workspace.redo()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100_000
    assert block[10, 7] == 2.5
    assert workspace["A"].dtype == np.float32
