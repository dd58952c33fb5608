"""Matrices with rows or columns of very different sizes: small values are right, or are said to have no digit."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np
import pytest

from workbench.backends import exact
from workbench.numerics.decompose import nearly_symmetric

CORE = np.array([[2.0, 1, 1], [1, 3, 1], [1, 1, 4]])


def squared(A: Any) -> list[float]:
    """The eigenvalues of AᵀA, largest first, from 1200 bits."""
    flint.ctx.prec = 1200
    M = exact.to_flint(exact.fractions(A))
    values = flint.acb_mat(flint.fmpq_mat(M.transpose() * M)).eig(multiple=True)
    return sorted((float(abs(z).mid()) for z in values), reverse=True)


def test_singular_values_of_graded_rows_and_columns_are_all_right(answer: Any) -> None:
    A = np.diag([1e-20, 1e-10, 1]) @ CORE @ np.diag([1, 1e-3, 1e-6])
    for B in (A, A[::-1], A.T, np.vstack([A, 1e-30 * A])):
        for name in ("svdvals", "svd"):
            found = answer(name, B)
            S = found["S" if name == "svd" else "result"]
            assert np.allclose(S, np.sqrt(squared(B)), rtol=1e-13, atol=0)
            assert found.outcome.method == "LAPACK gejsv"
            assert found.certificate.verdict != "red"
            assert not any("no digit" in text for text in found.outcome.warnings)


@pytest.mark.parametrize("name", ["eig", "eigh", "eigvals"])
def test_eigenvalues_of_graded_definite_matrices_are_all_right(answer: Any, name: str) -> None:
    D = np.diag([1, 1e-8, 1e-16])
    A = D @ CORE @ D
    A = (A + A.T) / 2
    found = answer(name, A)
    w = found["result" if name == "eigvals" else "eigenvalues"]
    assert np.allclose(w, np.sqrt(squared(A)), rtol=1e-13, atol=0)
    assert found.outcome.method == "LAPACK pstrf and gejsv"
    assert found.certificate.verdict == "green"


def test_a_graded_triangle_is_not_symmetric(answer: Any) -> None:
    A = np.array([[1e-30, 0, 1e-20], [0, 1e-16, 0], [0, 0, 1]])
    assert not nearly_symmetric(A)
    assert answer("eig", A)["eigenvalues"].tolist() == [1, 1e-16, 1e-30]
    assert answer("eigvals", A)["result"].tolist() == [1, 1e-16, 1e-30]
    full = A + np.array([[0, 0, 0], [0, 0, 0], [1e-25, 0, 0]])
    assert "geev" in answer("eig", full).route.method


def test_products_that_should_be_symmetric_are_taken_for_it() -> None:
    rng = np.random.default_rng(0)
    for spread in (1.0, 1e-12):
        Q = np.linalg.qr(rng.standard_normal((40, 40)))[0]
        A = (Q * np.geomspace(1, spread, 40)) @ Q.T
        D = np.diag(np.geomspace(1, 1e-9, 40))
        assert nearly_symmetric(A)
        assert nearly_symmetric(D @ A @ D)


def test_small_values_are_in_order_and_said_to_have_no_digit(answer: Any) -> None:
    found = answer("eig", [[1, 2e-8, 3e-16], [1e-8, 2e-18, 1e-24], [2e-16, 1e-24, 5e-34]])
    w = np.abs(found["eigenvalues"])
    assert (np.diff(w) <= 0).all()
    assert "zero to working precision" in found.outcome.warnings[-1]


def test_a_singular_value_of_rounding_size_has_no_digit(answer: Any) -> None:
    A = np.outer([1, 2, 3.0], [0.1, 0.2, 0.7])
    for name in ("svd", "svdvals"):
        assert "zero to working precision" in answer(name, A).outcome.warnings[-1]
    assert not answer("svd", [[1.0, 2], [3, 4]]).outcome.warnings


def test_values_of_triangles_are_their_diagonal(answer: Any) -> None:
    for A in ([[1, 1], [0, 1]], [[1.0, 1], [0, 1.0000001]]):
        found = answer("eigvals", A)
        assert (found.certificate.verdict, found.certificate.digits) == ("green", 15)
        assert answer("eig", A).certificate.digits == 15
    near, defective = answer("eig", [[1.0, 1], [0, 1.0000001]]), answer("eig", [[1, 1], [0, 1]])
    assert near.certificate.verdict == "green"
    assert "and 7 of the vectors" in near.certificate.reason
    assert defective.certificate.verdict == "amber"


def test_digits_are_those_of_the_values_where_the_residual_shows_fewer_of_the_vectors(answer: Any) -> None:
    D = np.diag([1, 1e-12, 1e-24])
    found = answer("eig", D @ (CORE + np.triu(CORE, 1)) @ D)
    assert abs(found["eigenvalues"][0] - 2) < 1e-12
    assert found.certificate.digits >= 14
    assert found.certificate.error_bound > 1e-6
    assert "of the vectors the residual shows" in found.certificate.reason


@pytest.mark.parametrize("name", ["svd", "svdvals", "eig", "eigvals"])
def test_values_beyond_the_range_have_no_digits(answer: Any, name: str) -> None:
    found = answer(name, np.full((2, 2), 1.5e308)).certificate
    assert (found.verdict, found.digits) == ("red", None)
