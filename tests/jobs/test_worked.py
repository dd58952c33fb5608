"""Worked steps through the engine: what is answered, and why there are none."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Steps
from workbench.jobs.worked import derivation_object
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.steps import Derivation, Way
from workbench.operations import CATALOG, by_name

WITH_STEPS = (
    "inv", "solve", "det", "slogdet", "eig", "eigvals", "svd", "svdvals", "charpoly", "matrix_rank", "lu", "qr",
    "rref", "null_space", "orth", "subspaces", "cramer", "solve_triangular", "matmul", "dot", "inner", "vdot",
    "matrix_power", "cholesky", "pinv", "lstsq", "cross", "outer", "kron", "ldl",
    "projector", "rank_factorization", "project",
)  # fmt: skip


def ask(operation: str, *values: Any, way: Way | None = None) -> Any:
    names = [item.name for item in by_name(operation).inputs][: len(values)]
    matrices = tuple(Matrix.of(name, np.array(value)) for name, value in zip(names, values, strict=True))
    return run(Steps(operation, tuple(names), {}, way or Way()), matrices)


@pytest.mark.parametrize("name", WITH_STEPS)
def test_the_catalog_has_steps(name: str) -> None:
    assert by_name(name).steps is not None
    assert name in [entry.name for entry in CATALOG]


def test_the_engine_answers_a_derivation_that_json_can_hold() -> None:
    found = ask("svd", [[3, 0], [4, 5]])
    assert isinstance(found, Derivation)
    data = derivation_object(found)
    assert json.loads(json.dumps(data)) == data
    assert data["way"]["arithmetic"] == "fractions"
    assert data["latex"].isascii()


def test_complete_pivoting_is_not_worked() -> None:
    matrix = Matrix.of("A", np.array([[1, 2], [3, 4]]))
    with pytest.raises(UserError, match="exchanges columns too"):
        run(Steps("lu", ("A",), {"pivoting": "complete"}), (matrix,))
    none = run(Steps("lu", ("A",), {"pivoting": "none"}), (matrix,))
    assert none.way.pivoting == "none"
    assert derivation_object(none)["result"] == ["A = [1 0; 3 1] [1 2; 0 -2]".replace("-", "−")]


def test_the_characteristic_polynomial_has_both_signs() -> None:
    data = derivation_object(ask("charpoly", [[2, 0, 0], [1, 2, 1], [-1, 0, 1]]))
    assert "−λ³ + 5 λ² − 8 λ + 4" in data["steps"][1]["lines"][0]
    assert data["result"] == ["det(λI − A) = λ³ − 5 λ² + 8 λ − 4"]


def test_row_operations_are_data() -> None:
    data = derivation_object(ask("solve", [[2, 1], [4, 5]], [1, 3]))
    assert data["steps"][1]["operation"] == {
        "kind": "add", "target": 1, "source": 0, "factor": "-2", "notation": "R₂ ← R₂ − 2 R₁",
    }  # fmt: skip
    assert data["steps"][1]["matrix"] == [["2", "1", "1"], ["0", "3", "1"]]
    assert data["steps"][1]["bar"] == 2
    assert data["steps"][1]["pivot"] == [0, 0]
    assert data["result"][-1] == "x = [1/3; 1/3]"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (("trace", [[1, 2], [3, 4]]), "Trace has no worked steps"),
        (("inv", np.eye(9)), "A is 9 x 9: steps are shown up to 8 x 8"),
        (("inv", np.ones((2, 3))), "A is 2 x 3, so it has no inverse"),
        (("det", np.ones((2, 2, 2))), "stack"),
        (("eig", np.eye(4)), "up to 3 x 3"),
        (("eig", np.eye(2), np.eye(2)), "no worked steps for this input"),
    ],
)
def test_where_there_are_none_the_reason_is_said(question: tuple[Any, ...], words: str) -> None:
    with pytest.raises(UserError, match=words):
        ask(*question)


def test_a_method_that_this_input_has_not_is_refused() -> None:
    with pytest.raises(UserError, match="Eigenvectors has no steps by bareiss for this input"):
        ask("eig", [[2, 1], [1, 1]], way=Way(method="bareiss"))
    assert ask("det", [[2, 1], [1, 1]], way=Way(along="row2")).way == Way("cofactors", "fractions", along="row2")


@pytest.mark.parametrize("way", [Way(pivoting="largest"), Way(arithmetic="roman"), Way(method="magic")])
def test_a_way_that_is_not_there_is_refused(way: Way) -> None:
    with pytest.raises(UserError, match="cannot be"):
        ask("det", [[1]], way=way)
