"""The QR iteration: similar matrices that become triangular, and what is said of them on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import UserError

Run = Callable[..., Any]
SHIFTS = ("none", "rayleigh", "wilkinson")
KINDS = ("real", "symmetric", "complex", "single")


def matrix(kind: str, seed: int, n: int) -> Any:
    rng = np.random.default_rng(seed)
    G = rng.standard_normal((n, n))
    H = G + 1j * rng.standard_normal((n, n))
    return {"real": G, "symmetric": G + G.T, "complex": H, "single": np.float32(G), "Hermitian": H + H.conj().T}[kind]


def by_size(values: Any) -> Any:
    return np.sort_complex(np.round(np.asarray(values, complex), 6))


@given(seed=st.integers(0, 99), n=st.integers(1, 9), kind=st.sampled_from([*KINDS, "Hermitian"]), start=st.booleans())
def test_wilkinsons_shift_finds_every_eigenvalue(run: Run, seed: int, n: int, kind: str, start: bool) -> None:
    A = matrix(kind, seed, n)
    found = run("qr_algorithm", A, hessenberg=start)
    assert found.outcome.details["converged"]
    assert found.verdict != "red", found.assessment.reason
    far = np.abs(found["eigenvalues"][:, None] - np.linalg.eigvals(A.astype(np.result_type(A, np.float64))))
    assert (far.min(axis=1) <= (2e-2 if kind == "single" else 1e-6) * max(1.0, np.abs(A).max())).all()
    Q, T = found["Q"], found["T"]
    np.testing.assert_allclose(Q @ T @ Q.conj().T, A, atol=1e-4 if kind == "single" else 1e-12 * n)
    assert np.count_nonzero(np.tril(T, -1)) <= np.count_nonzero(found["eigenvalues"].imag) / 2


@given(seed=st.integers(0, 99), n=st.integers(2, 7), shift=st.sampled_from(SHIFTS))
def test_each_iterate_is_similar_to_the_first(run: Run, seed: int, n: int, shift: str) -> None:
    A = matrix("symmetric", seed, n)
    found = run("qr_algorithm", A, shift=shift, steps=6, hessenberg=False)
    np.testing.assert_allclose(found["diagonals"].sum(axis=1), np.trace(A), atol=1e-11)
    np.testing.assert_allclose(found["diagonals"][0], np.diag(A))
    sigma = {"none": 0.0, "rayleigh": A[-1, -1]}.get(shift)
    if sigma is not None:
        Q, R = np.linalg.qr(A - sigma * np.eye(n))
        np.testing.assert_allclose(found["diagonals"][1], np.diag(R @ Q) + sigma, atol=1e-11)


def test_without_shifts_the_entries_vanish_like_quotients(run: Run) -> None:
    """Below the diagonal they fall by |λ₂ / λ₁| a step."""
    A = np.array([[2.0, 1], [1, 1]])
    found = run("qr_algorithm", A, shift="none", steps=8)
    w = found["diagonals"][-1]
    assert found["below"][7, 0] / found["below"][6, 0] == pytest.approx(w[1] / w[0], rel=1e-3)


def test_rayleighs_shift_may_stand_still(run: Run) -> None:
    found = run("qr_algorithm", np.array([[0.0, 1], [1, 0]]), shift="rayleigh")
    assert found.verdict == "amber"
    assert "did not converge: after 60 steps 1.0e+00 of A is left" in found.assessment.reason
    assert "Wilkinson's shift" in found.outcome.warnings[0]
    assert run("qr_algorithm", np.array([[0.0, 1], [1, 0]])).verdict == "green"


def test_equal_moduli_need_shifts(run: Run) -> None:
    turn = np.roll(np.eye(5), 1, axis=0)
    assert run("qr_algorithm", turn, shift="none").verdict == "amber"
    found = run("qr_algorithm", turn)
    assert found.verdict == "green"
    np.testing.assert_allclose(np.abs(found["eigenvalues"]), 1)


def test_a_pair_stays_a_block_of_a_real_matrix(run: Run) -> None:
    for shift in ("none", "wilkinson"):
        found = run("qr_algorithm", np.array([[0.0, -2, 1], [2, 0, 1], [0, 0, 1]]), shift=shift)
        assert found["T"].dtype.kind == "f"
        np.testing.assert_allclose(by_size(found["eigenvalues"]), by_size([2j, -2j, 1]), atol=1e-6)
        assert found.verdict == "green"


def test_two_or_three_steps_an_eigenvalue(run: Run) -> None:
    for kind in ("real", "symmetric", "complex"):
        found = run("qr_algorithm", matrix(kind, 1, 60))
        assert found.verdict == "green", found.assessment.reason
        assert found.outcome.details["steps_taken"] < 4 * 60


def test_a_defective_matrix_is_no_more_than_amber(run: Run) -> None:
    J = np.array([[3.0, 1, 0], [-1, 1, 1], [0, 0, 2]])  # one block of order 3 for the eigenvalue 2
    found = run("qr_algorithm", J)
    assert found.verdict == "amber"
    np.testing.assert_allclose(found["eigenvalues"], 2, atol=1e-4)


def test_many_steps_do_not_add_up_their_rounding(run: Run) -> None:
    A = np.array([[-0.4977957960452475, -0.8672942669242536], [-0.8672942669242536, 0.49779579604524743]])
    found = run("qr_algorithm", A, shift="none", steps=2000)
    assert found.verdict == "amber"
    assert "did not converge" in found.assessment.reason


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [1.0, 1e30, 1e-30])
@pytest.mark.parametrize("shift", ["none", "wilkinson"])
def test_errors_beyond_the_bound_are_red(run: Run, kind: str, size: float, shift: str) -> None:
    A = matrix(kind, 8, 6)
    if shift == "none":
        A = A + np.diag(10.0 ** np.arange(6)).astype(A.dtype)
    found = run("qr_algorithm", (A * size).astype(A.dtype), shift=shift)
    bound = found.assessment.error_bound
    assert found.verdict == "green", found.assessment.reason
    for output, value in found.outcome.outputs.items():
        for place in ((0,) * np.ndim(value), tuple(side - 1 for side in np.shape(value))):
            wrong = np.array(value)
            wrong[place] += 110 * bound * np.abs(wrong).max()
            assert found.tampered(output, wrong).verdict == "red", (output, place)


@pytest.mark.parametrize("scale", [1e300, 1e-300, 1e-318])
def test_every_size(run: Run, scale: float) -> None:
    found = run("qr_algorithm", np.array([[2.0, 1, 0], [1, 3, 1], [0, 2, 4]]) * scale)
    assert found.verdict in (("green",) if scale > 1e-310 else ("green", "amber")), found.assessment.reason


@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("kind", ["symmetric", "complex", "real"])
@pytest.mark.parametrize("start", [True, False])
def test_the_code_gives_the_answer(run: Run, shift: str, kind: str, start: bool) -> None:
    A = matrix(kind, 3, 4)
    A = A @ np.diag([1.0, 10, 100, 1000]) @ A.conj().T if kind == "symmetric" else A + np.diag([0, 20, 40, 80])
    found = run("qr_algorithm", A, shift=shift, hessenberg=start)
    scope: dict[str, Any] = {"A": A, "np": np, "scipy": scipy}
    exec(found.operation.routes[0].code(found.problem, ("A",)), scope)
    np.testing.assert_allclose(by_size(scope["w"]), by_size(found["eigenvalues"]), rtol=1e-6)


@pytest.mark.parametrize(
    ("A", "params", "kind"),
    [
        (np.ones((2, 3)), {}, "shape"),
        (np.zeros((0, 0)), {}, "shape"),
        (np.eye(2), {"steps": 0}, "domain"),
        (np.eye(129), {}, "unsupported"),
    ],
)
def test_refusals(run: Run, A: Any, params: dict[str, Any], kind: str) -> None:
    with pytest.raises(UserError) as caught:
        run("qr_algorithm", A, **params)
    assert caught.value.kind == kind
    assert caught.value.message.endswith(".")
