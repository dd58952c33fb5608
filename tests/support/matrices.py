"""A thousand random and sixty classical matrices on which certificates are tried."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.linalg


def random_matrix(k: int) -> np.ndarray:
    """The k-th of many: dense, graded by rows or columns or entries, definite, triangular, orthogonal, low rank."""
    rng = np.random.default_rng(k)
    n = int(rng.integers(1, 13))
    G = rng.standard_normal((n, n))
    makers = (
        lambda: G,
        lambda: rng.integers(-5, 6, (n, n)).astype(float),
        lambda: G * 10.0 ** rng.uniform(-8, 8, n),
        lambda: G * 10.0 ** rng.uniform(-8, 8, n)[:, None],
        lambda: G * 10.0 ** rng.uniform(-6, 6, (n, n)),
        lambda: (lambda S: S + S.T)(G @ G.T),
        lambda: G + G.T,
        lambda: np.triu(G) * 10.0 ** rng.uniform(-3, 3, n),
        lambda: np.tril(G),
        lambda: np.linalg.qr(G)[0],
        lambda: G[:, : max(1, n // 2)] @ rng.standard_normal((max(1, n // 2), n)),
        lambda: (np.linalg.qr(G)[0] * np.geomspace(1, 10.0 ** -rng.uniform(0, 16), n)) @ np.linalg.qr(G.T + 1)[0],
        lambda: G * 2.0 ** float(rng.integers(-330, 330)),
        lambda: np.diag(10.0 ** rng.uniform(-9, 9, n)),
        lambda: np.eye(n)[rng.permutation(n)],
    )
    return makers[k % len(makers)]()


def classical() -> Iterator[tuple[str, np.ndarray]]:
    for n in (2, 3, 4, 5, 8, 11):
        yield f"hilbert {n}", scipy.linalg.hilbert(n)
        yield f"inverse hilbert {n}", scipy.linalg.invhilbert(n)
        yield f"pascal {n}", scipy.linalg.pascal(n).astype(float)
        yield f"vandermonde {n}", np.vander(np.linspace(1, 2, n))
        yield f"second difference {n}", 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
        yield f"frank {n}", np.triu(np.add.outer(-np.arange(n), np.zeros(n)) * 0 + n - np.arange(n), -1)
        yield f"kahan {n}", np.diag(0.6 ** np.arange(n)) @ (np.eye(n) - 0.8 * np.triu(np.ones((n, n)), 1))
        yield f"jordan {n}", 3 * np.eye(n) + np.eye(n, k=1)
        yield f"lehmer {n}", np.minimum.outer(np.arange(1, n + 1), np.arange(1, n + 1)).astype(float)
        yield f"ones {n}", np.ones((n, n))
    yield "wilkinson 21", np.diag(np.abs(np.arange(-10.0, 11))) + np.eye(21, k=1) + np.eye(21, k=-1)
    growth = np.eye(24) - np.tril(np.ones((24, 24)), -1)
    growth[:, -1] = 1
    yield "growth 24", growth
    yield "hadamard 16", scipy.linalg.hadamard(16).astype(float)
    yield "magic 4", np.array([[16.0, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]])


MATRICES = [(f"random {k}", random_matrix(k)) for k in range(1000)] + list(classical())
