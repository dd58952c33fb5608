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
