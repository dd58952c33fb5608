"""Norms by name, of matrices and vectors, at every scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand

SIZES = {None: 8.366600, "fro": 8.366600, 2: 8.296858, "nuc": 9.374889, 1: 10, "inf": 10, "sum": 18, "max": 6}


@pytest.mark.parametrize(("ord", "size"), SIZES.items())
def test_5_5_sizes_of_a_matrix(answer: Any, ord: Any, size: float) -> None:
    found = answer("norm", [[1, 2], [6, 4], [3, 2]], ord=ord)
    assert np.isclose(found["result"], size, atol=1e-6)
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize(("ord", "size"), [(0, 3), (1, 19), (2, 13), (None, 13), ("inf", 12)])
def test_5_2_one_vector_many_sizes(answer: Any, ord: Any, size: float) -> None:
    found = answer("norm", [3, -4, 0, 12], ord=ord)
    assert found["result"] == size
    assert found.exact == {"result": size}


def test_exact_norms(answer: Any) -> None:
    assert answer("norm", [[1, 2], [3, 4]]).exact == {"result": "sqrt(30)"}
    assert answer("norm", [[1, 2], [3, 4]], ord="inf").exact == {"result": 7}
    assert answer("norm", [[2, 1], [1, 3]], ord="nuc").exact == {"result": 5}


@pytest.mark.parametrize("ord", SIZES)
@pytest.mark.parametrize("scale", [1e306, 1e-308])
def test_scale_does_not_matter(answer: Any, ord: Any, scale: float) -> None:
    found = answer("norm", np.array([[1.0, 2], [6, 4], [3, 2]]) * scale, ord=ord)
    assert np.isclose(found["result"] / scale, SIZES[ord], atol=1e-6)
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize("ord", SIZES)
def test_an_error_goes_red(answer: Any, ord: Any) -> None:
    found = answer("norm", np.random.default_rng(0).standard_normal((6, 4)), ord=ord)
    wrong = found["result"] * (1 + 110 * found.certificate.error_bound)
    assert found.certify(result=np.asarray(wrong)).verdict == "red"
    assert found.certify(result=-found["result"]).verdict == "red"


@pytest.mark.parametrize("ord", SIZES)
def test_not_a_number_passes_through(answer: Any, ord: Any) -> None:
    found = answer("norm", [[1, np.nan], [2, 3]], ord=ord)
    assert np.isnan(found["result"])
    assert found.certificate.verdict == "amber"
    assert np.isinf(answer("norm", [[1, np.inf], [2, 3]], ord=ord)["result"])


def test_overflow_is_said(answer: Any) -> None:
    found = answer("norm", np.full((2, 2), 1.7e308))
    assert np.isinf(found["result"])
    assert "largest number" in found.certificate.reason


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0)])
def test_nothing_has_norm_zero(answer: Any, shape: Any) -> None:
    for ord in SIZES if len(shape) == 2 else (None, 0, 1, 2, "inf"):
        found = answer("norm", np.zeros(shape), ord=ord)
        assert found["result"] == 0
        assert found.certificate.verdict == "green"


@pytest.mark.parametrize(("shape", "ord"), [((2, 2), 0), ((2,), "nuc")])
def test_norms_of_the_other_kind_are_refused(shape: Any, ord: Any) -> None:
    with pytest.raises(UserError):
        by_name("norm").declare(Operand("A", shape), ord=ord)
