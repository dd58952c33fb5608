"""Eigenvalues and singular values as fractions and square roots."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends.exact_spectra import Radical, eigenvalues, singular_values

FRACTIONS = st.fractions(-20, 20, max_denominator=6)
TWO_BY_TWO = st.lists(FRACTIONS, min_size=4, max_size=4)


def square(entries: Any) -> Any:
    A = np.empty(len(entries), dtype=object)
    A[:] = [Fraction(x) for x in entries]
    n = int(len(entries) ** 0.5)
    return A.reshape(n, n)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("45/4", "3*sqrt(5)/2"),
        ("4/9", Fraction(2, 3)),
        ("0", 0),
        ("-3/4", "sqrt(3)*I/2"),
        ("-4", "2*I"),
        ("1/2", "sqrt(2)/2"),
    ],
)
def test_square_roots_in_sympys_spelling(number: str, text: Any) -> None:
    assert Radical.root(Fraction(number)).value == text


@settings(deadline=None)
@given(TWO_BY_TWO)
def test_two_by_two_always_has_an_answer(entries: list[Fraction]) -> None:
    A = square(entries)
    values, sizes = eigenvalues(A), singular_values(A)
    assert values is not None
    assert sizes is not None
    found = np.array([float(x.real) for x in sizes])
    assert np.allclose(found, np.linalg.svd(A.astype(float), compute_uv=False), atol=1e-6)
    assert found[0] >= found[1] >= 0


def test_rational_eigenvalues_of_a_larger_matrix() -> None:
    A = square([2, 0, 0, 0, 3, 4, 0, 4, 9])
    assert eigenvalues(A) == [11, 2, 1]


def test_conjugates_with_the_positive_imaginary_part_first() -> None:
    assert eigenvalues(square([0, -1, 1, 0])) == ["I", "-I"]
    assert eigenvalues(square([2, -3, 9, 5])) == ["7/2 + 3*sqrt(11)*I/2", "7/2 - 3*sqrt(11)*I/2"]


def test_equal_moduli_are_ordered_by_what_comes_next() -> None:
    A = square([0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 1, -2, 0, 0, 2, 1])
    assert eigenvalues(A) == ["sqrt(5)", "1 + 2*I", "1 - 2*I", "-sqrt(5)"]


def test_cubics_have_no_short_answer() -> None:
    assert eigenvalues(square([2, 9, 8, 4, 7, 1, 8, 2, 5])) is None
    assert eigenvalues(None) is None
