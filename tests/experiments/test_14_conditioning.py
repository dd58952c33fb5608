"""Chapter 14: conditioning."""

from __future__ import annotations

import numpy as np
import pytest


def hilbert(n: int) -> np.ndarray:
    return 1 / (np.arange(n)[:, None] + np.arange(n) + 1.0)


def miss(x: np.ndarray) -> float:
    """The distance from a vector of ones."""
    return float(np.linalg.norm(x - 1))


def test_14_1_two_nearly_equal_lines(ask, value):
    A = [[1, 1], [1, 1.0001]]
    x, y = value("solve", A, [2, 2]), value("solve", A, [2, 2.0001])
    assert x == pytest.approx([2, 0], abs=1e-9)
    assert y == pytest.approx([1, 1], abs=1e-9)
    assert value("cond", A) == pytest.approx(40002, rel=1e-4)
    amplified = np.linalg.norm(y - x) / np.linalg.norm(x) / (1e-4 / np.linalg.norm([2, 2]))
    assert amplified == pytest.approx(20000, rel=1e-3)


@pytest.mark.parametrize(
    ("degrees", "kappa"), [(90, 1), (60, 1.7321), (30, 3.7321), (10, 11.4301), (1, 114.5887)]
)  # fmt: skip
def test_14_2_kappa_is_an_angle(value, degrees, kappa):
    theta = np.radians(degrees)
    A = np.array([[1, np.cos(theta)], [0, np.sin(theta)]])
    assert value("cond", A) == pytest.approx(kappa, abs=5e-5)
    assert value("cond", A) == pytest.approx(1 / np.tan(theta / 2))


def test_14_3_hilbert(ask, value):
    kappa = {n: float(ask("cond", hilbert(n)).outputs["result"]) for n in (2, 4, 6, 8, 10, 12)}
    assert kappa[2] == pytest.approx(19.28, abs=5e-3)
    for n, power in ((4, 4), (6, 7), (8, 10), (10, 13), (12, 16)):
        assert power - 0.5 < np.log10(kappa[n]) < power + 1
    errors, worse = {}, {}
    for n in (6, 8, 10, 12):
        b = hilbert(n) @ np.ones(n)
        errors[n] = miss(ask("solve", hilbert(n), b).outputs["result"])
        worse[n] = miss(ask("inv", hilbert(n)).outputs["result"] @ b)
    assert errors[8] < 1e-5
    assert errors[12] > 1e-3
    assert all(worse[n] > errors[n] for n in errors)


def test_14_4_normal_equations_square_kappa(ask, refusal, value):
    def system(epsilon: float) -> tuple[np.ndarray, np.ndarray]:
        A = np.array([[1, 1], [epsilon, 0], [0, epsilon]])
        return A, A @ [3, -1]

    A, b = system(1e-8)
    assert value("cond", A) == pytest.approx(1.414214e8, rel=1e-6)
    assert (value("matmul", A.T, A) == np.ones((2, 2))).all()
    assert refusal("lstsq", A, b, method="normal").kind == "singular"
    for method in ("auto", "qr", "svd"):
        assert ask("lstsq", A, b, method=method).outputs["x"] == pytest.approx([3, -1], abs=1e-6)
    A, b = system(1e-7)
    found = ask("lstsq", A, b, method="normal")
    assert 1e-3 < np.abs(found.outputs["x"] - [3, -1]).max() < 1e-1
    assert found.certificate.verdict != "green"


@pytest.mark.parametrize(
    ("shift", "scale", "expected"),
    [(0, 1, (1.271e6, 1.830e12, None)), (2005, 1, (3.162, 20.22, 92.51)), (2005, 5, (1.581, 3.337, 7.104))],
)
def test_14_5_centre_and_scale(ask, shift, scale, expected):
    years = (np.arange(2000, 2011) - shift) / scale
    for degree, kappa in enumerate(expected, start=1):
        found = float(ask("cond", np.vander(years, degree + 1, increasing=True)).outputs["result"])
        assert found > 1e18 / 3 if kappa is None else found == pytest.approx(kappa, rel=5e-4)


def test_14_6_float32_runs_out(ask):
    for n, single, double in ((4, 4e-5, 7e-14), (6, 8e-2, 1e-10), (8, 10, 1e-7)):
        b = hilbert(n) @ np.ones(n)
        for precision, size in (("float32", single), ("float64", double)):
            found = miss(ask("solve", hilbert(n), b, precision=precision).outputs["result"])
            assert size / 100 < found < size * 100, (n, precision)


def test_14_7_truncate_or_damp(ask):
    A = hilbert(8)
    b = A @ np.ones(8) + 1e-4 * (-1.0) ** np.arange(8)
    assert miss(ask("solve", A, b).outputs["result"]) == pytest.approx(1.81e6, rel=5e-3)
    truncated = [miss(ask("lstsq", A, b, method="tsvd", k=k).outputs["x"]) for k in range(1, 7)]
    assert truncated == pytest.approx([1.4422, 0.4454, 0.1097, 0.0720, 0.7260, 100.98], rel=1e-3)
    damped = {power: miss(ask("lstsq", A, b, method="ridge", lam=10.0**power).outputs["x"]) for power in range(-10, 0)}
    assert min(damped, key=damped.__getitem__) == -7
    assert damped[-7] == pytest.approx(0.0705, abs=5e-5)


def test_14_8_pivot(ask, value):
    A, b = np.array([[1e-20, 1], [1, 1]]), np.array([1.0, 2.0])

    def eliminate(pivoting: str) -> tuple[np.ndarray, str]:
        found = ask("lu", A, pivoting=pivoting)
        P, L, U = (found.outputs[name] for name in "PLU")
        y = value("solve_triangular", L, P.T @ b, lower=True)
        return ask("solve_triangular", U, y).outputs["result"], found.certificate.verdict

    assert eliminate("none")[0].tolist() == [0, 1]
    assert eliminate("none")[1] == "red"
    x, verdict = eliminate("partial")
    assert x == pytest.approx([1, 1])
    assert verdict == "green"
    assert value("cond", A) == pytest.approx(2.618, abs=5e-4)
