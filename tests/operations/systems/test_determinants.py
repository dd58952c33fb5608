"""What is said of determinants of which rounding decides every digit."""

from __future__ import annotations

import numpy as np
import pytest


def dependent(n: int) -> np.ndarray:
    A = np.random.default_rng(0).integers(-50, 50, (n, n)).astype(float)
    A[:, -1] = A[:, 0] + A[:, 1]
    return A


@pytest.mark.parametrize("name", ["det", "slogdet"])
@pytest.mark.parametrize("kind", ["overflow", "in range", "complex"])
def test_no_digit_of_a_singular_matrix_is_vouched_for(run, name, kind):
    A = {"overflow": dependent(300), "in range": dependent(40), "complex": dependent(40) * (1 + 1j)}[kind]
    answer = run(name, A)
    assert answer.verdict == "amber"
    assert "singular to working precision" in answer.assessment.reason
    assert answer.assessment.error_bound is None
    assert not any("exact" in word for word in answer.outcome.warnings)
    output = "result" if name == "det" else "logabsdet"
    assert answer.tampered(output, np.asarray(1.0)).verdict == "red"


@pytest.mark.parametrize("name", ["det", "slogdet"])
def test_few_digits_are_no_disagreement(run, name):
    hilbert = 1 / (np.arange(12)[:, None] + np.arange(12) + 1.0)
    for A in (np.array([[0.1, 0.3], [0.3, 0.9]]), hilbert):
        answer = run(name, A)
        assert answer.verdict == "amber"
        assert "disagrees" not in answer.assessment.reason
        output = "result" if name == "det" else "logabsdet"
        assert answer.tampered(output, 1e30 * answer[output]).verdict == "red"


def test_a_determinant_out_of_range_is_still_sure_of_its_logarithm(run):
    A = np.random.default_rng(1).integers(-50, 50, (300, 300)).astype(float)
    answer = run("det", A)
    assert answer.verdict == "amber"
    assert "outside the range" in answer.assessment.reason
    assert run("slogdet", A).verdict == "green"
