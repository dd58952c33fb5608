"""Themes at run time, names for everybody, text that is really drawn."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLabel, QLineEdit, QTabBar, QWidget

NAMES = """
    mainWindow workspaceList formulaBar shapeTrace matrixTable operationSearch operationList operationForm runButton
    stopButton resultList factsCard plotTabs backendSelector dtypeSelector jobStatus selectionStats messageBar
""".split()  # noqa: SIM905


def pixels(widget: QWidget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8)
    return raw.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width(), :3].astype(int)


def ground(widget: QWidget) -> float:
    """How light a widget is on the whole, 0 to 255."""
    return float(np.median(pixels(widget)))


def test_every_part_has_its_name(window):
    found = {widget.objectName() for widget in window.window.findChildren(QWidget)} | {window.window.objectName()}
    assert set(NAMES) - found == set()
    for name in NAMES[1:]:
        window.part(name)


def test_every_control_says_what_it_is_and_does(window):
    user = window
    user.put("B", [[1, 2], [2, 4]])
    user.run()
    user.window.operations.choose("inv")
    user.run()
    silent = []
    for control in user.window.findChildren(QWidget):
        if not isinstance(control, QAbstractButton | QLineEdit | QComboBox | QAbstractItemView | QTabBar):
            continue
        if not control.isVisible() or control.objectName().startswith(("qt_", "ScrollLeft", "ScrollRight")):
            continue
        if isinstance(control.parent(), QComboBox | QLineEdit):
            continue
        words = control.accessibleName() or getattr(control, "text", str)()
        if not words or not (control.toolTip() or isinstance(control, QAbstractItemView | QTabBar)):
            silent.append((type(control).__name__, control.objectName(), words, control.toolTip()))
    assert not silent


def test_the_theme_changes_everywhere_at_run_time(window):
    user = window
    user.run()
    user.window.operations.choose("inv")
    user.put("S", [[1, 2], [2, 4]])
    user.run()
    user.put("B", [[1, 2, 3], [4, 5, 6]])
    window_of = user.window
    parts = {
        "list": window_of.workspace_panel, "facts": window_of.facts, "formula": window_of.formula,
        "table": window_of.table, "operations": window_of.operations, "results": window_of.results,
        "view": window_of.views.side.current.view.canvas, "status": window_of.status, "form message": user.form.message,
    }  # fmt: skip
    light = {name: ground(part) for name, part in parts.items()}
    window_of.actions_by_name["theme_dark"].trigger()
    user.drain()
    dark = {name: ground(part) for name, part in parts.items()}
    assert min(light.values()) > 200, light
    assert max(dark.values()) < 80, dark
    window_of.actions_by_name["theme_light"].trigger()
    user.drain()
    assert {name: ground(part) for name, part in parts.items()} == light


def test_the_button_of_the_toolbar_turns_the_theme(window):
    user = window
    user.click(user.window._theme_button)
    assert user.window.theme.scheme == "dark"
    user.click(user.window._theme_button)
    assert user.window.theme.scheme == "light"


def test_the_menu_marks_the_theme_that_is_followed(window):
    assert window.window.actions_by_name["theme_light"].isChecked()
    window.click(window.window._theme_button)
    assert window.window.actions_by_name["theme_dark"].isChecked()


def test_a_message_of_the_window_stands_on_its_colour(window):
    user = window
    user.clip("see you at eight")
    user.control(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    bar = user.window.message
    ground_color = user.window.theme.color("red_ground")
    middle = pixels(bar)[4, bar.width() // 2]
    assert middle[::-1].tolist() == [ground_color.red(), ground_color.green(), ground_color.blue()]


def test_a_message_takes_the_new_theme(window):
    user = window
    user.clip("see you at eight")
    user.control(Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    user.window.actions_by_name["theme_dark"].trigger()
    user.drain()
    assert ground(user.window.message) < 100


def test_letters_are_drawn_and_differ(window):
    """Without a font every letter is the same box."""
    pictures = []
    for text in ("IIII", "WWWW", "3 × 3", "λ σ ᵀ"):
        label = QLabel(text, window.window)
        label.setFixedSize(120, 30)
        pictures.append(pixels(label))
        assert np.ptp(pictures[-1]) > 100, text
        label.deleteLater()
    assert all((one != other).any() for i, one in enumerate(pictures) for other in pictures[:i])


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_other_sizes_of_the_window(window, size):
    user = window
    user.run()
    user.window.resize(*size)
    user.drain()
    assert user.window.width() == size[0]
    assert user.window._theme_button.isVisible()
    assert user.part("runButton").visibleRegion().boundingRect().height() > 20
    assert user.view.visibleRegion().boundingRect().height() > 40


def test_a_small_window_holds_everything(window):
    user = window
    user.window.resize(1024, 700)
    user.drain()
    assert user.window.size().width() == 1024
    for part in (user.window.backend, user.window.dtype, user.window._theme_button, user.part("finder")):
        assert part.isVisible()
        assert part.mapTo(user.window, part.rect().topRight()).x() < 1024
    user.window.resize(1440, 900)
    user.drain()
    assert user.window._wordy[0].toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
