"""GPU and CPU give the same in the outputs that are determined: functions, powers, tables, parts of a spectrum."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import DTYPES, random

ORDERS = (5, 60, 300)


def general(n, dtype):
    """Of norm about 2, far from symmetric."""
    return (random((n, n), dtype) / np.sqrt(n)).astype(dtype)


def symmetric(n, dtype):
    """With eigenvalues between −2 and 2 that are apart from 0."""
    Q = np.linalg.qr(random((n, n), dtype))[0]
    A = (Q * np.where(np.arange(n) % 2, -1, 1) * np.linspace(2, 0.5, n)) @ Q.conj().T
    return ((A + A.conj().T) / 2).astype(dtype)


def definite(n, dtype):
    A = general(n, dtype)
    A = A @ A.conj().T + np.eye(n)
    return ((A + A.conj().T) / 2).astype(dtype)


def table(n, dtype):
    """Many rows, of columns with a spread from 1 to 3 about a mean of 10."""
    return (random((3 * n, n), dtype) * np.linspace(3, 1, n) + 10).astype(dtype)


def leading(n, dtype):
    """Singular values that fall fast, so that the first of them are well apart."""
    U, V = (np.linalg.qr(random((k, n), dtype, seed))[0] for seed, k in enumerate((n + 7, n)))
    return ((U * 0.5 ** np.arange(n)) @ V.conj().T).astype(dtype)


def vector(n, dtype):
    return random(n, dtype, 1)


def weights(n, dtype):
    return random((4, n), dtype, 2)


def bias(n, dtype):
    return random(4, dtype, 3)


CASES = [
    ("expm", (general,), {}, "result"),
    ("expm", (symmetric,), {}, "result"),
    ("cosm", (general,), {}, "result"),
    ("sinm", (symmetric,), {}, "result"),
    ("logm", (definite,), {}, "result"),
    ("sqrtm", (definite,), {}, "result"),
    ("sqrtm", (symmetric,), {}, "result"),
    ("signm", (symmetric,), {}, "result"),
    ("matrix_power", (general,), {"n": 5}, "result"),
    ("matrix_power", (definite,), {"n": -2}, "result"),
    ("multi_dot", (general, definite, general), {}, "result"),
    ("eigh", (general,), {}, "eigenvalues"),
    ("definiteness", (definite,), {}, "eigenvalues inertia failing_minor"),
    ("polar", (definite,), {}, "U P"),
    ("polar", (definite,), {"side": "left"}, "U P"),
    ("svd_truncated", (leading,), {"k": 3, "method": "full"}, "S"),
    ("svd_truncated", (leading,), {"k": 3, "method": "gram"}, "S"),
    ("svd_truncated", (leading,), {"k": 3, "method": "lanczos"}, "S"),
    ("svd_truncated", (leading,), {"k": 3, "method": "randomized"}, "S"),
    ("low_rank", (leading,), {"k": 3}, "result rank stored singular_values"),
    ("norms", (general,), {}, "frobenius spectral nuclear max_column_sum max_row_sum entrywise_sum max_modulus"),
    ("norm_gradient", (leading,), {"ord": 2}, "result"),
    ("distance_to_singular", (definite,), {}, "distance relative"),
    ("solve_triangular", (definite, vector), {"lower": True}, "result"),
    ("solve_triangular", (general, vector), {"unit_diagonal": True}, None),
    ("project", (table, lambda n, dtype: random(3 * n, dtype, 1)), {}, "projection"),
    ("projector", (table,), {}, "result"),
    ("covariance", (table,), {}, "result"),
    ("scatter", (table,), {}, "result"),
    ("second_moment", (table,), {}, "result"),
    ("correlation", (table,), {}, "result"),
    ("pca", (table,), {"method": "svd"}, "mean variances ratio rebuilt"),
    ("pca", (table,), {"method": "covariance", "standardize": True}, "mean scale variances ratio rebuilt"),
    ("regression", (table, lambda n, dtype: random((3 * n, 2), dtype, 1)), {}, "coefficients rss"),
    ("polyvalm", (general, bias), {}, "result"),
    ("noise_band", (table,), {}, "lower upper eigenvalues variance above"),
    ("whiten", (table,), {"method": "zca"}, "mean W"),
    ("affine", (table, weights, bias), {}, "result"),
    ("power_iteration", (definite,), {"steps": 5}, "eigenvalue rayleigh"),
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", ORDERS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, (case[0], *case[2].values()))))
def test_what_is_determined_is_the_same(compute, case, n, dtype):
    name, makers, params, outputs = case
    arrays = [make(n, dtype) for make in makers]
    here, there = (compute(name, *arrays, backend=backend, **params) for backend in ("cpu", "gpu"))
    assert there.certificate.verdict != "red" or here.certificate.verdict == "red", there.certificate.reason
    assert there.certificate.dtype == dtype
    assert set(there.outputs) == set(here.outputs)
    for output in (outputs or "").split():
        value, expected = (np.asarray(item.outputs[output]) for item in (there, here))
        assert value.dtype == expected.dtype
        slack = 500 * n * np.finfo(dtype).eps * max(1.0, np.abs(expected).max(initial=0))
        assert np.abs(value - expected).max(initial=0) <= slack, output


@pytest.mark.parametrize("dtype", DTYPES)
class TestSpaces:
    def shapes(self):
        return [(30, 12), (12, 30), (250, 200)]

    def of_rank(self, m, n, r, dtype):
        return (random((m, r), dtype) @ random((r, n), dtype, 1)).astype(dtype)

    def test_null_space(self, compute, dtype):
        for m, n in self.shapes():
            A = self.of_rank(m, n, 10, dtype)
            found = compute("null_space", A)
            assert found.certificate.verdict != "red"
            N = found.outputs["result"]
            assert N.shape == (n, n - 10)
            assert np.abs(A @ N).max() <= 500 * n * np.finfo(dtype).eps * np.linalg.norm(A, 2)

    def test_orth_and_all_four(self, compute, dtype):
        for m, n in self.shapes():
            A = self.of_rank(m, n, 10, dtype)
            Q, four = compute("orth", A).outputs["result"], compute("subspaces", A).outputs
            assert Q.shape == (m, 10)
            assert int(four["rank"]) == 10
            for basis in (Q, four["column_space"]):
                off = A - basis @ (basis.conj().T @ A)
                assert np.abs(off).max() <= 500 * n * np.finfo(dtype).eps * np.linalg.norm(A, 2)

    def test_whitened_rows_are_round(self, compute, dtype):
        Z = compute("whiten", table(40, dtype)).outputs["result"]
        off = Z.conj().T @ Z / (len(Z) - 1) - np.eye(40)
        assert np.abs(off).max() <= 5e3 * np.finfo(dtype).eps
