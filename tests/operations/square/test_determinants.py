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
