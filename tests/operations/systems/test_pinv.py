"""The pseudoinverse beside its exact twin, and Penrose's conditions as numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact, exact_lstsq
from workbench.model.errors import UserError


@settings(max_examples=30)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_it_is_the_exact_one(run, exactly, m, n, r, seed):
    rng = np.random.default_rng(seed)
    r = min(m, n, r)
    A = rng.integers(-3, 4, (m, r)) @ rng.integers(-3, 4, (r, n))
    truth = exactly("pinv", A)["result"].astype(float)
    answer = run("pinv", A.astype(float))
    assert answer.result == pytest.approx(truth, abs=1e-7 * (1 + np.abs(truth).max()))
    assert max(answer.outcome.details["penrose"].values()) < 1e-7
    assert answer.verdict != "red"


@pytest.mark.parametrize("shape", [(300, 200), (200, 300), (150, 150), (3, 0)])
def test_penrose_numbers_of_large_matrices(run, shape):
    A = np.random.default_rng(1).standard_normal(shape)
    for p in (0, 700, -700):
        found = run("pinv", A * 2.0**p)
        assert found.verdict == "green"
        assert len(found.outcome.details["penrose"]) == 4
        assert max(found.outcome.details["penrose"].values()) < 1e-11


def test_a_cutoff_is_a_choice(run):
    A = np.diag([1.0, 1e-3])
    assert run("pinv", A).outcome.details["rank"] == 2
    cut = run("pinv", A, rtol=1e-2)
    assert cut.result.tolist() == [[1, 0], [0, 0]]
    assert cut.outcome.details["singular_values"].tolist() == [1, 1e-3]
    with pytest.raises(UserError, match="cutoff of 2"):
        run("pinv", A, rtol=2.0)


def test_scales_of_columns_cost_no_digits(run, unseen):
    lost = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        A = rng.standard_normal((6, 4)) * 10.0 ** rng.integers(-6, 7, 4)
        answer = run("pinv", A)
        truth = exact_lstsq.pinv(exact.fractions(A))
        top = max(abs(x) for x in truth.flat)
        pairs = zip(exact.fractions(answer.result).flat, truth.flat, strict=True)
        off = float(max(abs(x - y) for x, y in pairs) / top)
        bound = answer.assessment.error_bound
        if answer.assessment.verdict == "amber" and bound is None:
            continue
        assert off <= bound
        lost.append(np.log10(bound / max(off, 1e-16)))
        assert not unseen(answer)
    assert np.quantile(lost, 0.9) < 3.5


def test_no_digits_are_claimed_of_a_rank_in_doubt(run):
    A = np.array([[1.0, 1.0, 1.0], [1e-20, 2e-20, 4e-20]])
    for name, more in (("pinv", ()), ("lstsq", (np.ones(2),))):
        answer = run(name, A, *more)
        assert (answer.verdict, answer.assessment.digits) == ("amber", None)
    assert run("lstsq", A[:, :2], np.ones(2))["x"] == pytest.approx([-1e20, 1e20])
