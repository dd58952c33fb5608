"""The operation that CONTRIBUTING.md shows is a whole one."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from workbench.model.errors import UserError
from workbench.numerics.structure import detect
from workbench.operations.spec import Operand, Operation, Outcome, Problem

TEXT = (Path(__file__).resolve().parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.fixture
def operation(monkeypatch: pytest.MonkeyPatch) -> Operation:
    """The example, run as the module that it would be."""
    (source,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    module = ModuleType("multiply_example")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(source, "CONTRIBUTING.md", "exec"), module.__dict__)
    found: Operation = module.__dict__["MULTIPLY"]
    return found


@pytest.fixture
def problem() -> Problem:
    arrays = {"A": np.array([[1.0, 2.0], [3.0, 4.0]]), "B": np.array([[0.5, 0.1], [2.0, 1.0]])}
    return Problem(arrays, {name: detect(array) for name, array in arrays.items()})


def test_the_signature_is_the_form(operation: Operation) -> None:
    assert operation.summary == "The product entry by entry, as numpy.multiply has it."
    assert [row.name for row in operation.inputs] == ["A", "B"]
    assert [row.name for row in operation.outputs] == ["result"]


def test_its_answer_is_certified(operation: Operation, problem: Problem) -> None:
    outcome = operation.routes[0].run(problem)
    assert operation.certify(problem, outcome).verdict == "green"
    wrong = Outcome({"result": outcome.outputs["result"] + 1e-3})
    assert operation.certify(problem, wrong).verdict == "red"


def test_shapes_that_clash_are_refused_first(operation: Operation) -> None:
    with pytest.raises(UserError, match="A is 2 x 3 and B is 3 x 2"):
        operation.declare(Operand("A", (2, 3)), Operand("B", (3, 2)))
