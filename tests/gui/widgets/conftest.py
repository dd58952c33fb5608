"""A theme, and a place in which widgets are shown."""

from __future__ import annotations

import pytest

from workbench.gui.theme import Theme


@pytest.fixture
def theme(qapp):
    return Theme("light")


@pytest.fixture
def shown(qtbot):
    """Shows a widget off-screen and gives it back; it is closed when the test ends."""

    def show(widget, width: int | None = None):
        qtbot.addWidget(widget)
        if width is not None:
            widget.resize(width, max(widget.sizeHint().height(), 20))
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return show
