"""Rank: counted, exact, and said to be a matter of choice where it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

MAGIC = [[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]]


def test_3_6_magic_square(answer: Any) -> None:
    found = answer("matrix_rank", MAGIC)
    assert found["result"] == 3
    assert found.exact == {"result": 3}
    assert found.certificate.verdict == "green"
    assert found.outcome.details["singular_values"].shape == (4,)


@pytest.mark.parametrize(("rtol", "rank"), [(None, 5), (1e-4, 2)])
def test_8_6_rank_under_noise(answer: Any, rtol: float | None, rank: int) -> None:
    i, j = np.arange(1, 7)[:, None], np.arange(1, 6)
    assert answer("matrix_rank", (i + j).astype(float))["result"] == 2
    assert answer("matrix_rank", i + j + 1e-6 * np.cos(i * j), rtol=rtol)["result"] == rank


@pytest.mark.parametrize(("nudge", "rank"), [(1e-14, 2), (5e-16, 1)])
def test_4_8_almost_dependent(answer: Any, nudge: float, rank: int) -> None:
    found = answer("matrix_rank", [[1, 1], [1, 1 + nudge]])
    assert found["result"] == rank


def test_a_value_near_the_tolerance_is_amber(answer: Any) -> None:
    found = answer("matrix_rank", [[1, 1], [1, 1 + 1e-14]])
    assert found.certificate.verdict == "amber"
    assert "rank is a decision" in found.certificate.reason


@pytest.mark.parametrize("A", [MAGIC, np.zeros((3, 2)), np.ones((4, 6)), np.eye(5)])
def test_any_other_rank_goes_red(answer: Any, A: Any) -> None:
    found = answer("matrix_rank", A)
    for wrong in (found["result"] - 1, found["result"] + 1):
        assert found.certify(result=np.asarray(wrong)).verdict == "red"


def test_many_values_are_proved_without_vectors(answer: Any) -> None:
    A = np.random.default_rng(0).standard_normal((150, 140))
    found = answer("matrix_rank", A)
    assert found["result"] == 140
    assert found.certificate.verdict == "green"
    assert found.certify(result=np.asarray(139)).verdict == "red"


def test_no_entries_no_rank(answer: Any) -> None:
    assert answer("matrix_rank", np.zeros((0, 3)))["result"] == 0
