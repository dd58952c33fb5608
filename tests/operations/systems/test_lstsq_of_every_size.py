"""Least squares of rows and columns of every size, of tiny numbers, and of b orthogonal to all columns."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from workbench.backends import exact
from workbench.operations.choose import choose
from workbench.operations.systems.fitting import NO_DIGITS


def error(A: np.ndarray, b: np.ndarray, x: np.ndarray) -> float:
    """Relative to the largest entry of the solution of the normal equations, in fractions."""
    M, c = exact.to_flint(exact.fractions(A)), exact.to_flint(exact.fractions(b))
    truth = exact.from_flint((M.transpose() * M).solve(M.transpose() * c), x.shape)
    pairs = zip(exact.fractions(x).flat, truth.flat, strict=True)
    return float(max(abs(p - q) for p, q in pairs) / max(abs(q) for q in truth.flat))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", ["rows", "columns", "many rows", "both"])
def test_the_best_fit_is_found(run, kind, seed):
    rng = np.random.default_rng(seed)
    m = 40 if kind == "many rows" else 5
    shape = {"rows": (m, 1), "many rows": (m, 1), "columns": (1, 3), "both": (m, 3)}[kind]
    A = rng.standard_normal((m, 3)) * 10.0 ** rng.integers(-90, 91, shape)
    b = rng.standard_normal(m) * 10.0 ** rng.integers(-90, 91, m)
    answer = run("lstsq", A, b)
    bound = answer.assessment.error_bound
    assert answer.verdict != "red"
    if kind == "both" and answer["rank"] < 3:  # what was cut is said
        assert "rank was taken as" in answer.assessment.reason
        return
    assert error(A, b, answer["x"]) <= (1e-14 if bound is None else bound)
    assert kind == "both" or answer.verdict == "green"


def test_its_code_finds_it_as_well(run):
    rng = np.random.default_rng(3)
    A = rng.standard_normal((5, 3)) * 10.0 ** rng.integers(-90, 91, (5, 1))
    answer, b = run("lstsq", A, rng.standard_normal(5)), None
    b = answer.problem["b"]
    names = {"A": A, "b": b, "np": np, "scipy": scipy}
    exec(choose(answer.operation, answer.problem)[0].code(answer.problem, ("A", "b")), names)
    assert np.allclose(names["x"], answer["x"], rtol=1e-12, atol=0)


@pytest.mark.parametrize("method", ["auto", "qr", "svd", "normal"])
def test_a_right_hand_side_orthogonal_to_the_columns(run, method):
    A = np.random.default_rng(0).standard_normal((8, 3))
    q = np.linalg.qr(A, mode="complete")[0][:, 5]
    for scale in (1.0, 1e-250, 1e250):
        answer = run("lstsq", A, q * scale, method=method)
        assert answer.verdict == "amber"
        assert "orthogonal to the columns of A but for rounding" in answer.assessment.reason
    assert run("lstsq", A, q + 1e-6 * A[:, 0], method=method).verdict == "green"
    assert answer.tampered("x", answer["x"] + 1e240).verdict == "red"


def test_of_dependent_columns_too(run):
    A = np.array([[0.1, 0.3], [0.2, 0.6], [0.7, 2.1]])
    assert run("lstsq", A, np.cross(A[:, 0], [0.3, 0.1, 0.4])).verdict == "amber"
    assert run("lstsq", np.array([[1.0, 1], [1, -1], [0, 0]]), np.array([0.0, 0, 1])).verdict == "green"  # 0 is exact


@pytest.mark.parametrize("size", [1e-312, 1e-318, 1e-323])
def test_tiny_solutions(run, size):
    rng = np.random.default_rng(2)
    A, b = rng.standard_normal((6, 3)), rng.standard_normal(6) * size
    answer = run("lstsq", A, b)
    assert answer.verdict != "red"
    bound = answer.assessment.error_bound
    assert bound is None or error(A, b, answer["x"]) <= bound
    assert run("lstsq", A * 1e300, b * 1e290).verdict == "amber"


@pytest.mark.parametrize(
    ("A", "b", "w", "length"),
    [
        ([[9.8e217, -8.5e-5], [-8.5e-5, 1.1e-125]], [1.0, 0.99], [0, 4.94e-311], 0.99 * 9.8e217 / 8.5e-5),
        ([[1.5e24, -1.4e81], [-1.4e81, 1.05e254]], [0.22, 0], [2, 0], 0.22 / 1.4e81 * 1.05e254),
    ],
)
def test_residuals_whose_squares_do_not_fit(run, A, b, w, length):
    answer = run("lstsq", np.array(A), np.array(b), np.array(w))
    assert answer.verdict == "green"
    assert float(answer["residual"]) == pytest.approx(length, rel=1e-12)
    assert answer.tampered("residual", np.asarray(length * 1.1)).verdict == "red"


def test_a_residual_of_rounding_alone_is_told(run):
    A = np.array([[1.0, 2], [3, 4], [5, 7]])
    b = A @ [1 / 7, 1 / 11] + np.array([0, 0, 2e-16])
    assert NO_DIGITS in run("lstsq", A, b).outcome.warnings
    assert not run("lstsq", A, np.array([1.0, 2, 4])).outcome.warnings
    assert not run("lstsq", np.eye(2), np.ones(2)).outcome.warnings


@pytest.mark.parametrize("name", ["lstsq", "nnls"])
def test_columns_whose_large_entries_are_in_different_rows(run, name):
    """The unknown of the smaller column is the smaller one, but what rounds it is as small."""
    A = np.array([[-4.5e-85, 1.2e110], [3.2e122, 1.5e-121], [1.1e122, 1.4e71], [4.1e117, -1.8e-79]])
    b = np.array([0.0, -1, 3, 2])
    answer = run(name, A, b)
    x = answer["x" if name == "lstsq" else "result"]
    assert answer.verdict == "green"
    assert answer.assessment.digits >= 12
    assert error(A, b, x) <= answer.assessment.error_bound
    for off in ([1e-133, 0], [0, 1e-131]):  # of another solution no such digits are claimed
        other = answer.tampered("x" if name == "lstsq" else "result", x + off)
        assert other.verdict == "red" or (other.digits or 0) <= 9
