"""Linear maps of matrices: inverse and adjoint belong together, in both ways of substitution."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.numerics.matrix_equations import Stein, Sylvester, schur, substitute

seeds = st.integers(0, 2**32 - 1)


def numbers(rng, turned, *shape):
    G = rng.standard_normal(shape)
    return G + 1j * rng.standard_normal(shape) if turned else G


def sylvester(A, B, careful):
    output = "complex" if careful else "real"
    return Sylvester(A, B, schur(A, output), schur(B.conj().T, output), careful)


def check(equation, X, Y):
    """L⁻¹ L X = X and (L X, Y) = (X, Lᴴ Y), of which L⁻ᴴ is the other way round."""
    assert equation.solve(equation.times(X)) == pytest.approx(X, rel=1e-7, abs=1e-7)
    left = np.vdot(equation.adjoint(Y), equation.times(X))
    assert left == pytest.approx(np.vdot(Y, X), rel=1e-7, abs=1e-7 * (1 + np.linalg.norm(X) * np.linalg.norm(Y)))
    assert (np.abs(equation.times(X)) <= equation.moduli(np.abs(X)) * (1 + 1e-12)).all()
    assert (equation.squares(np.abs(X) ** 2) <= equation.moduli(np.abs(X)) ** 2 * (1 + 1e-12)).all()
    assert np.linalg.norm(equation.times(X)) <= equation.sizes() * np.linalg.norm(X) * (1 + 1e-12)


@settings(max_examples=40)
@given(st.integers(1, 8), st.integers(1, 8), seeds, st.booleans(), st.booleans())
def test_sylvester(m, n, seed, turned, careful):
    rng = np.random.default_rng(seed)
    A, B = numbers(rng, turned, m, m) + 4 * np.eye(m), numbers(rng, turned, n, n) + 4 * np.eye(n)
    check(sylvester(A, B, careful), numbers(rng, turned, m, n), numbers(rng, turned, m, n))


@settings(max_examples=40)
@given(st.integers(1, 8), seeds, st.booleans(), st.sampled_from([1.0, 0.25, 0.0]))
def test_stein(n, seed, turned, c):
    rng = np.random.default_rng(seed)
    A = numbers(rng, turned, n, n) + 6 * np.eye(n)
    check(Stein(A, c, schur(A, "complex")), numbers(rng, turned, n, n), numbers(rng, turned, n, n))


@settings(max_examples=30)
@given(st.integers(1, 9), seeds)
def test_eigenvalues_of_a_real_form(n, seed):
    A = np.random.default_rng(seed).standard_normal((n, n))
    w = schur(A).eigenvalues
    assert np.sort_complex(w) == pytest.approx(np.sort_complex(np.linalg.eigvals(A)), rel=1e-6, abs=1e-6)


def test_pivots_that_nearly_vanish():
    """trsyl puts rounding of the largest entry in the place of 2e-20; substitution does not."""
    A = np.array([[1.0, 1.0], [0.0, 1e-20]])
    equation = sylvester(A, A.T, False)
    pair = equation.nearest()
    assert pair.gap == 2e-20 < pair.near
    assert pair.eigenvalue == 1e-20
    Q = np.array([[0.0, 0.0], [0.0, 1.0]])
    assert equation.solve(Q)[1, 1] < 1e17
    form = schur(A, "complex")
    careful = replace(equation, left=form, right=form, careful=True)
    assert careful.solve(Q)[1, 1] == pytest.approx(5e19)
    assert Stein(A, 1.0, form).nearest().gap == 0


@pytest.mark.parametrize("n", [65, 150])
@pytest.mark.parametrize("turned", [False, True])
def test_halved_equations(n, turned):
    rng = np.random.default_rng(n)
    A = numbers(rng, turned, n, n) / (3 * np.sqrt(n))
    check(Stein(A, 1.0, schur(A, "complex")), numbers(rng, turned, n, n), numbers(rng, turned, n, n))
    T, U = np.triu(numbers(rng, turned, n, n)), np.triu(numbers(rng, turned, 70, 70))
    X = numbers(rng, turned, n, 70)
    Y = X - T @ X @ U.conj().T / 1e4
    substitute(1.0, T / 1e2, U / 1e2, Y)
    assert pytest.approx(X, rel=1e-8, abs=1e-8) == Y
