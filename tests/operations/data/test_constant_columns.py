"""Columns without spread become 0 and are not said to have deviation 1."""

from __future__ import annotations

import numpy as np
import pytest

MIXED = "Every column that is not constant has mean 0 and deviation 1, and constant ones have become 0;"


@pytest.mark.parametrize(
    ("X", "said"),
    [
        ([[1, 2], [1, 3]], MIXED),
        ([[1, 2, 5], [1, 3, 5]], MIXED),
        ([[1, 1], [1, 1]], "Every column is constant and has become 0;"),
        ([[1, 2], [3, 5]], "Every column has mean 0 and deviation 1;"),
    ],
)
def test_what_is_said_of_scores(run, X, said):
    found = run("standardize", np.array(X, dtype=float))
    assert found.verdict == "green"
    assert found.assessment.reason.startswith(said)
    constant = [j for j in range(len(X[0])) if X[0][j] == X[1][j]]
    assert not found.result[:, constant].any()
    assert len(found.outcome.warnings) == len(constant)
