"""Endless lines and shapes are cut exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.plots.geometry import (
    UNIT_CIRCLE,
    box_around,
    clip_lattice,
    clip_line,
    clip_lines,
    clip_polygon,
    clip_segments,
)

BOX = (-2.0, 3.0, -1.0, 4.0)


def inside(points, box=BOX):
    x0, x1, y0, y1 = box
    slack = 1e-9 * max(1.0, np.abs(points).max(initial=0.0))
    return bool(
        (
            (points[:, 0] >= x0 - slack)
            & (points[:, 0] <= x1 + slack)
            & (points[:, 1] >= y0 - slack)
            & (points[:, 1] <= y1 + slack)
        ).all()
    )


def test_a_level_line_runs_from_edge_to_edge():
    assert clip_lines(np.array([[0.0, 1.0]]), (1.0, 0.0), BOX).tolist() == [[-2.0, 1.0], [3.0, 1.0]]


def test_lines_beside_the_box_are_left_out():
    assert len(clip_lines(np.array([[0.0, 9.0]]), (1.0, 0.0), BOX)) == 0
    assert len(clip_line(0.0, 9.0, 1.0, 0.0, BOX)) == 0


@pytest.mark.parametrize("direction", [(1.0, 0.0), (0.0, -2.0), (1.0, 3.0), (-2.0, 0.5)])
def test_one_line_and_many_lines_agree(direction):
    one = clip_line(0.0, 0.0, *direction, BOX)
    many = clip_lines(np.zeros((1, 2)), direction, BOX)
    np.testing.assert_allclose(np.sort(one, axis=0), np.sort(many, axis=0), atol=1e-12)


def test_the_lattice_of_the_identity_is_the_integer_grid():
    ends = clip_lattice(np.eye(2), BOX, 0.1).reshape(-1, 4)
    vertical = sorted({round(row[0], 12) for row in ends if abs(row[0] - row[2]) < 1e-12})
    assert vertical == [-2, -1, 0, 1, 2, 3]
    assert len(ends) == 6 + 6


def test_a_singular_lattice_is_one_line_twice():
    ends = clip_lattice(np.array([[1.0, 2.0], [2.0, 4.0]]), BOX, 0.1).reshape(-1, 4)
    assert len(ends) == 2
    np.testing.assert_allclose(ends[0], ends[1])


def test_lines_too_close_are_thinned():
    few = clip_lattice(np.eye(2) * 0.01, BOX, 0.2).reshape(-1, 4)
    assert len(few) <= 60


number = st.floats(-1e6, 1e6)


@given(st.tuples(number, number, number, number))
def test_any_lattice_stays_in_the_box_and_is_drawable(entries):
    ends = clip_lattice(np.array(entries).reshape(2, 2), BOX, 0.1)
    assert np.isfinite(ends).all()
    assert inside(ends)
    assert len(ends) < 1000


def test_a_polygon_is_cut_to_the_box():
    cut = clip_polygon(10 * UNIT_CIRCLE, BOX)
    assert box_around(cut) == pytest.approx(BOX)


def test_a_polygon_outside_vanishes():
    assert len(clip_polygon(UNIT_CIRCLE + 50, BOX)) == 0


def test_segments_are_cut_and_kept():
    path = np.array([[-10.0, 0.0], [10.0, 0.0], [10.0, 1.0]])
    assert clip_segments(path, BOX).tolist() == [[-2.0, 0.0], [3.0, 0.0]]
