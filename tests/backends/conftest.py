"""Matrices of fractions for the tests of exact arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from workbench.backends import exact

Array = np.ndarray[Any, np.dtype[Any]]
ENTRIES = st.builds(Fraction, st.integers(-5, 5), st.sampled_from([1, 1, 1, 2, 3, 5]))


def _array(rows: Sequence[Any]) -> Array:
    """Rows of numbers or of their texts as fractions; a flat list is a vector."""
    nested = np.array(rows, dtype=object)
    return exact.array((Fraction(x) for x in nested.flat), nested.shape)


@st.composite
def _matrices(draw: Any, side: int = 5, *, square: bool = False, symmetric: bool = False) -> Array:
    """Small ones of every shape and every rank: products through a narrow waist are singular."""
    m = draw(st.integers(1, side))
    n = m if square or symmetric else draw(st.integers(1, side))
    r = draw(st.integers(0, min(m, n)))
    if r == min(m, n):
        A = _filled(draw, m, n)
    else:
        A = np.dot(_filled(draw, m, r), _filled(draw, r, n)) if r else exact.zeros(m, n)
    return A + A.T if symmetric else A


def _filled(draw: Any, m: int, n: int) -> Array:
    return exact.array(draw(st.lists(ENTRIES, min_size=m * n, max_size=m * n)), (m, n))


@pytest.fixture(scope="session")
def array() -> Callable[[Sequence[Any]], Array]:
    return _array


@pytest.fixture(scope="session")
def matrices() -> Callable[..., st.SearchStrategy[Array]]:
    return _matrices
