"""From Run to the finished card, certificate included, against the bare library call by the same routine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.linalg

from tests.benchmarks.client import Client, client
from tests.benchmarks.table import Row, median_seconds, seconds

SIDE = 2000
SLOW = ("eig", "svd")
REST = 0.1
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
    turns = _turns(session, name, names, bare, 3 if name in SLOW else 7)
    over = statistics.median(card / alone for alone, card in turns)
    alone = statistics.median(alone for alone, _ in turns)
    return Row(f"card of {name}, n = {SIDE}, over the bare call", over, limit, "x", f"{peer}: {alone:.2f} s")


def _turns(
    session: Client, name: str, names: tuple[str, ...], bare: Callable[[], object], times: int
) -> list[tuple[float, float]]:
    """Seconds of the bare call and of the card, in turn: the speed of a machine drifts.

    A rest lets the threads of the BLAS that has just worked fall asleep.
    """
    turns = []
    for _ in range(times + 1):
        alone = seconds(bare)
        time.sleep(REST)
        turns.append((alone, seconds(lambda: session.run(name, *names))))
        time.sleep(REST)
    return turns[1:]


def _excess(session: Client, name: str, names: tuple[str, ...], bare: Callable[[], object]) -> Row:
    turns = _turns(session, name, names, bare, 9)
    beyond = statistics.median(card - alone for alone, card in turns)
    alone = statistics.median(alone for alone, _ in turns)
    return Row(f"card of {name}, n = {SIDE}, beyond the bare call", 1e3 * beyond, 10, "ms", f"{1e3 * alone:.1f} ms")


def _small(session: Client, name: str) -> Row:
    return Row(f"card of {name}, 3 x 3", 1e3 * median_seconds(lambda: session.run(name, "S"), 9), 50, "ms")
