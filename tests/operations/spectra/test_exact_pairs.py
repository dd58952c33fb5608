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


@pytest.mark.parametrize(
    ("A", "known"),
    [
        ([[1, 0, 0, 0], [0, 0, 0, 2], [0, 1, 0, 0], [0, 0, 1, 0]], [("1", ["1", "0", "0", "0"])]),
        ([[1, 1], [0, 1]], [("1", ["1", "0"])]),
    ],
)
def test_vectors_that_are_no_basis_are_told_beside_it(A, known):
    result = run(Compute("eig", ("A",)), (Matrix.of("A", np.array(A)),))
    assert result.exact["eigenvectors"] is None
    assert result.details["exact_vectors"] == [{"value": value, "vectors": [vector]} for value, vector in known]


def pencil(A, B, backend="auto"):
    matrices = Matrix.of("A", np.array(A)), Matrix.of("B", np.array(B))
    return run(Compute("eig", ("A", "B"), backend=backend), matrices)


@pytest.mark.parametrize(
    ("A", "B", "values"),
    [
        ([[1, 2], [3, 4]], [[1, 0], [0, 0]], ["inf", Fraction(-1, 2)]),
        ([[2, 0, 0], [0, -3, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 0]], ["inf", -3, 2]),  # by modulus
        ([[1, 2], [2, 1]], [[0, 0], [0, 0]], ["inf", "inf"]),
    ],
)
def test_a_singular_second_matrix(A, B, values):
    rounded, found = pencil(A, B), pencil(A, B, "exact")
    assert rounded.exact["eigenvalues"] == found.exact["eigenvalues"] == values
    finite = [float(value) for value in values if value != "inf"]
    assert np.allclose(rounded.outputs["eigenvalues"][len(values) - len(finite) :], finite)
    assert found.certificate.verdict == "green"
    V = np.array(found.exact["eigenvectors"], dtype=object)
    for value, v in zip(values, V.T, strict=True):
        assert v.any()
        left, right = np.array(B, dtype=object) @ v, np.array(A, dtype=object) @ v
        assert not left.any() if value == "inf" else (right == left * value).all()


def test_a_defective_infinite_eigenvalue():
    result = pencil([[2, 0, 5], [1, -3, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 2], [0, 0, 0]])
    assert result.exact["eigenvalues"] == ["inf", "inf", Fraction(6)]
    assert result.exact["eigenvectors"] is None
    assert [row["value"] for row in result.details["exact_vectors"]] == ["inf", "6"]
    with pytest.raises(UserError, match="infinite eigenvalue counts 2 times and has 1 independent eigenvector"):
        pencil([[2, 0, 5], [1, -3, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 2], [0, 0, 0]], "exact")
