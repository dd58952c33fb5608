"""Icons are found, coloured, paler when disabled, and sharp on a dense screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from workbench import gui
from workbench.gui.actions import ACTIONS
from workbench.gui.icons import tinted
from workbench.gui.widgets.chip import ICONS

SIZE = QSize(24, 24)


def colors(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    """The colours of what can be seen well."""
    image = icon.pixmap(SIZE, mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(24) for y in range(24))
    return {pixel.name() for pixel in pixels if pixel.alpha() > 100}


def names() -> set[str]:
    """Every icon that an action or a line of the window's source asks for."""
    sources = [path.read_text(encoding="utf-8") for path in Path(gui.__file__).parent.rglob("*.py")]
    asked = [name for source in sources for name in re.findall(r'icon\("([a-z-]+)"', source)]
    return {*asked, *ICONS.values(), *(row.icon for row in ACTIONS if row.icon)}


@pytest.mark.parametrize("name", sorted(names()))
def test_every_icon_that_is_asked_for_is_there(qapp, name):
    assert colors(tinted(name, "#ff0000", "#00ff00")) == {"#ff0000"}


def test_a_disabled_icon_has_the_other_colour(qapp):
    assert colors(tinted("stop", "#ff0000", "#00ff00"), QIcon.Mode.Disabled) == {"#00ff00"}


def test_a_dense_screen_gets_more_pixels(qapp):
    pixmap = tinted("stop", "#ff0000", "#00ff00").pixmap(SIZE, 2.0)
    assert pixmap.width() == 48
    assert pixmap.devicePixelRatio() == 2.0
    assert pixmap.toImage().pixelColor(24, 24) == QColor("#ff0000")


def test_an_unknown_icon_is_refused_at_once(qapp):
    with pytest.raises(KeyError):
        tinted("no-such-icon", "#ff0000", "#00ff00")
