"""Chips, code lines, panels, message bars and the layout of an answer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui.widgets.answer import AnswerRow
from workbench.gui.widgets.chip import Chip, ChipText
from workbench.gui.widgets.codeline import CodeLine, colored, telling
from workbench.gui.widgets.figures import Figures
from workbench.gui.widgets.flow import FlowLayout
from workbench.gui.widgets.message import MessageBar, typeset
from workbench.gui.widgets.minimatrix import Cell, MiniMatrix
from workbench.gui.widgets.panel import Panel
from workbench.gui.widgets.strip import Strip


@pytest.mark.parametrize("color", ["green", "amber", "red", "muted"])
def test_a_chip_has_icon_words_and_colour(theme, shown, color):
    chip = shown(Chip(theme, ChipText("15 digits", color)))
    icon, words = chip.findChildren(QLabel)
    assert words.text() == chip.accessibleName() == "15 digits"
    assert not icon.pixmap().isNull()
    assert chip.height() == 22


def test_code_is_copied_whole(theme, shown):
    code = "import numpy as np\nU, S, Vh = np.linalg.svd(A, full_matrices=False)"
    line = shown(CodeLine(theme, code), 140)
    QTest.mouseClick(line.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == code
    assert line.width() == 140


def test_several_lines_of_code_unfold(theme, shown):
    line = shown(CodeLine(theme, "import numpy as np\nw, V = np.linalg.eigh(A)\nw = w[::-1]"), 400)
    assert "eigh" in line._label.text()
    assert line.height() == 28
    QTest.mouseClick(line.more, Qt.MouseButton.LeftButton)
    assert all(word in line._label.text() for word in ("numpy", "eigh", "w[::-1]"))
    assert line.height() > 2 * line._label.fontMetrics().lineSpacing()
    QTest.mouseClick(line.more, Qt.MouseButton.LeftButton)
    assert line.height() == 28


def test_one_line_of_code_has_nothing_to_unfold(theme, shown):
    assert not shown(CodeLine(theme, "X = np.linalg.inv(A)"), 400).more.isVisible()


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("", ""),
        ("import numpy as np\nx = np.ones(3)", "x = np.ones(3)"),
        ("import numpy as np", "import numpy as np"),
        ("n = 4\nA = np.eye(n)", "A = np.eye(n)"),
        ("A = np.eye(3)\nX = np.linalg.inv(A)", "X = np.linalg.inv(A)"),
        ("A, B = A.astype(np.float64), B.astype(np.float64)\nC = abs(A) @ B", "C = abs(A) @ B"),
        ("# a word first\ndef f(x):\n    return x\ny = f(x)", "y = f(x)"),
    ],
)
def test_the_line_that_computes_is_shown(code, line):
    assert telling(code) == line


def test_code_is_coloured_and_escaped():
    text = colored("f(a < b, True)", lambda token: token)
    assert text == '<span style="color:e2">f</span>(a &lt; b, <span style="color:eigen_text">True</span>)'


def test_a_tool_of_a_panel_is_reached_by_keyboard(theme, shown):
    panel = Panel("Results")
    button = panel.add_tool("Clear", "Remove every card")
    shown(panel)
    assert (button.accessibleName(), button.toolTip()) == ("Clear", "Remove every card")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("A is 3 x 2", "A is 3 × 2"),
        ("-1 and 2-3", "−1 and 2-3"),
        ("3.5e+13", "3.5e13"),
        ("-1e-09", "−1e−9"),
        ("1e-0", "1e−0"),
        ("well-known x", "well-known x"),
        ("file-2.csv", "file-2.csv"),
    ],
)
def test_signs_of_mathematics(typed, set_):
    assert typeset(typed) == set_


def test_a_message_offers_ways_out(theme, shown, qtbot):
    bar = MessageBar(theme)
    bar.show_message("A is 3 x 2, so it has no inverse.", "Other shapes: <below>", [("pinv", "Pseudoinverse")])
    shown(bar, 700)
    assert bar.accessibleName() == "A is 3 x 2, so it has no inverse. Other shapes: <below>"
    assert "<b>A is 3 × 2, so it has no inverse.</b>" in bar.text.text()
    assert "&lt;below>" in bar.text.text()
    with qtbot.waitSignal(bar.fix_requested) as caught:
        QTest.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    assert caught.args == ["pinv"]


def test_a_message_is_closed_by_mouse_and_replaced(theme, shown, qtbot):
    bar = MessageBar(theme)
    bar.show_message("One.", fixes=[("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")])
    shown(bar, 700)
    assert len(bar.buttons) == 3
    bar.show_message("Two.", color="amber")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert bar.findChildren(QPushButton) == []
    with qtbot.waitSignal(bar.closed):
        QTest.mouseClick(bar._close, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


class Answer:
    """An answer of one wide matrix, a sentence and a figure, in any room."""

    def __init__(self, theme) -> None:
        self.outputs, self.reason = Strip(), QWidget()
        self.figures = Figures([(QLabel("Residual"), QLabel("2.4e−16")), (QLabel("Ran on"), QLabel("CPU in 3 ms"))])
        self.matrix = MiniMatrix(theme, [[Cell("0.1234") for _ in range(5)]] * 3)
        self.outputs.add(self.matrix)
        words = QLabel("A sentence that says how far this answer can be trusted, and why.")
        words.setWordWrap(True)
        QVBoxLayout(self.reason).addWidget(words)
        self.row = AnswerRow(self.outputs, self.reason, self.figures)

    def at(self, width: int):
        self.row.resize(width, self.row.heightForWidth(width))
        return [part.geometry() for part in (self.outputs, self.reason, self.figures)]


@pytest.mark.parametrize("width", [900, 520, 360, 240, 120])
def test_nothing_of_an_answer_overlaps_or_is_cut_off(theme, shown, width):
    answer = Answer(theme)
    shown(answer.row, 900)
    outputs, reason, figures = answer.at(width)
    assert not outputs.intersects(reason)
    assert not outputs.intersects(figures)
    assert not reason.intersects(figures)
    assert max(part.bottom() for part in (outputs, reason, figures)) < answer.row.height()
    assert outputs.right() < width


def test_wide_answers_stand_side_by_side_and_narrow_ones_below(theme, shown):
    answer = Answer(theme)
    shown(answer.row, 900)
    outputs, reason, _ = answer.at(900)
    assert reason.top() == outputs.top()
    outputs, reason, _ = answer.at(300)
    assert reason.top() > outputs.bottom()
    assert answer.matrix.shown_columns < 5


def test_buttons_flow_into_rows(shown):
    holder = QWidget()
    flow = FlowLayout(holder)
    buttons = [QPushButton("Least squares") for _ in range(3)]
    for button in buttons:
        flow.addWidget(button)
    shown(holder, 600)
    assert len({button.y() for button in buttons}) == 1
    holder.resize(buttons[0].width() + 4, 300)
    assert len({button.y() for button in buttons}) == 3
    assert flow.minimumSize().width() == max(button.minimumSizeHint().width() for button in buttons)
    flow.removeWidget(buttons[0])
    assert flow.count() == 2


@pytest.mark.parametrize(("width", "beside"), [(900, True), (280, False)])
def test_the_buttons_of_a_message_give_way(theme, shown, width, beside):
    bar = MessageBar(theme)
    bar.show_message(
        "A is 3 x 2, so it has no inverse.", "Try.", [("pinv", "Pseudoinverse"), ("lstsq", "Least squares")]
    )
    shown(bar, width)
    tops = [button.mapTo(bar, button.rect().topLeft()).y() for button in bar.buttons]
    assert bar.width() == width
    assert (max(tops) < bar.text.geometry().bottom()) == beside


def matrices(theme, columns: int, count: int) -> Strip:
    strip = Strip()
    for at in range(count):
        strip.add(MiniMatrix(theme, [[Cell("1.2345")] * columns] * 3), QLabel(f"output {at}"))
    return strip


def test_a_strip_takes_another_row_rather_than_hide_what_does_not_fit(theme, shown):
    strip = matrices(theme, 3, 4)
    assert len(strip.rows(strip.natural_width())) == 1
    narrow = strip.natural_width() // 2 + 20
    assert [len(row) for row in strip.rows(narrow)] == [2, 2]
    strip.resize(narrow, strip.heightForWidth(narrow))
    shown(strip)
    for matrix in strip.findChildren(MiniMatrix):
        assert matrix.shown_columns == 3
        assert strip.rect().contains(matrix.geometry())


def test_wide_matrices_in_a_strip_give_columns_before_they_take_another_row(theme, shown):
    strip = matrices(theme, 6, 2)
    narrow = strip.natural_width() - 40
    assert len(strip.rows(narrow)) == 1
    strip.resize(narrow, strip.heightForWidth(narrow))
    shown(strip)
    assert {matrix.shown_columns for matrix in strip.findChildren(MiniMatrix)} <= {5, 6}


def test_words_in_front_stay_with_what_they_name(theme, shown):
    strip = Strip()
    for name in "PLU":
        strip.add(MiniMatrix(theme, [[Cell("1.2345")] * 3] * 3), lead=QLabel(f"{name} ="))
    width = strip.natural_width() // 2
    strip.resize(width, strip.heightForWidth(width))
    shown(strip)
    rows = zip(strip.findChildren(QLabel), strip.findChildren(MiniMatrix), strict=True)
    for label, matrix in rows:
        assert matrix.geometry().top() < label.geometry().center().y() < matrix.geometry().bottom()
        assert label.geometry().right() < matrix.geometry().left()
