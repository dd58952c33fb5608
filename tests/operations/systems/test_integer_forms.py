"""Hermite and Smith forms as operations: what they answer, the code that they show, and what they refuse."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix


def answer(name, A, exact=None):
    return run(Compute(name, ("A",), {}), (Matrix.of("A", np.asarray(A), exact=exact),))


def shown(result, A):
    """The outputs as the shown code computes them."""
    scope = {"np": np, "scipy": scipy, "A": A}
    exec(result.code, scope)
    return scope


@settings(max_examples=30)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 10**6), st.booleans())
def test_the_code_gives_the_same_forms(m, n, seed, square):
    rng = np.random.default_rng(seed)
    A = rng.integers(-9, 10, (m, m if square else n)) * rng.integers(0, 2, (m, 1))
    for name, outputs in (("hermite_form", "HU"), ("smith_form", "SUV")):
        result = answer(name, A)
        made = shown(result, A)
        assert result.certificate.verdict == "green"
        for key in outputs:
            assert made[key].tolist() == result.outputs[key].tolist(), (name, key)


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, bool, np.int64])
def test_every_type_of_integers(dtype):
    A = np.array([[1, 0, 1], [1, 1, 0]], dtype)
    assert answer("hermite_form", A).exact["H"].tolist() == [[1, 0, 1], [0, 1, -1]]
    assert answer("smith_form", A).details["invariant_factors"] == [1, 1]
    assert shown(answer("smith_form", A), A)["S"].tolist() == [[1, 0, 0], [0, 1, 0]]


def test_what_is_beyond_64_bits_is_exact_all_the_same():
    A = np.array([[2**62, 1], [3, 2**62 - 1]])
    result = answer("smith_form", A)
    assert result.details["invariant_factors"] == [1, abs(2**62 * (2**62 - 1) - 3)]
    assert shown(result, A)["S"].tolist() == result.exact["S"].tolist()


def test_details_name_the_rank_and_the_factors():
    A = np.array([[2, 4, 4], [-6, 6, 12], [10, 4, 16]])
    assert answer("smith_form", A).details["invariant_factors"] == [2, 2, 156]
    assert answer("hermite_form", np.outer(A[0], A[0])).details["rank"] == 1


def test_fractions_are_refused_with_their_common_denominator():
    entries = np.array([[Fraction(1), Fraction(1, 2)], [Fraction(2, 3), Fraction(4)]], dtype=object)
    for name in ("hermite_form", "smith_form"):
        with pytest.raises(UserError, match=r"A\[0, 1\] = 1/2 is no integer") as caught:
            answer(name, entries.astype(float), entries)
        assert "6 A" in caught.value.hint
        assert caught.value.fixes == ("scale",)


@pytest.mark.parametrize("name", ["hermite_form", "smith_form"])
@pytest.mark.parametrize(
    "A",
    [
        np.ones((0, 3)),
        np.ones((3, 0)),
        np.ones(3),
        np.array([[1.5, 2.0]]),
        np.array([[1j, 2.0]]),
        np.array([[np.nan]]),
        np.ones((31, 31), int),
    ],
    ids=["no rows", "no columns", "vector", "floats", "complex", "nan", "large"],
)
def test_other_input_is_refused_in_a_sentence(name, A):
    with pytest.raises(UserError) as caught:
        answer(name, A)
    assert caught.value.message.endswith(".")


def test_long_integers_are_answered_as_long_as_they_can_be_written():
    A = 2**62 - np.random.default_rng(1).integers(0, 2**40, (30, 30))
    assert answer("hermite_form", A).certificate.verdict == "amber"  # beyond the range of float64
    assert all(len(str(abs(x))) < 4300 for x in answer("smith_form", A).exact["V"].flat)
