"""Numbers by their intervals: rounded outwards, apart from each other, and the same after a journey."""

from __future__ import annotations

import copy
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from workbench.model.enclosed import Enclosed, boxes, enclosed

POINT = (Fraction(0), Fraction(0))


@given(st.lists(st.fractions(max_denominator=10**9), min_size=1, max_size=5, unique=True), st.integers(1, 12))
def test_intervals_hold_their_number_and_no_other(values, digits):
    found = enclosed([str(value) for value in values], [((value, value), POINT) for value in values], digits)
    for number, value in zip(found, values, strict=True):
        assert number.value == float(value)
        for other in values:
            assert (Fraction(number.real[0]) <= other <= Fraction(number.real[1])) == (other == value)


def test_it_travels_and_lists_its_box():
    (root,) = enclosed(["0.5 - 1.25*I"], [((Fraction(1, 2),) * 2, (Fraction(-5, 4),) * 2)], 3)
    again = copy.deepcopy(root)
    assert (again, again.value, again.box) == ("0.5 - 1.25*I", 0.5 - 1.25j, root.box)
    assert boxes([[Fraction(1), root]]) == [[None, {"real": ["0.5", "0.5"], "imag": ["-1.25", "-1.25"]}]]
    assert boxes([Fraction(1), "sqrt(2)"]) is None
    assert isinstance(again, Enclosed)
