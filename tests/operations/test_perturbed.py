"""An error of more than 100 times the printed bound goes red, whatever the operation and wherever the error."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

TWO = {"solve", "lstsq", "matmul"}
FACTOR = 120.0  # times the bound: over the promised 100

# any orthonormal basis of the null space is as right as another; the condition number of a singular matrix is no number
HARMLESS = {("svd", "deficient", "last columns swapped")}
NO_DIGIT = {("cond", "deficient"), ("det", "huge"), ("det", "tiny"), ("matmul", "huge"), ("matmul", "tiny")}


def square(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, n))


def conditioned(n: int, kappa: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    U, V = (np.linalg.qr(rng.standard_normal((n, n)))[0] for _ in range(2))
    return (U * np.geomspace(1, 1 / kappa, n)) @ V


def cases() -> dict[str, np.ndarray]:
    G = square(40, 1)
    graded = square(12, 2) * np.geomspace(1, 1e8, 12)
    return {
        "two": np.array([[2.0, 1.0], [1.0, 3.0]]),
        "three": np.array([[4.0, 2.0, 0.0], [2.0, 5.0, 3.0], [1.0, 3.0, 6.0]]),
        "random": square(24, 3),
        "larger": square(90, 4),
        "definite": G @ G.T + np.eye(40),
        "symmetric": G + G.T,
        "triangular": np.triu(square(30, 5)) + 6 * np.eye(30),
        "orthogonal": np.linalg.qr(square(20, 6))[0],
        "conditioned": conditioned(30, 1e5, 7),
        "ill": conditioned(20, 1e10, 8),
        "graded": graded,
        "single": square(20, 9).astype(np.float32),
        "complex": square(18, 10) + 1j * square(18, 11),
        "tall": square(40, 12)[:, :9],
        "wide": square(40, 13)[:9],
        "deficient": square(30, 14)[:, :4] @ square(30, 15)[:4],
        "huge": square(10, 16) * 1e200,
        "tiny": square(10, 17) * 1e-200,
    }


CASES = cases()
SQUARE = [name for name, A in CASES.items() if A.shape[0] == A.shape[1] and name != "deficient"]
ANY = {"transpose", "trace", "pinv", "lstsq", "matmul", "svd", "svdvals", "norm", "matrix_rank", "cond"}
ONLY_SQUARE = {"solve", "inv", "det", "slogdet", "eig", "eigvals"}
PAIRS = [(name, case) for name in sorted(ANY | ONLY_SQUARE) for case in (CASES if name in ANY else SQUARE)]


def inputs(operation: str, A: np.ndarray) -> tuple[np.ndarray, ...]:
    if operation == "matmul":
        B = np.random.default_rng(20).standard_normal((A.shape[1], 21))
    else:
        B = np.random.default_rng(21).standard_normal(A.shape[0])
    return (A, B.astype(A.dtype)) if operation in TWO else (A,)


def perturbations(value: np.ndarray, bound: float) -> Iterator[tuple[str, np.ndarray]]:
    """Changes of an output that are larger than FACTOR bounds of its largest entry."""
    value = np.asarray(value)
    if value.dtype.kind not in "fc":
        yield "one more", value + 1
        return
    size = float(np.abs(value).max(initial=0))
    least = FACTOR * bound * size
    for position in positions(value):
        flipped, off, doubled = value.copy(), value.copy(), value.copy()
        flipped[position] *= -1
        yield f"sign of {position}", flipped
        off[position] += least * 1.01
        yield f"{position} off", off
        doubled[position] += size
        yield f"{position} far off", doubled
    yield "negated", -value
    yield "scaled", value * (1 + FACTOR * 1.01 * bound)
    yield "half as large", value * 0.5
    if value.ndim == 1 and len(value) > 1:
        yield "the largest left out", np.concatenate([value[1:], value[-1:]])
        yield "two swapped", value[[1, 0, *range(2, len(value))]]
    if value.ndim == 2 and value.shape[1] > 1:
        yield "columns swapped", value[:, [1, 0, *range(2, value.shape[1])]]
        yield "last columns swapped", value[:, [*range(value.shape[1] - 2), -1, -2]]


def positions(value: np.ndarray) -> set[tuple[int, ...]]:
    if not value.ndim:
        return {()}
    flat = {0, value.size - 1, value.size // 2, int(np.argmax(np.abs(value))), int(np.argmin(np.abs(value)))}
    return {tuple(int(i) for i in np.unravel_index(k, value.shape)) for k in flat}


def relative_change(name: str, value: np.ndarray, other: np.ndarray) -> float:
    """By how much an output differs, relative to its largest entry; the logarithm of a determinant absolutely."""
    size = float(np.abs(value).max(initial=0)) or 1.0
    if name == "logabsdet":
        size = 1.0
    before, after = (np.asarray(item, dtype=complex) / size for item in (value, other))
    return float(np.abs(after - before).max(initial=0))


@pytest.mark.parametrize(("operation", "case"), PAIRS)
def test_an_error_of_100_bounds_is_red(run, operation, case):
    answer = run(operation, *inputs(operation, CASES[case]))
    bound = answer.assessment.error_bound
    if answer.verdict == "red" or bound is None or FACTOR * bound > 1:
        return
    missed = []
    for name, value in answer.outcome.outputs.items():
        if value is None:
            continue
        for what, other in perturbations(value, bound):
            change = relative_change(name, np.asarray(value), other)
            if change <= 100 * bound or not np.isfinite(change) or (operation, case, what) in HARMLESS:
                continue
            verdict = answer.tampered(name, np.asarray(other, dtype=np.asarray(value).dtype)).verdict
            if verdict != "red":
                missed.append(f"{name}: {what} ({change:.1e} against {bound:.1e}) is {verdict}")
    assert not missed


@pytest.mark.parametrize(("operation", "case"), PAIRS)
def test_the_answer_itself_is_not_red(run, operation, case):
    if (operation, case) in NO_DIGIT:
        return
    assert run(operation, *inputs(operation, CASES[case])).verdict != "red"
