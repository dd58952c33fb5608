"""Schur, Hessenberg and polar forms and the forced symmetric solver: they rebuild A, and errors are seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand

ENTRIES = st.floats(-100, 100, allow_subnormal=False)
SQUARE = st.integers(0, 6).flatmap(lambda n: hnp.arrays(np.float64, (n, n), elements=ENTRIES))
ANY = st.tuples(st.integers(1, 6), st.integers(1, 6)).flatmap(lambda s: hnp.arrays(np.float64, s, elements=ENTRIES))


def classical() -> dict[str, Any]:
    rng = np.random.default_rng(5)
    G = rng.standard_normal((7, 7))
    return {
        "random": G,
        "symmetric": G + G.T,
        "complex": G + 1j * rng.standard_normal((7, 7)),
        "single": G.astype(np.float32),
        "huge": G * 1e200,
        "tiny": G * 1e-200,
        "deficient": G[:, :3] @ G[:3],
        "Jordan": 3 * np.eye(6) + np.eye(6, k=1),
        "graded": G * 10.0 ** -np.arange(0, 14, 2),
        "orthogonal": np.linalg.qr(G)[0],
        "zero": np.zeros((3, 3)),
        "one": np.array([[-2.0]]),
        "none": np.zeros((0, 0)),
        "larger": rng.standard_normal((140, 140)),
    }


CASES = classical()


@given(A=SQUARE)
def test_schur_rebuilds(answer: Any, A: Any) -> None:
    for output in ("real", "complex"):
        found = answer("schur", A, output=output)
        T, Z = found["T"], found["Z"]
        assert np.allclose(Z @ T @ Z.conj().T, A, atol=1e-11)
        assert np.allclose(Z.conj().T @ Z, np.eye(len(A)))
        assert found.certificate.verdict == "green", found.certificate.reason
    assert not np.tril(T, -1).any()


@given(A=SQUARE)
def test_hessenberg_rebuilds(answer: Any, A: Any) -> None:
    found = answer("hessenberg", A)
    H, Q = found["H"], found["Q"]
    assert np.allclose(Q @ H @ Q.T, A, atol=1e-11)
    assert not np.tril(H, -2).any()
    assert found.certificate.verdict == "green", found.certificate.reason


@given(A=ANY, side=st.sampled_from(["right", "left"]))
def test_polar_rebuilds(answer: Any, A: Any, side: str) -> None:
    found = answer("polar", A, side=side)
    U, P = found["U"], found["P"]
    assert np.allclose(U @ P if side == "right" else P @ U, A, atol=1e-10)
    short = U.T @ U if A.shape[0] >= A.shape[1] else U @ U.T
    assert np.allclose(short, np.eye(min(A.shape)))
    assert np.linalg.eigvalsh(P).min() >= -1e-10
    assert found.certificate.verdict != "red", found.certificate.reason


@given(A=SQUARE)
def test_eigh_takes_the_symmetric_part(answer: Any, A: Any) -> None:
    found = answer("eigh", A)
    w, V = found["eigenvalues"], found["eigenvectors"]
    assert np.allclose((V * w) @ V.T, (A + A.T) / 2, atol=1e-11)
    assert (np.diff(w) <= 0).all()
    assert found.certificate.verdict == "green" or "of the vectors" in found.certificate.reason
    assert any("symmetric part" in text for text in found.outcome.warnings) == (not np.array_equal(A, A.T))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["schur", "hessenberg", "polar", "eigh"])
def test_right_answers_are_not_red_and_wrong_ones_are(answer: Any, name: str, case: str) -> None:
    A = CASES[case]
    found = answer(name, A)
    assert found.certificate.verdict != "red", found.certificate.reason
    bound, rng = found.certificate.error_bound, np.random.default_rng(0)
    for output, value in found.outcome.outputs.items():
        for _ in range(10 if value.size else 0):
            wrong = value.copy()
            place = tuple(rng.integers(0, side) for side in value.shape)
            wrong[place] += 110 * bound * (np.abs(value).max() or 1.0)
            assert found.certify(**{output: wrong}).verdict == "red", (output, place)


@pytest.mark.parametrize("name", ["schur", "hessenberg", "eigh"])
def test_rectangles_are_refused(name: str) -> None:
    with pytest.raises(UserError) as caught:
        by_name(name).declare(Operand("A", (3, 2)))
    assert caught.value.kind == "shape"
    assert caught.value.fixes == ("svd",)


def test_a_real_schur_form_has_blocks_and_a_complex_one_none(answer: Any) -> None:
    A = [[0, -1], [1, 0]]
    assert np.allclose(answer("schur", A)["T"], A)
    assert np.allclose(np.diag(answer("schur", A, output="complex")["T"]), [1j, -1j])


def test_polar_of_a_rotation_and_a_stretch(answer: Any) -> None:
    R, P = np.array([[0.6, -0.8], [0.8, 0.6]]), np.array([[2.0, 1], [1, 3]])
    found = answer("polar", R @ P)
    assert np.allclose(found["U"], R)
    assert np.allclose(found["P"], P)
    assert found.certificate.verdict == "green"


def test_polar_of_a_singular_matrix_is_amber(answer: Any) -> None:
    found = answer("polar", [[1.0, 2], [2, 4]])
    assert found.certificate.verdict == "amber"
    assert "one of many" in found.outcome.warnings[0]


def test_the_bound_of_an_ill_conditioned_turn_is_honest(answer: Any) -> None:
    rng = np.random.default_rng(2)
    U, V = (np.linalg.qr(rng.standard_normal((6, 6)))[0] for _ in range(2))
    found = answer("polar", (U * np.geomspace(1, 1e-8, 6)) @ V)
    off = np.abs(found["U"] - U @ V).max() / np.abs(U @ V).max()
    assert off <= 10 * found.certificate.error_bound
    assert found.certificate.verdict == "amber"


def test_the_codes_run(answer: Any) -> None:
    A = np.random.default_rng(1).standard_normal((4, 4))
    for name in ("schur", "hessenberg", "polar", "eigh"):
        for B in (A, A + A.T):
            found = answer(name, B)
            names: dict[str, Any] = {"np": np, "scipy": scipy, "A": B}
            exec(found.route.code(found.problem, ("A",)), names)
            for output, value in found.outcome.outputs.items():
                short = {"eigenvalues": "w", "eigenvectors": "V"}.get(output, output)
                assert np.allclose(np.abs(names[short]), np.abs(value))


@pytest.mark.parametrize("kind", [np.float32, np.complex64])
def test_polar_factors_in_single_precision_have_the_digits_that_the_condition_leaves(answer: Any, kind: Any) -> None:
    rng = np.random.default_rng(5)
    Q, R = (np.linalg.qr(rng.standard_normal((300, 300)))[0] for _ in range(2))
    A = ((Q * np.geomspace(1, 1 / 2700, 300)) @ R).astype(kind)
    found = answer("polar", A)
    W, _, Vh = np.linalg.svd(A.astype(np.complex128))
    error = np.abs(found["U"] - W @ Vh).max() / np.abs(found["U"]).max()
    said = found.certificate
    assert "rank" not in said.reason
    assert said.digits >= 2
    assert error <= said.error_bound


@pytest.mark.parametrize("entries", [[1e-30, 1], [-1e-300, 3e300], [2j, -1e-200], [5e-324, 1.0]])
def test_polar_factors_of_a_diagonal_matrix_are_phases_and_moduli(answer: Any, entries: Any) -> None:
    found = answer("polar", np.diag(entries))
    assert np.diagonal(found["U"]) == pytest.approx(np.exp(1j * np.angle(entries)), rel=1e-15)
    assert np.diagonal(found["P"]) == pytest.approx(np.abs(entries), rel=1e-15)
    said = found.certificate
    assert (said.verdict, said.digits) == ("green", 15)
    for name in ("U", "P"):
        wrong = found[name].copy()
        wrong[0, 1] += 110 * said.error_bound * np.abs(wrong).max()
        assert found.certify(**{name: wrong}).verdict == "red"


def test_polar_tells_few_columns_from_almost_dependent_ones(answer: Any) -> None:
    assert "has not full column rank" in answer("polar", np.ones((2, 3))).certificate.reason
    assert "almost singular" in answer("polar", np.ones((3, 3)) / 3).certificate.reason
