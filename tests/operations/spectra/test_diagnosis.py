"""What `eig` says of a matrix: kinds of eigenvalues, repetitions, defects, the condition of each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy


def details(answer: Any, A: Any) -> Any:
    return answer("eig", A).outcome.details


def test_conditions_are_those_of_left_and_right_vectors(answer: Any) -> None:
    for A in (np.random.default_rng(0).standard_normal((6, 6)), np.array([[1.0, 1000], [0, 2]])):
        found = answer("eig", A)
        w, left, right = scipy.linalg.eig(A, left=True)
        expected = 1 / np.abs((left.conj() * right).sum(axis=0))
        order = [int(np.argmin(np.abs(w - value))) for value in found["eigenvalues"]]
        assert np.allclose(found.outcome.details["eigenvalue_conditions"], expected[order])


def test_large_matrices_have_estimates(answer: Any) -> None:
    A = np.random.default_rng(1).standard_normal((150, 150))
    found = answer("eig", A)
    w, left, right = scipy.linalg.eig(A, left=True)
    expected = 1 / np.abs((left.conj() * right).sum(axis=0))
    order = [int(np.argmin(np.abs(w - value))) for value in found["eigenvalues"]]
    ratio = np.array(found.outcome.details["eigenvalue_conditions"]) / expected[order]
    assert found.outcome.details["conditions_estimated"]
    assert (ratio > 0.5).all()
    assert (ratio < 2).all()


def test_symmetric_matrices_have_condition_one(answer: Any) -> None:
    assert details(answer, [[2, 1], [1, 3]])["eigenvalue_conditions"] == [1, 1]


def test_complex_pairs_are_counted(answer: Any) -> None:
    found = details(answer, [[0, -1, 0], [1, 0, 0], [0, 0, 5]])
    assert (found["real"], found["complex_pairs"], found["defective"]) == (1, 1, False)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_a_jordan_block_has_one_vector(answer: Any, n: int) -> None:
    found = answer("eig", 3 * np.eye(n) + np.eye(n, k=1))
    group = found.outcome.details["repeated"][0]
    assert group["multiplicity"] == n
    assert group["independent_vectors"] == 1
    assert group["value"] == pytest.approx(3)
    assert found.outcome.details["defective"]
    assert f"counts {n} times and has 1 independent eigenvector" in found.outcome.warnings[0]


def test_a_block_that_rounding_has_torn_apart_is_one_group(answer: Any) -> None:
    P = np.array([[1.0, 2, 0], [0, 1, 3], [1, 0, 1]])
    A = P @ (3 * np.eye(3) + np.eye(3, k=1)) @ np.linalg.inv(P)
    found = details(answer, A)
    assert found["repeated"][0]["multiplicity"] == 3
    assert found["defective"]


def test_a_repeated_value_with_all_its_vectors_is_not_defective(answer: Any) -> None:
    P = np.array([[1.0, 2, 0], [0, 1, 3], [1, 0, 1]])
    found = answer("eig", P @ np.diag([4.0, 4, 1]) @ np.linalg.inv(P))
    assert found.outcome.details["repeated"] == [
        {"value": pytest.approx(4), "multiplicity": 2, "independent_vectors": 2}
    ]
    assert not found.outcome.details["defective"]
    assert not found.outcome.warnings


def test_distinct_values_are_no_group(answer: Any) -> None:
    assert details(answer, np.diag([1.0, 1 + 1e-6, 2]) + np.eye(3, k=1) * 1e-3)["repeated"] == []


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_of_a_defective_matrix_holds(answer: Any, seed: int) -> None:
    """A Jordan block of order 2 to 4 among simple eigenvalues, behind an integer similarity that is exact."""
    rng = np.random.default_rng(seed)
    n, order = 8, 2 + seed % 3
    J = np.diag(np.arange(10.0, 10 - n, -1))
    J[:order, :order] = 2.5 * np.eye(order) + np.eye(order, k=1)
    lower, upper = (
        np.tril(rng.integers(-1, 2, (n, n)), -1) + np.eye(n),
        np.triu(rng.integers(-1, 2, (n, n)), 1) + np.eye(n),
    )
    X = lower @ upper
    inverse = np.rint(np.linalg.inv(X))
    assert np.array_equal(X @ inverse, np.eye(n))
    found = answer("eig", X @ J @ inverse)
    gaps = np.abs(found["eigenvalues"][:, None] - np.diag(J))
    off = gaps.min(axis=1).max() / np.diag(J).max()
    assert found.certificate.verdict == "amber", found.certificate.reason
    assert off <= found.certificate.error_bound <= 1e3 * off
    assert found.outcome.details["repeated"][0]["multiplicity"] == order


UNLIKE = {
    "companion": (np.vstack([-np.poly(np.arange(1, 11))[1:], np.eye(9, 10)]), np.arange(10.0, 0, -1)),
    "two": (np.array([[1, 1e150], [1e-150, 1]]), [2, 0]),
    "three": (np.array([[1, 1e8, 0], [1e-8, 1, 1e8], [0, 1e-8, 1]]), [1 + np.sqrt(2), 1, 1 - np.sqrt(2)]),
}


@pytest.mark.parametrize("kind", UNLIKE)
def test_values_that_balancing_tells_apart_are_not_repeated(answer: Any, kind: str) -> None:
    A, expected = UNLIKE[kind]
    found = answer("eig", A)
    assert np.allclose(found["eigenvalues"], expected, atol=1e-7)
    assert found.outcome.details["repeated"] == []
    assert not any("defective" in text for text in found.outcome.warnings)
    assert found.certificate.verdict != "red"
    if kind == "three":
        assert found.certificate.verdict == "green"
        assert min(found.outcome.details["vector_digits"]) >= 14


def test_an_exact_matrix_knows_whether_its_values_differ(answer: Any) -> None:
    """In double precision this one has a double eigenvalue."""
    A = np.array([[10**15, 1], [-1, 10**15 - 1]])
    assert answer("eig", A.astype(float)).outcome.details["repeated"][0]["multiplicity"] == 2
    known = answer("eig", A).outcome
    assert known.details["repeated"] == []
    assert not known.details["defective"]
