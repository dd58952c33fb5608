"""A palette for the canvas, and a way to see what is painted."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

LIGHT = {
    "plot": "#FFFFFF",
    "surface": "#FFFFFF",
    "text": "#191C22",
    "muted": "#59616D",
    "sunken": "#EFF1F4",
    "accent": "#4452C1",
    "e1": "#BF4E00",
    "e2": "#0072B2",
    "singular": "#C98500",
    "positive": "#56B4E9",
    "negative": "#D55E00",
    "heat_low": "#5AA0D0",
    "heat_mid": "#FBFBFC",
    "heat_high": "#F0A860",
}


@pytest.fixture
def palette():
    """The colours that tests look for; grey for the others."""
    return lambda token: QColor(LIGHT.get(token, "#B0B0B0"))


@pytest.fixture
def host(qtbot):
    """A window that holds what is tested, as the real one does."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(500, 500)
    return widget
