"""Exact eigenvectors stand under their own eigenvalues, at every scale and however few digits order them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from properties.field import EXACT
from properties.place import Place
from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix

GENERAL = np.array([[Fraction(2, 3), 3, 1], [1, -1, 3], [3, 3, 4]], dtype=object)


def residual(A, **params):
    found = Place(EXACT, "exact")("eig", A, **params)
    w, V = found["eigenvalues"], found["eigenvectors"]
    assert V.any(axis=0).all()
    return A @ V - V * w


@pytest.mark.parametrize("exponent", [-100, -30, 0, 30, 100])
def test_at_every_scale(exponent):
    assert not residual(GENERAL * Fraction(10) ** exponent).any()


@pytest.mark.parametrize("digits", [1, 8, 30])
def test_with_moduli_that_few_digits_do_not_tell_apart(digits):
    near = np.array([[Fraction(-10000001, 10000), Fraction(1)], [Fraction(0), Fraction(-10000002, 10000)]])
    assert not residual(near, digits=digits).any()


@pytest.mark.parametrize(
    ("A", "words", "fix"),
    [
        ([[1, 1], [0, 1]], "defective: its eigenvalue 1 counts 2 times and has 1 independent eigenvector", "jordan"),
        ([[0, 0, 2], [1, 0, 0], [0, 1, 0]], "roots of polynomials of degree 3 or more", "eigvals"),
    ],
)
def test_what_is_lacking_is_said(A, words, fix):
    matrix = Matrix.of("A", np.array(A, dtype=np.int64))
    with pytest.raises(UserError, match=words) as caught:
        run(Compute("eig", ("A",), backend="exact"), (matrix,))
    assert fix in caught.value.fixes
