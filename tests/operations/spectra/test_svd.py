"""Singular value decomposition: what the factors rebuild, their order and signs, and the values alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

SHAPES = st.tuples(st.integers(1, 7), st.integers(1, 7))
MATRICES = SHAPES.flatmap(lambda s: hnp.arrays(np.float64, s, elements=st.floats(-1e6, 1e6, allow_subnormal=False)))
quiet = settings(deadline=None, max_examples=100)


@quiet
@given(A=MATRICES, full=st.booleans())
def test_factors_rebuild_the_matrix(answer: Any, A: Any, full: bool) -> None:
    found = answer("svd", A, full=full)
    U, S, Vh = found["U"], found["S"], found["Vh"]
    k = len(S)
    assert np.abs(U[:, :k] * S @ Vh[:k] - A).max() <= 1e-13 * max(S[0], 1e-290)
    assert np.allclose(U.T @ U, np.eye(U.shape[1]))
    assert np.allclose(Vh @ Vh.T, np.eye(Vh.shape[0]))
    assert found.certificate.verdict != "red"


@quiet
@given(A=MATRICES)
def test_values_are_sorted_and_do_not_change_under_transposition(answer: Any, A: Any) -> None:
    S = answer("svdvals", A)["result"]
    assert (S >= 0).all()
    assert (np.diff(S) <= 0).all()
    assert np.allclose(S, answer("svdvals", A.T)["result"], atol=1e-13 * (1 + S[0]))


@quiet
@given(A=MATRICES)
def test_largest_entry_of_each_left_vector_is_positive(answer: Any, A: Any) -> None:
    U = answer("svd", A)["U"]
    assert (U.max(axis=0) >= -U.min(axis=0) * (1 - 1e-9)).all()


def test_8_1_three_moves(answer: Any) -> None:
    found = answer("svd", [[3, 7], [5, 2]])
    assert np.allclose(found["S"], [8.713380, 3.328215], atol=1e-6)
    assert np.isclose(found["S"].prod(), 29)
    assert np.isclose(np.linalg.det(found["U"]) * np.linalg.det(found["Vh"]), -1)


def test_8_2_tall_matrix_full_and_thin(answer: Any) -> None:
    thin, full = (answer("svd", [[7, 2], [3, 4], [5, 3]], full=full) for full in (False, True))
    assert np.allclose(thin["S"], [10.251427, 2.628355], atol=1e-6)
    assert thin["U"].shape == (3, 2)
    assert full["U"].shape == (3, 3)
    projector = np.array([[5, -1, 2], [-1, 5, 2], [2, 2, 2]]) / 6
    assert np.allclose(thin["U"] @ thin["U"].T, projector)


@pytest.mark.parametrize(
    ("A", "values"),
    [([[1, 1], [0, 1]], [1.618034, 0.618034]), ([[1, 2], [2, 1]], [3, 1]), ([[-1, 3], [2, -2]], [4.130649, 0.968371])],
)
def test_8_3_singular_values_are_not_eigenvalues(answer: Any, A: Any, values: Any) -> None:
    assert np.allclose(answer("svdvals", A)["result"], values, atol=1e-6)


def test_complex_factors(answer: Any) -> None:
    A = np.array([[1, 2j], [3, 4], [5j, 6]])
    found = answer("svd", A)
    assert np.allclose(found["U"] * found["S"] @ found["Vh"], A)
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize(
    ("A", "values"),
    [
        ([[2, 1], [1, 3]], ["5/2 + sqrt(5)/2", "5/2 - sqrt(5)/2"]),
        ([[3, 0], [4, 5]], ["3*sqrt(5)", "sqrt(5)"]),
        ([[1, 2], [2, 4]], [5, 0]),
    ],
)
def test_exact_values(answer: Any, A: Any, values: Any) -> None:
    assert answer("svd", A).exact == {"U": None, "S": values, "Vh": None}
    assert answer("svdvals", A).exact == {"result": values}


@pytest.mark.parametrize("scale", [1e307, 1e-300, 1e-308])
def test_scale_does_not_matter(answer: Any, scale: float) -> None:
    found = answer("svd", np.array([[1.0, 2], [3, 4]]) * scale)
    assert np.allclose(found["S"] / scale, [5.464986, 0.365966], atol=1e-6)
    assert found.certificate.verdict == "green"


def test_a_value_beyond_the_range_is_red(answer: Any) -> None:
    certificate = answer("svd", np.full((2, 2), 1.5e308)).certificate
    assert certificate.verdict == "red"
    assert "range" in certificate.reason


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_matrices_without_entries(answer: Any, shape: Any) -> None:
    found = answer("svd", np.zeros(shape), full=True)
    assert found["S"].shape == (0,)
    assert found.certificate.verdict == "green"


G = np.random.default_rng(0).standard_normal((170, 140))
MANY = {
    "square": G[:140],
    "tall": np.vstack([G, G * 2]),
    "wide": G.T.copy(),
    "complex": G + 1j * G[::-1],
    "single": G.astype(np.float32),
    "huge": G * 1e200,
    "tiny": G * 1e-200,
    "of rank 1": np.ones((150, 140)),
    "graded": G * 10.0 ** -np.linspace(0, 15, 140),
    "orthogonal": np.linalg.qr(G)[0],
}


@pytest.mark.parametrize("kind", MANY)
def test_many_values_alone_are_proved(answer: Any, kind: str) -> None:
    A = MANY[kind]
    found = answer("svdvals", A)
    S, bound = found["result"], found.certificate.error_bound
    truth = np.linalg.svd(A.astype(np.result_type(A, float)), compute_uv=False)
    assert found.certificate.verdict == "green", found.certificate.reason
    assert "Sturm" in found.certificate.reason
    assert np.abs(S - truth).max() <= bound * truth[0]
    for place in (0, 70, 139):
        wrong = S.copy()
        wrong[place] += 110 * bound * S[0]
        assert found.certify(result=wrong).verdict == "red"
    assert found.certify(result=np.append(S[1:], 0).astype(S.dtype)).verdict == "red" or kind == "orthogonal"


def test_the_form_of_another_matrix_proves_nothing(answer: Any) -> None:
    found, other = answer("svdvals", G), answer("svdvals", G * 1.001)
    assert replace(found, outcome=replace(found.outcome, witness=other.outcome.witness)).certificate.verdict == "red"


def test_a_failed_divide_and_conquer_is_replaced(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise np.linalg.LinAlgError

    monkeypatch.setattr(np.linalg, "svd", fail)
    found = answer("svd", [[3.0, 7], [5, 2]])
    assert found.outcome.method == "LAPACK gesvd"
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128])
@pytest.mark.parametrize("shape", [(150, 150), (220, 140), (140, 220)])
@pytest.mark.parametrize("full", [False, True])
def test_large_matrices_in_either_order_of_memory(answer: Any, shape: Any, dtype: Any, full: bool) -> None:
    rng = np.random.default_rng(2)
    A = (rng.standard_normal(shape) + (1j * rng.standard_normal(shape) if dtype == np.complex128 else 0)).astype(dtype)
    rows, columns = answer("svd", A, full=full), answer("svd", np.asfortranarray(A), full=full)
    for found in (rows, columns):
        assert found.certificate.verdict == "green"
        assert found["U"].dtype == dtype
    assert rows["U"].shape == columns["U"].shape
    assert np.allclose(rows["S"], columns["S"], rtol=1e-4 if dtype == np.float32 else 1e-12)


def test_vectors_of_near_singular_values_have_fewer_digits(answer: Any) -> None:
    rng = np.random.default_rng(0)
    U, V = np.linalg.qr(rng.standard_normal((8, 5)))[0], np.linalg.qr(rng.standard_normal((5, 5)))[0]
    found = answer("svd", (U * [4, 3, 1 + 1e-12, 1, 0.1]) @ V.T)
    assert found.certificate.verdict == "green"
    assert "of the singular values are trusted, and 2 of the vectors" in found.certificate.reason
    assert "the vectors of the singular value 1 are determined to 2 digits only" in found.outcome.warnings[0].lower()
    assert found.outcome.details["vector_digits"][2:4] == [2, 2]
