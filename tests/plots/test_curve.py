"""A vector as a curve, and the rows of two columns as a path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.plots.curve import CURVE
from workbench.plots.spec import Lines, Points


def draw(values, **settings):
    return CURVE.draw("r", {"matrix": np.array(values)}, {**CURVE.defaults(), **settings})


def items(drawing, kind):
    return [item for item in drawing.items if isinstance(item, kind)]


@given(
    values=arrays(float, st.integers(2, 30), elements=st.floats(allow_nan=True, allow_infinity=True)),
    scale=st.sampled_from(["automatic", "linear", "log"]),
)
def test_every_vector_has_a_picture_or_a_reason(values, scale):
    drawing = draw(values, scale=scale)
    assert drawing.words.endswith(".")
    assert np.isfinite(drawing.view).all()
    if drawing.items:
        (line,) = items(drawing, Lines)
        assert len(line.points) == np.count_nonzero(np.isfinite(values))
        assert drawing.view[1] == len(values) - 1
        assert not drawing.log_y or drawing.view[2] > 0
    else:
        assert drawing.words == "No entry is a finite number." or "beyond what this picture can show" in drawing.words


@pytest.mark.parametrize(
    ("values", "log"),
    [([1, 1e-2, 1e-8], True), ([1, 2, 3], False), ([1, -1e-8], False), ([1e-9, 0, 1], True), ([0, 0], False)],
)
def test_the_axis_is_logarithmic_where_that_says_more(values, log):
    assert draw(values).log_y is log


def test_the_scale_may_be_asked_for():
    assert draw([1, 2, 3], scale="log").log_y
    assert not draw([1, 1e-9], scale="linear").log_y


def test_a_falling_residual_is_told_by_its_quotient():
    words = draw([1.0, 0.1, 0.01, 0.001, 0.0001]).words
    assert words == "From 1 to 0.0001 in 4 steps, each on average 0.1 times the one before."
    assert draw([3.0, np.nan, 1.0]).words == "From 3 to 1 in 2 steps. 1 entry is not finite and left out."


def test_rows_of_two_are_a_path():
    drawing = draw([[0, 0], [1, 2], [1.5, 1], [1.4, 1.1]])
    assert drawing.equal_aspect
    middle, start, end = items(drawing, Points)
    assert len(middle.points) == 2
    assert start.hollow
    assert end.points.tolist() == [[1.4, 1.1]]
    assert drawing.words == "From (0, 0) to (1.4, 1.1) in 3 steps."
    x0, x1, y0, y1 = drawing.view
    assert (x0, y0) < (0, 0)
    assert (x1, y1) > (1.5, 2)


@pytest.mark.parametrize("rows", [[[1, 1], [1, 1]], [[0, 0], [0, 0]], [[np.nan, 1], [2, np.inf]], [[1e300, 1], [0, 0]]])
def test_odd_paths(rows):
    drawing = draw(rows)
    assert drawing.view[0] < drawing.view[1]
    assert drawing.words.endswith(".")


def test_whom_it_accepts():
    for shape in ((2,), (5, 1), (1, 5), (4, 2), (2, 2)):
        assert CURVE.accepts(shape, np.dtype(float)) is None
    assert "at least two entries" in CURVE.accepts((1,), np.dtype(float))
    assert "Here is 3 × 3." in CURVE.accepts((3, 3), np.dtype(float))
    assert "Here is a single number." in CURVE.accepts((), np.dtype(float))
    assert "up to 20000 are drawn" in CURVE.accepts((10**6,), np.dtype(float))
    assert "complex" in CURVE.accepts((3,), np.dtype(complex))
