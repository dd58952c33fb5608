"""New rows in old components where squares, or the rows that are rebuilt, leave the range of numbers."""

from __future__ import annotations

import numpy as np
import pytest

MEAN, AXES = np.array([1.0, 2, 3]), np.array([[0.6, 0.8, 0], [0.8, -0.6, 0]])
ROWS = np.array([[3.0, 1, 4], [-2, 5, 1]])


@pytest.mark.parametrize("kind", [float, complex])
@pytest.mark.parametrize("size", [1e-300, 1e-170, 1.0, 1e170, 1e300])
def test_distances_whose_squares_leave_the_range(run, size, kind):
    found = run("pca_apply", (ROWS * size).astype(kind), (MEAN * size).astype(kind), AXES.astype(kind))
    assert found.verdict == "green"
    assert found["distance"] / size == pytest.approx([1.0, 2.0], rel=1e-13)
    for name in ("scores", "rebuilt", "distance"):
        assert found.tampered(name, found[name] * (1 + 1e-11)).verdict == "red"


def test_rebuilt_rows_beyond_the_range_are_named(run):
    found = run("pca_apply", ROWS, MEAN, AXES * 1e160)
    assert found.verdict == "amber"
    assert "beyond the range of float64: the rebuilt rows and the distance." in found.assessment.reason
    assert found.tampered("scores", found["scores"] * (1 + 1e-11)).verdict == "red"


def test_units_and_components_far_apart(run):
    found = run("pca_apply", ROWS * 1e200, MEAN * 1e200, AXES, np.array([1e200, 2e200, 1e200]))
    assert found.verdict == "green"
    units = np.array([1, 2, 1])
    assert found["scores"] == pytest.approx((ROWS - MEAN) / units @ AXES.T, rel=1e-14)


def test_rows_that_underflow_beside_the_units_have_no_digits(run):
    found = run("pca_apply", np.array([[-1e-306]]), np.array([-5e-310]), np.array([[3.0]]), np.array([3e299]))
    assert found.verdict == "amber"


def test_rows_within_the_plane_are_at_no_distance(run):
    found = run("pca_apply", ROWS[:, :2], MEAN[:2], AXES[:, :2])
    assert found.verdict == "green"
    assert "the distance is 0 as far as rounding shows" in found.assessment.reason
