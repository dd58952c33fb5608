"""Norms by number, all norms at once, distances, unit vectors and unit balls."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

B = np.array([[1, 2], [6, 4], [3, 2]])
RNG = np.random.default_rng(2)
VECTORS = {
    "whole": np.array([3.0, -4, 0, 12]),
    "many": RNG.standard_normal(200),
    "spread": 10.0 ** RNG.uniform(-150, 150, 12),
    "single": RNG.standard_normal(9).astype(np.float32),
    "complex": RNG.standard_normal(9) + 1j * RNG.standard_normal(9),
    "tiny": RNG.standard_normal(5) * 1e-250,
}


@pytest.mark.parametrize("p", [0.25, 0.5, 1.5, 3, 7.5, 100])
@pytest.mark.parametrize("case", VECTORS)
def test_any_power(compute, check_tampering, case, p):
    x = VECTORS[case]
    found = compute("norm", x, ord=p)
    top = np.abs(x).max()
    expected = float(top) * float(np.sum((np.abs(x).astype(float) / top) ** p)) ** (1 / p)
    assert np.isclose(found.outputs["result"], expected, rtol=1e-4 if case == "single" else 1e-11)
    check_tampering("norm", x, ord=p)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6), st.floats(0.2, 20), st.floats(0.2, 20))
def test_norms_shrink_as_p_grows(compute, entries, p, q):
    low, high = (float(compute("norm", np.array(entries), ord=max(1e-3, r)).outputs["result"]) for r in sorted((p, q)))
    assert high <= low * (1 + 1e-9)


def test_the_number_may_be_given_in_words(compute):
    assert compute("norm", [1, 1], ord="1/2").exact == {"result": Fraction(4)}
    assert compute("norm", [1, -3], ord=math.inf).outputs["result"] == 3
    assert compute("norm", [[3.0, 4], [0, 0]], ord=2.0).outputs["result"] == 5
    assert np.isinf(compute("norm", [1, 1], ord=1e-4).outputs["result"])


@pytest.mark.parametrize(("given", "kind"), [("nan", "domain"), ("abc", "usage"), (True, None), ("2+1j", "usage")])
def test_what_is_no_exponent_is_refused(compute, given, kind):
    if kind is None:
        assert compute("norm", [3.0, 4], ord=given).outputs["result"] == 7
        return
    with pytest.raises(UserError) as caught:
        compute("norm", [3.0, 4], ord=given)
    assert caught.value.kind == kind


def test_numbers_are_for_vectors(compute):
    with pytest.raises(UserError, match=r"0\.5-norm is for vectors"):
        compute("norm", np.eye(2), ord=0.5)


def test_all_norms_of_a_matrix(compute, answer):
    found = compute("norms", B)
    assert list(found.outputs) == [
        "frobenius", "spectral", "nuclear", "max_column_sum", "max_row_sum", "entrywise_sum", "max_modulus",
    ]  # fmt: skip
    assert np.allclose(list(found.outputs.values()), [8.366600, 8.296858, 9.374889, 10, 10, 18, 6], atol=1e-6)
    assert found.exact["frobenius"] == "sqrt(70)"
    other = answer("norms", RNG.standard_normal((6, 4)))
    for name, value in other.outcome.outputs.items():
        wrong = np.asarray(value * (1 + 120 * other.assessment.error_bound))
        assert other.certify(**{name: wrong}).verdict == "red", name
    assert compute("norms", np.full((2, 2), 1.7e308)).certificate.verdict == "amber"


@pytest.mark.parametrize("case", VECTORS)
def test_all_norms_of_a_vector(answer, case):
    found = answer("vector_norms", VECTORS[case])
    assert found.assessment.verdict in ("green", "amber")
    for name, value in found.outcome.outputs.items():
        if np.isfinite(value) and value > 1e-300:
            wrong = np.asarray(value * (1 + 120 * found.assessment.error_bound), dtype=np.asarray(value).dtype)
            assert found.certify(**{name: wrong}).verdict == "red", name


def test_distance(compute, check_tampering):
    assert compute("distance", [1, 6], [4, 2]).exact == {"result": 5}
    assert compute("distance", [1, 6], [4, 2], p=1).exact == {"result": 7}
    assert compute("distance", [0.5, 0], [0, 0], p=0.5).outputs["result"] == 0.5
    assert compute("distance", np.full(2, 1e308), np.full(2, -1e308), p="inf").certificate.verdict == "amber"
    check_tampering("distance", VECTORS["many"], VECTORS["many"][::-1].copy())
    with pytest.raises(UserError, match="not points of one space"):
        compute("distance", [1, 2], [1, 2, 3])


@pytest.mark.parametrize("p", [1, 2, "inf", 3])
@pytest.mark.parametrize("case", VECTORS)
def test_unit_vectors(compute, check_tampering, case, p):
    x = VECTORS[case]
    u = compute("normalize", x, p=p).outputs["result"]
    assert np.isclose(compute("norm", u, ord=p).outputs["result"], 1, rtol=1e-5 if case == "single" else 1e-13)
    check_tampering("normalize", x, p=p)


def test_columns_rows_and_the_whole(compute):
    assert np.allclose(np.linalg.norm(compute("normalize", B).outputs["result"], axis=0), 1)
    assert np.allclose(np.linalg.norm(compute("normalize", B, each="rows").outputs["result"], axis=1), 1)
    assert np.isclose(np.linalg.norm(compute("normalize", B, each="whole").outputs["result"]), 1)
    assert compute("normalize", [1, 1]).exact == {"result": ["sqrt(2)/2", "sqrt(2)/2"]}
    with pytest.raises(UserError, match="Column 1 of A is zero"):
        compute("normalize", [[1, 0], [1, 0]])


@pytest.mark.parametrize("p", [0.1, 0.5, 1, 1.3, 2, 4, "inf", 50])
@pytest.mark.parametrize("n", [1, 2, 3, 30])
def test_content_of_a_unit_ball(compute, check_tampering, p, n):
    check_tampering("unit_ball_area", p=p, n=n)
    if n == 1:
        assert np.isclose(compute("unit_ball_area", p=p, n=1).outputs["result"], 2)


def test_no_unit_ball(compute):
    for settings_ in ({"p": 0}, {"p": -2}, {"n": 0}, {"n": 10**6}):
        with pytest.raises(UserError) as caught:
            compute("unit_ball_area", **settings_)
        assert caught.value.kind == "domain"
    assert compute("unit_ball_area", p=1e-3).certificate.verdict == "amber"
