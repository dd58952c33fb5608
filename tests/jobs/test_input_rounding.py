"""Answers to numbers that a type does not hold: right for what it holds, and a verdict that says what that is worth."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.formats.source import read_source
from workbench.jobs.difference import reason
from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name

STAMPS = "[1700000000000000001,1700000000000000005,1700000000000000009]"


def ask(operation: str, *texts: str, dtype: str = "auto", **params):
    keys = tuple(f"M{at}" for at in range(len(texts)))
    matrices = tuple(read_source(text, key) for key, text in zip(keys, texts, strict=True))
    return run(Compute(operation, keys, params, dtype=dtype), matrices)


@pytest.mark.parametrize(
    ("operation", "texts"),
    [
        ("var", (STAMPS,)),
        ("std", (STAMPS,)),
        ("var", ("[1e16,10000000000000001,10000000000000002,10000000000000003]",)),
        ("subtract", ("[1700000000000000005]", "[1700000000000000001]")),
        ("distance", ("[1e17]", "[100000000000000001]")),
        ("trace", ("[[100000000000000001,0],[0,-100000000000000000]]",)),
        ("norm", ("[1e-400,0]",)),
        ("abs", ("[1e-400]",)),
        ("covariance", ("[[100000000000000001,1],[100000000000000003,2]]",)),
    ],
)
def test_digits_that_the_input_lost_are_not_claimed(operation, texts):
    result = ask(operation, *texts)
    assert result.certificate.verdict == "amber"
    assert result.certificate.assessment.digits == 0
    assert "as float64 holds them" in result.certificate.reason


def test_integers_of_a_file_count_as_given():
    stamps = Matrix.of("t", np.array([1700000000000000001, 1700000000000000005, 1700000000000000009]))
    result = run(Compute("var", ("t",), {}), (stamps,))
    assert result.outputs["result"] == 0
    assert result.certificate.verdict == "amber"
    assert reason(result) == "The input was rounded to float64 before the first step."


def test_some_digits_are_left_and_told():
    result = ask("subtract", "[0.3]", "[0.29999]")
    assert result.certificate.verdict == "green"
    assert result.certificate.assessment.digits == 11
    assert abs(result.outputs["result"][0] - 1e-5) <= 1e-5 * result.certificate.assessment.error_bound


@pytest.mark.parametrize(
    ("operation", "texts"),
    [
        ("subtract", ("[0.3]", "[0.1]")),
        ("var", ("[0.1,0.2,0.4]",)),
        ("inv", ("[[1,1],[1,1.0000001]]",)),
        ("lstsq", ("[[0.1,1],[0.2,1],[0.3,1]]", "[0.1,0.2,0.3]")),
        ("matrix_rank", ("[[0.1,0.2],[0.3,0.6]]",)),
        ("subspaces", ("[[0.1,0.2],[0.3,0.6]]",)),
    ],
)
def test_usual_decimals_keep_their_verdict(operation, texts):
    result = ask(operation, *texts)
    assert result.certificate.verdict == "green"
    assert "holds them" not in result.certificate.reason


def test_floats_are_what_was_given():
    arrays = (np.array([0.1 + 0.2]), np.array([0.3]))
    matrices = tuple(Matrix.of(name, array) for name, array in zip("AB", arrays, strict=True))
    result = run(Compute("subtract", ("A", "B"), {}), matrices)
    assert result.certificate.verdict == "green"
    assert result.certificate.assessment.digits == 15


@pytest.mark.parametrize("answer", [None, {"result": None}, UserError("domain", "There is none.")])
def test_without_an_answer_to_the_rounded_numbers_nothing_is_said(answer, monkeypatch):
    kept = by_name("subtract").exact

    def exact(problem):
        rounded = all((problem.exact[key] == problem[key]).all() for key in "AB")
        if rounded and isinstance(answer, UserError):
            raise answer
        return answer if rounded else kept(problem)

    monkeypatch.setitem(vars(by_name("subtract")), "exact", exact)
    result = ask("subtract", "[1700000000000000005]", "[1700000000000000001]")
    assert "holds them" not in result.certificate.reason
