"""Only what is visible is read, and what is left out is said."""

from __future__ import annotations

import numpy as np

from workbench.gui.plotting.heat import MINUS, NAN, PLUS, levels, reduced, visible_part
from workbench.gui.plotting.viewport import Viewport


def port(rows, columns, width=100.0, height=100.0):
    view = (-0.5, columns - 0.5, -0.5, rows - 0.5)
    return Viewport.fit((0.0, 0.0, width, height), view, False, False, True)


def test_levels_of_numbers_and_of_what_is_none():
    values = np.array([[-1.0, 0.0, 1.0, np.nan, np.inf, -np.inf]])
    assert levels(values, -1.0, 1.0).tolist() == [[0, 126, 252, NAN, PLUS, MINUS]]


def test_extreme_limits_do_not_overflow():
    assert levels(np.array([[-1e308, 0.0, 1e308]]), -1e308, 1e308).tolist() == [[0, 126, 252]]
    assert levels(np.array([[5.0]]), 5.0, 5.0).tolist() == [[126]]


def test_small_matrices_are_read_whole():
    part = visible_part((3, 4), port(3, 4))
    assert (part.rows, part.columns, part.block, part.note) == ((0, 3), (0, 4), (1, 1), "")


def test_a_block_shows_its_largest_entry_and_keeps_nan():
    values = np.zeros((400, 400))
    values[5, 7], values[200, 200], values[399, 399] = -9.0, np.nan, 4.0
    part = visible_part(values.shape, port(400, 400))
    small = reduced(values, part)
    assert part.block == (4, 4)
    assert part.note == "1 dot = 4 × 4 entries: the largest in size"
    assert small.shape == (100, 100)
    assert small[1, 1] == -9.0
    assert np.isnan(small[50, 50])
    assert small[99, 99] == 4.0


def test_of_huge_matrices_a_selection_is_read_and_that_is_said():
    values = np.broadcast_to(np.float64(2.0), (100_000, 100_000))
    part = visible_part(values.shape, port(100_000, 100_000))
    assert reduced(values, part).shape == (100, 100)
    assert "looked at" in part.note


def test_only_the_visible_part_is_read():
    near = port(1000, 1000).zoomed(100.0, 50.0, 50.0)
    part = visible_part((1000, 1000), near)
    assert part.block == (1, 1)
    assert part.rows[1] - part.rows[0] <= 12


def test_out_of_sight_there_is_nothing():
    assert visible_part((10, 10), port(10, 10).moved(5000.0, 0.0)) is None


def test_every_kind_of_number_can_be_reduced():
    for kind in ("?", "i1", "u1", "i8", "f2", "f4", "f8"):
        values = (np.arange(90_000) % 100).reshape(300, 300).astype(kind)
        assert reduced(values, visible_part(values.shape, port(300, 300))).shape == (100, 100)
