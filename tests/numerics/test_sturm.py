"""Sturm counts: they count eigenvalues, and prove each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbench.numerics.sturm import counts_below, prove

NUMBERS = st.floats(-10, 10, allow_subnormal=False)
FORMS = st.integers(1, 9).flatmap(
    lambda n: st.tuples(hnp.arrays(float, n, elements=NUMBERS), hnp.arrays(float, n - 1, elements=NUMBERS))
)


@given(form=FORMS, x=hnp.arrays(float, 4, elements=st.floats(-20, 20)))
def test_counts_are_those_of_the_eigenvalues(form: Any, x: Any) -> None:
    d, e = form
    w = scipy.linalg.eigvalsh(np.diag(d) + np.diag(e, 1) + np.diag(e, -1))
    counts = counts_below(d, e, x)
    assert (counts >= (w[:, None] < x - 1e-9).sum(axis=0)).all()
    assert (counts <= (w[:, None] < x + 1e-9).sum(axis=0)).all()


@given(form=FORMS)
def test_each_eigenvalue_is_proved_and_no_other(form: Any) -> None:
    d, e = form
    w = scipy.linalg.eigvalsh(np.diag(d) + np.diag(e, 1) + np.diag(e, -1))[::-1]
    assert prove(d, e, w, 1e-12)
    for i in range(len(w)):
        wrong = w.copy()
        wrong[i] += 1e-9
        assert not prove(d, e, wrong, 1e-10)


def test_zero_pivots_do_no_harm() -> None:
    assert counts_below(np.zeros(4), np.ones(3), np.array([0.0, 1.0, 5.0])).tolist() == [2, 3, 4]
    assert counts_below(np.zeros(3), np.zeros(2), np.array([-1.0, 1.0])).tolist() == [0, 3]
