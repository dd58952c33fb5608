"""Eigenpairs by the characteristic polynomial, and singular values by AᵀA."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.latex import to_latex
from workbench.formats.plain import to_text
from workbench.model.errors import UserError
from workbench.model.steps import Grid, Way
from workbench.operations.steps.characteristic import coefficients
from workbench.operations.steps.eigenpairs import eig_steps
from workbench.operations.steps.gram_schmidt import qr_steps
from workbench.operations.steps.singular_values import svd_steps

SMALL = st.integers(-3, 3).map(Fraction)


def drawn(n):
    return st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=n, max_size=n)


SQUARE = st.integers(1, 3).flatmap(drawn)


def grids(line):
    return [piece.entries for piece in line if isinstance(piece, Grid)]


def plain(entries):
    return np.array([[complex(x) for x in row] for row in entries])


def test_the_polynomial_of_a_known_matrix(posed):
    A = posed(A=[[2, 0, 0], [1, 2, 1], [-1, 0, 1]]).exact["A"]
    assert coefficients(A) == [-1, 5, -8, 4]


@given(SQUARE)
def test_every_direction_is_only_stretched(posed, apart, rows):
    problem = posed(A=rows)
    derivation = eig_steps(problem, Way())
    assert apart(derivation) == 0 if derivation.way.arithmetic == "fractions" else apart(derivation) < 1e-9
    A = problem["A"]
    if "defective" in derivation.conclusion:
        found = np.linalg.eigvals(A)
        assert min(abs(x - y) for i, x in enumerate(found) for y in found[:i]) < 1e-4
        return
    V, D = grids(derivation.result[0])
    if derivation.way.arithmetic == "fractions":
        assert (problem.exact["A"] @ V == V @ D).all()
    assert np.abs(A @ plain(V) - plain(V) @ plain(D)).max() <= 1e-8 * max(1, np.abs(plain(V)).max())
    assert abs(np.linalg.det(plain(V))) > 1e-9


@given(SQUARE)
def test_decimals_find_the_same_values(posed, rows):
    problem = posed(exact=False, A=rows)
    derivation = eig_steps(problem, Way())
    text = to_text(derivation)
    assert "float64" in text
    if "defective" not in derivation.conclusion:
        V, D = map(plain, grids(derivation.result[0]))
        size = max(1, np.abs(V).max()) * max(1, np.abs(problem["A"]).max())
        assert np.abs(problem["A"] @ V - V @ D).max() <= 1e-5 * size


def test_7_5_a_defective_matrix_says_so(posed):
    derivation = eig_steps(posed(A=[[1, 1], [0, 1]]), Way())
    assert "A is defective: λ₁ is a root 2 times but has only 1 direction" in derivation.conclusion


def test_7_5_a_rotation_has_conjugate_pairs(posed):
    derivation = eig_steps(posed(A=[[0, -1], [1, 0]]), Way())
    assert any("conjugate" in step.says for step in derivation.steps)
    assert "λ₁ = i" in to_text(derivation)


def test_the_golden_ratio_in_roots(posed):
    text = to_text(eig_steps(posed(A=[[1, 1], [1, 0]]), Way()))
    assert "λ₁ = 1/2 + √5/2" in text
    assert "det(A − λI) = |1 − λ 1; 1 −λ| = (1 − λ) · (−λ) − 1 · 1" in text


def test_an_irreducible_cubic_is_worked_in_decimals(posed):
    derivation = eig_steps(posed(A=[[1, 2, 3], [4, 5, 6], [7, 8, 10]]), Way())
    assert derivation.way.arithmetic == "decimals"
    assert "decimals" in derivation.remark


@given(drawn(2))
def test_the_singular_value_decomposition_rebuilds_the_matrix(posed, rows):
    problem = posed(A=rows)
    derivation = svd_steps(problem, Way())
    U, S, Vt = grids(derivation.result[0])
    if derivation.way.arithmetic == "fractions" and problem["A"].any():
        assert (U @ S @ Vt == problem.exact["A"]).all()
        assert (np.eye(2, dtype=int) == U.T @ U).all()
        assert (Vt @ Vt.T == np.eye(2, dtype=int)).all()
    assert np.abs(plain(U) @ plain(S) @ plain(Vt) - problem["A"]).max() <= 1e-10
    expected = np.linalg.svd(problem["A"], compute_uv=False)
    assert np.abs(np.diag(plain(S)).real - expected).max() <= 1e-7


def test_nested_roots_are_worked_in_decimals(posed):
    derivation = svd_steps(posed(A=[[1, 1], [0, 1]]), Way())
    assert "roots within roots" in derivation.remark
    assert svd_steps(posed(A=[[3, 0], [4, 5]]), Way()).way.arithmetic == "fractions"


def test_complex_matrices_are_worked_in_decimals(posed):
    problem = posed(exact=False, A=[[1, 0], [0, 1]])
    problem.arrays["A"] = np.array([[1, 2j], [0, 1 + 1j]])
    U, S, Vh = map(plain, grids(svd_steps(problem, Way()).result[0]))
    assert np.abs(U @ S @ Vh - problem["A"]).max() <= 1e-10
    V, D = map(plain, grids(eig_steps(problem, Way()).result[0]))
    assert np.abs(problem["A"] @ V - V @ D).max() <= 1e-10


@pytest.mark.parametrize(("steps", "rows"), [(eig_steps, np.eye(4, dtype=int)), (svd_steps, np.eye(3, dtype=int))])
def test_larger_ones_say_how_it_is_done(posed, steps, rows):
    with pytest.raises(UserError, match="steps through"):
        steps(posed(A=rows.tolist()), Way())


@given(st.integers(1, 3).flatmap(drawn))
def test_every_derivation_is_sound_latex(posed, rows):
    for text in (to_latex(eig_steps(posed(A=rows), Way())), to_latex(qr_steps(posed(A=rows), Way()))):
        assert text.isascii()
        depth = 0
        for letter in re.sub(r"\\\\[{}]", "", text):
            depth += (letter == "{") - (letter == "}")
            assert depth >= 0
        assert depth == 0
        opened, closed = (re.findall(rf"\\{word}\{{(\w+)\}}", text) for word in ("begin", "end"))
        assert opened
        assert sorted(opened) == sorted(closed)
        assert text.count(r"\left(") == text.count(r"\right)")
        assert "$$" not in text
