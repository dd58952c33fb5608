"""The canvas paints what it is given and reports drags by mouse and keyboard."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from workbench.gui.plotting.canvas import Canvas
from workbench.plots import SPECTRUM, TRANSFORMATION
from workbench.plots.spec import Drawing, Points

A = np.array([[2.0, 1.0], [1.0, 3.0]])


def drawing_of(matrix, **settings):
    return TRANSFORMATION.draw("A", {"matrix": np.array(matrix)}, {**TRANSFORMATION.defaults(), **settings})


@pytest.fixture
def canvas(qtbot, palette, host):
    made = Canvas(palette, host)
    made.resize(432, 342)
    made.set_drawing(drawing_of(A))
    with qtbot.waitActive(host):
        host.show()
    return made


@pytest.fixture
def drags(canvas):
    """What the canvas reports; the drawing follows, as it does in the window."""
    seen = []
    matrix = A.copy()

    def follow(name, x, y, phase):
        seen.append((name, x, y, phase))
        matrix[:, int(name[-1])] = x, y
        canvas.set_drawing(drawing_of(matrix))

    canvas.dragged.connect(follow)
    return seen


def place(canvas, x, y):
    return QPoint(*(round(value) for value in canvas.viewport.point(x, y)))


def arrive(canvas):
    """Come to the canvas with the Tab key."""
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)


def color_at(canvas, point):
    image = canvas.grab().toImage()
    return image.pixelColor(point * image.devicePixelRatio())


def test_a_drag_moves_a_column_in_round_steps(qtbot, canvas, drags):
    box = canvas.viewport.box
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place(canvas, 2, 1))
    qtbot.mouseMove(canvas, place(canvas, 2.31, 0.52))
    qtbot.mouseMove(canvas, place(canvas, 3.0, 0.0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place(canvas, 3.0, 0.0))
    assert drags == [
        ("column 0", 2.0, 1.0, "begin"),
        ("column 0", 2.3, 0.5, "move"),
        ("column 0", 3.0, 0.0, "move"),
        ("column 0", 3.0, 0.0, "end"),
    ]
    assert canvas.viewport.box == box


def test_the_view_rests_during_a_drag_and_follows_after_it(qtbot, canvas, drags):
    box = canvas.viewport.box
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place(canvas, 1, 3))
    qtbot.mouseMove(canvas, QPoint(-200, -300))
    assert canvas.viewport.box == box
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(-200, -300))
    assert canvas.viewport.box[0] < box[0]


def test_escape_brings_a_drag_back(qtbot, canvas, drags):
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place(canvas, 2, 1))
    qtbot.mouseMove(canvas, place(canvas, 3.0, 2.0))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert drags[-2:] == [("column 0", 2.0, 1.0, "move"), ("column 0", 2.0, 1.0, "end")]


def test_a_press_near_a_handle_takes_it_without_a_jump(qtbot, canvas, drags):
    near = place(canvas, 2, 1) + QPoint(8, 5)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=near)
    qtbot.mouseMove(canvas, near + QPoint(1, 0))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=near)
    assert {(x, y) for _, x, y, _ in drags} == {(2.0, 1.0)}


def test_arrow_keys_move_the_focused_handle(qtbot, canvas, drags):
    arrive(canvas)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [(name, x, y) for name, x, y, phase in drags if phase == "end"] == [
        ("column 0", 2.1, 1.0),
        ("column 1", 1.0, 2.0),
    ]


def test_one_held_key_is_one_drag(qtbot, canvas, drags):
    arrive(canvas)
    for _ in range(3):
        qtbot.keyPress(canvas, Qt.Key.Key_Up)
    qtbot.keyRelease(canvas, Qt.Key.Key_Up)
    assert [phase for *_, phase in drags] == ["begin", "move", "move", "move", "end"]
    assert drags[-1][2] == pytest.approx(1.3)


def test_a_lost_focus_ends_a_drag(qtbot, canvas, drags):
    arrive(canvas)
    qtbot.keyPress(canvas, Qt.Key.Key_Up)
    canvas.clearFocus()
    assert drags[-1][-1] == "end"


def test_a_handle_that_vanishes_ends_its_drag(qtbot, canvas):
    seen = []
    canvas.dragged.connect(lambda *report: seen.append(report))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place(canvas, 2, 1))
    canvas.set_message("gone")
    assert seen[-1] == ("column 0", 2.0, 1.0, "end")


def test_the_ground_can_be_moved_and_home_brings_it_back(qtbot, canvas):
    box = canvas.viewport.box
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    qtbot.mouseMove(canvas, QPoint(380, 290))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(380, 290))
    assert canvas.viewport.box[0] > box[0]
    canvas.set_drawing(drawing_of([[9.0, 0.0], [0.0, 9.0]]))
    assert canvas.viewport.box[1] < 9, "the view one has chosen stays"
    canvas.set_drawing(drawing_of(A))
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.viewport.box == box


def test_the_wheel_and_the_keys_zoom(qtbot, canvas):
    scale = canvas.viewport.scale_x
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.viewport.scale_x == pytest.approx(scale * 1.25)
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    where = QPointF(100, 100)
    before = canvas.viewport.data(100, 100)
    event = QWheelEvent(
        where, canvas.mapToGlobal(where), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    assert canvas.viewport.scale_x == pytest.approx(scale * 1.25)
    assert canvas.viewport.data(100, 100) == pytest.approx(before)


def test_colours_are_where_the_mathematics_says(canvas, palette):
    assert color_at(canvas, place(canvas, 1.2, 0.6)) == palette("e1")
    assert color_at(canvas, place(canvas, 0.5, 1.5)) == palette("e2")
    inside = color_at(canvas, place(canvas, 2.6, 3.4))
    assert inside.blue() > inside.red(), "the unit square's image is blue where det > 0"
    flipped = [[1.0, 2.0], [2.0, 1.0]]
    canvas.set_drawing(drawing_of(flipped))
    inside = color_at(canvas, place(canvas, 2.6, 2.65))
    assert inside.red() > inside.blue()


def test_another_theme_recolours(canvas):
    canvas._palette = lambda token: QColor("#102030")
    canvas.restyle()
    assert color_at(canvas, QPoint(3, 3)) == QColor("#102030")


def test_words_are_drawn(canvas):
    """Without fonts every glyph is a box; "I" and "W" would then look alike."""

    def ink(text):
        canvas.set_message(text)
        image = canvas.grab().toImage()
        return sum(image.pixelColor(x, 171).lightness() < 200 for x in range(image.width()))

    assert ink("WWWWWWWW") != ink("IIIIIIII")


@pytest.mark.parametrize(
    "matrix",
    [
        [[0, 0], [0, 0]],
        [[1e99, 0], [0, 1e-99]],
        [[1e-99, 0], [0, 1e-99]],
        [[1e6, 1], [1, 1e6]],
        [[np.nan, 0], [0, 0]],
        [[1, 1e8], [0, 1]],
        [[1, 2], [2, 4]],
    ],
)
def test_extreme_matrices_are_painted(canvas, monkeypatch, matrix):
    failures = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: failures.append(error))
    canvas.set_drawing(drawing_of(np.array(matrix, dtype=float), singular=True))
    canvas.grab()
    for _ in range(60):
        canvas.zoom(1.6)
    canvas.grab()
    for _ in range(120):
        canvas.zoom(1 / 1.6)
    canvas.grab()
    assert failures == []


def test_an_item_that_cannot_be_painted_reaches_the_hook(canvas, monkeypatch):
    failures = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: failures.append(error))
    canvas.set_drawing(Drawing((Points("not points", "e1"),), (0.0, 1.0, 0.0, 1.0)))
    canvas.grab()
    assert len(failures) == 1
    canvas.set_drawing(drawing_of(A))
    canvas.grab()
    assert len(failures) == 1


def test_a_cut_can_be_taken_anywhere_along_its_line(qtbot, canvas):
    values = {"svdvals": np.linspace(9, 1, 12), "shape": np.array([12, 12])}
    canvas.set_drawing(SPECTRUM.draw("A", values, SPECTRUM.defaults()))
    handle = canvas._grips.handles[0]
    x = canvas.viewport.point(handle.x, handle.y)[0]
    seen = []
    canvas.dragged.connect(lambda *report: seen.append(report))
    top = round(canvas.viewport.top) + 5
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), top))
    qtbot.mouseMove(canvas, QPoint(round(x) - 60, top + 40))
    assert seen[0] == ("cut", handle.x, handle.y, "begin")
    assert seen[1][1] < handle.x
    assert seen[1][2] == handle.y, "the height belongs to the curve"
