"""Eigenvalues alone: the values of `eig`, and how they are proved without vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

MATRICES = ([[2.0, 1], [1, 3]], [[1.0, 2], [3, 4]], [[0.0, -1], [1, 0]], [[1.0, 5], [0, 3]], np.eye(3))


@pytest.mark.parametrize("A", MATRICES)
def test_same_values_as_eig(answer: Any, A: Any) -> None:
    found = answer("eigvals", A)
    assert np.allclose(found["result"], answer("eig", A)["eigenvalues"])
    assert found.certificate.verdict == "green"


def test_defective_matrix_is_not_green(answer: Any) -> None:
    found = answer("eigvals", [[1.0, 1], [0, 1]])
    assert found.certificate.verdict == "amber"
    assert "defective" in found.outcome.warnings[0]


@pytest.mark.parametrize("symmetric", [True, False])
def test_values_alone_are_amber(answer: Any, symmetric: bool) -> None:
    A = np.random.default_rng(0).standard_normal((140, 140))
    found = answer("eigvals", A + A.T if symmetric else A)
    assert found.certificate.verdict == "amber"
    assert "alone" in found.certificate.reason
    w = found["result"]
    assert found.certify(result=np.concatenate([w[1:], w[-1:]])).verdict == "red"


def test_large_triangle_shows_its_eigenvalues(answer: Any) -> None:
    A = np.triu(np.random.default_rng(0).standard_normal((140, 140)))
    found = answer("eigvals", A)
    assert found.certificate.verdict == "green"
    assert sorted(found["result"].real) == sorted(np.diagonal(A))


def test_exact_values(answer: Any) -> None:
    assert answer("eigvals", [[2, 1], [1, 3]]).exact["result"] == ["5/2 + sqrt(5)/2", "5/2 - sqrt(5)/2"]
