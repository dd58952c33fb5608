"""Products of pivots of every size, subnormal ones too."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.numerics.determinant import misfit, product
from workbench.numerics.factor import lu


@pytest.mark.parametrize("pivots", [[1e-320, 2.0], [1e-310, 5.0, 1e-310], [1e308, 1e308, -1e308], [3e-324j, 1e308]])
def test_the_logarithm_is_the_sum_of_logarithms(pivots):
    found = product(np.array(pivots))
    assert found.logarithm == pytest.approx(sum(math.log(abs(x)) for x in pivots), rel=1e-14)
    assert abs(found.sign - np.prod([x / abs(x) for x in pivots])) < 1e-14


def test_a_subnormal_product_is_its_own_value():
    assert product(np.array([1e-320, 1.0])).value(np.float64) == 1e-320


def test_a_difference_of_0_does_not_hide_what_rounding_does():
    A = np.array([[1e8 + 1e8j, 99999999 + 1e8j], [100000001 + 99999998j, 99999998 + 100000005j]])
    _, level = misfit(A, lu(A))
    assert level > 1e-10
