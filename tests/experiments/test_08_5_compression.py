"""Chapters 8.4, 8.5 and 8.7: low rank, what it misses and what it costs."""

from __future__ import annotations

import numpy as np
import pytest

i, j = np.mgrid[:32, :32]
DISC = ((i - 15.5) ** 2 + (j - 15.5) ** 2 < 144).astype(float)
TRIANGLE = (i >= j).astype(float)
RATINGS = [[5, 5, 4, 0, 0], [4, 4, 4, 0, 0], [5, 4, 5, 0, 0], [0, 0, 0, 4, 5], [0, 0, 1, 5, 4], [0, 0, 0, 3, 3]]


@pytest.mark.parametrize(("k", "error"), [(1, 0.3266), (2, 0.2206), (4, 0.1360), (8, 0)])
def test_8_4_the_disc_at_rank_k(ask, value, k, error):
    found = ask("low_rank", DISC, k=k)
    assert found.certificate.verdict == "green"
    assert found.details["relative_error"] == pytest.approx(error, abs=5e-5)
    assert found.details["numerical_rank"] == 8
    missed = value("norm", value("subtract", DISC, found.outputs["result"]))
    assert missed == pytest.approx(found.outputs["frobenius_error"], abs=1e-12)
    if k == 4:
        assert found.outputs["frobenius_error"] == pytest.approx(2.878448, abs=1e-6)
        assert found.outputs["spectral_error"] == pytest.approx(1.935792, abs=1e-6)


def test_8_4_pictures_that_hardly_compress(ask):
    for picture, errors in ((np.eye(32), (0.9843, 0.9354, 0.8660)), (TRIANGLE, (0.4348, 0.2226, 0.1542))):
        found = [ask("low_rank", picture, k=k).details["relative_error"] for k in (1, 4, 8)]
        assert found == pytest.approx(errors, abs=5e-5)


def test_8_5_compression_budget(ask):
    disc = ask("low_rank", DISC, k=4).outputs
    assert (disc["stored"], disc["break_even"]) == (260, 15)
    photo = ask("low_rank", np.random.RandomState(0).rand(669, 1000), k=50)
    assert (photo.outputs["stored"], photo.outputs["break_even"]) == (83_500, 400)
    assert photo.details["numbers_in_A"] == 669_000
    assert photo.details["share_stored"] == pytest.approx(0.1248, abs=5e-5)


def test_8_7_keep_two_features_of_the_ratings(ask):
    found = ask("low_rank", RATINGS, k=2)
    sigma = found.outputs["singular_values"]
    assert sigma == pytest.approx([13.393617, 9.955996, 1.317018, 0.811454, 0.310108], abs=1e-6)
    assert found.details["energy"] == pytest.approx(0.9911, abs=5e-5)
    assert found.details["relative_error"] == pytest.approx(0.0941, abs=5e-5)
    assert ask("low_rank", RATINGS, energy=0.99).outputs["rank"] == 2
