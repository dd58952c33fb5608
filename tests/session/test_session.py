"""Running, opening, saving and keeping, through the session alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.session import example
from workbench.session.session import Session


def test_an_operation_becomes_a_card_and_a_line_of_code(session: Session, put: Callable[..., None]) -> None:
    put("A", [[2, 1], [1, 3]])
    session.run(Compute("det", ("A",)))
    assert len(session.results) == 0
    session.runner.drain()
    (entry,) = session.results
    assert entry.result is not None
    assert float(entry.result.outputs["result"]) == pytest.approx(5)
    assert "np.linalg.det(A)" in session.history.script()


def test_the_script_reproduces_the_session(session: Session, put: Callable[..., None]) -> None:
    put("A", [[2, 1], [1, 3]])
    put("b", [1.5, np.nan])
    for task in (Compute("inv", ("A",)), Compute("eig", ("A",)), Compute("svd", ("A",)), Compute("trace", ("A",))):
        session.run(task)
    session.runner.drain()
    names: dict[str, object] = {}
    exec(compile(session.history.script(), "script", "exec"), names)  # our own output, run as the user would
    np.testing.assert_array_equal(names["A"], [[2, 1], [1, 3]])


def test_a_refusal_is_a_card_that_says_why(session: Session, put: Callable[..., None]) -> None:
    put("M", [[1, 2], [2, 4]])
    session.run(Compute("inv", ("M",)))
    session.runner.drain()
    (entry,) = session.results
    assert isinstance(entry.error, UserError)
    assert entry.error.kind == "singular"
    assert "M" in entry.error.message


def test_an_edit_after_run_does_not_reach_the_job(session: Session, put: Callable[..., None]) -> None:
    put("A", [[2, 0], [0, 2]])
    session.run(Compute("det", ("A",)))
    put("A", [[3, 0], [0, 3]])
    session.runner.drain()
    (entry,) = session.results
    assert entry.result is not None
    assert float(entry.result.outputs["result"]) == 4


def test_stop_leaves_no_card(session: Session, put: Callable[..., None]) -> None:
    put("A", [[2, 0], [0, 2]])
    session.run(Compute("det", ("A",)))
    session.stop()
    session.runner.drain()
    assert len(session.results) == 0
    assert session.jobs == []


def test_save_and_open_again(session: Session, put: Callable[..., None], tmp_path: Path) -> None:
    put("A", [[2.5, 1], [1, 3]])
    path = tmp_path / "A.npy"
    session.save(str(path), ["A"])
    session.runner.drain()
    session.open(str(path))
    session.runner.drain()
    assert session.workspace.names == ("A", "A2")
    np.testing.assert_array_equal(session.workspace["A2"].to_array(), [[2.5, 1], [1, 3]])
    session.workspace.undo()
    assert session.workspace.names == ("A",)


def test_a_file_that_cannot_be_read_is_said_and_changes_nothing(session: Session, tmp_path: Path) -> None:
    heard: list[object] = []
    session.failed.connect(heard.append)
    session.open(str(tmp_path / "nothing.npy"))
    session.runner.drain()
    assert len(session.workspace) == 0
    (error,) = heard
    assert isinstance(error, UserError)
    assert error.kind == "file"


def test_keeping_several_outputs_is_one_undo_step(session: Session) -> None:
    session.keep([("U", np.eye(2), None), ("S", np.ones(2), None)], "result of SVD")
    assert session.workspace.names == ("U", "S")
    session.workspace.undo()
    assert session.workspace.names == ()


def test_the_worked_example(session: Session) -> None:
    example.fill(session)
    for task in example.questions():
        session.run(task)
    session.runner.drain()
    assert session.workspace.names == ("A", "b", "C", "digits")
    assert session.workspace["C"].to_array().tolist() == [4, 7]
    assert session.workspace["digits"].shape == (1797, 64)
    assert [entry.task.operation for entry in session.results] == ["svd", "det"]


def test_missing_values_are_said_when_a_file_is_opened(session: Session, tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []
    session.said.connect(lambda *said: heard.append(said))
    path = tmp_path / "gaps.csv"
    path.write_text("1,2\n3,\n", "utf-8")
    session.open(str(path))
    session.runner.drain()
    ((text, color),) = heard
    assert "missing" in text
    assert color == "amber"
    session.save(str(tmp_path / "copy.csv"), ["gaps"])
    session.runner.drain()
    assert heard[1][1] == "green"
