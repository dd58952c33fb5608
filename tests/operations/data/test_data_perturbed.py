"""Operations on tables: an error of more than 100 times the printed bound goes red, and no right answer does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from workbench.model.errors import UserError

FACTOR = 121.0
NATURAL = {"mean", "intercept", "distance"}
"""Outputs that may be next to 0: their bound is relative to the data."""


def table(n: int, p: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((n, p))


CASES = {
    "tall": table(40, 4, 1) @ np.diag([3.0, 2.0, 1.0, 0.5]) + 2,
    "wider": table(30, 12, 2),
    "more columns than rows": table(8, 20, 3),
    "far away": table(50, 3, 4) + 1e8,
    "single": (table(25, 5, 5) + 1).astype(np.float32),
    "complex": table(20, 4, 6) + 1j * table(20, 4, 7),
    "graded": table(60, 6, 8) * np.geomspace(1, 1e6, 6),
    "huge": table(12, 3, 9) * 1e200,
    "tiny": table(12, 3, 10) * 1e-200,
    "integers": np.random.default_rng(11).integers(0, 9, (15, 3)).astype(float),
    "deficient": table(20, 2, 12) @ table(2, 5, 13),
    "constant column": np.column_stack([table(10, 2, 14), np.full(10, 0.1)]),
    "two rows": table(2, 3, 15),
}
SETTINGS = {
    "center": {},
    "standardize": {},
    "covariance": {},
    "scatter": {},
    "second_moment": {},
    "correlation": {},
    "pca": {"k": 2},
    "whiten": {"k": 2},
    "low_rank": {"k": 2},
    "regression": {},
    "noise_band": {},
    "bootstrap_subspace": {"count": 10},
    "subspace_angles": {},
    "select_columns": {"columns": (1, 0)},
}
PAIRS = [(name, case) for name in SETTINGS for case in CASES]
OUT_OF_RANGE = {"huge", "tiny"}


def inputs(name: str, A: np.ndarray) -> tuple[np.ndarray, ...]:
    if name == "regression":
        return A, (A @ np.arange(1.0, A.shape[1] + 1) + table(len(A), 1, 20)[:, 0] * np.abs(A).max()).astype(A.dtype)
    if name == "subspace_angles":
        return A[:, :2], (A[:, :2] + table(len(A), 2, 21) * np.abs(A).max() / 10).astype(A.dtype)
    return (A,)


def answered(run, name: str, case: str):
    try:
        return run(name, *inputs(name, CASES[case]), **SETTINGS[name])
    except UserError:
        pytest.skip("refused")


def perturbed(value: np.ndarray, bound: float) -> Iterator[tuple[str, np.ndarray]]:
    if value.dtype.kind not in "fc":
        yield "one more", value + 1
        return
    size = float(np.abs(value).max(initial=0))
    flat = {0, value.size - 1, value.size // 2, int(np.argmax(np.abs(value))), int(np.argmin(np.abs(value)))}
    for k in flat:
        for change in (FACTOR * bound * size, size):
            other = value.copy()
            other.reshape(-1)[k] += change
            yield f"entry {k} off by {change:.1e}", other
    yield "negated", -value
    yield "scaled", value * (1 + FACTOR * bound)
    if value.ndim == 2 and value.shape[1] > 1:
        yield "columns swapped", value[:, [1, 0, *range(2, value.shape[1])]]


@pytest.mark.parametrize(("name", "case"), PAIRS)
def test_the_right_answer_is_not_red(run, name, case):
    answer = answered(run, name, case)
    if case in OUT_OF_RANGE and "overflow" in answer.assessment.reason:
        return
    assert answer.verdict != "red", answer.assessment.reason


@pytest.mark.parametrize(("name", "case"), PAIRS)
def test_an_error_of_100_bounds_is_red(run, name, case):
    answer = answered(run, name, case)
    bound = answer.assessment.error_bound
    if answer.verdict == "red" or bound is None or FACTOR * bound > 1:
        return
    missed = []
    for output, value in answer.outcome.outputs.items():
        if value is None or not np.isfinite(value).all():
            continue
        value = np.asarray(value)
        size = float(np.abs(value).max(initial=0)) or 1.0
        if output in NATURAL:
            size = max(size, float(np.abs(CASES[case]).max()))
        for what, other in perturbed(value, bound):
            change = float((np.abs(other.astype(complex) / size - value.astype(complex) / size)).max())
            if change <= 100 * bound or not np.isfinite(change):
                continue
            if answer.tampered(output, other.astype(value.dtype)).verdict != "red":
                missed.append(f"{output}: {what} ({change:.1e} against {bound:.1e})")
    assert not missed
