"""LU, Cholesky, LDLᴴ and QR: they rebuild A, see every error and refuse what has no factors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.numerics.elimination import eliminate

seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 20)
PIVOTING = ("partial", "complete", "none")
METHODS = ("householder", "pivoted", "classical", "modified")


def close(X: np.ndarray, A: np.ndarray, tolerance: float = 1e-12) -> bool:
    size = float(np.abs(A).max(initial=0)) or 1.0
    return float(np.abs(X / size - A / size).max(initial=0)) < (1e-5 if A.dtype.itemsize == 4 else tolerance)


@settings(max_examples=30)
@given(sides, sides, seeds, st.sampled_from(PIVOTING))
def test_lu_rebuilds(run, m, n, seed, pivoting):
    A = np.random.default_rng(seed).standard_normal((m, n))
    answer = run("lu", A, pivoting=pivoting)
    P, L, U, Q = (answer.outcome.outputs[name] for name in "PLUQ")
    rebuilt = P @ L @ U if Q is None else P @ L @ U @ Q
    assert (Q is None) == (pivoting != "complete")
    assert close(rebuilt, A, 1e-9 if pivoting == "none" else 1e-12)
    assert answer.verdict != "red"
    if pivoting != "none":
        assert np.abs(L).max() <= 1


@settings(max_examples=30)
@given(sides, sides, seeds, st.sampled_from(METHODS))
def test_qr_rebuilds(run, m, n, seed, method):
    A = np.random.default_rng(seed).standard_normal((m, n))
    answer = run("qr", A, method=method)
    Q, R, P = (answer.outcome.outputs[name] for name in "QRP")
    assert Q.shape == (m, min(m, n))
    assert close(Q @ R, A if P is None else A @ P)
    assert (np.diagonal(R) >= 0).all()
    if method in ("householder", "pivoted"):
        assert close(Q.T @ Q, np.eye(min(m, n)))


@settings(max_examples=30)
@given(sides, sides, seeds, st.sampled_from(METHODS[:2]))
def test_full_qr_has_a_square_q(run, m, n, seed, method):
    A = np.random.default_rng(seed).standard_normal((m, n))
    answer = run("qr", A, method=method, full=True)
    assert answer["Q"].shape == (m, m)
    assert close(answer["Q"].T @ answer["Q"], np.eye(m))
    assert close(answer["Q"] @ answer["R"], A if method == "householder" else A @ answer["P"])


@settings(max_examples=20)
@given(sides, seeds, st.booleans())
def test_cholesky_and_ldl_rebuild(run, n, seed, complex_):
    rng = np.random.default_rng(seed)
    G = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if complex_ else 0)
    S = G + G.conj().T
    definite = run("cholesky", G @ G.conj().T + np.eye(n))
    L = definite.result
    assert close(L @ L.conj().T, G @ G.conj().T + np.eye(n))
    assert definite.verdict == "green"
    answer = run("ldl", S)
    P, L, D = (answer[name] for name in "PLD")
    assert close(P @ L @ D @ L.conj().T @ P.T, S)
    signs = np.linalg.eigvalsh(S)
    assert answer.outcome.details["inertia"] == {
        "positive": int((signs > 0).sum()), "negative": int((signs < 0).sum()), "zero": 0
    }  # fmt: skip


ALWAYS = [("lu", "partial"), ("lu", "complete"), ("qr", "householder"), ("qr", "pivoted"), ("ldl",)]


def factorisations(A: np.ndarray) -> list[tuple[str, np.ndarray, dict]]:
    found = [("lu", A, {"pivoting": pivoting}) for pivoting in PIVOTING]
    found += [("qr", A, {"method": method}) for method in METHODS]
    if A.shape[0] == A.shape[1]:
        scale = float(np.abs(A).max(initial=0)) or 1.0
        B = A / A.dtype.type(scale)
        found += [("cholesky", B @ B.conj().T + np.eye(len(B), dtype=B.dtype), {})]
        found += [("ldl", (A / 2 + A.conj().T / 2), {})]
    return found


def test_never_red_when_right_and_every_error_is_seen(run, unseen, case):
    label, A = case
    for name, B, params in factorisations(A):
        if label in ("deficient", "zero") and (name, *params.values()) not in ALWAYS:
            continue
        answer = run(name, B, **params)
        lost = params.get("method") in ("classical", "modified") and label in ("ill", "deficient", "graded")
        assert answer.verdict != "red" or lost, (name, params, answer.assessment)
        assert not unseen(answer), (name, params)


def test_large_factors_are_checked_by_probes(run, unseen):
    A = np.random.default_rng(5).standard_normal((300, 300))
    for name, B in (("lu", A), ("qr", A), ("cholesky", A @ A.T + np.eye(300)), ("ldl", A + A.T)):
        answer = run(name, B)
        assert answer.verdict == "green"
        assert not unseen(answer), name


def test_lu_of_a_singular_matrix_is_right_and_says_so(run):
    answer = run("lu", np.arange(9.0).reshape(3, 3))
    assert answer.verdict == "green"
    assert answer.assessment.condition.value > 1e15


def test_zero_minor_stops_elimination_without_exchanges(run):
    with pytest.raises(UserError, match="leading minor of order 2 is 0") as caught:
        run("lu", np.array([[1.0, 2, 3], [2, 4, 5], [1, 1, 1]]), pivoting="none")
    assert caught.value.details["leading_minor"] == 2


def test_panels_of_elimination_fit_together():
    A = np.random.default_rng(2).standard_normal((200, 150)) + 20 * np.eye(200, 150)
    found = eliminate(A, "none")
    assert np.abs(found.L @ found.U - A).max() < 1e-11


def test_not_positive_definite_names_the_minor(run):
    with pytest.raises(UserError, match="leading minor of order 2 is -3") as caught:
        run("cholesky", np.array([[1.0, 2.0], [2.0, 1.0]]))
    assert caught.value.kind == "domain"
    assert caught.value.details == {"leading_minor": 2, "value": pytest.approx(-3)}
    assert "ldl" in caught.value.fixes


@pytest.mark.parametrize("name", ["cholesky", "ldl"])
def test_asymmetry_is_named(run, name):
    with pytest.raises(UserError, match="A is not symmetric"):
        run(name, np.array([[2.0, 1.0], [3.0, 2.0]]))
    almost = np.array([[2.0, 1.0], [1.0 + 2e-16, 2.0]])
    assert "but for rounding" in run(name, almost).outcome.warnings[0]


@pytest.mark.parametrize("name", ["cholesky", "ldl"])
def test_rectangles_are_refused(run, name):
    with pytest.raises(UserError, match="A is 3 x 2"):
        run(name, np.ones((3, 2)))


def test_gram_schmidt_loses_orthogonality(run):
    n = np.arange(8)
    hilbert = 1 / (n[:, None] + n + 1)
    classical, modified = run("qr", hilbert, method="classical"), run("qr", hilbert, method="modified")
    assert classical.verdict == "red"
    assert "lost all orthogonality" in classical.assessment.reason
    assert modified.outcome.details["orthogonality_loss"] < 1e-3 * classical.outcome.details["orthogonality_loss"]
    assert run("qr", hilbert).outcome.details["orthogonality_loss"] < 1e-14


def test_gram_schmidt_stops_at_a_dependent_column(run):
    with pytest.raises(UserError, match="Column 1 of A lies in the span"):
        run("qr", np.array([[1.0, 2.0], [0.0, 0.0]]), method="modified")
    with pytest.raises(UserError, match="no more columns"):
        run("qr", np.eye(2), method="classical", full=True)


def test_exact_twins(exactly):
    L = exactly("cholesky", np.array([[4, 2], [2, 3]]))["result"]
    assert [[str(x) for x in row] for row in L] == [["2", "0"], ["1", "sqrt(2)"]]
    Q = exactly("qr", np.array([[3, 1], [4, 2]]))["Q"]
    assert [[str(x) for x in row] for row in Q] == [["3/5", "-4/5"], ["4/5", "3/5"]]
    assert exactly("qr", np.array([[1, 2], [2, 4]])) is None
    factors = exactly("lu", np.array([[1, 2], [3, 4]]))
    assert (factors["P"] @ factors["L"] @ factors["U"] == np.array([[1, 2], [3, 4]])).all()
    assert exactly("ldl", np.array([[0, 1], [1, 0]]))["D"].tolist() == [[0, 1], [1, 0]]


def test_pivots_of_two_rows_may_cancel_what_stands_beside_them(run):
    """An entry 0 of A is what a block of D leaves of two terms: rounding is relative to these."""
    for seed in range(60):
        rng = np.random.default_rng(seed)
        n = 3 + seed % 6
        off = np.diag(rng.standard_normal(n - 1), -1)
        A = np.diag(rng.standard_normal(n)) + off + off.T
        for B in (A, A * (1 + 0j), A.astype(np.float32)):
            assert run("ldl", B).verdict != "red"
    answer = run("ldl", A)
    assert answer.tampered("L", answer["L"] * (1 + 1e-9 * np.tri(n, k=-1))).verdict == "red"


def test_what_helps_without_symmetry_takes_the_matrix(run):
    A = np.array([[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(UserError, match="A is not symmetric") as caught:
        run("cholesky", A)
    for name in caught.value.fixes:
        assert run(name, A).verdict == "green"
