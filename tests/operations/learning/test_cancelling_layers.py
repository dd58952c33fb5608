"""Layers whose terms cancel, and units at the kink of relu: what rounding decides is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Run = Callable[..., Any]


def test_a_layer_that_cancels_to_its_bias_is_right(run: Run) -> None:
    given = np.array([-2e15, 4e15]), np.array([[-2.0, -1], [-4, -2]]), np.array(-0.5781078241176181)
    found = run("affine", *given, orientation="columns")
    assert found.verdict == "green", found.assessment.reason
    assert (found.result == given[2]).all()
    assert found.tampered("result", found.result * (1 + 1e-12)).verdict == "red"


def test_a_layer_whose_bias_is_lost_is_red(run: Run) -> None:
    X, W = np.array([1e17, 1.0, -1e17]), np.array([[1.0, 1, 1]])
    assert run("affine", X, W, np.array([0.25])).verdict == "red"  # 1.25, found as 0.25


def test_a_unit_at_the_kink_of_relu_is_named(run: Run) -> None:
    X, W1, b1 = np.array([[0.1, 0.2]]), np.array([[-1.0, -1.0]]), np.array([0.1 + 0.2])  # 3e-17, found as 0
    found = run("mlp", X, W1, b1, np.ones((1, 1)), np.array([4.0]), np.zeros((1, 1)), output="identity")
    assert found.verdict == "amber"
    assert "kink" in found.assessment.reason


def test_exact_zeros_at_the_kink_are_no_doubt(run: Run) -> None:
    X, W1 = np.array([[1.0, 0.5]]), np.array([[0.5, -1.0], [1.0, 1.0]])
    found = run("mlp", X, W1, np.zeros(2), np.eye(2), np.zeros(2), np.array([[1.0, 2.0]]), output="identity")
    assert found.verdict == "green", found.assessment.reason
