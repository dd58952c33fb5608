"""Cards share a memory budget: the oldest lose their arrays first and keep the rest."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.jobs.compute import compute
from workbench.jobs.request import Compute
from workbench.model.edits import Put, Remove, set_block
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.numbers import parse_number
from workbench.model.workspace import Workspace
from workbench.session.results import Results


def test_the_oldest_drop_their_arrays_and_keep_certificate_and_code() -> None:
    task = Compute("transpose", ("A",))
    answer = compute(task, (Matrix.of("A", np.ones((10, 10))),))
    results = Results(budget=2000)
    for _ in range(4):
        results.add("Transpose", task, answer)
    dropped = [entry.dropped for entry in results]
    assert dropped == [False, False, True, True]
    oldest = list(results)[-1]
    assert oldest.result is not None
    assert oldest.result.certificate.verdict == "green"
    assert oldest.result.code


def test_the_newest_stays_whatever_it_takes() -> None:
    task = Compute("transpose", ("A",))
    answer = compute(task, (Matrix.of("A", np.ones((10, 10))),))
    results = Results(budget=1)
    entry = results.add("Transpose", task, answer)
    assert not entry.dropped


@pytest.mark.parametrize("side", [2, 200])
def test_an_entry_knows_which_inputs_were_edited(side: int) -> None:
    workspace = Workspace()
    A, b = Matrix.of("A", np.eye(side)), Matrix.of("b", np.ones(side))
    for matrix in (A, b):
        workspace.do(Put(matrix))
    refused = UserError("singular", "It is not.")
    entry = Results().add("Solve", Compute("solve", ("A", "b")), refused, (A, b))
    assert entry.edited(workspace) == ()
    workspace.do(set_block(workspace["A"], 0, 0, [[parse_number("1/3")]]))
    assert entry.edited(workspace) == ("A",)
    workspace.undo()
    assert entry.edited(workspace) == (() if side == 2 else ("A",)), "large ones go by their version"
    workspace.do(Remove("b"))
    assert "b" in entry.edited(workspace)
