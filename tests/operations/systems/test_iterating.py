"""Jacobi, Gauss and Seidel, conjugate gradients and GMRES: where they lead, how fast, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand

Run = Callable[..., Any]
ALL = ("jacobi", "gauss_seidel", "conjugate_gradient", "gmres")
KINDS = st.sampled_from(["real", "complex", "single"])


def numbers(kind: str, seed: int, *shape: int) -> Any:
    rng = np.random.default_rng(seed)
    G = rng.standard_normal(shape)
    return G + 1j * rng.standard_normal(shape) if kind == "complex" else np.float32(G) if kind == "single" else G


def dominant(kind: str, seed: int, n: int) -> Any:
    A = numbers(kind, seed, n, n)
    return A + np.diag(1.5 * np.abs(A).sum(axis=1)).astype(A.dtype)


def definite(kind: str, seed: int, n: int) -> Any:
    G = numbers(kind, seed, n, n)
    A = G @ G.conj().T + np.eye(n, dtype=G.dtype)
    return (A + A.conj().T) / 2


def poisson(n: int) -> Any:
    return 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)


def close(x: Any, A: Any, b: Any) -> bool:
    wanted = np.linalg.solve(A, b)
    return bool(np.abs(x - wanted).max() <= (1e-3 if A.dtype == np.float32 else 1e-7) * np.abs(wanted).max())


@given(seed=st.integers(0, 60), n=st.integers(1, 9), kind=KINDS, name=st.sampled_from(["jacobi", "gauss_seidel"]))
def test_a_dominant_diagonal_leads_to_the_solution(run: Run, seed: int, n: int, kind: str, name: str) -> None:
    A, b = dominant(kind, seed, n), numbers(kind, seed + 1, n)
    found = run(name, A, b, tolerance=1e-5 if kind == "single" else 1e-10)
    assert close(found.result, A, b)
    assert found.verdict == "green", found.assessment.reason
    assert found.outcome.details["spectral_radius"] < 1
    assert "strictly diagonally dominant" in found.outcome.details["because"]


@given(seed=st.integers(0, 60), n=st.integers(2, 7), omega=st.floats(0.3, 1.7))
def test_each_step_solves_an_equation_for_its_unknown(run: Run, seed: int, n: int, omega: float) -> None:
    A, b = dominant("real", seed, n), numbers("real", seed + 1, n)
    x = run("jacobi", A, b, steps=3)["path"]
    together = np.array([(b[i] - sum(A[i, j] * x[1, j] for j in range(n) if j != i)) / A[i, i] for i in range(n)])
    np.testing.assert_allclose(x[2], together, atol=1e-12)
    y = run("gauss_seidel", A, b, omega=omega, steps=3)["path"]
    one = y[1].copy()
    for i in range(n):
        one[i] += omega * ((b[i] - sum(A[i, j] * one[j] for j in range(n) if j != i)) / A[i, i] - one[i])
    np.testing.assert_allclose(y[2], one, atol=1e-12)


@given(seed=st.integers(0, 60), n=st.integers(1, 8), kind=st.sampled_from(["real", "complex"]))
def test_conjugate_gradients_end_in_n_steps(run: Run, seed: int, n: int, kind: str) -> None:
    A, b = definite(kind, seed, n), numbers(kind, seed + 1, n)
    found = run("conjugate_gradient", A, b, steps=n + 2, tolerance=1e-8)
    assert len(found["path"]) <= n + 3
    assert close(found.result, A, b)
    assert found.verdict in ("green", "amber"), found.assessment.reason
    errors = found["path"] - np.linalg.solve(A, b)
    energies = np.einsum("ki,ij,kj->k", errors.conj(), A, errors).real
    assert (np.diff(energies) <= 1e-9 * energies[0]).all()


@given(seed=st.integers(0, 60), n=st.integers(1, 8), kind=KINDS)
def test_gmres_has_the_least_residual_in_its_space(run: Run, seed: int, n: int, kind: str) -> None:
    A, b, x0 = numbers(kind, seed, n, n) + 3 * np.eye(n, dtype=np.float32), *numbers(kind, seed + 1, 2, n)
    found = run("gmres", A, b, x0, tolerance=1e-5 if kind == "single" else 1e-10)
    assert (np.diff(found["residuals"]) <= 1e-5 * found["residuals"][0]).all()
    r = b - A @ x0
    for k in range(1, len(found["path"])):
        K = np.column_stack([np.linalg.matrix_power(A, j) @ r for j in range(k)])
        y = np.linalg.lstsq(A @ K, r, rcond=None)[0]
        least = np.linalg.norm(r - A @ K @ y)
        assert found["residuals"][k] <= least * (1 + 1e-4) + 1e-4 * np.linalg.norm(r)
    assert found.verdict != "red", found.assessment.reason


@given(seed=st.integers(0, 40), n=st.integers(2, 7), name=st.sampled_from(ALL), steps=st.integers(1, 3))
def test_what_has_not_converged_is_never_green(run: Run, seed: int, n: int, name: str, steps: int) -> None:
    found = run(name, definite("real", seed, n), numbers("real", seed, n), steps=min(steps, n), tolerance=1e-13)
    if not found.outcome.details["converged"]:
        assert found.verdict == "amber"
        assert "did not converge: the residual is" in found.assessment.reason


@pytest.mark.parametrize("omega", [0.5, 1.0, 1.5, 1.9])
def test_every_factor_between_0_and_2_solves_a_definite_system(run: Run, omega: float) -> None:
    found = run("gauss_seidel", poisson(6), np.ones(6), omega=omega)
    assert found.verdict == "green"
    assert found.outcome.details["because"] == "A is positive definite"


def test_the_best_factor_is_much_faster(run: Run) -> None:
    """Young's formula for a consistently ordered matrix: ω = 2 / (1 + √(1 − ρ²)), and the radius is ω − 1."""
    A, b = poisson(20), np.ones(20)
    rho = run("jacobi", A, b, steps=9).outcome.details["spectral_radius"]
    assert rho == pytest.approx(np.cos(np.pi / 21))
    omega = 2 / (1 + np.sqrt(1 - rho**2))
    best, plain = run("gauss_seidel", A, b, omega=omega), run("gauss_seidel", A, b)
    assert best.outcome.details["spectral_radius"] == pytest.approx(omega - 1, abs=1e-3)
    assert plain.outcome.details["spectral_radius"] == pytest.approx(rho**2)
    assert 5 * len(best["path"]) < len(plain["path"])


def test_divergence_is_told(run: Run) -> None:
    found = run("jacobi", np.array([[1.0, 2], [3, 1]]), np.ones(2))
    assert found.verdict == "amber"
    assert "did not converge" in found.assessment.reason
    assert found.outcome.warnings == (
        "The iteration diverges from almost every start: the spectral radius 2.44949 is above 1.",
    )
    assert found.outcome.details["stopped"] == "the residual grew beyond all measure"
    assert np.isfinite(found["path"]).all()


def test_jacobi_may_fail_where_gauss_seidel_does_not(run: Run) -> None:
    A = np.array([[1, 0.9, 0.9], [0.9, 1, 0.9], [0.9, 0.9, 1]])
    assert run("jacobi", A, np.ones(3)).verdict == "amber"
    assert run("gauss_seidel", A, np.ones(3)).verdict == "green"


def test_a_singular_system_is_not_green(run: Run) -> None:
    A = np.array([[1.0, -1, 0], [-1, 2, -1], [0, -1, 1]])
    for name in ALL:
        found = run(name, A, np.array([1.0, 0, -1]))
        assert found.verdict == "amber", name
        assert run(name, A, np.ones(3)).verdict == "amber", name


def test_a_start_at_the_solution_takes_no_step(run: Run) -> None:
    for name in ALL:
        found = run(name, poisson(3), np.zeros(3) + poisson(3) @ np.ones(3), np.ones(3))
        assert len(found["path"]) == 1
        assert found.verdict == "green"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("size", [1.0, 1e200, 1e-200])
@pytest.mark.parametrize("kind", ["real", "complex", "single"])
def test_errors_beyond_the_bound_are_red(run: Run, unseen: Any, name: str, size: float, kind: str) -> None:
    power = size if kind != "single" else {1.0: 1.0, 1e200: 1e18, 1e-200: 1e-18}[size]
    A, b = definite(kind, 3, 6), numbers(kind, 5, 6)
    A = A + np.diag(np.abs(A).sum(axis=1)).astype(A.dtype)
    found = run(name, (A * power).astype(A.dtype), b, tolerance=1e-5 if kind == "single" else 1e-10)
    assert found.verdict == "green", found.assessment.reason
    assert unseen(found) == []


@pytest.mark.parametrize("name", ALL)
def test_large_systems(run: Run, unseen: Any, name: str) -> None:
    A, b = definite("real", 2, 70) + 300 * np.eye(70), numbers("real", 1, 70)
    found = run(name, A, b)
    assert found.verdict == "green", found.assessment.reason
    assert unseen(found) == []


def test_a_dominant_diagonal_is_enough_for_very_large_systems(run: Run) -> None:
    n = 1100
    A = numbers("real", 1, n, n) / n + 4 * np.eye(n)
    found = run("jacobi", A, np.ones(n), tolerance=1e-12)
    assert found.verdict == "green"
    assert found.outcome.details["spectral_radius"] is None
    assert found.assessment.condition.norm == "∞, at most"
    assert np.abs(found.result - np.linalg.solve(A, np.ones(n))).max() <= found.assessment.error_bound
    A[0, 1:50] += 1
    assert "how sensitive so large a system is" in run("gmres", A, np.ones(n)).assessment.reason


@pytest.mark.parametrize(("name", "start"), [(name, start) for name in ALL for start in (False, True)])
def test_the_code_gives_the_answer(run: Run, name: str, start: bool) -> None:
    A, b, x0 = definite("real", 4, 5), np.arange(1.0, 6), np.ones(5)
    found = run(name, A, b, *([x0] if start else []), steps=4, **({"omega": 1.25} if name == "gauss_seidel" else {}))
    route = found.operation.routes[0]
    scope: dict[str, Any] = {"A": A, "b": b, "x0": x0, "np": np, "scipy": scipy}
    exec(route.code(found.problem, ("A", "b", "x0")[: 2 + start]), scope)
    np.testing.assert_allclose(scope["x"], found.result, rtol=1e-9)
    assert (x0 == 1).all()


@pytest.mark.parametrize("name", ALL)
def test_a_column_is_answered_by_a_column(run: Run, name: str) -> None:
    A, b, x0 = poisson(4), np.arange(1.0, 5)[:, None], np.ones((4, 1))
    found = run(name, A, b, x0)
    assert found.result.shape == (4, 1)
    assert found["path"].shape[1:] == (4,)
    assert found.verdict == "green"
    scope: dict[str, Any] = {"A": A, "b": b, "x0": x0, "np": np, "scipy": scipy}
    exec(found.operation.routes[0].code(found.problem, ("A", "b", "x0")), scope)
    np.testing.assert_allclose(scope["x"], found.result, rtol=1e-8)


REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any], str, str]] = [
    ("jacobi", (np.ones((2, 3)), np.ones(2)), {}, "shape", "A is 2 x 3"),
    ("jacobi", (np.eye(2), np.ones(3)), {}, "shape", "A has 2 rows, b has 3"),
    ("gmres", (np.eye(2), np.eye(2)), {}, "shape", "a single right-hand side"),
    ("gmres", (np.eye(2), np.ones(2), np.ones(3)), {}, "shape", "the start x0 is a vector of 3"),
    ("gmres", (np.zeros((0, 0)), np.ones(0)), {}, "shape", "nothing to solve"),
    ("jacobi", (np.array([[1.0, 2], [3, 0]]), np.ones(2)), {}, "domain", "A[1, 1] is 0"),
    ("gauss_seidel", (np.eye(2), np.ones(2)), {"omega": Fraction(5, 2)}, "domain", "omega is 5/2"),
    ("gauss_seidel", (np.eye(2), np.ones(2)), {"omega": float("nan")}, "domain", "omega is nan"),
    ("jacobi", (np.eye(2), np.ones(2)), {"steps": 0}, "domain", "steps is 0"),
    ("jacobi", (np.eye(2), np.ones(2)), {"tolerance": 1.0}, "domain", "tolerance cannot be 1.0"),
    ("gmres", (np.eye(2), np.ones(2)), {"steps": 3}, "domain", "Choose 1 to 2"),
    ("conjugate_gradient", (np.array([[1.0, 2], [3, 4]]), np.ones(2)), {}, "domain", "A is not symmetric"),
    ("conjugate_gradient", (np.array([[1j, 2], [2, 4]]), np.ones(2)), {}, "domain", "A is not Hermitian"),
    ("conjugate_gradient", (np.diag([1.0, -4]), np.ones(2)), {}, "domain", "not positive definite"),
    ("gmres", (np.eye(2) * 1e-200, np.ones(2) * 1e200), {}, "domain", "leave the range"),
]


@pytest.mark.parametrize(("name", "arrays", "params", "kind", "words"), REFUSED)
def test_refusals(run: Run, name: str, arrays: Any, params: Any, kind: str, words: str) -> None:
    with pytest.raises(UserError) as caught:
        run(name, *arrays, **params)
    assert caught.value.kind == kind
    assert words in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.message.endswith(".")


def test_too_many_numbers_are_refused() -> None:
    with pytest.raises(UserError) as caught:
        by_name("jacobi").declare(Operand("A", (1000, 1000)), Operand("b", (1000,)), steps=10**6)
    assert caught.value.details["most"] == 19_999


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ([1.0, 1e-17], "condition number of about 1.0e+17"),
        ([1.0, 1e-10, 1e10], "condition number of about 1.0e+20"),
        ([1.0, 0.0], "singular to working precision"),
        ([0.0, 0.0], "singular to working precision"),
    ],
)
def test_spoiled_directions_are_said_and_the_best_is_kept(run: Run, entries: list[float], words: str) -> None:
    b = np.ones(len(entries))
    found = run("conjugate_gradient", np.diag(entries), b)
    assert found.verdict == "amber"
    assert words in found.assessment.reason
    assert found["residuals"][-1] <= 1.01 * np.linalg.norm(b)
    assert found["residuals"][-1] == found["residuals"][-max(1, len(found["path"]) - 1) :].min()
    assert np.array_equal(found["path"][-1], found.result)
    assert not found.outcome.details["converged"]
