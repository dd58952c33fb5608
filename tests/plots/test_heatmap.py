"""Colours and words of a heat map, with what is not a number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from workbench.plots.heatmap import EXAMINED, HEAT_MAP, examine
from workbench.plots.spec import Image


def draw(values):
    return HEAT_MAP.draw("B", {"matrix": np.asarray(values)}, {})


def image(drawing):
    return next(item for item in drawing.items if isinstance(item, Image))


def test_both_signs_part_at_zero():
    drawn = image(draw([[1.0, -3.0], [2.0, 0.0]]))
    assert (drawn.colormap, drawn.low, drawn.high) == ("diverging", -3.0, 3.0)


def test_without_negative_entries_it_runs_from_least_to_largest():
    drawn = image(draw([[1, 3], [2, 5]]))
    assert (drawn.colormap, drawn.low, drawn.high) == ("sequential", 1.0, 5.0)


@pytest.mark.parametrize(("values", "low", "high"), [([[-1, -3], [-2, -5]], -5.0, -1.0), ([[0, -4]], -4.0, 0.0)])
def test_without_positive_entries_too(values, low, high):
    drawn = image(draw(values))
    assert (drawn.colormap, drawn.low, drawn.high) == ("sequential", low, high)


def test_the_array_is_shared():
    values = np.ones((3, 4))
    assert image(draw(values)).values is values


def test_what_is_not_finite_is_counted_and_in_the_legend():
    drawing = draw([[np.nan, np.inf, -np.inf], [np.nan, 1.0, -2.0]])
    assert drawing.words == (
        "B is 2 × 3, from −2 to 1, with 0 in the middle of the colours. It holds 2 NaN, 1 +∞ and 1 −∞."
    )
    assert [entry.text for entry in drawing.legend] == ["NaN", "+∞", "−∞"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([[7, 7]], "B is 1 × 2: every entry is 7."),
        ([[np.nan]], "B is 1 × 1: no entry is a finite number. It holds 1 NaN."),
        ([[0, 8], [1, 2]], "B is 2 × 2, from 0 to 8, none negative."),
        ([[-1, -3]], "B is 1 × 2, from −3 to −1, none positive."),
        ([1.0, -1.0], "B is 2 × 1, from −1 to 1, with 0 in the middle of the colours."),
    ],
)
def test_the_sentence(values, words):
    assert draw(values).words == words


def test_of_a_large_matrix_a_selection_is_read_and_that_is_said():
    values = np.broadcast_to(np.float64(1.0), (3000, 3000))
    found = examine(values)
    assert found.step == 3
    assert values.size / found.step**2 <= EXAMINED
    assert draw(values).words.endswith("Counted from every third row and column.")


def test_numbers_are_written_only_into_small_matrices():
    assert image(draw(np.ones((12, 12)))).write_cells
    assert not image(draw(np.ones((12, 13)))).write_cells


def test_it_accepts_real_numbers_on_two_axes():
    assert HEAT_MAP.accepts((5, 2), np.dtype(bool)) is None
    assert "complex" in HEAT_MAP.accepts((2, 2), np.dtype(complex))
    assert "slice" in HEAT_MAP.accepts((2, 2, 2), np.dtype(float))
    assert HEAT_MAP.accepts((0, 2), np.dtype(float))


kinds = st.sampled_from([np.dtype(t) for t in ("f8", "f4", "f2", "i1", "u1", "i8", "?")])


@given(kinds.flatmap(lambda kind: arrays(kind, array_shapes(min_dims=1, max_dims=2, max_side=4))))
def test_no_real_matrix_raises(values):
    drawing = draw(values)
    assert drawing.words.endswith(".")
    assert np.isfinite([image(drawing).low, image(drawing).high]).all()
