"""How long it takes to find out the structure of a matrix, for every structure there is."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.benchmarks.table import Row, median_seconds
from workbench.numerics.structure import detect

SIDE = 1000
LIMIT = 2.0
TIMES = 31


def rows() -> list[Row]:
    return [_row(name, A) for name, A in _classes(np.random.default_rng(0).standard_normal((SIDE, SIDE))).items()]


def _classes(G: np.ndarray[Any, Any]) -> dict[str, np.ndarray[Any, Any]]:
    S = G @ G.T / SIDE
    return {
        "dense": G,
        "symmetric": G + G.T,
        "positive definite": S + S.T + np.eye(SIDE),
        "upper triangular": np.triu(G),
        "lower triangular": np.tril(G),
        "diagonal": np.diag(G[0]),
        "identity": np.eye(SIDE),
        "orthogonal": np.linalg.qr(G)[0],
    }


def _row(name: str, A: np.ndarray[Any, Any]) -> Row:
    found = ", ".join(detect(A).labels) or "no structure"
    milliseconds = 1e3 * median_seconds(lambda: detect(A), TIMES)
    return Row(f"detection of a {SIDE} x {SIDE} {name} matrix", milliseconds, LIMIT, "ms", f"found: {found}")
