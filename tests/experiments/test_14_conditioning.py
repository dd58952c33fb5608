"""Chapter 14: conditioning."""

from __future__ import annotations

from math import log10

import numpy as np
import pytest

from printed import near, printed


def miss(value, x: np.ndarray) -> float:
    """The distance from a vector of ones."""
    return float(value("norm", value("subtract", x, np.ones(len(x)))))


def test_14_1_two_nearly_equal_lines(value, exact):
    A, written = [[1, 1], [1, 1.0001]], "[[1,1],[1,1.0001]]"
    assert exact("solve", written, [2, 2]).tolist() == [2, 0]
    assert exact("solve", written, "[2,2.0001]").tolist() == [1, 1]
    x, y = value("solve", A, [2, 2]), value("solve", A, [2, 2.0001])
    assert x == near([2, 0])
    assert y == near([1, 1])
    assert value("cond", A) == printed("40002")
    moved, given = value("distance", x, y) / value("norm", x), 1e-4 / value("norm", [2, 2])
    assert moved / given == near(20000)


@pytest.mark.parametrize(
    ("degrees", "kappa"), [(90, "1.0000"), (60, "1.7321"), (30, "3.7321"), (10, "11.4301"), (1, "114.5887")]
)
def test_14_2_kappa_is_an_angle(value, degrees, kappa):
    direction = value("rotation", angle=degrees)[:, 0]
    A = value("stack", [1, 0], direction, axis=1)
    assert value("cond", A) == printed(kappa)
    assert value("cond", A) == near(1 / np.tan(np.radians(degrees) / 2))


def test_14_3_hilbert(ask, value):
    kappa = {n: float(ask("cond", value("hilbert", n=n)).outputs["result"]) for n in (2, 4, 6, 8, 10, 12)}
    assert kappa[2] == printed("19.28")
    assert [round(log10(kappa[n])) for n in (4, 6, 8, 10, 12)] == [4, 7, 10, 13, 16]


def test_14_3_solve_and_inverse_of_hilbert(ask, value):
    solved, inverted = {}, {}
    for n in (6, 8, 10, 12):
        A = value("hilbert", n=n)
        b = value("matmul", A, np.ones(n))
        solved[n] = miss(value, ask("solve", A, b).outputs["result"])
        inverted[n] = miss(value, ask("matmul", ask("inv", A).outputs["result"], b).outputs["result"])
    assert solved[8] < 1e-5
    assert solved[12] > 1e-3
    assert all(inverted[n] > solved[n] for n in solved)


def test_14_4_normal_equations_square_kappa(ask, refusal, value):
    def system(epsilon: float) -> tuple[np.ndarray, np.ndarray]:
        A = np.array([[1, 1], [epsilon, 0], [0, epsilon]])
        return A, value("matmul", A, [3, -1])

    A, b = system(1e-8)
    assert value("cond", A) == printed("1.414214e8")
    assert value("cond", A) == near(2**0.5 / 1e-8)
    assert (value("matmul", value("transpose", A), A) == np.ones((2, 2))).all()
    assert refusal("lstsq", A, b, method="normal").kind == "singular"
    for method in ("auto", "qr", "svd"):
        assert ask("lstsq", A, b, method=method).outputs["x"] == pytest.approx([3, -1], abs=1e-7)
    A, b = system(1e-7)
    found = ask("lstsq", A, b, method="normal")
    assert 1e-3 < np.abs(value("subtract", found.outputs["x"], [3, -1])).max() < 1e-1
    assert found.certificate.verdict != "green"


@pytest.mark.parametrize(
    ("shift", "scale", "expected"),
    [
        (0, 1, ("1.271e6", "1.830e12", None)),
        (2005, 1, ("3.162", "20.22", "92.51")),
        (2005, 5, ("1.581", "3.337", "7.104")),
    ],
)
def test_14_5_centre_and_scale(ask, shift, scale, expected):
    years = (np.arange(2000, 2011) - shift) / scale
    for degree, kappa in enumerate(expected, start=1):
        found = float(ask("cond", np.vander(years, degree + 1, increasing=True)).outputs["result"])
        assert found > 1e18 if kappa is None else found == printed(kappa)


def test_14_5_the_cubic_of_raw_years_beyond_floats(value, exact):
    """Of a condition that floating point cannot see: ‖A‖ ‖A⁺‖ with the pseudoinverse in fractions."""
    A = np.vander(np.arange(2000, 2011), 4, increasing=True)
    kappa = value("norm", A, ord=2) * value("norm", exact("pinv", A).astype(float), ord=2)
    assert kappa > 1e18


@pytest.mark.parametrize(
    ("n", "precision", "size"),
    [
        (4, "float32", 4e-5),
        (6, "float32", 8e-2),
        (8, "float32", 10),
        (4, "float64", 7e-14),
        (6, "float64", 1e-10),
        (8, "float64", 1e-7),
    ],
)
def test_14_6_float32_runs_out(ask, value, n, precision, size):
    """The order of magnitude of each error; as many digits are lost as κ has, of those there are."""
    A = value("hilbert", n=n)
    b = value("matmul", A, np.ones(n))
    error = miss(value, ask("solve", A, b, precision=precision).outputs["result"])
    assert size / 10 < error < size * 10
    eps = float(np.finfo(precision).eps)
    lost = min(log10(ask("cond", A).outputs["result"]), -log10(eps))
    assert abs(log10(error / eps) - lost) < 2


def test_14_7_truncate_or_damp(ask, value):
    A = value("hilbert", n=8)
    b = value("add", value("matmul", A, np.ones(8)), 1e-4 * (-1.0) ** np.arange(8))
    assert miss(value, ask("solve", A, b).outputs["result"]) == printed("1.81e6")
    truncated = [miss(value, ask("lstsq", A, b, method="tsvd", k=k).outputs["x"]) for k in range(1, 7)]
    assert truncated == printed("1.4422 .4454 .1097 .0720 .7260 100.98")
    assert np.argmin(truncated) + 1 == 4
    powers = range(-10, 0)
    damped = {power: miss(value, ask("lstsq", A, b, method="ridge", lam=10.0**power).outputs["x"]) for power in powers}
    assert min(damped, key=damped.__getitem__) == -7
    assert damped[-7] == printed(".0705")


def test_14_8_pivot(ask, value, exact):
    A, b = [[1e-20, 1], [1, 1]], [1, 2]

    def eliminate(pivoting: str) -> tuple[list[float], str]:
        found = ask("lu", A, pivoting=pivoting)
        P, L, U = (found.outputs[name] for name in "PLU")
        y = value("solve_triangular", L, value("matmul", value("transpose", P), b), lower=True)
        return ask("solve_triangular", U, y).outputs["result"].tolist(), found.certificate.verdict

    assert eliminate("none") == ([0, 1], "red")
    assert eliminate("partial") == ([1, 1], "green")
    assert value("solve", A, b).tolist() == [1, 1]
    assert exact("solve", "[[1e-20,1],[1,1]]", b).astype(float).tolist() == [1, 1]
    assert value("cond", A) == printed("2.618")
