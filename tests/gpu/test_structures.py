"""GPU and CPU agree where a routine meets a structure of its own: no full rank, triangles, rectangles, stacks."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import DTYPES, random
from drawn import near as near_in_value

ORDERS = (8, 60, 300)


def of_rank(r, m, n, dtype):
    """With r singular values from 1 to 2, and no others."""
    U, V = (np.linalg.qr(random((k, r), dtype, seed))[0] for seed, k in enumerate((m, n)))
    return ((U * np.linspace(2, 1, r)) @ V.conj().T).astype(dtype)


def near(value, expected, dtype, n=1):
    """Of one shape, and equal but for rounding."""
    return value.shape == np.shape(expected) and near_in_value(value, expected, dtype, n)


def not_red(result):
    assert result.certificate.verdict != "red", result.certificate.reason
    return result


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", ORDERS)
class TestWithoutFullRank:
    SHAPES = ((1, 1), (3, 1), (1, 3))

    def shapes(self, n):
        return [(n * rows, n * columns) for rows, columns in self.SHAPES]

    def test_pinv(self, compute, n, dtype):
        for m, k in self.shapes(n):
            A = of_rank(n // 2, m, k, dtype)
            there = not_red(compute("pinv", A))
            assert there.certificate.routine == "cuSOLVER gesvd"
            assert near(there.outputs["result"], np.linalg.pinv(A, rcond=1e-3), dtype, n)

    def test_lstsq(self, compute, n, dtype):
        for m, k in self.shapes(n):
            A = of_rank(n // 2, m, k, dtype)
            for b in (random((m,), dtype, 2), random((m, 3), dtype, 2)):
                there = not_red(compute("lstsq", A, b))
                assert int(there.outputs["rank"]) == n // 2
                assert near(there.outputs["x"], np.linalg.pinv(A, rcond=1e-3) @ b, dtype, n)

    def test_a_cutoff(self, compute, n, dtype):
        U, V = (np.linalg.qr(random((n, n), dtype, seed))[0] for seed in (0, 1))
        S = np.where(np.arange(n) < n // 2, 1.0, 1e-3)
        A, b = ((U * S) @ V.conj().T).astype(dtype), random((n,), dtype, 2)
        expected = (V[:, : n // 2] @ U[:, : n // 2].conj().T).astype(dtype)
        assert near(not_red(compute("pinv", A, rtol=0.1)).outputs["result"], expected, dtype, n)
        assert near(not_red(compute("lstsq", A, b, rtol=0.1)).outputs["x"], expected @ b, dtype, n)


@pytest.mark.parametrize("dtype", DTYPES)
class TestShapes:
    @pytest.mark.parametrize("shape", [(12, 5), (5, 12), (400, 150), (150, 400)])
    def test_lu_of_rectangles(self, compute, dtype, shape):
        A = random(shape, dtype)
        out = not_red(compute("lu", A)).outputs
        assert out["L"].shape == (shape[0], min(shape))
        assert out["U"].shape == (min(shape), shape[1])
        assert near(out["P"] @ out["L"] @ out["U"], A, dtype, max(shape))
        assert np.abs(out["L"]).max() <= 1.415  # pivots are the largest by |Re| + |Im|

    @pytest.mark.parametrize("shape", [(12, 5), (5, 12), (300, 100), (100, 300)])
    def test_whole_bases(self, compute, dtype, shape):
        A = random(shape, dtype)
        out = not_red(compute("svd", A, full=True)).outputs
        k = min(shape)
        assert near((out["U"][:, :k] * out["S"]) @ out["Vh"][:k], A, dtype, max(shape))
        bases = [out["U"], out["Vh"]]
        out = not_red(compute("qr", A, full=True)).outputs
        assert near(out["Q"] @ out["R"], A, dtype, max(shape))
        for Q in (*bases, out["Q"]):
            assert near(Q.conj().T @ Q, np.eye(len(Q)), dtype, max(shape))

    @pytest.mark.parametrize("n", ORDERS)
    def test_triangles(self, compute, dtype, n):
        A = random((n, n), dtype) + (2 * n * np.eye(n)).astype(dtype)
        for T in (np.tril(A), np.triu(A)):
            for b in (random((n,), dtype, 1), random((n, 3), dtype, 1)):
                there = not_red(compute("solve", T, b))
                assert there.certificate.routine == "cuBLAS trsm"
                assert near(T @ there.outputs["result"], b, dtype, n)

    def test_what_is_not_definite_after_all(self, compute, dtype):
        G = random((90, 90), dtype)
        A = ((G + G.conj().T) / 2).astype(dtype)
        np.fill_diagonal(A, 1)
        there = not_red(compute("solve", A, random((90,), dtype, 1)))
        assert there.certificate.routine == "cuSOLVER getrf"
        assert near(A @ there.outputs["result"], random((90,), dtype, 1), dtype, 90**3)

    def test_stacks(self, compute, dtype):
        stack = random((2, 3, 20, 20), dtype) + (20 * np.eye(20)).astype(dtype)
        for operation in ("inv", "pinv", "svdvals"):
            here = compute(operation, stack, backend="cpu").outputs["result"]
            assert near(not_red(compute(operation, stack)).outputs["result"], here, dtype, 400)


@pytest.mark.parametrize("p", [1, "inf", "fro"])
def test_the_condition_of_a_singular_matrix_is_infinite(compute, p):
    assert np.isinf(compute("cond", np.kron(np.eye(20), np.ones((2, 2))), p=p).outputs["result"])
