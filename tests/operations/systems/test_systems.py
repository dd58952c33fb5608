"""Triangular systems, Cramer's rule, and the refinement of ill-conditioned solutions."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.model.errors import UserError
from workbench.numerics.residual import residual

seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=30)
@given(st.integers(1, 20), seeds, st.booleans(), st.booleans())
def test_triangular(run, unseen, n, seed, lower, unit):
    rng = np.random.default_rng(seed)
    A, b = rng.standard_normal((n, n)) / n + 3 * np.eye(n), rng.standard_normal(n)
    answer = run("solve_triangular", A, b, lower=lower, unit_diagonal=unit)
    assert answer.verdict == "green"
    expected = scipy.linalg.solve_triangular(A, b, lower=lower, unit_diagonal=unit)
    assert answer.result == pytest.approx(expected)
    assert not unseen(answer)


@pytest.mark.parametrize(("p", "q"), [(0, 0), (600, -300), (-700, 0), (0, 900)])
def test_triangular_at_every_scale(run, p, q):
    A = np.array([[2.0, 1.0, 3.0], [7.0, 5.0, 1.0], [7.0, 7.0, 4.0]])
    answer = run("solve_triangular", A * 2.0**p, (np.triu(A) @ [1, 2, 3]) * 2.0**q)
    assert answer.verdict == "green"
    assert answer.result * 2.0 ** (p - q) == pytest.approx([1, 2, 3])


def test_triangular_says_what_it_ignores(run):
    A, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 0.0])
    upper = run("solve_triangular", A, b)
    assert upper.assessment.reason.startswith("T x = b is verified")
    assert upper.outcome.warnings == ("T is the upper triangle of A; the entries of the lower one are ignored.",)
    unit = run("solve_triangular", np.tril(A), b, lower=True, unit_diagonal=True)
    assert unit.outcome.warnings == ("The diagonal of A is ignored: ones are taken in its place.",)
    assert not run("solve_triangular", np.triu(A), b).outcome.warnings


def test_triangular_with_a_zero_on_its_diagonal(run):
    with pytest.raises(UserError, match="entry 1 of its diagonal is 0") as caught:
        run("solve_triangular", np.array([[1.0, 2.0], [3.0, 0.0]]), np.ones(2))
    assert caught.value.kind == "singular"


@settings(max_examples=30)
@given(st.integers(1, 8), seeds)
def test_cramer(run, unseen, n, seed):
    rng = np.random.default_rng(seed)
    A, b = rng.standard_normal((n, n)) + 3 * np.eye(n), rng.standard_normal(n)
    answer = run("cramer", A, b)
    assert answer.verdict != "red"
    assert A @ answer.result == pytest.approx(b, abs=1e-8)
    assert answer["determinant"] == pytest.approx(np.linalg.det(A))
    assert not unseen(answer)


def test_cramer_stops_at_many_unknowns(run):
    with pytest.raises(UserError, match="52 determinants"):
        run("cramer", np.eye(51), np.ones(51))


@pytest.mark.parametrize("n", [3, 4, 6, 8, 10])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128])
def test_ill_conditioned_solutions_are_refined_to_the_last_digit(run, unseen, n, dtype):
    A = (scipy.linalg.hilbert(n) * (1j if np.dtype(dtype).kind == "c" else 1)).astype(dtype)
    b = np.sin(np.arange(n) + 1).astype(dtype)
    answer = run("solve", A, b)
    if not answer.method.endswith("refined") or answer.verdict != "green":
        assert n < 8 or dtype == np.float32
        return
    assert "twice the precision" in answer.why
    H, c = (A / 1j, b / 1j) if np.dtype(dtype).kind == "c" else (A, b)
    M = exact.to_flint(exact.fractions(H.real.astype(float)))
    x = answer.result.real if np.dtype(dtype).kind != "c" else answer.result.imag
    right = exact.fractions((c.imag if np.dtype(dtype).kind == "c" else c).astype(float))
    truth = exact.from_flint(M.solve(exact.to_flint(right)), (n,)).astype(float)
    assert np.abs(x - truth).max() <= 2 * np.finfo(dtype).eps * np.abs(truth).max()
    assert not unseen(answer)


def test_several_right_hand_sides_are_refined_together(run):
    A, B = scipy.linalg.hilbert(9), np.random.default_rng(3).standard_normal((9, 4))
    answer = run("solve", A, B)
    assert answer.method.endswith("refined")
    M = exact.to_flint(exact.fractions(A))
    truth = exact.from_flint(M.solve(exact.to_flint(exact.fractions(B))), (9, 4)).astype(float)
    assert np.abs(answer.result - truth).max() <= 4e-16 * np.abs(truth).max()


@settings(max_examples=30)
@given(st.integers(1, 30), st.integers(1, 30), seeds)
def test_residual_in_twice_the_precision(m, n, seed):
    rng = np.random.default_rng(seed)
    A, x = rng.standard_normal((m, n)) * 10.0 ** rng.uniform(-3, 3, (m, n)), rng.standard_normal((n, 1))
    b = A @ x
    F, y, c = (exact.fractions(item) for item in (A, x, b))
    truth = (c - F.dot(y)).astype(float)
    size = np.abs(A).max() * np.abs(x).max() * n
    assert np.abs(residual(A, x, b) - truth).max() <= 1e-22 * size + 2e-16 * np.abs(truth).max()


def test_cramer_claims_what_it_proves(run):
    """Ill-conditioned matrices often cost the rule few digits; of a Hilbert matrix it keeps most."""
    n, b = 8, np.arange(1.0, 9.0)
    A = 1 / (np.arange(n)[:, None] + np.arange(n) + 1.0)
    truth = exact.from_flint(exact.to_flint(exact.fractions(A)).solve(exact.to_flint(exact.fractions(b))), b.shape)
    answer = run("cramer", A, b)
    off = float(
        max(abs(x - y) for x, y in zip(exact.fractions(answer.result), truth, strict=True)) / max(map(abs, truth))
    )
    assert off <= answer.assessment.error_bound <= 1e4 * off
    assert answer.verdict != "red"


def test_cramer_where_a_determinant_is_out_of_range(run):
    answer = run("cramer", 1e200 * np.eye(2), np.ones(2))
    assert answer.result == pytest.approx([1e-200, 1e-200], rel=1e-15, abs=0)
    assert answer.verdict == "amber"
    assert "outside the range" in answer.assessment.reason
    assert answer.tampered("determinant", np.asarray(1.0)).verdict == "red"
    assert answer.tampered("numerators", 2 * answer["numerators"]).verdict == "red"


@pytest.mark.parametrize("name", ["solve", "cramer"])
@pytest.mark.parametrize(
    ("b", "said", "fix"), [([1, 2], "infinitely many solutions", "null_space"), ([1, 3], "no solution", "lstsq")]
)
@pytest.mark.parametrize("known", [True, False])
def test_a_singular_system_has_no_solution_or_many(run, name, b, said, fix, known):
    with pytest.raises(UserError, match=f"its rank is 1 of 2, and A x = b has {said}.") as caught:
        run(name, np.array([[1.0, 2.0], [2.0, 4.0]]), np.array(b, float), exact=known)
    assert caught.value.fixes[0] == fix
