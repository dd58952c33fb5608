"""Matrices that are defective in exact arithmetic alone: rounding makes them multiples of the identity, or the like."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix
from workbench.operations.spectra import defects

TINY = Fraction(1, 10**17)


def typed(rows, name="A"):
    exact = np.array([[Fraction(x) for x in row] for row in rows], dtype=object)
    return Matrix.of(name, exact.astype(float), exact=exact)


def hidden(found, value, multiplicity, independent):
    words = f"{independent} independent eigenvector" + "s" * (independent != 1)
    assert found.certificate.verdict == "amber"
    assert "in exact arithmetic A is defective" in found.certificate.reason
    assert f"The eigenvalue near {value} counts {multiplicity} times and has {words}." in found.warnings[-1]
    assert found.details["defective"]
    group = found.details["repeated"][0]
    assert (group["multiplicity"], group["independent_vectors"]) == (multiplicity, independent)


@pytest.mark.parametrize("corner", ["1e-15", "1e-17", "1e-20", "1e-300", "1e-400"])
@pytest.mark.parametrize("value", [1, 2])
def test_a_tiny_corner_takes_an_eigenvector(corner, value):
    found = run(Compute("eig", ("A",)), (typed([[value, corner], [0, value]]),))
    hidden(found, value, 2, 1)
    assert len(found.details["exact_vectors"][0]["vectors"]) == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
def test_triangles_of_floats(dtype):
    A = (np.eye(4) * (2 + 1j if np.dtype(dtype).kind == "c" else 2)).astype(dtype)
    A[0, 3] = 1e-20
    found = run(Compute("eig", ("A",)), (Matrix.of("A", A),))
    hidden(found, "2 + 1i" if np.dtype(dtype).kind == "c" else "2", 4, 3)


def test_blocks_of_real_numbers():
    found = run(Compute("real_block_diagonal", ("A",)), (typed([[1, TINY], [0, 1]]),))
    hidden(found, 1, 2, 1)


def test_what_is_taken_for_symmetric():
    hidden(run(Compute("eig", ("A",)), (typed([[1 + TINY, -TINY], [TINY, 1 - TINY]]),)), 1, 2, 1)


def test_a_block_that_shows_beside_one_that_does_not():
    found = run(Compute("eig", ("A",)), (typed([[1, 1, 0], [0, 1, 0], [TINY, 0, 1]]),))
    assert found.details["repeated"][0]["independent_vectors"] == 1
    assert "counts 3 times and has 1 independent eigenvector." in found.warnings[0]


def test_a_pencil():
    found = run(Compute("eig", ("A", "B")), (typed([[1, TINY], [0, 1]]), typed([[1, 0], [0, 1]], "B")))
    assert found.certificate.verdict == "amber"
    assert "in exact arithmetic A - λ B is defective" in found.certificate.reason


@pytest.mark.parametrize(
    "rows",
    [[[1, 0], [0, 1]], [[1, TINY], [0, 2]], [[1, TINY], [TINY, 1]], [[1, 5, 0], [0, 2, 0], [0, 0, 1]], [[3]]],
)
def test_others_are_not_accused(rows):
    found = run(Compute("eig", ("A",)), (typed(rows),))
    assert found.certificate.verdict == "green"
    assert not found.details["defective"]
    assert not found.warnings


def test_a_double_value_far_from_a_torn_block_keeps_its_vectors():
    details = {"repeated": [{"value": 5.0, "multiplicity": 2, "independent_vectors": 2}], "defective": True}
    torn = defects.Defect(3 + 0j, 6, 1)
    assert defects.corrected(details, np.array([5.0, 5, 3.1, 2.9]), [torn]) == details
