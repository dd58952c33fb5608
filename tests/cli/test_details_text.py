"""Details as lines of text: what is short is told, what is long is left to JSON."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.cli.details_text import details_lines
from workbench.jobs.answer import result_object
from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix


def lines(operation, *arrays, **params):
    matrices = tuple(Matrix.of(f"M{k}", np.array(array)) for k, array in enumerate(arrays))
    result = run(Compute(operation, tuple(matrix.name for matrix in matrices), params), matrices)
    found = result_object(result, [""] * len(arrays), [(matrix.shape, "") for matrix in matrices])
    return list(details_lines(found["details"], found["outputs"]))


@pytest.mark.parametrize(
    ("operation", "arrays", "params", "line"),
    [
        ("matrix_rank", [[[1, 2], [2, 4]]], {}, "tolerance: 2.22045e-15"),
        ("det", [[[1, 2], [3, 4]]], {}, "log |det|: 0.693147"),
        ("random_normal", [], {"seed": 7}, "seed: 7"),
        ("random_orthogonal", [], {"seed": 7}, "seed: 7"),
        ("rotation", [], {}, "unit: degrees"),
        ("einsum", [[[1, 2]], [[1], [2]]], {"subscripts": "ij,jk->ik"}, "path: step ij,jk->ik, multiplications 2"),
        ("eig", [[[1, 1], [0, 1]]], {}, "exact eigenvectors: value 1, vectors ((1, 0))"),
        ("power_iteration", [[[5, 1], [3, 3]]], {"seed": 2}, "seed: 2"),
    ],
)
def test_what_is_short_is_a_line(operation, arrays, params, line):
    assert line in lines(operation, *arrays, **params)


def test_what_is_long_has_none():
    assert not any(line.startswith("singular values") for line in lines("matrix_rank", np.diag(np.arange(1.0, 20))))


def test_nothing_found_is_not_told():
    assert list(details_lines({"repeated": [], "defective": False, "gaps": [1.0], "result": 1}, {"result": 1})) == []
