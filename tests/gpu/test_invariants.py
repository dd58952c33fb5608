"""GPU and CPU agree in what does not depend on the order, signs and bases that a library chooses."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import DTYPES, near, random

ORDERS = (5, 60, 300)


def well(n, dtype):
    """Far from singular."""
    return random((n, n), dtype) + (2 * np.sqrt(n) * np.eye(n)).astype(dtype)


def symmetric(n, dtype, definite=False):
    G = random((n, n), dtype)
    S = G @ G.conj().T / n + np.eye(n) if definite else (G + G.conj().T) / 2
    return ((S + S.conj().T) / 2).astype(dtype)


def unit(dtype, n=1):
    return float(np.finfo(dtype).eps) * 50 * np.sqrt(n)


def right(result, dtype):
    """Not red, and in the type that was given."""
    assert result.certificate.verdict != "red", result.certificate.reason
    assert result.certificate.dtype == dtype
    return result.outputs


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", ORDERS)
class TestSystems:
    def test_solve(self, compute, n, dtype):
        for A in (well(n, dtype), symmetric(n, dtype, definite=True), np.triu(well(n, dtype))):
            b = random(n, dtype, 1)
            x = right(compute("solve", A, b), dtype)["result"]
            assert near(A @ x, b, dtype, n * n)
            many = random((n, 3), dtype, 2)
            assert near(A @ right(compute("solve", A, many), dtype)["result"], many, dtype, n * n)

    def test_inv(self, compute, n, dtype):
        A = well(n, dtype)
        assert near(A @ right(compute("inv", A), dtype)["result"], np.eye(n), dtype, n)

    def test_slogdet(self, compute, n, dtype):
        if n <= 12:
            pytest.importorskip("flint", reason="small determinants are compared with exact ones")
        A = well(n, dtype)
        here = compute("slogdet", A, backend="cpu").outputs
        there = right(compute("slogdet", A), dtype)
        assert near(there["sign"], here["sign"], dtype, n)
        assert near(there["logabsdet"], here["logabsdet"], dtype, n)

    def test_matmul(self, compute, n, dtype):
        A, B = random((n, n + 2), dtype), random((n + 2, 4), dtype, 1)
        assert near(right(compute("matmul", A, B), dtype)["result"], A @ B, dtype, n)

    def test_entries_one_by_one(self, compute, n, dtype):
        A, B = random((n, n), dtype), random((n, n), dtype, 1)
        for name, expected in (("add", A + B), ("subtract", A - B), ("multiply", A * B)):
            assert near(right(compute(name, A, B), dtype)["result"], expected, dtype)
        assert near(right(compute("scale", A, factor=3), dtype)["result"], 3 * A, dtype)

    def test_cholesky(self, compute, n, dtype):
        A = symmetric(n, dtype, definite=True)
        L = right(compute("cholesky", A), dtype)["result"]
        assert near(L @ L.conj().T, A, dtype, n)
        assert not np.triu(L, 1).any()

    def test_lu(self, compute, n, dtype):
        A = random((n, n), dtype)
        out = right(compute("lu", A), dtype)
        assert near(out["P"] @ out["L"] @ out["U"], A, dtype, n)

    def test_qr(self, compute, n, dtype):
        for A in (random((n + 3, n), dtype), random((n, n + 3), dtype)):
            out = right(compute("qr", A), dtype)
            assert near(out["Q"] @ out["R"], A, dtype, n)
            assert near(out["Q"].conj().T @ out["Q"], np.eye(min(A.shape)), dtype, n)

    def test_pinv(self, compute, n, dtype):
        for A in (random((n + 20, n), dtype), random((n, n + 20), dtype)):
            X = right(compute("pinv", A), dtype)["result"]
            assert near(A @ X @ A, A, dtype, n * n)
            assert near((A @ X).conj().T, A @ X, dtype, n * n)

    def test_lstsq(self, compute, n, dtype):
        A, b = random((n + 20, n), dtype), random(n + 20, dtype, 1)
        x = right(compute("lstsq", A, b), dtype)["x"]
        r = A @ x - b
        assert np.abs(A.conj().T @ r).max() <= unit(dtype, n * n) * np.linalg.norm(A) * np.linalg.norm(b)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", ORDERS)
class TestSpectra:
    def test_svd(self, compute, n, dtype):
        for A in (random((n + 7, n), dtype), random((n, n + 7), dtype)):
            here, there = compute("svd", A, backend="cpu").outputs, right(compute("svd", A), dtype)
            assert near(there["S"], here["S"], dtype, n)
            assert near((there["U"] * there["S"]) @ there["Vh"], A, dtype, n)
            k = max(1, n // 4)
            assert near(*(out["U"][:, :k] @ out["U"][:, :k].conj().T for out in (there, here)), dtype, n**3)

    def test_singular_values_alone(self, compute, n, dtype):
        A = random((n, n + 7), dtype)
        assert near(right(compute("svdvals", A), dtype)["result"], np.linalg.svd(A, compute_uv=False), dtype, n)

    def test_symmetric_eigenpairs(self, compute, n, dtype):
        A = symmetric(n, dtype)
        there = right(compute("eig", A), dtype)
        w, V = there["eigenvalues"], there["eigenvectors"]
        assert near(w, np.linalg.eigvalsh(A)[::-1], dtype, n)
        assert near((V * w) @ V.conj().T, A, dtype, n)
        assert near(V.conj().T @ V, np.eye(n), dtype, n)

    def test_symmetric_eigenvalues(self, compute, n, dtype):
        A = symmetric(n, dtype)
        assert near(right(compute("eigvals", A), dtype)["result"], np.linalg.eigvalsh(A)[::-1], dtype, n)

    def test_general_eigenpairs_where_there_are_any(self, compute, device, n, dtype):
        if not device.has_general_eig:
            pytest.skip("this CUDA has no general eigenvalues")
        A = random((n, n), dtype)
        there = right(compute("eig", A), dtype)
        w, V = there["eigenvalues"], there["eigenvectors"]
        assert near(A @ V, V * w, dtype, n * n)
        assert near(w.sum(), np.trace(A), dtype, n**3)
        here = compute("eigvals", A, backend="cpu").outputs["result"]
        assert near(np.abs(w), np.abs(here), dtype, n**4)

    @pytest.mark.parametrize("ord", ["fro", 2, "nuc", 1, "inf", "sum", "max"])
    def test_norms(self, compute, n, dtype, ord):
        A = random((n, n + 7), dtype)
        here = compute("norm", A, backend="cpu", ord=ord).outputs["result"]
        assert near(right(compute("norm", A, ord=ord), dtype)["result"], here, dtype, n)

    @pytest.mark.parametrize("p", [2, 1, "inf", "fro"])
    def test_condition_numbers(self, compute, n, dtype, p):
        A = well(n, dtype)
        here = compute("cond", A, backend="cpu", p=p)
        there = compute("cond", A, p=p)
        assert near(there.outputs["result"], here.outputs["result"], dtype, n * n)

    def test_trace_and_rank(self, compute, n, dtype):
        A = random((n, n), dtype) @ np.diag(np.arange(n) > 1).astype(dtype)
        assert near(right(compute("trace", A), dtype)["result"], np.trace(A), dtype, n)
        assert int(compute("matrix_rank", A).outputs["result"]) == n - 2


@pytest.mark.parametrize("scale", [2.0**90, 2.0**-90])
def test_numbers_whose_squares_do_not_fit_are_scaled_there(compute, scale):
    A = (well(40, "float32") * np.float32(scale)).astype("float32")
    assert near((right(compute("svdvals", A), "float32"))["result"] / scale,
                np.linalg.svd(A / np.float32(scale), compute_uv=False), "float32", 40)  # fmt: skip
    X = right(compute("inv", A), "float32")["result"]
    assert near((A / np.float32(scale)) @ (X * np.float32(scale)), np.eye(40), "float32", 40)
