"""Polynomial eigenvalue problems: all pairs, their residuals, honest bounds, exact values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import flint
import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from workbench.backends import exact
from workbench.model.errors import UserError
from workbench.numerics.matrix_polynomial import groups
from workbench.operations import by_name
from workbench.operations.spec import Operand

Run = Callable[..., Any]


def coefficients(n: int, degree: int, seed: int, kind: str = "real") -> list[Any]:
    rng = np.random.default_rng(seed)
    found = list(rng.standard_normal((degree + 1, n, n)))
    if kind == "complex":
        return [A + 1j * rng.standard_normal((n, n)) for A in found]
    if kind == "single":
        return [A.astype(np.float32) for A in found]
    if kind == "infinite":
        found[-1][-1] = 0
    if kind == "overdamped":
        found[1] *= 1e4
    return found


def residuals(P: list[Any], w: Any, V: Any) -> Any:
    """‖P(λ) x‖ by the sizes of its terms, pair by pair."""
    terms = [A.astype(np.result_type(A, np.float64)) @ V * w**i for i, A in enumerate(P)]
    sizes = sum(np.linalg.norm(A) * np.abs(w) ** i for i, A in enumerate(P))
    return np.linalg.norm(sum(terms), axis=0) / sizes


KINDS = ["real", "complex", "infinite", "overdamped"]


@given(n=st.integers(1, 6), degree=st.integers(1, 4), seed=st.integers(0, 200), kind=st.sampled_from(KINDS))
def test_pairs_satisfy_their_equation(run: Run, n: int, degree: int, seed: int, kind: str) -> None:
    P = coefficients(n, degree, seed, kind)
    found = run("polyeig", *P)
    w, V = found["eigenvalues"], found["eigenvectors"]
    assert w.shape == (n * degree,)
    assert V.shape == (n, n * degree)
    finite = np.isfinite(w)
    assert np.allclose(np.linalg.norm(V, axis=0), 1)
    assert residuals(P, w[finite], V[:, finite]).max(initial=0) <= 1e-13
    assert np.allclose(P[-1] @ V[:, ~finite], 0, atol=1e-12)
    assert np.count_nonzero(~finite) == (kind == "infinite") == found.outcome.details["infinite"]
    assert found.verdict != "red", found.assessment.reason


@pytest.mark.parametrize("kind", [*KINDS, "single"])
@pytest.mark.parametrize("size", [1.0, 1e90, 1e-90])
def test_an_error_beyond_the_bound_is_red(run: Run, kind: str, size: float) -> None:
    if kind == "single" and size != 1:
        return
    for seed in range(3):
        P = coefficients(4, 2, seed, kind)
        P = [A if i == 0 else A * A.dtype.type(size) ** i for i, A in enumerate(P)]
        found = run("polyeig", *P)
        assert found.verdict != "red", found.assessment.reason
        bound, w, V = found.assessment.error_bound, found["eigenvalues"], found["eigenvectors"]
        assert kind == "overdamped" or bound is not None
        if bound is None:
            continue
        top = np.abs(w[np.isfinite(w)]).max()
        for i in np.flatnonzero(np.isfinite(w)):
            wrong = w.copy()
            wrong[i] += 110 * bound * top
            assert found.tampered("eigenvalues", wrong).verdict == "red", i
        for place in np.ndindex(V.shape):
            wrong = V.copy()
            wrong[place] += 110 * bound * np.abs(V).max()
            assert found.tampered("eigenvectors", wrong).verdict == "red", place
        for name, wrong in (("eigenvalues", w[::-1]), ("eigenvectors", -V), ("eigenvectors", V[:, ::-1])):
            assert found.tampered(name, wrong).verdict == "red"


@pytest.mark.parametrize("n", [1, 3])
def test_a_pair_given_twice_in_place_of_another_is_seen(run: Run, n: int) -> None:
    """Its residual is small; vectors that are dependent tell that one is missing, and determinants too."""
    for seed in range(5):
        found = run("polyeig", *coefficients(n, 3, seed))
        w, V = found["eigenvalues"].copy(), found["eigenvectors"].copy()
        w[-1], V[:, -1] = w[0], V[:, 0]
        changed = type(found.outcome)({"eigenvalues": w, "eigenvectors": V})
        assert found.operation.certify(found.problem, changed).verdict == "red"


def defective(kind: str, n: int) -> list[Any]:
    J = np.eye(n) + np.eye(n, k=1)
    if kind == "chains":
        return [J, -2 * np.eye(n), np.eye(n)]
    if kind == "powers":
        return [np.array([[c]]) for c in np.poly(np.ones(n))[::-1]]
    if kind == "zero":
        return [np.eye(n, k=1), np.zeros((n, n)), np.eye(n)]
    return [np.eye(n), np.zeros((n, n)), np.eye(n, k=1)]


@pytest.mark.parametrize("n", [2, 3, 5])
@pytest.mark.parametrize("kind", ["chains", "powers", "zero", "infinite"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128])
def test_multiple_eigenvalues_are_never_red(run: Run, kind: str, n: int, dtype: Any) -> None:
    found = run("polyeig", *(A.astype(dtype) for A in defective(kind, n)))
    assert found.verdict != "red", found.assessment.reason


def true_values(P: list[Any]) -> Any:
    """Those of the companion matrix of the fractions that the entries are, to 1000 bits."""
    F = [exact.to_flint(exact.fractions(A)) for A in P]
    n, k = len(P[0]), len(P) - 1
    rows = [exact.from_flint(F[-1].solve(-A)) for A in F[:-1]]
    C = [[Fraction(int(j == i + n)) for j in range(n * k)] for i in range(n * (k - 1))]
    C += [[rows[j // n][i, j % n] for j in range(n * k)] for i in range(n)]
    with flint.ctx.workprec(1000):
        entries = [flint.acb(flint.arb(flint.fmpq(x.numerator, x.denominator))) for row in C for x in row]
        return np.array([complex(z) for z in flint.acb_mat(n * k, n * k, entries).eig()])


def test_claimed_digits_are_true(run: Run) -> None:
    over, under, count = [], 0, 60
    for seed in range(count):
        rng = np.random.default_rng(seed)
        n, degree = int(rng.integers(1, 5)), int(rng.integers(1, 4))
        P = [A * 10.0 ** rng.uniform(-4, 4) for A in coefficients(n, degree, seed)]
        found = run("polyeig", *P)
        w, truth = found["eigenvalues"], true_values(P)
        distances = np.abs(w[:, None] - truth[None, :])
        off = distances[linear_sum_assignment(distances)].max() / np.abs(truth).max()
        assert found.verdict != "red", found.assessment.reason
        claimed, digits = found.assessment.digits, min(15, -np.log10(max(off, 1e-16)))
        over += [(seed, claimed, digits)] if claimed is not None and claimed > digits + 1 else []
        under += claimed is not None and claimed < digits - 3
    assert not over
    assert under <= count / 7


def test_single_numbers_are_the_coefficients_of_a_polynomial(run: Run) -> None:
    roots = np.arange(1.0, 8)
    found = run("polyeig", *(np.array([[c]]) for c in np.poly(roots)[::-1]))
    assert np.allclose(found["eigenvalues"], roots[::-1], rtol=1e-9)
    assert found.verdict == "green"


def test_a_quadratic_with_one_infinite_eigenvalue(run: Run) -> None:
    """Tisseur and Meerbergen (2001), section 3.1: 1/3, 1/2, 1, ±i and infinity."""
    M, C = np.array([[0.0, 6, 0], [0, 6, 0], [0, 0, 1]]), np.array([[1.0, -6, 0], [2, -7, 0], [0, 0, 0]])
    found = run("polyeig", np.eye(3), C, M)
    w = found["eigenvalues"]
    assert np.isinf(w[0])
    assert np.allclose(w[1:], [1, 1j, -1j, 0.5, 1 / 3])
    assert found.outcome.warnings == ("arrays2 is singular: one eigenvalue is infinite.",)
    assert len(found.outcome.details["eigenvalue_conditions"]) == 6
    assert max(found.outcome.details["eigenvalue_conditions"]) < 100


def test_degree_one_is_the_generalised_problem(run: Run) -> None:
    A, B = coefficients(5, 1, 3)
    w = run("eig", A, -B)["eigenvalues"]
    assert np.allclose(run("polyeig", A, B)["eigenvalues"], w)


def test_equal_roots_are_amber(run: Run) -> None:
    found = run("polyeig", *(np.array([[c]]) for c in (1.0, -2.0, 1.0)))
    assert found.verdict == "amber"
    assert min(found.outcome.details["eigenvalue_conditions"]) > 1e7


@pytest.mark.parametrize("damping", [1e3, 1e6, 1e10, 1e100, 1e-100])
def test_groups_of_values_far_apart_are_found(run: Run, damping: float) -> None:
    """Those of M λ² + C λ + K with a large C are near those of λ M + C and of λ C + K."""
    K, C, M = coefficients(4, 2, 1)
    found = run("polyeig", K, C * damping, M)
    w = found["eigenvalues"]
    assert found.verdict != "red", found.assessment.reason
    if damping < 1:
        return
    large, small = run("polyeig", C * damping, M), run("polyeig", K, C * damping)
    assert np.allclose(w[:4], large["eigenvalues"], rtol=max(100 / damping, 1e-10))
    assert np.allclose(w[4:], small["eigenvalues"], rtol=max(100 / damping, 1e-10))
    if damping < 1e50:  # squares of values of this test
        assert residuals([K, C * damping, M], w, found["eigenvectors"]).max() < 1e-13


def test_the_groups_are_edges_of_a_hull() -> None:
    one = np.eye(2)
    assert groups([one, one, one]) == [(0, 2)]
    assert groups([one, one * 2.0**40, one]) == [(-40, 1), (40, 1)]
    assert groups([0 * one, one, one, 0 * one]) == [(0, 3)]
    assert groups([0 * one, 0 * one]) == [(0, 1)]


def test_uneven_coefficients_are_solved_at_their_own_scales(run: Run) -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        n, degree = int(rng.integers(2, 8)), int(rng.integers(2, 4))
        P = [A * 10.0 ** rng.uniform(-6, 6, (n, n)) for A in coefficients(n, degree, seed)]
        found = run("polyeig", *P)
        assert found.verdict != "red", (seed, found.assessment.reason)


@pytest.mark.parametrize("size", [1e300, 1e-300, 1e-310])
def test_sizes_do_not_matter(run: Run, size: float) -> None:
    P = coefficients(3, 2, 4)
    found = run("polyeig", *(A * size for A in P))
    assert found.verdict == "green", found.assessment.reason
    assert np.allclose(found["eigenvalues"], run("polyeig", *P)["eigenvalues"], rtol=1e-10)


def test_exact_values(exactly: Run) -> None:
    assert exactly("polyeig", *np.array([[[6]], [[-5]], [[1]]])) == {
        "eigenvalues": [3, 2],
        "eigenvectors": [[1, 1]],
    }
    found = exactly("polyeig", *np.array([[[2, 0], [0, 3]], [[0, 0], [0, 0]], [[-1, 0], [0, 1]]]))
    assert [str(x) for x in found["eigenvalues"]] == ["sqrt(3)*I", "-sqrt(3)*I", "sqrt(2)", "-sqrt(2)"]
    assert exactly("polyeig", np.eye(2), np.ones((2, 2))) is None


@pytest.mark.parametrize("shapes", [[(2, 3), (2, 3)], [(2, 2), (3, 3)], [(2, 2), (2, 2), (2, 3)], [(2, 2)], []])
def test_what_makes_no_polynomial_is_refused(shapes: list[tuple[int, int]]) -> None:
    with pytest.raises(UserError) as caught:
        by_name("polyeig").declare(*(Operand("ABC"[at], shape) for at, shape in enumerate(shapes)))
    assert caught.value.kind == ("shape" if len(shapes) > 1 else "usage")
    assert caught.value.hint


def test_a_singular_polynomial_is_refused(run: Run) -> None:
    with pytest.raises(UserError, match="singular for every λ") as caught:
        run("polyeig", *[np.ones((2, 2))] * 3)
    assert caught.value.kind == "singular"


def test_values_beyond_the_range_are_refused_as_such(run: Run) -> None:
    with pytest.raises(UserError, match="beyond the range of float64"):
        run("polyeig", np.array([[1e200]]), np.array([[1e-200]]))


def test_none(run: Run) -> None:
    found = run("polyeig", *[np.zeros((0, 0))] * 3)
    assert found["eigenvalues"].shape == (0,)
    assert found.verdict != "red"


@pytest.mark.parametrize("kind", ["real", "complex"])
def test_the_code_gives_the_same(run: Run, kind: str) -> None:
    P = coefficients(3, 3, 5, kind)
    found = run("polyeig", *P)
    names: dict[str, Any] = {"np": np, "scipy": scipy, **dict(zip("ABCD", P, strict=True))}
    exec(found.operation.routes[0].code(found.problem, tuple("ABCD")), names)
    assert np.allclose(np.sort_complex(np.round(names["w"], 8)), np.sort_complex(np.round(found["eigenvalues"], 8)))
    assert residuals(P, names["w"], names["V"]).max() < 1e-10
