"""Data to pixels and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.plotting.viewport import Viewport

RECT = (10.0, 20.0, 200.0, 100.0)


def test_equal_aspect_shows_at_least_the_view():
    port = Viewport.fit(RECT, (-1.0, 1.0, -1.0, 1.0), True, False, False)
    assert port.box == (-2.0, 2.0, -1.0, 1.0)
    assert port.scale_x == port.scale_y == 50.0
    assert port.point(0, 0) == (110.0, 70.0)


def test_y_goes_up_or_down():
    up = Viewport.fit(RECT, (0.0, 1.0, 0.0, 1.0), False, False, False)
    down = Viewport.fit(RECT, (0.0, 1.0, 0.0, 1.0), False, False, True)
    assert up.point(0, 0)[1] == 120.0
    assert down.point(0, 0)[1] == 20.0


def test_what_is_not_positive_sits_on_a_logarithmic_axis():
    port = Viewport.fit(RECT, (0.0, 1.0, 0.1, 10.0), False, True, False)
    pixels = port.to_px(np.array([[0.0, 1.0], [0.0, 0.0], [0.0, -3.0]]))
    assert pixels[:, 1].tolist() == pytest.approx([70.0, 120.0, 120.0])


@given(st.floats(-5, 5), st.floats(0.2, 9), st.booleans(), st.booleans())
def test_there_and_back(x, y, log_y, y_down):
    port = Viewport.fit(RECT, (-5.0, 5.0, 0.1, 10.0), False, log_y, y_down)
    assert port.data(*port.point(x, y)) == pytest.approx((x, y))
    assert port.to_px(np.array([[x, y]]))[0].tolist() == pytest.approx(list(port.point(x, y)))


def test_zoom_keeps_the_place_under_the_pointer():
    port = Viewport.fit(RECT, (0.0, 4.0, 0.0, 4.0), True, False, False)
    before = port.data(50, 60)
    assert port.zoomed(3.0, 50, 60).data(50, 60) == pytest.approx(before)
    assert port.moved(7, -5).data(57, 55) == pytest.approx(before)


def test_zoom_ends_where_numbers_end():
    port = Viewport.fit(RECT, (1.0, 2.0, 1.0, 2.0), True, False, False)
    for _ in range(2000):
        port = port.zoomed(1.25, 50, 60)
    assert port.box[1] > port.box[0]
    for _ in range(4000):
        port = port.zoomed(0.8, 50, 60)
    assert np.isfinite(port.box).all()
