"""Text on coloured cells is legible."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.plots.colormaps import CIVIDIS, contrast, legible, table


def test_contrast_of_black_and_white():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    assert contrast((9, 9, 9), (9, 9, 9)) == 1.0


def test_cividis_goes_from_dark_blue_to_yellow():
    colors = table(CIVIDIS, 253)
    assert colors[0].tolist() == [0, 32, 77]
    assert colors[-1].tolist() == [255, 234, 70]


@pytest.mark.parametrize("candidates", [((25, 28, 34), (255, 255, 255)), ((231, 233, 237), (34, 37, 44))])
def test_text_on_cividis_reaches_four_and_a_half(candidates):
    for color in table(CIVIDIS, 253).tolist():
        assert contrast(legible(tuple(color), candidates), tuple(color)) >= 4.5


@pytest.mark.parametrize(
    ("stops", "text"),
    [
        ([(0x5A, 0xA0, 0xD0), (0xFB, 0xFB, 0xFC), (0xF0, 0xA8, 0x60)], (25, 28, 34)),
        ([(0x2A, 0x64, 0x8F), (0x26, 0x2A, 0x31), (0x95, 0x58, 0x1B)], (231, 233, 237)),
    ],
)
def test_the_text_colour_reaches_it_on_the_diverging_maps(stops, text):
    colors = table(stops, 253)
    assert all(contrast(text, tuple(color)) >= 4.5 for color in colors.tolist())
    assert np.array_equal(colors[126], stops[1])
