"""Errors of more than 100 bounds, in every output of an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

Array = np.ndarray[Any, Any]
FACTOR = 120.0


def positions(value: Array) -> list[tuple[int, ...]]:
    """First, last, middle, largest and smallest entry."""
    flat = {0, value.size - 1, value.size // 2, int(np.argmax(np.abs(value))), int(np.argmin(np.abs(value)))}
    return [tuple(int(i) for i in np.unravel_index(k, value.shape)) for k in flat]


def perturbations(value: Array, bound: float) -> Iterator[tuple[str, Array]]:
    """Changes of a factor by more than FACTOR bounds of its largest entry."""
    if value.dtype.kind not in "fc":
        yield "one more", value + 1
        return
    size = float(np.abs(value).max(initial=0))
    for position in positions(value):
        off, doubled = value.copy(), value.copy()
        off[position] += FACTOR * bound * size
        doubled[position] += size
        yield f"{position} off", off
        yield f"{position} far off", doubled
    yield "negated", -value
    yield "scaled", value * (1 + FACTOR * bound)
    if value.ndim == 2 and value.shape[1] > 1 and len(value) > 1:
        yield "columns swapped", value[:, [1, 0, *range(2, value.shape[1])]]


def missed(answer: Any, harmless: tuple[str, ...] = ()) -> list[str]:
    """The changes of more than 100 bounds that do not go red; none are asked for where no bound is printed."""
    bound, found = answer.assessment.error_bound, []
    if answer.verdict == "red" or bound is None or FACTOR * bound > 1:
        return []
    for name, value in answer.outcome.outputs.items():
        if value is None or not np.size(value):
            continue
        before = np.asarray(value)
        for what, other in perturbations(before, max(bound, 2e-16)):
            size = float(np.abs(before).max(initial=0)) or 1.0
            change = float(np.abs(np.asarray(other, complex) / size - before / size).max(initial=0))
            if change <= 100 * bound or what in harmless:
                continue
            if answer.tampered(name, np.asarray(other, dtype=before.dtype)).verdict != "red":
                found.append(f"{name}: {what} ({change:.1e} against {bound:.1e})")
    return found


@pytest.fixture(scope="session")
def unseen() -> Callable[..., list[str]]:
    """`unseen(answer)`: what a certificate fails to see."""
    return missed


def conditioned(n: int, kappa: float, seed: int) -> Array:
    rng = np.random.default_rng(seed)
    U, V = (np.linalg.qr(rng.standard_normal((n, n)))[0] for _ in range(2))
    return np.asarray((U * np.geomspace(1, 1 / kappa, n)) @ V)


def cases() -> dict[str, Array]:
    rng = np.random.default_rng(1)
    G = rng.standard_normal((40, 40))
    return {
        "one": np.array([[3.0]]),
        "two": np.array([[2.0, 1.0], [1.0, 3.0]]),
        "random": G[:24, :24],
        "larger": rng.standard_normal((150, 150)),
        "definite": G @ G.T + np.eye(40),
        "symmetric": G + G.T,
        "upper": np.triu(G) + 6 * np.eye(40),
        "conditioned": conditioned(30, 1e5, 7),
        "ill": conditioned(20, 1e10, 8),
        "graded": G[:12, :12] * np.geomspace(1, 1e8, 12),
        "single": G[:20, :20].astype(np.float32),
        "complex": G[:18, :18] + 1j * G[18:36, :18],
        "tall": G[:, :9],
        "wide": G[:9],
        "deficient": G[:30, :4] @ G[:4, :30],
        "huge": G[:10, :10] * 1e200,
        "tiny": G[:10, :10] * 1e-200,
        "zero": np.zeros((3, 3)),
        "empty": np.zeros((0, 4)),
    }


@pytest.fixture(params=list(cases()))
def case(request: pytest.FixtureRequest) -> tuple[str, Array]:
    """A named matrix of one of many kinds."""
    return request.param, cases()[request.param]
