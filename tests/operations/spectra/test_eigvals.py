"""Eigenvalues alone: the values of `eig`, and how they are proved without vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from workbench.numerics.tridiagonal import values as _values

MATRICES = ([[2.0, 1], [1, 3]], [[1.0, 2], [3, 4]], [[0.0, -1], [1, 0]], [[1.0, 5], [0, 3]], np.eye(3))


@pytest.mark.parametrize("A", MATRICES)
def test_same_values_as_eig(answer: Any, A: Any) -> None:
    found = answer("eigvals", A)
    assert np.allclose(found["result"], answer("eig", A)["eigenvalues"])
    assert found.certificate.verdict == "green"


def test_defective_matrix_is_not_green(answer: Any) -> None:
    found = answer("eigvals", [[2.0, 1], [-1, 0]])
    assert found.certificate.verdict == "amber"
    assert "defective" in found.outcome.warnings[0]


def test_values_alone_of_a_general_matrix_are_amber(answer: Any) -> None:
    found = answer("eigvals", np.random.default_rng(0).standard_normal((140, 140)))
    assert found.certificate.verdict == "amber"
    assert "alone" in found.certificate.reason
    w = found["result"]
    assert found.certify(result=np.concatenate([w[1:], w[-1:]])).verdict == "red"


LARGE = np.random.default_rng(0).standard_normal((140, 140))
SYMMETRIC = {
    "random": LARGE + LARGE.T,
    "complex": LARGE + LARGE.T + 1j * (LARGE - LARGE.T),
    "single": (LARGE + LARGE.T).astype(np.float32),
    "huge": (LARGE + LARGE.T) * 1e200,
    "tiny": (LARGE + LARGE.T) * 1e-200,
    "ones": np.ones((140, 140)),
    "graded": np.outer(*2 * [10.0 ** -np.linspace(0, 12, 140)]) * (LARGE + LARGE.T),
    "nearly symmetric": LARGE + LARGE.T + 1e-16 * LARGE,
}


@pytest.mark.parametrize("kind", SYMMETRIC)
def test_values_alone_of_a_symmetric_matrix_are_proved(answer: Any, kind: str) -> None:
    A = SYMMETRIC[kind]
    found = answer("eigvals", A)
    w, bound = found["result"], found.certificate.error_bound
    truth = np.linalg.eigvalsh(A.astype(np.result_type(A, float)))[::-1]
    assert found.certificate.verdict == "green", found.certificate.reason
    assert np.abs(w - truth).max() <= bound * np.abs(truth).max()
    assert "Sturm" in found.certificate.reason
    for place in (0, 70, 139):
        wrong = w.copy()
        wrong[place] += 110 * bound * np.abs(w).max()
        assert found.certify(result=wrong).verdict == "red"
    assert found.certify(result=np.concatenate([w[1:], w[-1:]])).verdict == "red"


def test_another_matrix_proves_nothing(answer: Any) -> None:
    found = answer("eigvals", SYMMETRIC["random"])
    stolen = replace(found.outcome, witness={"tridiagonal": _values(SYMMETRIC["random"] * 1.001)[1]})
    assert found.operation.certify(found.problem, stolen).verdict == "red"


def test_large_triangle_shows_its_eigenvalues(answer: Any) -> None:
    A = np.triu(np.random.default_rng(0).standard_normal((140, 140)))
    found = answer("eigvals", A)
    assert found.certificate.verdict == "green"
    assert sorted(found["result"].real) == sorted(np.diagonal(A))


def test_exact_values(answer: Any) -> None:
    assert answer("eigvals", [[2, 1], [1, 3]]).exact["result"] == ["5/2 + sqrt(5)/2", "5/2 - sqrt(5)/2"]
