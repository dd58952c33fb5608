"""Determinants of a few rows at every scale are right to the last digits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix

SCALES = st.integers(-70, 70)


def det(A):
    return run(Compute("det", ("A",)), (Matrix.of("A", np.array(A)),))


def test_a_large_determinant_keeps_its_digits():
    found = det([[1.3e90, 2e10], [1.7e-80, 7e-30]])
    assert found.outputs["result"] == pytest.approx(9.1e60, rel=1e-15)
    assert found.certificate.verdict == "green"


@given(SCALES, SCALES, SCALES, SCALES)
def test_rows_and_columns_of_any_size(a, b, c, d):
    rows, columns = np.array([10.0**a, 10.0**b]), np.array([10.0**c, 10.0**d])
    found = det(np.array([[2.0, 1.0], [1.0, 3.0]]) * rows[:, None] * columns)
    assert found.outputs["result"] == pytest.approx(5 * rows.prod() * columns.prod(), rel=1e-14)
    assert found.certificate.verdict == "green", found.certificate.reason


FAR_APART = np.array(
    [
        [2.2802141720161420e-064, 1.7461041289290004e019, 4.4018403612431019e070, 7.4127047018562904e072],
        [-1.4596305857516835e117, 3.8707833790379065e-113, -3.4315040551144969e-121, -3.5626217503128983e-136],
        [1.7073492297359206e-038, 1.4535802110441691e-077, -3.7785671203232387e-078, 3.5122345643312608e-001],
        [-1.2219891257524960e040, 1.0315470610677419e-117, 5.1677346411378261e-134, -7.9522670545930465e-048],
    ]
)


@pytest.mark.parametrize("name", ["det", "slogdet"])
@pytest.mark.parametrize("kind", ["real", "single", "complex"])
def test_pivots_of_entries_that_are_far_apart(name, kind):
    A = FAR_APART
    if kind == "single":
        A = np.array(
            [[4e-29, -5e-26, 7e-33, 4e12], [-5e-26, 0, -4e-37, 2e16], [7e-33, -4e-37, 0, 3e9], [4e12, 2e16, 3e9, 0]]
        )
        A = A.astype(np.float32)
    if kind == "complex":
        A = A + 1j * A.T
    found = run(Compute(name, ("A",)), (Matrix.of("A", A),))
    assert found.certificate.verdict == "green"
    assert "Exact arithmetic agrees" in found.certificate.reason


def test_what_rounding_decides_is_said():
    A = np.array([[1.0, 7, 2, -4], [-2.649222399187953e-18, -4, 1, 8], [-1, -5, -3, -1], [-2, -6, 1, 6]])
    found = run(Compute("slogdet", ("A",)), (Matrix.of("A", A),))
    assert "rounding decides every digit of the logarithm" in found.certificate.reason
