"""Eigenvalues that are infinite, and those that only cannot be told from infinity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from workbench.backends.exact_pencil import infinite
from workbench.numerics.pencil_discs import reach

Run = Callable[..., Any]
A = np.array([[1.0, 2], [3, 4]])
ONES = np.ones((2, 2))
NEARLY = ONES + np.array([[0.0, 0], [0, 2.0**-52]])


@pytest.mark.parametrize("name", ["eig", "polyeig"])
@pytest.mark.parametrize("turn", [1.0, 1j])
def test_a_matrix_that_is_singular_to_rounding_only(run: Run, name: str, turn: complex) -> None:
    M = np.array([[1.0, 1], [0, 2]])
    found = run(name, *((M,) if name == "eig" else (M, M)), NEARLY * turn if turn != 1 else NEARLY)
    assert np.isinf(found["eigenvalues"]).sum() == 1  # in truth it is finite, and of the size 1e16
    assert found.verdict == "amber"
    assert "cannot be told from infinity" in found.assessment.reason
    assert "cannot be told from infinity" in found.outcome.warnings[0]


def test_proved_infinity_is_said(run: Run) -> None:
    B = np.diag([1.0, 0])
    for name, given in (("eig", (A, B)), ("polyeig", (A, A, B)), ("eig", (A * 1j, B)), ("eig", (A + 0j, B * 1j))):
        found = run(name, *given)
        assert found.verdict == "green", (name, found.assessment.reason)
        assert "one eigenvalue is infinite" in found.outcome.warnings[0]


def test_large_matrices_are_asked_for_rows_of_zeros_alone(run: Run) -> None:
    rng = np.random.default_rng(1)
    M, B = rng.standard_normal((2, 40, 40))
    zeros, repeated = B.copy(), B.copy()
    zeros[3], repeated[3] = 0, repeated[4]
    assert run("eig", M, zeros).verdict == "green"
    assert "cannot be told from infinity" in run("eig", M, repeated).assessment.reason


def test_any_basis_will_do_where_all_is_zero(run: Run) -> None:
    nearly = np.array([[1.0, 1], [1, 1 + 1e-9]])
    found = run("eig", nearly, np.zeros((2, 2)))
    V = found["eigenvectors"]
    assert np.allclose(V.conj().T @ V, np.eye(2))
    assert found.verdict == "green"


def test_dependent_vectors_are_not_called_independent(run: Run) -> None:
    found = run("eig", A, ONES)  # infinity counts twice, and has one vector
    assert found.verdict == "amber"
    assert "defective" in found.assessment.reason


def test_qz_says_which_ratios_are_no_numbers(run: Run) -> None:
    assert "cannot be told from infinity" in run("qz", A, NEARLY).outcome.warnings[0]
    assert "infinite" in run("qz", A, np.diag([1.0, 0])).outcome.warnings[0]
    assert "singular for every" in run("qz", ONES, ONES).outcome.warnings[0]
    assert run("qz", A, np.diag([1.0, 1e-20])).outcome.warnings == ()


def test_infinite_eigenvalues_are_counted() -> None:
    fractions = np.vectorize(lambda x: int(x), otypes=[object])
    jordan = fractions(np.diag([1, 1], 1))
    assert infinite(fractions(np.eye(3)), jordan) == 3
    assert infinite(fractions(A), fractions(ONES)) == 2
    assert infinite(fractions(A), fractions(A)) == 0


SINGULAR = (
    ([[0.0, 3], [0, 6]], [[2.99999999999983, 2.0000000000001714], [6.000000000000632, 3.9999999999999036]]),
    ([[-3.9999999688141044, -1.999999999463758], [-3.999999994454012, -2.0000000302706953]], [[1.0, -3], [1, -3]]),
)


@pytest.mark.parametrize("pencil", SINGULAR)
def test_a_pencil_that_is_nearly_singular_has_few_digits(run: Run, pencil: Any) -> None:
    M, B = map(np.array, pencil)
    found = run("eig", M, B)
    det = np.linalg.det
    # det(M − λ B) = det M + c λ + det B λ², and here one of the ends is 0
    c = M[0, 1] * B[1, 0] + M[1, 0] * B[0, 1] - M[0, 0] * B[1, 1] - M[1, 1] * B[0, 0]
    expected = -c / det(B) if det(B) > 1e-20 else -det(M) / c
    finite = found["eigenvalues"][np.isfinite(found["eigenvalues"])]
    assert found.verdict != "green" or np.abs(finite[0] - expected) <= 1e-8 * abs(expected)
    assert found.assessment.error_bound is None or found.assessment.error_bound > 1e-10


BADLY_SCALED = [
    [
        [[-0.1525732065472638, 0.38687106608640404], [-0.1506005004698667, 0.32303364183097694]],
        [[9.00000000000001, -3.0000000000000187], [9.000000000000034, -2.999999999999994]],
    ],
    [
        [[-1.0, 2, -2], [2, -3, -3], [1, -1, 2]],
        [
            [0.0026613116627734615, -2.445929507739846e-13, 1.9982042888207346e-12],
            [-1.4985363856483105, -9.638786923839023e-12, 2.541055688479549e-10],
            [39206576293604.9, 0.985610186076776, -3035.427164278876],
        ],
    ],
]


@pytest.mark.parametrize("pencil", BADLY_SCALED)
def test_right_answers_of_bad_scale_are_never_red(run: Run, pencil: Any) -> None:
    assert run("eig", *map(np.array, pencil)).verdict != "red"
    assert run("polyeig", *map(np.array, pencil)).verdict != "red"


POLYNOMIAL = [
    [[2.0, -1, 1, -2], [0, 1, -3, -3], [1, 3, 1, -3], [3, 1, -1, 1]],
    [
        [-4.075599482713015, 1.0488695920845745, -1.1082452482844147, 1.7828013074054265],
        [-0.9466572483827121, 0.24362550985852058, -0.2574169522113502, 0.4140990269627932],
        [1.6138810229737082, -0.4153378508902576, 0.4388497894833367, -0.7059646586860007],
        [-1.8019811205016, 0.46374606013701514, -0.48999834816073506, 0.788245830135307],
    ],
    [
        [-3.620536373434361e-07, -21379.027541131032, -0.006671593834325471, 1.019308279792073e-10],
        [25.626044181255477, -15511195315077.81, 10212986.957640577, -0.8008615446258471],
        [-27.102215604552047, 6560040021298.052, -4687307.718388408, 0.0323190537019831],
        [1.577400075976921e-11, -0.5167270723459144, -1.0974303689126514e-06, 5.773818856090247e-14],
    ],
    [[1.0, 0, 3, -1], [2, 2, 3, 0], [-2, 0, -2, 2], [-3, -2, 1, 2]],
]


def test_conjugates_stay_together_from_scale_to_scale(run: Run) -> None:
    found = run("polyeig", *map(np.array, POLYNOMIAL))
    w = found["eigenvalues"]
    assert found.verdict != "red"
    assert np.allclose(np.sort_complex(w), np.sort_complex(w.conj()))


def test_discs_hold_the_eigenvalues() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        z = rng.standard_normal(5) * 10.0 ** rng.integers(-2, 3, 5) + 0j
        length = np.hypot(1, np.abs(z))
        alpha, beta = z / length, 1 / length
        E, F = 1e-9 * rng.standard_normal((2, 5, 5))
        radii = np.hypot(np.abs(E).sum(axis=1), np.abs(F).sum(axis=1))
        w = np.linalg.eigvals(np.linalg.solve(np.diag(beta) + F, np.diag(alpha) + E))
        off = max(np.abs(w - value).min() for value in z)
        assert off <= reach(radii, alpha, beta) * (1 + 1e-6) + 1e-13 * np.abs(z).max()
    assert reach(np.full(2, 0.2), alpha[:2], beta[:2]) == np.inf


def test_exact_values_beyond_floating_point(exactly: Run) -> None:
    M = np.array([[-3.8e-79, -1.7e74], [-8.7e135, 2.1e126]])
    found = exactly("eig", M, np.array([[0.0, 0], [0, -4.9407e-320]]))
    assert found["eigenvalues"][0] == "inf"
    M = np.array([[-3.0e135, -1.0, 0], [-1.0, 2.0, 1], [1, 0, 3e3]])
    large = exactly("eig", M, np.array([[1e-200, 0, 1e-210], [0, 1, 0], [0, 0, 1]]))["eigenvalues"][0]
    assert large.value == -np.inf
