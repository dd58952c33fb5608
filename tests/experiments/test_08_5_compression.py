"""Chapters 8.4, 8.5 and 8.7: low rank, what it misses and what it costs."""

from __future__ import annotations

import numpy as np
import pytest

from printed import near, printed

RATINGS = [[5, 5, 4, 0, 0], [4, 4, 4, 0, 0], [5, 4, 5, 0, 0], [0, 0, 0, 4, 5], [0, 0, 1, 5, 4], [0, 0, 0, 3, 3]]


def pictures() -> dict[str, np.ndarray]:
    i, j = np.mgrid[:32, :32]
    x, y = i - 15.5, j - 15.5
    return {
        "stripes": (j // 4 % 2) * 1.0,
        "tricolour": np.minimum(j // 11, 2) * 1.0,
        "plus": ((np.abs(x) < 3) | (np.abs(y) < 3)) * 1.0,
        "checker": (i + j) % 2 * 1.0,
        "checker of signs": 1.0 - 2 * ((i + j) % 2),
        "ramp": i + j * 1.0,
        "diagonal": np.eye(32),
        "disc": (x**2 + y**2 < 144) * 1.0,
        "blob": np.exp(-(x**2 + y**2) / 50),
        "triangle": (i >= j) * 1.0,
    }


PICTURES = pictures()
RANKS = (1, 1, 2, 2, 1, 2, 32, 8, 1, 32)
DISC = PICTURES["disc"]
METHODS = ["auto", "full", "gram", "lanczos"]
ERRORS = {"diagonal": (".9843", ".9354", ".8660"), "triangle": (".4348", ".2226", ".1542")}


@pytest.mark.parametrize(("name", "rank"), list(zip(PICTURES, RANKS, strict=True)))
def test_8_4_ranks_of_pictures(value, name, rank):
    assert value("matrix_rank", PICTURES[name]) == rank


def missed(ask, value, A: np.ndarray, k: int, method: str) -> np.ndarray:
    """A less its leading k singular triplets."""
    found = ask("svd_truncated", A, k=k, method=method)
    assert found.certificate.verdict == "green"
    U, S, Vh = (found.outputs[name] for name in ("U", "S", "Vh"))
    return value("subtract", A, value("multi_dot", U, value("diag", S), Vh))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("k", "error"), [(1, ".3266"), (2, ".2206"), (4, ".1360"), (8, None)])
def test_8_4_the_disc_by_singular_triplets(ask, value, method, k, error):
    off = value("norm", missed(ask, value, DISC, k, method)) / value("norm", DISC)
    assert off == printed(error) if error else off < 1e-12


@pytest.mark.parametrize("method", METHODS)
def test_8_4_what_four_triplets_of_the_disc_miss(ask, value, method):
    S = ask("svd_truncated", DISC, k=4, method=method).outputs["S"]
    assert printed("20.005263 5.098766 2.824393 2.351466") == S
    off, sigma = missed(ask, value, DISC, 4, method), value("svdvals", DISC)
    assert value("norm", off) == printed("2.878448")
    assert value("norm", off) == near(float(value("norm", sigma[4:])))
    assert value("norm", off, ord=2) == printed("1.935792")
    assert value("norm", off, ord=2) == near(sigma[4])


@pytest.mark.parametrize(("k", "error"), [(1, ".3266"), (2, ".2206"), (4, ".1360"), (8, None)])
def test_8_4_the_disc_at_rank_k(ask, value, k, error):
    found = ask("low_rank", DISC, k=k)
    assert found.certificate.verdict == "green"
    assert found.details["relative_error"] == printed(error) if error else found.details["relative_error"] < 1e-12
    assert found.details["numerical_rank"] == 8
    off = value("norm", value("subtract", DISC, found.outputs["result"]))
    assert off == pytest.approx(float(found.outputs["frobenius_error"]), abs=1e-12)
    if k == 4:
        assert found.outputs["frobenius_error"] == printed("2.878448")
        assert found.outputs["spectral_error"] == printed("1.935792")


@pytest.mark.parametrize("name", list(ERRORS))
def test_8_4_pictures_that_hardly_compress(ask, value, name):
    A = PICTURES[name]
    for k, error in zip((1, 4, 8), ERRORS[name], strict=True):
        assert ask("low_rank", A, k=k).details["relative_error"] == printed(error)
        assert value("norm", missed(ask, value, A, k, "auto")) / value("norm", A) == printed(error)


def test_8_5_compression_budget(ask):
    disc = ask("low_rank", DISC, k=4)
    assert (disc.outputs["stored"], disc.outputs["break_even"]) == (260, 15)
    assert disc.details["numbers_in_A"] == 1024
    photo = ask("low_rank", np.random.RandomState(0).rand(669, 1000), k=50)
    assert (photo.outputs["stored"], photo.outputs["break_even"]) == (83_500, 400)
    assert photo.details["numbers_in_A"] == 669_000
    assert photo.details["share_stored"] == printed(".1248")


def test_8_7_feature_extraction_from_ratings(ask, value):
    found = ask("svd", RATINGS).outputs
    S, Vh = found["S"], found["Vh"]
    assert printed("13.393617 9.955996 1.317018 .811454 .310108") == S
    energy = value("norm", S[:2]) ** 2 / value("norm", S) ** 2
    assert energy == printed(".9911")
    assert value("norm", S[2:]) / value("norm", S) == printed(".0941")
    assert (np.abs(Vh[0, :3]) > 0.5).all()
    assert (np.abs(Vh[1, 3:]) > 0.7).all()


def test_8_7_keep_two_features_of_the_ratings(ask):
    found = ask("low_rank", RATINGS, k=2)
    assert found.outputs["singular_values"] == printed("13.393617 9.955996 1.317018 .811454 .310108")
    assert found.details["energy"] == printed(".9911")
    assert found.details["relative_error"] == printed(".0941")
    assert ask("low_rank", RATINGS, energy=0.99).outputs["rank"] == 2
