"""A quadratic form whose values leave the range, though its extremes do not."""

from __future__ import annotations

import numpy as np


def test_a_value_beyond_the_range_is_named_and_the_extremes_stay(run):
    A = np.array([[2.0, 1], [1, 2]])
    found = run("quadratic_form", A, np.array([1e300, 1e300]))
    assert found.verdict == "amber"
    assert "beyond the range of float64: the value." in found.assessment.reason
    assert found["maximum"] == 3
    assert found.tampered("maximum", np.float64(3.1)).verdict == "red"
    assert found.tampered("result", np.float64(np.nan)).verdict == "red"


def test_whole_numbers_beyond_those_that_sums_hold_are_not_compared_bit_for_bit(run):
    A = np.array([[-5.2e199, 9.4e199, -1.7e200], [-2.7e198, -3e199, 1e199], [-1.3e200, 1.5e199, -1.4e200]])
    assert run("quadratic_form", A, np.array([-5.0, 2, -3])).verdict == "green"
