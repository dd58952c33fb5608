"""Gershgorin discs: every eigenvalue lies in one, and a group apart from the others holds as many as it has discs."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.numerics.discs import groups

Run = Callable[..., Any]
BY = pytest.mark.parametrize("by", ["rows", "columns"])


def matrix(seed: int, n: int, kind: str, spread: float) -> Any:
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, n)) + np.diag(spread * rng.standard_normal(n))
    return A + 1j * rng.standard_normal((n, n)) if kind == "complex" else np.float32(A) if kind == "single" else A


@BY
@given(
    seed=st.integers(0, 99),
    n=st.integers(1, 9),
    kind=st.sampled_from(["real", "complex", "single"]),
    spread=st.sampled_from([0.0, 5.0, 40.0]),
)
def test_every_eigenvalue_lies_in_a_disc(run: Run, by: str, seed: int, n: int, kind: str, spread: float) -> None:
    A = matrix(seed, n, kind, spread)
    found = run("gershgorin", A, by=by)
    c, r = found["centres"], found["radii"]
    w = np.linalg.eigvals(A.astype(complex))
    inside = np.abs(w[:, None] - c) <= r + 1e-5 * np.abs(A).max()
    assert inside.any(axis=1).all()
    for group in found.outcome.details["groups"]:
        assert np.count_nonzero(inside[:, group["discs"]].any(axis=1)) == group["eigenvalues"] == len(group["discs"])
    if "invertible" in found.outcome.details:
        assert np.abs(w).min() > 0
    assert found.verdict == "green", found.assessment.reason


@BY
def test_the_exact_twin_adds_fractions(exactly: Any, run: Run, by: str) -> None:
    A = np.array([[Fraction(1), Fraction(-1, 3)], [Fraction(1, 7), Fraction(2)]], object)
    found = run("gershgorin", A.astype(float), by=by)
    assert found.outcome.details["groups"] == [{"discs": [0], "eigenvalues": 1}, {"discs": [1], "eigenvalues": 1}]
    twin = exactly("gershgorin", A)
    assert twin["centres"].tolist() == [1, 2]
    assert twin["radii"].tolist() == [Fraction(1, 3), Fraction(1, 7)]


def test_groups_are_chains_of_touching_discs() -> None:
    centres, radii = np.array([0.0, 10, 2, 4, 20]), np.array([1.0, 1, 1, 1, 0])
    assert groups(centres, radii) == [[0, 2, 3], [1], [4]]


def test_a_dominant_diagonal_keeps_0_out(run: Run) -> None:
    assert run("gershgorin", np.array([[3.0, 1], [1, -3]])).outcome.details["invertible"] == "no disc holds 0"
    assert "invertible" not in run("gershgorin", np.array([[1.0, 1], [1, 3]])).outcome.details


@BY
@pytest.mark.parametrize("size", [1.0, 1e300, 1e-300, 1e-320])
@pytest.mark.parametrize("n", [2, 5, 140])
def test_errors_beyond_the_bound_are_red(run: Run, by: str, size: float, n: int) -> None:
    found = run("gershgorin", matrix(3, n, "real", 3.0) * size, by=by)
    assert found.verdict == "green", found.assessment.reason
    off = 110 * found.assessment.error_bound
    for name in ("centres", "radii"):
        for k in (0, n - 1):
            wrong = found[name].copy()
            wrong[k] += max(off * np.abs(wrong).max(), 5e-324)
            assert found.tampered(name, wrong).verdict == "red", (name, k)
    assert found.tampered("radii", found["radii"][::-1]).verdict == "red"


def test_radii_beyond_the_range_are_red(run: Run) -> None:
    found = run("gershgorin", np.full((3, 3), 1e308))
    assert found.verdict == "red"
    assert "overflows" in found.assessment.reason


@pytest.mark.parametrize("shape", [(2, 3), (0, 0)])
def test_refusals(run: Run, shape: tuple[int, ...]) -> None:
    with pytest.raises(UserError) as caught:
        run("gershgorin", np.ones(shape))
    assert caught.value.kind == "shape"
