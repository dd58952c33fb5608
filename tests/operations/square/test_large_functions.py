"""Functions of large matrices: a few columns by another algorithm verify them, and errors are seen."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.numerics.integrals import logarithm_times, power_times

N = 140
SCALARS = {
    "expm": np.exp,
    "logm": np.log,
    "sqrtm": np.sqrt,
    "cosm": np.cos,
    "sinm": np.sin,
    "tanm": np.tan,
    "tanhm": np.tanh,
    "sinhm": np.sinh,
    "coshm": np.cosh,
    "signm": np.sign,
    "fractional_matrix_power": lambda w: w**0.3,
}


def params(name):
    return {"t": Fraction(3, 10)} if name == "fractional_matrix_power" else {}


def made(low, high, seed=1):
    """A with known eigenvalues and vectors: S and w."""
    rng = np.random.default_rng(seed)
    S = np.eye(N) + 0.3 * rng.standard_normal((N, N)) / np.sqrt(N)
    return S, np.geomspace(low, high, N)


def of(S, w):
    return np.linalg.solve(S.T, (S * w).T).T


@pytest.mark.parametrize("name", SCALARS)
def test_the_bound_holds_and_an_error_beyond_it_is_red(answer, name):
    S, w = made(0.5, 1.4)
    A = of(S, w)
    found = answer(name, A, **params(name))
    said, X, truth = found.assessment, found.outcome.outputs["result"], of(S, SCALARS[name](w))
    assert said.verdict == "green", said.reason
    assert said.digits >= 11
    assert np.abs(X - truth).max() / np.abs(truth).max() <= 100 * said.error_bound
    for place in ((0, 0), (3, 70), (N - 1, 2)):
        wrong = X.copy()
        wrong[place] += 110 * said.error_bound * np.abs(X).max()
        assert found.certify(result=wrong).verdict == "red", place


@pytest.mark.parametrize("name", ["sqrtm", "logm", "fractional_matrix_power"])
@pytest.mark.parametrize("kind", [np.float32, np.complex128])
def test_other_types(answer, name, kind):
    S, w = made(1, 4)
    found = answer(name, of(S, w * (1 if kind is np.float32 else np.exp(0.5j))).astype(kind), **params(name))
    assert found.assessment.verdict == "green", found.assessment.reason


@pytest.mark.parametrize("name", ["sqrtm", "logm", "fractional_matrix_power", "signm"])
@pytest.mark.parametrize("size", [1e-200, 1e-9, 1e200])
def test_scale_changes_nothing(answer, name, size):
    S, w = made(1, 3)
    assert answer(name, of(S, w) * size, **params(name)).assessment.verdict == "green"


@pytest.mark.parametrize("name", ["sqrtm", "signm", "fractional_matrix_power"])
def test_too_many_nodes_leave_the_identities(answer, name):
    S, w = made(1e-4, 10)
    found = answer(name, of(S, w), **params(name))
    assert found.assessment.verdict == "amber"
    assert found.assessment.error_bound is None


def test_another_root_is_red(answer):
    S, w = made(0.5, 1.4)
    found = answer("sqrtm", of(S, w))
    signs = np.ones(N)
    signs[3] = -1
    assert found.certify(result=of(S, np.sqrt(w) * signs)).verdict == "red"
    assert found.certify(result=-found.outcome.outputs["result"]).verdict == "red"


def test_the_tangent_near_a_pole_has_fewer_digits(answer):
    S, w = made(0.5, 1.4)
    w[0] = np.pi / 2 - 1e-5
    said = answer("tanm", of(S, w)).assessment
    assert said.verdict in ("green", "amber")
    assert said.digits < 12


def test_sensitive_functions_are_not_red_for_it(answer):
    S, w = made(0.5, 2)
    U, _, V = np.linalg.svd(S)
    S = U @ np.diag(np.logspace(0, -4, N)) @ V
    A = of(S, w)
    for name in ("expm", "cosm", "tanm", "tanhm", "logm", "sqrtm"):
        assert answer(name, A).assessment.verdict != "red", name


def test_between_sixty_four_and_the_end_of_sampling_it_is_proved_too(answer):
    S, w = made(0.5, 1.4)
    said = answer("logm", of(S[:90, :90], w[:90])).assessment
    assert said.verdict == "green", said.reason


@pytest.mark.parametrize("t", [0.5, -0.5, 1 / 3, -1.7, 2.25])
def test_powers_of_numbers(t):
    z = np.array([0.2, 0.7, 1.0, 3.0, 5.0, 0.5 + 0.5j])
    for finer in (False, True):
        found = power_times(np.diag(z), np.eye(6), t, finer)
        assert np.allclose(found, np.diag(z**t), rtol=1e-12, atol=0)


def test_logarithms_of_numbers():
    z = np.array([0.1, 0.7, 1.0, 3.0, 20.0, 1 + 2j])
    assert np.allclose(logarithm_times(np.diag(z), np.eye(6)), np.diag(np.log(z)), rtol=0, atol=1e-12)


def test_integrals_of_singular_matrices():
    assert power_times(np.zeros((3, 3)), np.eye(3), 0.5) is None
    assert logarithm_times(np.zeros((3, 3)), np.eye(3)) is None
    assert power_times(np.diag([1e-30, 1, 1]), np.eye(3), 0.5) is None
