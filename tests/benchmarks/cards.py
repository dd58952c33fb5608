"""From Run to the finished card, certificate included, against the bare library call by the same routine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.linalg

from tests.benchmarks.client import Client, client
from tests.benchmarks.table import Row, median_seconds

SIDE = 2000
Array = np.ndarray[Any, Any]


def rows() -> list[Row]:
    rng = np.random.default_rng(1)
    A, b = rng.standard_normal((SIDE, SIDE)), rng.standard_normal(SIDE)
    tall = rng.standard_normal((2 * SIDE, SIDE // 2))
    t = rng.standard_normal(2 * SIDE)
    with client() as session:
        for name, array in (
            ("A", A),
            ("b", b),
            ("T", tall),
            ("t", t),
            ("S", np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]])),
        ):
            session.put(name, array)
        large = [_ratio(session, *row) for row in _large(A, b, tall, t)]
        linear = [_excess(session, *row) for row in _quadratic(A)]
        small = [_small(session, name) for name in ("inv", "det", "eig", "svd", "pinv")]
    return large + linear + small


def _large(
    A: Array, b: Array, tall: Array, t: Array
) -> list[tuple[str, tuple[str, ...], float, Callable[[], object], str]]:
    return [
        ("inv", ("A",), 1.15, lambda: scipy.linalg.inv(A), "scipy.linalg.inv"),
        ("svd", ("A",), 1.15, lambda: scipy.linalg.svd(A, full_matrices=False), "scipy.linalg.svd"),
        ("eig", ("A",), 1.15, lambda: scipy.linalg.eig(A), "scipy.linalg.eig"),
        ("pinv", ("T",), 1.15, lambda: np.linalg.pinv(tall), "numpy.linalg.pinv, 4000 x 1000"),
        ("matmul", ("A", "A"), 1.15, lambda: A @ A, "A @ A"),
        ("solve", ("A", "b"), 1.5, lambda: scipy.linalg.solve(A, b), "scipy.linalg.solve"),
        ("lstsq", ("T", "t"), 1.5, lambda: scipy.linalg.lstsq(tall, t, lapack_driver="gelsy"), "gelsy, 4000 x 1000"),
        ("det", ("A",), 1.5, lambda: np.linalg.det(A), "numpy.linalg.det"),
    ]


def _quadratic(A: Array) -> list[tuple[str, tuple[str, ...], Callable[[], object]]]:
    return [
        ("trace", ("A",), lambda: np.trace(A)),
        ("norm", ("A",), lambda: np.linalg.norm(A)),
        ("transpose", ("A",), lambda: A.T.copy()),
    ]


def _ratio(
    session: Client, name: str, names: tuple[str, ...], limit: float, bare: Callable[[], object], peer: str
) -> Row:
    times = 1 if name == "eig" else 3
    alone = median_seconds(bare, times)
    card = median_seconds(lambda: session.run(name, *names), times)
    return Row(f"card of {name}, n = {SIDE}, over the bare call", card / alone, limit, "x", f"{peer}: {alone:.2f} s")


def _excess(session: Client, name: str, names: tuple[str, ...], bare: Callable[[], object]) -> Row:
    alone = median_seconds(bare, 5)
    card = median_seconds(lambda: session.run(name, *names), 5)
    return Row(
        f"card of {name}, n = {SIDE}, beyond the bare call", 1e3 * (card - alone), 10, "ms", f"{1e3 * alone:.1f} ms"
    )


def _small(session: Client, name: str) -> Row:
    return Row(f"card of {name}, 3 x 3", 1e3 * median_seconds(lambda: session.run(name, "S"), 9), 50, "ms")
