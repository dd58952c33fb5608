"""Definiteness, with the evidence for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError


@pytest.mark.parametrize(
    ("A", "kind", "inertia", "failing"),
    [
        ([[2, -1], [-1, 2]], "positive definite", [2, 0, 0], 0),
        ([[1, 2], [2, 1]], "indefinite", [1, 0, 1], 2),
        ([[1, 1], [1, 1]], "positive semidefinite", [1, 1, 0], 2),
        ([[-2, 1], [1, -2]], "negative definite", [0, 0, 2], 1),
        ([[0, 0], [0, -3]], "negative semidefinite", [0, 1, 1], 1),
        ([[0, 0], [0, 0]], "zero", [0, 2, 0], 1),
    ],
)
@pytest.mark.parametrize("kind_of_number", [int, float])
def test_every_kind(compute, A, kind, inertia, failing, kind_of_number):
    found = compute("definiteness", np.array(A, dtype=kind_of_number) * (1 if kind_of_number is int else 0.1**0.5))
    assert found.details["definiteness"] == kind
    assert found.outputs["inertia"].tolist() == inertia
    assert found.outputs["failing_minor"] == failing
    undecided = kind_of_number is float and 0 < inertia[1] < 2
    assert found.certificate.verdict == ("amber" if undecided else "green")


def test_only_the_symmetric_part_counts(compute):
    found = compute("definiteness", [[2, 5], [-5, 2]])
    assert found.details["definiteness"] == "positive definite"
    assert "not symmetric" in found.warnings[0]
    hermitian = compute("definiteness", np.array([[2, 1j], [-1j, 2]]))
    assert hermitian.outputs["eigenvalues"].tolist() == pytest.approx([3, 1])


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_floats_agree_with_exact_signs(compute, n, seed):
    G = np.random.default_rng(seed).integers(-3, 4, (n, n))
    exact, floating = compute("definiteness", G + G.T), compute("definiteness", (G + G.T) / 3)
    assert exact.outputs["inertia"].tolist() == exact.exact["inertia"]
    assert floating.outputs["inertia"].tolist() == exact.exact["inertia"]


def test_an_error_goes_red(answer):
    G = np.random.default_rng(1).standard_normal((12, 12))
    found = answer("definiteness", G + G.T)
    w = found.outcome.outputs["eigenvalues"]
    assert found.assessment.verdict == "green"
    assert found.certify(eigenvalues=w * (1 + 120 * found.assessment.error_bound)).verdict == "red"
    assert found.certify(eigenvalues=-w[::-1]).verdict == "red"
    assert found.certify(inertia=np.array([12, 0, 0])).verdict == "red"
    assert found.certify(failing_minor=np.asarray(7)).verdict == "red"


def test_shapes(compute):
    with pytest.raises(UserError, match="3 x 2"):
        compute("definiteness", np.ones((3, 2)))
    with pytest.raises(UserError, match="no entries"):
        compute("definiteness", np.ones((0, 0)))
    stack = np.stack([np.eye(2), -np.eye(2)])
    assert compute("definiteness", stack).outputs["inertia"].tolist() == [[2, 0, 0], [0, 0, 2]]
