"""Gradients of norms, and the distance to the nearest singular matrix."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

RNG = np.random.default_rng(4)
G = RNG.standard_normal((6, 4))
X = RNG.standard_normal(7)


@pytest.mark.parametrize("ord", ["fro", 2, 1, "inf", 3, 1.5, 0.5])
def test_slopes_of_vector_norms(compute, check_tampering, ord):
    step, d = 1e-6, RNG.standard_normal(7)
    norm = [float(compute("norm", X + t * d, ord=ord).outputs["result"]) for t in (step, -step)]
    slope = float(compute("norm_gradient", X, ord=ord).outputs["result"] @ d)
    assert np.isclose(slope, (norm[0] - norm[1]) / (2 * step), rtol=1e-5)
    check_tampering("norm_gradient", X, ord=ord)


@pytest.mark.parametrize("ord", ["fro", 2, "nuc"])
def test_slopes_of_matrix_norms(compute, check_tampering, ord):
    step, D = 1e-6, RNG.standard_normal((6, 4))
    norm = [float(compute("norm", G + t * D, ord=ord).outputs["result"]) for t in (step, -step)]
    slope = float((compute("norm_gradient", G, ord=ord).outputs["result"] * D).sum())
    assert np.isclose(slope, (norm[0] - norm[1]) / (2 * step), rtol=1e-5)
    check_tampering("norm_gradient", G, ord=ord)
    check_tampering("norm_gradient", G + 1j * G[::-1], ord=ord)
    check_tampering("norm_gradient", G.astype(np.float32), ord=ord)


@pytest.mark.parametrize(
    ("A", "ord", "words"),
    [
        ([0, 0], "fro", "is 0, where the norm has no gradient"),
        ([0, 0], 1, "no gradient"),
        ([1, 0], 1, "is 0, where the 1-norm has a corner"),
        ([1, 0], 0.5, "corner"),
        ([2, -2, 1], "inf", "corner"),
        (np.eye(2), 2, "corner"),
        (np.ones((2, 2)), "nuc", "corner"),
    ],
)
def test_corners_have_no_gradient(compute, A, ord, words):
    with pytest.raises(UserError, match=words) as caught:
        compute("norm_gradient", A, ord=ord)
    assert caught.value.kind == "domain"


def test_the_square_is_smooth_everywhere(compute):
    assert compute("norm_gradient", [0, 0], ord="squared").exact["result"].tolist() == [0, 0]
    assert compute("norm_gradient", [3, 4]).exact["result"] == [Fraction(3, 5), Fraction(4, 5)]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(0, 10**6))
def test_the_nearest_singular_matrix(compute, n, seed):
    A = np.random.default_rng(seed).standard_normal((n, n))
    found = compute("distance_to_singular", A)
    N, d = found.outputs["nearest"], float(found.outputs["distance"])
    assert np.linalg.svd(N)[1][-1] <= 1e-13 * np.linalg.norm(A)
    assert np.isclose(np.linalg.norm(A - N), d)
    assert np.isclose(found.outputs["relative"] * compute("cond", A).outputs["result"], 1)


def test_distance_errors_go_red(check_tampering):
    for A in (RNG.standard_normal((12, 12)), RNG.standard_normal((5, 5)) * 1e200, G[:4] + 1j * G[2:]):
        for output in ("distance", "relative", "nearest"):
            check_tampering("distance_to_singular", A, output=output)


def test_exact_distance(compute):
    found = compute("distance_to_singular", [[1, 2], [2, 1]]).exact
    assert found["distance"] == 1
    assert found["nearest"].tolist() == [[3 / 2, 3 / 2], [3 / 2, 3 / 2]]
    rank_one = compute("distance_to_singular", [[1, 2], [2, 4]])
    assert rank_one.exact["distance"] == 0
    assert rank_one.certificate.verdict == "amber"
    with pytest.raises(UserError, match="3 x 2"):
        compute("distance_to_singular", np.ones((3, 2)))
