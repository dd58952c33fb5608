"""Eigenvalues and eigenvectors: order, signs, routes, what they satisfy and when they cannot be trusted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand

ENTRIES = st.floats(-100, 100, allow_subnormal=False)
SQUARE = st.integers(1, 7).flatmap(lambda n: hnp.arrays(np.float64, (n, n), elements=ENTRIES))
quiet = settings(deadline=None, max_examples=100)


def values(answer: Any, A: Any) -> Any:
    return answer("eig", A)["eigenvalues"]


@quiet
@given(A=SQUARE)
def test_pairs_satisfy_the_equation_and_are_never_red(answer: Any, A: Any) -> None:
    found = answer("eig", A)
    w, V = found["eigenvalues"], found["eigenvectors"]
    assert np.abs(A @ V - V * w).max() <= 1e-12 * max(1e-290, np.abs(A).max())
    assert np.allclose(np.linalg.norm(V, axis=0), 1)
    assert found.certificate.verdict != "red"


@quiet
@given(A=SQUARE)
def test_symmetric_values_are_real_descending_and_vectors_orthonormal(answer: Any, A: Any) -> None:
    found = answer("eig", A + A.T)
    w, V = found["eigenvalues"], found["eigenvectors"]
    assert w.dtype == np.float64
    assert (np.diff(w) <= 0).all()
    assert np.allclose(V.T @ V, np.eye(len(A)))


def test_balancing_by_huge_powers_bounds_without_a_warning(answer: Any) -> None:
    A = np.full((5, 5), 4.39768311e-285)
    A[2, 2] = 2.0
    found = answer("eig", A + np.triu(np.ones_like(A), 1) * 300)
    assert np.isclose(found["eigenvalues"][0], 2)
    assert found.certificate.verdict != "red", found.certificate.reason


@quiet
@given(A=SQUARE)
def test_general_values_are_complex_and_sorted_by_modulus(answer: Any, A: Any) -> None:
    A = A + np.triu(np.ones_like(A), 1) * 300
    w = values(answer, A)
    if len(A) > 1:
        assert w.dtype == np.complex128
    assert (np.diff(np.abs(w)) <= 1e-10 * np.abs(w).max(initial=1)).all()


@quiet
@given(A=SQUARE)
def test_entry_of_largest_modulus_is_positive(answer: Any, A: Any) -> None:
    V = answer("eig", A)["eigenvectors"]
    largest = np.abs(V) >= np.abs(V).max(axis=0) * (1 - 1e-9)
    assert (largest & (V.real > 0) & (np.abs(V.imag) < 1e-9)).any(axis=0).all()


@quiet
@given(A=SQUARE)
def test_transposing_keeps_the_sum_of_eigenvalues(answer: Any, A: Any) -> None:
    size = np.abs(A).max() + 1e-290
    assert abs(values(answer, A).sum() - values(answer, A.T).sum()) <= 1e-12 * size


def test_conjugate_pairs_are_adjacent_and_the_positive_one_first(answer: Any) -> None:
    w = values(answer, np.array([[0.0, -1, 0, 0], [1, 0, 0, 0], [0, 0, 3, -4], [0, 0, 4, 3]]))
    assert np.allclose(w, [3 + 4j, 3 - 4j, 1j, -1j])


def test_7_1_directions_that_survive(answer: Any) -> None:
    found = answer("eig", [[5, 1], [3, 3]])
    assert np.allclose(found["eigenvalues"], [6, 2])
    assert np.allclose(found["eigenvectors"], np.array([[1, -1], [1, 3]]) / np.sqrt([2, 10]))
    assert found.exact["eigenvalues"] == [6, 2]


def test_7_3_quadratic_form(answer: Any) -> None:
    found = answer("eig", [[6, 2], [2, 3]])
    assert np.allclose(found["eigenvalues"], [7, 2])
    assert np.allclose(found["eigenvectors"], np.array([[2, -1], [1, 2]]) / np.sqrt(5))


@pytest.mark.parametrize(
    ("A", "expected"),
    [
        ([[2, 4], [2, 5]], [6.701562, 0.298438]),
        ([[2, -3], [9, 5]], [3.5 + 4.974937j, 3.5 - 4.974937j]),
        ([[2, 3], [3, 5]], [6.854102, 0.145898]),
    ],
)
def test_7_4_same_form_different_matrices(answer: Any, A: Any, expected: Any) -> None:
    assert np.allclose(values(answer, A), expected, atol=1e-6)


def test_7_5_no_real_or_not_enough_eigenvectors(answer: Any) -> None:
    assert np.allclose(values(answer, [[0, -1], [1, 0]]), [1j, -1j])
    found = answer("eig", [[1, 1], [0, 1]])
    assert np.allclose(found["eigenvalues"], 1)
    assert "defective" in found.outcome.warnings[0]
    assert found.certificate.verdict == "amber"
    assert found.certificate.condition.value > 1e15


def test_radicals_where_the_polynomial_has_them(answer: Any) -> None:
    assert answer("eig", [[2, 1], [1, 3]]).exact["eigenvalues"] == ["5/2 + sqrt(5)/2", "5/2 - sqrt(5)/2"]
    assert answer("eig", [[2, -3], [9, 5]]).exact["eigenvalues"][0] == "7/2 + 3*sqrt(11)*I/2"
    cubic = answer("eig", [[2, 9, 8], [4, 7, 1], [8, 2, 5]], digits=20).exact
    assert cubic["eigenvalues"] == ["14.971580115897483227", "-5.8420856469010269853", "4.8705055310035437582"]
    assert cubic["eigenvectors"] is None


@pytest.mark.parametrize(
    ("A", "method", "why"),
    [
        ([[2.0, 1], [1, 3]], "LAPACK syevd", "A is symmetric"),
        ([[2, 1j], [-1j, 3]], "LAPACK syevd", "A is Hermitian"),
        ([[2.0, 0], [0, 3]], "read off the diagonal", "A is diagonal"),
        ([[1.0, 2], [0, 3]], "LAPACK geev", "A is triangular"),
        ([[1.0, 2], [4, 3]], "LAPACK geev", "no symmetry"),
    ],
)
def test_structure_chooses_the_routine(answer: Any, A: Any, method: str, why: str) -> None:
    found = answer("eig", A)
    assert found.route.method == method
    assert why in found.why


def test_rounding_errors_do_not_spoil_symmetry(answer: Any) -> None:
    found = answer("eig", [[2, 1], [1 + 2e-16, 3]])
    assert found["eigenvalues"].dtype == np.float64
    assert "treated as symmetric" in found.outcome.warnings[0]
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize("scale", [1e307, 1e-300, 1e-308])
def test_scale_does_not_matter(answer: Any, scale: float) -> None:
    found = answer("eig", np.array([[1.0, 2], [3, 4]]) * scale)
    assert np.allclose(found["eigenvalues"] / scale, [5.372281, -0.372281], atol=1e-6)
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize("dtype", [np.float32, np.complex64, np.complex128])
def test_every_type_is_kept(answer: Any, dtype: Any) -> None:
    found = answer("eig", np.array([[1, 2], [3, 4]], dtype=dtype))
    assert found["eigenvectors"].dtype == np.result_type(dtype, np.complex64)
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize("symmetric", [True, False])
def test_large_matrices_are_checked_on_sign_vectors(answer: Any, symmetric: bool) -> None:
    A = np.random.default_rng(3).standard_normal((150, 150))
    found = answer("eig", A + A.T if symmetric else A)
    assert found.certificate.verdict == "green"
    w = found["eigenvalues"].copy()
    w[70] += 200 * found.certificate.error_bound * abs(w[0])
    assert found.certify(eigenvalues=w).verdict == "red"


def test_empty_matrix_has_no_eigenvalues(answer: Any) -> None:
    found = answer("eig", np.zeros((0, 0)))
    assert found["eigenvalues"].shape == (0,)
    assert found.certificate.verdict == "green"


def test_only_square_matrices_have_eigenvalues() -> None:
    with pytest.raises(UserError, match="A is 3 x 2, so it has no eigenvalues") as caught:
        by_name("eig").declare(Operand("A", (3, 2)))
    assert caught.value.fixes == ("svd",)
    assert caught.value.details == {"shapes": {"A": [3, 2]}}


def large(kind: str) -> Any:
    rng = np.random.default_rng(4)
    A = rng.standard_normal((140, 140))
    return {
        "general": lambda: A,
        "single": lambda: A.astype(np.float32),
        "complex": lambda: A + 1j * rng.standard_normal((140, 140)),
        "real eigenvalues": lambda: np.triu(A) + np.diag(np.arange(140.0) * 3),
        "one sided": lambda: A * np.geomspace(1, 1e4, 140),
    }[kind]()


@pytest.mark.parametrize("kind", ["general", "single", "complex", "real eigenvalues", "one sided"])
def test_an_error_of_100_bounds_in_a_large_matrix_is_red(answer: Any, kind: str) -> None:
    found = answer("eig", large(kind))
    right = found.certificate
    assert right.verdict in ("green", "amber")
    w, V = found["eigenvalues"], found["eigenvectors"]
    step = 110 * right.error_bound * np.abs(V).max()
    assert right.error_bound < 1e-3
    first = int(np.argmax(w.imag > 0)) if (w.imag > 0).any() else 5
    for column in (0, first, first + 1, 139):
        for row in (0, 71, 139):
            for change in (step, 1j * step):
                wrong = V.copy()
                wrong[row, column] += change
                assert found.certify(eigenvectors=wrong).verdict == "red"
        for wrong_column in (-V[:, column], V[:, column] * (1 + step), V[:, column - 2], np.nan * V[:, column]):
            wrong = V.copy()
            wrong[:, column] = wrong_column
            assert found.certify(eigenvectors=wrong).verdict == "red"


def test_the_second_of_a_pair_is_checked_as_well(answer: Any) -> None:
    found = answer("eig", large("general"))
    w, V = found["eigenvalues"], found["eigenvectors"].copy()
    second = int(np.argmax(w.imag < 0))
    V[:, second] = V[:, second - 1]
    assert found.certify(eigenvectors=V).verdict == "red"


def test_factors_of_other_vectors_prove_nothing(answer: Any) -> None:
    found, other = answer("eig", large("general")), answer("eig", large("general").T)
    stolen = replace(found.outcome, witness=other.outcome.witness)
    certificate = found.operation.certify(found.problem, stolen)
    assert certificate.verdict == "red"
    assert "factors" in certificate.reason


TURN = np.array([[0.0, 1], [-1, 0]])
CYCLE = np.roll(np.eye(3), 1, axis=0)
TWICE = {
    "two turns": np.kron(np.eye(2), TURN),
    "three turns": np.kron(TURN, np.eye(3)),
    "two cycles": np.kron(np.eye(2), CYCLE),
    "two rotations": np.kron(np.eye(2), [[np.cos(1), -np.sin(1)], [np.sin(1), np.cos(1)]]),
    "a chain": np.array([[0.0, 1, 1, 0], [-1, 0, 0, 1], [0, 0, 0, 1], [0, 0, -1, 0]]),
}


@pytest.mark.parametrize("name", ["eig", "eigvals"])
@pytest.mark.parametrize("kind", TWICE)
def test_repeated_pairs_stay_together(answer: Any, name: str, kind: str) -> None:
    found = answer(name, TWICE[kind])
    w = found["eigenvalues" if name == "eig" else "result"]
    assert found.certificate.verdict != "red"
    upper = np.flatnonzero(w.imag > 0)
    assert (w[upper + 1] == w[upper].conj()).all()


def test_exact_pairs_alternate_too(answer: Any) -> None:
    found = answer("eig", np.kron(np.eye(2, dtype=int), [[0, 1], [-1, 0]])).exact
    assert found["eigenvalues"] == ["I", "-I", "I", "-I"]
    assert [[str(x) for x in row[:2]] for row in found["eigenvectors"]] == [
        ["-I", "I"],
        ["1", "1"],
        ["0", "0"],
        ["0", "0"],
    ]
    assert answer("eigvals", np.kron(np.eye(2, dtype=int), [[0, 2], [-1, 0]])).exact["result"][1].startswith("-")


def near(gap: float, last: float = -1.0) -> Any:
    Q = np.linalg.qr(np.random.default_rng(0).standard_normal((5, 5)))[0]
    A = (Q * [3, 1 + gap, 1, 2, last]) @ Q.T
    return (A + A.T) / 2


@pytest.mark.parametrize("name", ["eig", "eigh"])
def test_vectors_of_near_values_have_fewer_digits(answer: Any, name: str) -> None:
    found = answer(name, near(1e-13))
    assert found.certificate.verdict == "green"
    assert "of the eigenvalues are trusted, and 1 of the vectors" in found.certificate.reason
    assert "vectors of the eigenvalue 1 are determined to 1 digit only" in found.outcome.warnings[-1]
    digits = found.outcome.details["vector_digits"]
    assert digits[2:4] == [1, 1]
    assert min(digits[:2] + digits[4:]) >= 14


def test_vectors_without_a_digit_are_amber(answer: Any) -> None:
    found = answer("eig", near(2e-14, 1.5))
    assert found.certificate.verdict == "amber"
    assert "none of the vectors of 1: the gap" in found.certificate.reason


def test_repeated_values_share_a_span(answer: Any) -> None:
    found = answer("eig", near(0))
    assert found.certificate.verdict == "green"
    assert "Of the vectors of equal eigenvalues only the span is determined." in found.certificate.reason
    assert not found.outcome.warnings


def test_vectors_of_near_values_of_a_general_matrix(answer: Any) -> None:
    X = np.random.default_rng(3).standard_normal((5, 5))
    A = (X * [1, 1 + 1e-10, 2, 3, 4]) @ np.linalg.inv(X)
    found = answer("eig", A)
    assert found.certificate.verdict == "green"
    assert max(found.outcome.details["vector_digits"][3:]) <= 5
    assert "of the vectors" in found.certificate.reason


def test_where_the_schur_form_does_not_converge(answer: Any) -> None:
    A = np.full((7, 7), 7.85410825e-243)
    A[1, 4], A[3, 0] = 1, 8.55328175e-215
    assert answer("eig", A).certificate.verdict != "red"


def test_vectors_of_a_diagonal_matrix_are_known(answer: Any) -> None:
    found = answer("eig", np.diag([1 + 1e-14, 1.0, 2]))
    assert (found.certificate.verdict, found.certificate.digits) == ("green", 15)
    assert "of the vectors" not in found.certificate.reason
    assert "vector_digits" not in found.outcome.details
