"""The bound of an inverse of many rows: not below what a wrong entry needs to be seen, nor far above the truth."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest


def many(kind: str, n: int) -> np.ndarray:
    rng = np.random.default_rng(n)
    G = rng.standard_normal((n, n))
    made = {
        "dense": lambda: G,
        "definite": lambda: G @ G.T + n * np.eye(n),
        "dominant": lambda: np.diag(rng.uniform(1, 2, n)) + 1e-3 * G,
        "columns": lambda: G * 10.0 ** rng.uniform(-4, 4, n),
        "rows": lambda: G * 10.0 ** rng.uniform(-4, 4, n)[:, None],
        "permuted": lambda: np.eye(n)[rng.permutation(n)] + 1e-9 * G,
        "entries": lambda: 10.0 ** rng.uniform(-4, 4, (n, n)),
    }
    return np.asarray(made[kind]())


@pytest.mark.parametrize("kind", ["dense", "definite", "dominant", "columns", "rows", "permuted", "entries"])
@pytest.mark.parametrize("n", [70, 200, 400])
def test_a_wrong_entry_of_a_large_inverse_is_seen(run, kind, n):
    answer = run("inv", many(kind, n))
    assert answer.verdict == "green"
    rng, X = np.random.default_rng(1), answer.result
    for _ in range(8):
        wrong = X.copy()
        wrong[tuple(rng.integers(0, n, 2))] += 105 * answer.assessment.error_bound * np.abs(X).max()
        assert answer.tampered("result", wrong).verdict == "red"


@pytest.mark.parametrize("n", [100, 300])
def test_the_bound_is_not_far_above_the_truth(run, n):
    A = many("dense", n)
    answer = run("inv", A)
    wide = np.longdouble
    off = np.abs(answer.result @ (np.eye(n) - (A.astype(wide) @ answer.result.astype(wide)).astype(float))).max()
    true = off / np.abs(answer.result).max()
    assert true <= answer.assessment.error_bound <= 1000 * true


def test_a_graded_matrix_is_inverted_at_a_scale_of_its_own(run):
    A = np.array(
        [
            [1.5851093541787382e126, -7.8238802870809252e001, 9.6780384752273290e120],
            [-7.8238802870809252e001, -7.8022737794800164e-119, 1.9888981508338899e-053],
            [9.6780384752273290e120, 1.9888981508338899e-053, 3.3654852435752640e066],
        ]
    )
    found = run("inv", A, exact=True)
    assert found.verdict != "red", found.assessment.reason
    exact = found.operation.exact(found.problem)["result"]
    size = max(map(abs, exact.flat))
    assert max(abs(Fraction(x) - y) for x, y in zip(found.result.flat, exact.flat, strict=True)) < size / 10**14
