"""The script of a session gives every computation the values that it had."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from workbench.jobs.request import Compute
from workbench.session.session import Session


def names_after(session: Session) -> dict[str, object]:
    session.runner.drain()
    names: dict[str, object] = {}
    exec(compile(session.history.script(), "script", "exec"), names)  # our own output, run as the user would
    return names


def test_a_matrix_that_is_edited_back_is_written_again(session: Session, put: Callable[..., None]) -> None:
    for values in ([[2, 1], [1, 3]], [[5, 0], [0, 7]], [[2, 1], [1, 3]]):
        put("A", values)
        session.run(Compute("det", ("A",)))
        session.runner.drain()
    assert names_after(session)["d"] == pytest.approx(5)


def test_a_matrix_is_written_once_while_it_stays(session: Session, put: Callable[..., None]) -> None:
    put("A", [[2, 1], [1, 3]])
    for name in ("det", "inv", "trace"):
        session.run(Compute(name, ("A",)))
    session.runner.drain()
    assert session.history.script().count("A = ") == 1


def test_the_name_of_a_made_matrix_does_not_shadow_a_variable(session: Session, put: Callable[..., None]) -> None:
    """The code of a generator calls its matrix A, as the variable here is called."""
    put("A", [[2, 1], [1, 3]])
    session.run(Compute("det", ("A",)))
    session.run(Compute("hilbert", (), {"n": 3}))
    session.run(Compute("inv", ("A",)))
    np.testing.assert_allclose(names_after(session)["X"], np.linalg.inv([[2, 1], [1, 3]]))


def test_a_kept_result_is_named_in_the_script(session: Session) -> None:
    session.run(Compute("hilbert", (), {"n": 30}))
    session.runner.drain()
    (entry,) = session.results
    assert entry.result is not None
    session.keep([("H", entry.result.outputs["result"], None)], "Hilbert", entry.result)
    session.run(Compute("norm", ("H",)))
    names = names_after(session)
    assert "load it before" not in session.history.script()  # it has 900 entries, too many to be written out
    assert np.shape(names["H"]) == (30, 30)


def test_a_kept_result_has_the_number_type_that_it_has_here(session: Session, put: Callable[..., None]) -> None:
    """Transposed bytes are bytes, whose squares would not fit."""
    put("A", np.array([[100, 1], [0, 100]], np.int8))
    session.run(Compute("transpose", ("A",)))
    session.runner.drain()
    (entry,) = session.results
    assert entry.result is not None
    session.keep([("T", entry.result.outputs["result"], None)], "Transposed", entry.result)
    session.run(Compute("matmul", ("T", "T")))
    np.testing.assert_array_equal(names_after(session)["C"], [[10000, 0], [200, 10000]])


def test_a_kept_result_is_not_taken_for_another_output(session: Session, put: Callable[..., None]) -> None:
    """The code of low_rank assigns the matrix, then its error; that of center the mean, then the matrix."""
    values = np.arange(900.0).reshape(30, 30) % 7
    for operation, output in (("low_rank", "result"), ("center", "mean")):
        put("A", values)
        session.run(Compute(operation, ("A",)))
        session.runner.drain()
        result = next(iter(session.results)).result
        assert result is not None
        session.keep([("K", result.outputs[output], None)], "kept", result)
        lines = session.history.script().splitlines()
        assert (lines[-1] == "K = B") == (output == "result")
