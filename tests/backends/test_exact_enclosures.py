"""All eigenvalues with certain digits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends.exact_enclosures import enclosures


@given(st.data())
def test_values_are_near_those_of_numpy(matrices: Any, data: Any) -> None:
    A = data.draw(matrices(4, square=True))
    found = enclosures(A, 20)
    assert sum(value.primary.algebraic for value in found) == len(A)
    expected = np.linalg.eigvals(A.astype(float))
    scale = 1 + abs(expected).max()
    for value in found:
        z = complex(float(value.root.real), float(value.root.imag))
        assert abs(expected - z).min() < 1e-2 * scale
        assert value.exact is None or complex(value.exact) == pytest.approx(z, rel=1e-9, abs=1e-12)


def test_10_1_three_readings(array: Any) -> None:
    found = enclosures(array([[2, 9, 8], [4, 7, 1], [8, 2, 5]]), 8)
    assert [value.root.text for value in found] == ["14.971580", "-5.8420856", "4.8705055"]
    assert all(value.exact is None for value in found)


def test_conjugates_stay_together(array: Any) -> None:
    cyclic = np.roll(np.eye(5, dtype=int), 1, axis=0)
    found = enclosures(array(cyclic.tolist()), 12)
    imag = [float(value.root.imag) for value in found]
    assert imag[0] == 0
    assert imag[1] == -imag[2] > 0
    assert imag[3] == -imag[4] > 0
    assert found[0].exact == 1


def test_square_roots_next_to_their_decimals(array: Any) -> None:
    found = enclosures(array([[1, 1], [1, 0]]), 5)
    assert [(str(value.exact), value.root.text) for value in found] == [
        ("1/2 + sqrt(5)/2", "1.6180"),
        ("1/2 - sqrt(5)/2", "-0.61803"),
    ]
    turn = enclosures(array([[0, -2], [1, 0]]), 5)
    assert [(str(value.exact), value.root.text) for value in turn] == [
        ("sqrt(2)*I", "1.4142*I"),
        ("-sqrt(2)*I", "-1.4142*I"),
    ]
