from __future__ import annotations

import pytest
from PySide6.QtGui import QFont

from workbench.gui.fonts import ui_metrics, ui_width


@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold])
@pytest.mark.parametrize("text", ["3.618", "−17/24", "λ₁ = 0.04419", "2.2e−16", "area 1711", "no figure"])
def test_a_width_does_not_depend_on_the_figures(qapp, text, weight):
    assert ui_width(text, 13, weight) == pytest.approx(ui_metrics(13, weight).horizontalAdvance(text), abs=0.2)
