"""A whole view: controls, canvas, legend, sentence."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox

from workbench.gui.plotting.view import PlotView
from workbench.plots import CATALOG, HEAT_MAP, SPECTRUM, TRANSFORMATION
from workbench.plots.spec import Handle, Lattice

A = np.array([[2.0, 1.0], [1.0, 3.0]])
VALUES = {"svdvals": np.array([4.0, 3.0, 2.0, 1.0, 0.0]), "shape": np.array([5, 5])}


@pytest.fixture
def make(qtbot, palette, host):
    def build(plot, name="A", arrays=None):
        view = PlotView(plot, palette, host)
        view.resize(432, 440)
        if arrays is not None:
            view.set_data(name, arrays)
        with qtbot.waitActive(host):
            host.show()
        return view

    return build


def test_the_sentence_follows_the_matrix(make):
    view = make(TRANSFORMATION, arrays={"matrix": A})
    assert view.sentence.text().startswith("A stretches the eigenlines by 3.618 and 1.382")
    view.set_data("A", {"matrix": np.eye(2)})
    assert view.sentence.accessibleName() == "A is the identity: every vector stays where it is."


def test_a_drag_of_the_matrix_is_passed_on(qtbot, make):
    view = make(TRANSFORMATION, arrays={"matrix": A})
    seen = []
    view.dragged.connect(lambda *report: seen.append(report))
    start = QPoint(*(round(v) for v in view.canvas.viewport.point(2, 1)))
    qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.canvas, start + QPoint(40, 0))
    qtbot.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 0))
    assert [report[-1] for report in seen] == ["begin", "move", "end"]
    assert seen[1][:2] == ("transformation", "column 0")
    assert seen[1][2] > 2.5
    assert next(i for i in view.drawing.items if isinstance(i, Handle)).x == 2.0, "the view edits nothing itself"


def test_a_drag_of_the_cut_is_settled_here(qtbot, make):
    view = make(SPECTRUM, arrays=VALUES)
    passed = []
    view.dragged.connect(lambda *report: passed.append(report))
    handle = next(i for i in view.drawing.items if isinstance(i, Handle))
    start = QPoint(*(round(v) for v in view.canvas.viewport.point(handle.x, handle.y)))
    qtbot.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.canvas, QPoint(round(view.canvas.viewport.point(0.4, 1)[0]), start.y()))
    qtbot.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=start)
    assert passed == []
    assert view.sentence.text().startswith("1 of 5 directions holds 53 %")


def test_the_cut_moves_by_keyboard(qtbot, make):
    view = make(SPECTRUM, arrays=VALUES)
    view.canvas.clearFocus()
    view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Left)
    assert view.settings["cut"] is not None
    assert view.sentence.text().startswith("2 of 5 directions")


def test_linear_and_logarithmic(make):
    view = make(SPECTRUM, arrays=VALUES)
    box = view.findChild(QComboBox)
    assert (box.currentText(), view.drawing.log_y) == ("log", True)
    box.setCurrentText("linear")
    assert not view.drawing.log_y
    view.set_setting("scale", "energy")
    assert box.currentText() == "energy"


def test_morph_plays_from_the_identity_to_the_matrix(qtbot, make):
    view = make(TRANSFORMATION, arrays={"matrix": A})
    seen = []
    view.setting_changed.connect(lambda name, value: seen.append(value))
    with qtbot.waitSignal(view.morph.running, check_params_cb=lambda on: not on, timeout=5000):
        qtbot.mouseClick(view.morph.button, Qt.MouseButton.LeftButton)
    assert seen[0] == 0.0
    assert seen[-1] == 1.0
    assert seen == sorted(seen)
    np.testing.assert_array_equal(next(i for i in view.drawing.items if isinstance(i, Lattice)).basis, A)


def test_the_slider_scrubs_by_mouse_and_keyboard(qtbot, make):
    view = make(TRANSFORMATION, arrays={"matrix": A})
    slider = view.scrubber
    left, right = slider._span()
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round((left + right) / 2), 12))
    assert view.settings["morph"] == pytest.approx(0.5, abs=0.02)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert view.settings["morph"] == 0.0
    view.set_setting("morph", 1.0)
    assert slider.value() == slider.maximum()


def test_another_variable_starts_afresh(make):
    view = make(SPECTRUM, arrays=VALUES)
    view.set_setting("cut", 0.5)
    view.set_setting("scale", "linear")
    view.set_data("B", VALUES)
    assert view.settings["cut"] is None
    assert view.settings["scale"] == "linear"


def test_a_message_takes_the_place_of_the_picture(make):
    view = make(TRANSFORMATION, arrays={"matrix": A})
    view.set_message("No picture.")
    assert view.sentence.text() == ""
    assert not view.scrubber.isVisible()
    view.set_data("A", {"matrix": A})
    assert view.scrubber.isVisible()


def test_layers_are_switched_in_the_menu(make):
    view = make(TRANSFORMATION, arrays={"matrix": A})
    titles = [action.text() for action in view.menu_actions()]
    assert titles[:3] == ["Unit circle and ellipse", "Eigenlines", "Singular directions"]
    view.menu_actions()[1].trigger()
    assert view.settings["eigenlines"] is False
    assert "eigenlines" not in [entry.text for entry in view.drawing.legend]


def test_an_unknown_setting_is_refused(make):
    with pytest.raises(KeyError):
        make(HEAT_MAP).set_setting("colour", "red")


def test_the_sentence_never_makes_the_picture_jump_back_and_forth(make):
    view = make(TRANSFORMATION, arrays={"matrix": A})
    view.resize(250, 400)
    view.set_data("A", {"matrix": np.array([[1.0, 1.0], [0.0, 1.0]])})
    tall = view.sentence.height()
    view.set_data("A", {"matrix": np.eye(2)})
    assert view.sentence.height() == tall


@pytest.mark.parametrize("plot", CATALOG, ids=lambda plot: plot.name)
def test_every_view_has_names_and_can_be_grabbed(make, plot):
    view = make(plot, arrays={"matrix": A, **VALUES})
    view.set_presenting(True)
    view.restyle()
    assert view.canvas.accessibleName() == plot.title
    assert view.canvas.accessibleDescription() == plot.help
    assert not view.grab().isNull()
    for box in view.findChildren(QComboBox):
        assert box.accessibleName()
        assert box.height() == 28


def test_the_slider_stays_in_its_corner(make):
    view = make(TRANSFORMATION, arrays={"matrix": A})
    for width in (240, 600):
        view.resize(width, 400)
        view.set_data("A", {"matrix": A})
        corner = view.scrubber.geometry().bottomRight()
        assert view.canvas.rect().bottomRight() - corner == QPoint(6, 6)
