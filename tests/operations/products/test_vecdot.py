"""Dot products of many vectors at once."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix


def ask(A, B, **params):
    matrices = tuple(Matrix.of(name, np.asarray(value)) for name, value in (("A", A), ("B", B)))
    return run(Compute("vecdot", ("A", "B"), params), matrices)


def test_the_first_is_conjugated():
    assert ask([1 + 2j, 3], [1, 2j]).outputs["result"] == (1 - 2j) + 6j


def test_one_vector_meets_every_row():
    result = ask([[1, 2], [3, 4], [5, 6]], [1, -1])
    assert result.outputs["result"].tolist() == [-1, -1, -1]
    assert result.certificate.verdict == "green"


def test_products_that_leave_the_range_on_the_way():
    result = ask([[1e200, 1e-200]], [[1e100, 1e-300]])
    assert np.isclose(result.outputs["result"][0], 1e300, rtol=1e-15)


def test_integers_wrap_round_where_they_are_asked_for():
    matrices = tuple(Matrix.of(name, np.array([[100, 100]], np.int8)) for name in "AB")
    result = run(Compute("vecdot", ("A", "B"), {}, dtype="int8"), matrices)
    assert result.outputs["result"].dtype == np.int8
    assert result.outputs["result"][0] == np.int8(20000 % 256)
    assert "beyond" in " ".join(result.warnings)


@pytest.mark.parametrize(
    ("A", "B", "params", "words"),
    [
        (np.ones((2, 2)), np.ones((2, 3)), {}, "vectors of 2 and of 3 entries"),
        (np.ones((2, 2)), np.ones((2, 2)), {"axis": 2}, "no axis 2"),
        (np.ones((2, 3)), np.ones((4, 3)), {}, "do not meet"),
    ],
)
def test_what_does_not_fit_is_refused(A, B, params, words):
    with pytest.raises(UserError, match=words):
        ask(A, B, **params)
