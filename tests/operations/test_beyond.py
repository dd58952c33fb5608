"""Answers of which one output leaves the range of numbers: it is named, and the others are still verified."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.prepare import prepare
from workbench.jobs.request import Compute, Result
from workbench.jobs.running import on_cpu
from workbench.model.matrix import Matrix
from workbench.operations import by_name

CASES = [
    ("cramer", [[9.881313e-317]], [6.126182558702581e15], {}, "x"),
    ("cramer", [[-9e-301, 1.9e-300], [1.5e-300, 4.8e-301]], [1e15, 4e15], {}, "x"),
    ("cramer", [[1e200, 1.0], [3.0, 2e200]], [1e300, 4e15], {}, "the determinant and a numerator"),
    ("lp_fit", [9.881312916824931e-307], [3e15], {"p": 1}, "x"),
    ("lp_fit", [0.0, -5e-323], [1e15, -5e15], {"p": "inf"}, "x"),
    ("lp_fit", [[1.0], [1.0]], [1.5e308, -1.7e308], {"p": 1}, "the norm"),
    ("lp_fit", [[1e-309], [1e-306]], [3e15, 2e15], {"p": 2}, "x"),
    ("min_norm", [[1e-5, 1e-5]], [1.7e308], {"p": 1}, "x and the norm"),
    ("min_norm", [[0.3, 0.3]], [1e308], {"p": 2}, "the norm"),
    ("min_norm", [[1e-5, 1e-5]], [1.7e308], {"p": "inf"}, "x and the norm"),
]


def _matrices(A: object, b: object) -> tuple[Matrix, Matrix]:
    return Matrix.of("A", np.array(A)), Matrix.of("b", np.array(b))


def _answer(name: str, A: object, b: object, params: dict[str, object]) -> Result:
    return run(Compute(name, ("A", "b"), params), _matrices(A, b))


@pytest.mark.parametrize(("name", "A", "b", "params", "words"), CASES)
def test_what_overflows_is_named_and_the_rest_verified(name, A, b, params, words):
    assessment = _answer(name, A, b, params).certificate.assessment
    assert assessment.verdict == ("red" if words == "x and the norm" else "amber")
    assert f": {words}." in assessment.reason


@pytest.mark.parametrize(("name", "A", "b", "params", "words"), CASES)
def test_an_infinity_that_is_not_due_is_red(name, A, b, params, words):
    operation = by_name(name)
    problem = prepare(operation, _matrices(A, b), params, "auto")
    outcome = on_cpu(operation, problem).outcome
    for key, value in outcome.outputs.items():
        for wrong in (np.full_like(value, np.nan), np.full_like(value, -np.inf)):
            if np.array_equal(wrong, value) or key == "determinant":
                continue
            said = operation.certify(problem, replace(outcome, outputs={**outcome.outputs, key: wrong}))
            assert said.verdict == "red", key
