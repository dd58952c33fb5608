"""Products of numbers of very different sizes: each entry is measured against its own terms; no right one is red."""

from __future__ import annotations

import numpy as np
import pytest

WIDE = np.array([[1.3e-98, 3.8e-131], [3.7e38, -1.8e-129]])


@pytest.mark.parametrize("kind", [float, complex])
def test_a_layer_of_uneven_weights_is_verified(run, kind):
    W, b = np.array([[-0.2, 0], [-0.13, -1.1e19]], kind), np.array(-0.73, kind)
    found = run("affine", WIDE.astype(kind), W, b)
    assert found.verdict == "green"
    assert found.result == pytest.approx(WIDE @ W.T + b, rel=1e-15)
    assert found.tampered("result", found.result * (1 + 1e-12)).verdict == "red"


def test_weights_far_below_the_bias_are_verified(run):
    found = run("affine", np.array([-1.0, 1, 4, -2]), np.full((3, 4), 1e-200), np.array([0, -2e8, -3e8]))
    assert found.verdict == "green"


@pytest.mark.parametrize("operation", ["convolve", "correlate"])
def test_windows_beside_a_large_entry_are_verified(run, operation):
    kernel = np.array([0.0, -0.23, 0.0])
    found = run(operation, np.array([-3e-21, -0.36, -8.5e19, 2.0]), kernel, mode="same")
    assert found.verdict == "green"
    assert found.tampered("result", found.result * (1 + 1e-12)).verdict == "red"
    few = run(operation, np.array([-3e-21, -0.36, -8.5e19]), kernel)
    assert few.verdict == "green"
    assert few.result == pytest.approx([0.36 * 0.23])


@pytest.mark.parametrize("kind", ["combinatorial", "random walk"])
def test_a_loop_costs_no_digits_of_the_laplacian(run, kind):
    A = np.array([[3e18, 0, 0], [0, 0, 0.5], [1.1, 0.4, 2e17]])
    found = run("laplacian", A, kind=kind)
    assert found.verdict == "green"
    assert found.result[2, 2] == pytest.approx(1.5 if kind == "combinatorial" else 1.5 / 2e17, rel=1e-14)
    assert found.result[0, 0] == 0


def test_a_laplacian_of_the_least_numbers_is_not_red(run):
    assert run("laplacian", np.array([[0, 5e-324], [1e-322, 0]])).verdict != "red"


def test_a_network_whose_output_weights_are_subnormal_is_verified(run):
    X, W1, b1 = np.array([[1.0, -2], [3, 0.5]]), np.array([[1.5, -1], [0.2, 3]]), np.array([0.1, 0.2])
    found = run("mlp", X, W1, b1, np.array([-5e-310, 7e-310]), np.array(1.3), np.array([1.0, 2.0]))
    assert found.verdict in ("green", "amber")
    assert found["hidden"] == pytest.approx(np.maximum(X @ W1.T + b1, 0))
    for name in ("dW2", "db2", "hidden", "result"):
        assert found.tampered(name, found[name] * (1 + 1e-9)).verdict == "red"


def test_dead_units_do_not_spoil_a_network(run):
    X, W1 = np.array([[2.4e-13, -6.0], [1.3e-12, 2.0]]), np.ones((2, 2))
    found = run("mlp", X, W1, np.array([-8.5e102, 2.5]), np.array([-2e8, 0.6]), np.array(-0.09), np.array([1.0, 1]))
    assert found.verdict == "green"


def test_a_gradient_at_a_minimum_is_said_to_be_zero_to_rounding(run):
    X, y = np.array([[0.1], [0.3], [0.7]]), np.array([0.3, 0.7, 1.5])
    given = np.array([[2.0]]), np.array([0.1]), np.array([1.0]), np.array(0.0)
    found = run("mlp", X, *given, y, activation="identity")
    assert found.verdict == "green"
    assert "0 as far as rounding shows" in found.assessment.reason
    assert found.tampered("db2", found["db2"] + 1e-12).verdict == "red"
