"""Chapter 8: singular value decomposition."""

from __future__ import annotations

import numpy as np
import pytest

TALL = [[7, 2], [3, 4], [5, 3]]
RATINGS = [[5, 5, 4, 0, 0], [4, 4, 4, 0, 0], [5, 4, 5, 0, 0], [0, 0, 0, 4, 5], [0, 0, 1, 5, 4], [0, 0, 0, 3, 3]]


def factors(result):
    return tuple(result.outputs[name] for name in ("U", "S", "Vh"))


def test_8_1_three_moves(ask):
    A = np.array([[3, 7], [5, 2]])
    U, S, Vh = factors(ask("svd", A))
    assert np.allclose(S, [8.713380, 3.328215], rtol=0, atol=5e-7)
    assert S.prod() == pytest.approx(29)
    assert (S**2).sum() == pytest.approx(87)
    mirrors = [np.linalg.det(side) < 0 for side in (U, Vh)]
    assert sum(mirrors) == 1
    assert np.allclose((U * S) @ Vh, A)


def test_8_2_tall_matrix_full_and_thin(ask):
    U, S, Vh = factors(ask("svd", TALL))
    assert np.allclose(S, [10.251427, 2.628355], rtol=0, atol=5e-7)
    assert np.allclose(S**2, [105.091751, 6.908249], rtol=0, atol=5e-7)
    assert (S**2).sum() == pytest.approx(112)
    assert U.shape == (3, 2)
    assert Vh.shape == (2, 2)
    assert np.allclose(U.T @ U, np.eye(2))
    assert np.allclose(U @ U.T, np.array([[5, -1, 2], [-1, 5, 2], [2, 2, 2]]) / 6)
    whole = factors(ask("svd", TALL, full=True))
    assert whole[0].shape == (3, 3)
    assert np.allclose(whole[0].T @ whole[0], np.eye(3))


def test_8_3_sigma_against_lambda(ask, value):
    A = np.array(TALL)
    w = value("eigvals", A @ A.T)
    assert np.allclose(w, [105.091751, 6.908249, 0], atol=5e-7)
    for matrix, values, sigmas in (
        ([[1, 1], [0, 1]], [1, 1], [1.618034, 0.618034]),
        ([[1, 2], [2, 1]], [3, -1], [3, 1]),
        ([[-1, 3], [2, -2]], [-4, 1], [4.130649, 0.968371]),
    ):
        assert np.allclose(ask("eigvals", matrix).outputs["result"], values, atol=5e-7)
        assert np.allclose(value("svdvals", matrix), sigmas, atol=5e-7)
    assert ask("svdvals", "[[1,1],[0,1]]").exact["result"] == ["1/2 + sqrt(5)/2", "-1/2 + sqrt(5)/2"]


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


RANKS = (1, 1, 2, 2, 1, 2, 32, 8, 1, 32)


@pytest.mark.parametrize(("name", "rank"), list(zip(pictures(), RANKS, strict=True)))
def test_8_4_ranks_of_pictures(value, name, rank):
    assert value("matrix_rank", pictures()[name]) == rank


@pytest.mark.parametrize("method", ["auto", "full", "gram", "lanczos"])
def test_8_4_low_rank_pictures(ask, method):
    disc = pictures()["disc"]
    size = np.linalg.norm(disc)
    for k, expected in ((1, 0.3266), (2, 0.2206), (4, 0.1360), (8, 0.0)):
        found = ask("svd_truncated", disc, k=k, method=method)
        U, S, Vh = factors(found)
        off = disc - (U * S) @ Vh
        assert np.linalg.norm(off) / size == pytest.approx(expected, abs=5e-5)
        assert found.certificate.verdict == "green"
    U, S, Vh = factors(ask("svd_truncated", disc, k=4, method=method))
    assert np.allclose(S, [20.005263, 5.098766, 2.824393, 2.351466], rtol=0, atol=5e-7)
    off = disc - (U * S) @ Vh
    assert np.linalg.norm(off) == pytest.approx(2.878448, abs=5e-7)
    assert np.linalg.norm(off, 2) == pytest.approx(1.935792, abs=5e-7)


@pytest.mark.parametrize(
    ("name", "errors"), [("diagonal", (0.9843, 0.9354, 0.8660)), ("triangle", (0.4348, 0.2226, 0.1542))]
)
def test_8_4_pictures_that_do_not_compress(ask, name, errors):
    A = pictures()[name]
    for k, expected in zip((1, 4, 8), errors, strict=True):
        U, S, Vh = factors(ask("svd_truncated", A, k=k))
        assert np.linalg.norm(A - (U * S) @ Vh) / np.linalg.norm(A) == pytest.approx(expected, abs=5e-5)


def test_8_6_rank_under_noise(ask, value):
    i, j = np.mgrid[1:7, 1:6]
    clean, noisy = i + j * 1.0, i + j + 1e-6 * np.cos(i * j)
    assert value("svdvals", clean)[:2] == pytest.approx([37.567006, 1.928737], abs=5e-7)
    assert value("matrix_rank", clean) == 2
    assert value("matrix_rank", noisy) == 5
    assert value("matrix_rank", noisy, rtol=1e-4) == 2
    assert 1e-7 < value("svdvals", noisy)[2] < 1e-5


def test_8_7_feature_extraction_from_ratings(ask):
    _, S, Vh = factors(ask("svd", RATINGS))
    assert np.allclose(S, [13.393617, 9.955996, 1.317018, 0.811454, 0.310108], rtol=0, atol=5e-7)
    energy = (S[:2] ** 2).sum() / (S**2).sum()
    assert energy == pytest.approx(0.9911, abs=5e-5)
    assert np.sqrt(1 - energy) == pytest.approx(0.0941, abs=5e-5)
    assert (np.abs(Vh[0, :3]) > 0.5).all()
    assert (np.abs(Vh[1, 3:]) > 0.7 - 0.02).all()


def test_8_8_columns_not_rows_of_u(ask):
    A = np.array([[1.0, 1], [0, 1]])
    U, S, Vh = factors(ask("svd", A))
    assert np.degrees(np.arctan2(U[1, 0], U[0, 0])) == pytest.approx(31.717, abs=5e-4)
    assert np.allclose(A @ Vh[0], S[0] * U[:, 0])
    assert np.linalg.norm(A @ Vh[0]) == pytest.approx(S[0])
    assert not np.allclose(np.abs(U[0]), np.abs(U[:, 0]), atol=1e-3) or U[0, 1] * U[1, 0] < 0
