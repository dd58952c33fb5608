"""Worked steps on a card: unfolded, walked through by mouse and keys, copied, and fitting."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel

from workbench.gui.panels.results import ResultsPanel
from workbench.gui.steps.formula import Formula, Lines
from workbench.gui.steps.grid import GridPicture, entry_text
from workbench.gui.steps.section import AT_ONCE
from workbench.gui.steps.words import FIELDS, TIPS, WORDS
from workbench.gui.table.format import NumberStyle
from workbench.gui.theme import Theme
from workbench.jobs.runner import InlineRunner
from workbench.model.edits import Put
from workbench.model.matrix import Matrix
from workbench.model.steps import WAYS, Grid
from workbench.model.surd import root
from workbench.session.worked import WorkedSteps

PICTURE = [[2, 1, 1], [4, -6, 0], [-2, 7, 2]]
LONG = [[3, 1, 4, 1], [5, 9, 2, 6], [5, 3, 5, 8], [9, 7, 9, 3]]


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


class Reader:
    """Unfolds the steps of the newest card and walks through them."""

    def __init__(self, panel, runner, steps) -> None:
        self.panel, self.runner, self._steps = panel, runner, steps

    @property
    def section(self):
        return self.panel.cards[0].steps

    def drain(self) -> None:
        self.runner.drain()
        settle()

    def click(self, widget) -> None:
        assert widget.isVisible()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.drain()

    def key(self, key) -> None:
        QTest.keyClick(QApplication.focusWidget(), key)
        self.drain()

    def choose(self, name: str, value: str) -> None:
        """Take a choice by the keyboard."""
        box = self.section.ways.choices[name]
        box.setFocus()
        way = Qt.Key.Key_Down if box.findData(value) > box.currentIndex() else Qt.Key.Key_Up
        while box.currentData() != value:
            QTest.keyClick(box, way)
            self.drain()

    def unfold(self):
        self.click(self.section.head.fold)
        return self.section

    @property
    def visible(self) -> int:
        return sum(tile.isVisible() for tile in self.section.tiles)


@pytest.fixture
def read(results, workspace, ask, shown):
    """Asks a question on a panel of some width and gives a reader of its card."""

    def open_(*question, width: int = 704, theme=None, **arrays):
        for name, values in arrays.items():
            workspace.do(Put(Matrix.of(name, np.asarray(values))))
        runner, numbers = InlineRunner(), itertools.count(1)
        panel = shown(ResultsPanel(theme or Theme("light"), results, workspace), width, 900)
        steps = WorkedSteps(runner, lambda: next(numbers))
        panel.steps_requested.connect(steps.ask)
        steps.ready.connect(panel.show_steps)
        ask(*question)
        return Reader(panel, runner, steps)

    return open_


def test_nothing_is_asked_before_the_steps_are_unfolded(read):
    reader = read("solve", "A", "b", A=PICTURE, b=[5, -2, 9])
    assert not reader.section.is_open
    assert not reader.runner._jobs
    section = reader.unfold()
    assert section.is_open
    assert [tile.number for tile in section.tiles] == [0, 1, 2, 3]
    assert section.head.title.text() == "Gaussian elimination, exact"
    reader.click(section.head.fold)
    assert not section.is_open
    reader.click(section.head.fold)
    assert reader.visible == 4


def test_one_walks_through_by_the_buttons(read):
    reader = read("solve", "A", "b", A=PICTURE, b=[5, -2, 9])
    section = reader.unfold()
    reader.click(section.head.first)
    assert reader.visible == 1
    assert not section.conclusion.isVisible()
    reader.click(section.head.step)
    assert reader.visible == 2
    assert "Subtract 2 times row 1 from row 2" in section.sentence.text()
    assert section.tiles[1].current
    reader.click(section.head.last)
    assert reader.visible == 4
    assert section.conclusion.isVisible()
    assert "x₂ = (−12 + 2 · 2) / (−8) = 1" in section.conclusion.accessibleName()
    assert not section.head.step.isEnabled()


def test_one_walks_through_by_the_keyboard(read):
    reader = read("solve", "A", "b", A=PICTURE, b=[5, -2, 9])
    section = reader.unfold()
    section.head.fold.setFocus(Qt.FocusReason.TabFocusReason)
    reader.key(Qt.Key.Key_Home)
    assert reader.visible == 1
    reader.key(Qt.Key.Key_Right)
    reader.key(Qt.Key.Key_Right)
    assert reader.visible == 3
    reader.key(Qt.Key.Key_Left)
    assert (reader.visible, section.tiles[1].current) == (3, True)
    assert section.head.fold.hasFocus()
    reader.key(Qt.Key.Key_End)
    assert reader.visible == 4
    reader.key(Qt.Key.Key_Space)
    assert not section.is_open


def test_a_click_on_a_step_shows_its_sentence(read):
    reader = read("solve", "A", "b", A=PICTURE, b=[5, -2, 9])
    section = reader.unfold()
    reader.click(section.tiles[2])
    assert section.tiles[2].current
    assert section.sentence.text().startswith("Add row 1 to row 3")
    assert "R₃ ← R₃ + R₁" not in section.sentence.text()


def test_many_steps_begin_with_the_first(read):
    reader = read("inv", "L", L=LONG)
    section = reader.unfold()
    assert reader.visible == 1
    reader.click(section.head.last)
    assert reader.visible > AT_ONCE


def test_a_singular_matrix_shows_the_row_that_becomes_zero(read):
    reader = read("inv", "S", S=[[1, 2], [2, 4]])
    section = reader.unfold()
    assert "no inverse" in section.conclusion.accessibleName()
    assert section.tiles[-1].step.matrix[1].tolist() == [0, 0, -2, 1]


def test_another_way_is_worked_when_it_is_chosen(read):
    reader = read("det", "A", A=[[2, 1], [1, 3]])
    section = reader.unfold()
    reader.choose("method", "cofactors")
    assert "cofactors" in section.head.title.text()
    assert set(section.ways.choices) == {"method", "arithmetic"}
    box = section.ways.choices["arithmetic"]
    reader.choose("arithmetic", "decimals")
    assert section.ways.choices["arithmetic"] is box
    assert section.head.title.text() == "Expansion by cofactors, in decimals"


def test_14_8_the_pivot_switch(read, workspace):
    entries = np.array([[Fraction(1, 10**20), Fraction(1)], [Fraction(1), Fraction(1)]], dtype=object)
    workspace.do(Put(Matrix.of("E", entries.astype(float), exact=entries)))
    reader = read("solve", "E", "c", c=[1, 2])
    section = reader.unfold()
    for name, value in (("arithmetic", "decimals"), ("pivoting", "none")):
        reader.choose(name, value)
        assert getattr(section.way, name) == value
    assert section.conclusion.accessibleName().endswith("x = [0; 1]")
    reader.choose("pivoting", "partial")
    assert section.conclusion.accessibleName().endswith("x = [1; 1]")


def test_the_steps_are_copied_as_latex(read):
    reader = read("solve", "A", "b", A=PICTURE, b=[5, -2, 9])
    section = reader.unfold()
    reader.click(section.ways.copy)
    text = QGuiApplication.clipboard().text()
    assert r"\xrightarrow{R_{2} \leftarrow R_{2} - 2 R_{1}}" in text
    assert r"\begin{array}{rrr|r}" in text


@pytest.mark.parametrize(
    ("question", "arrays", "words"),
    [
        (("inv", "W"), {"W": np.eye(9) + 1}, "W is 9 × 9: steps are shown up to 8 × 8."),
        (("inv", "W"), {"W": np.eye(40) + 1}, "Steps are shown up to 8 × 8."),
        (("eig", "W"), {"W": np.eye(4)}, "up to 3 × 3"),
    ],
)
def test_where_there_are_none_the_reason_stands_there(read, question, arrays, words):
    reader = read(*question, **arrays)
    section = reader.unfold()
    assert words in section.sentence.text()
    assert not section.head.step.isVisible()
    assert not section.ways.copy.isVisible()


def test_what_has_no_steps_offers_none(read):
    assert read("trace", "A").section is None


def test_the_theme_keeps_them_open(read):
    reader = read("det", "A")
    reader.unfold()
    reader.panel.restyle()
    reader.drain()
    assert reader.section.is_open
    assert reader.visible > 0


def test_a_stale_answer_does_not_come_back(read):
    reader = read("det", "A")
    section = reader.unfold()
    section._take("method", "cofactors")
    section._take("method", "elimination")
    reader.drain()
    assert "triangle" in section.head.title.text()


@pytest.mark.parametrize("width", [380, 480, 704, 1200])
@pytest.mark.parametrize("question", ["solve A b", "eig A", "svd A", "det L", "inv L"])
def test_nothing_is_cut_off(read, width, question):
    reader = read(*question.split(), width=width, L=LONG)
    section = reader.unfold()
    section.to_last()
    settle()
    card, flow = reader.panel.cards[0], section.scroll.flow
    kinds = (QLabel, QAbstractButton, QComboBox)
    for widget in [widget for kind in kinds for widget in section.findChildren(kind) if widget.isVisible()]:
        assert widget.mapTo(card, widget.rect().bottomRight()).x() < card.width(), widget
        assert widget.geometry().bottom() <= widget.parentWidget().height(), widget
    for tile in section.tiles:
        assert flow.rect().contains(tile.geometry())
        assert tile.wide or tile.width() >= tile.natural_width
    for one, two in itertools.combinations(section.tiles, 2):
        assert not one.geometry().intersects(two.geometry())
    bar = section.scroll.horizontalScrollBar()
    assert bar.maximum() > 0 or flow.width() <= section.scroll.width()
    assert flow.height() <= section.scroll.height()
    assert section.conclusion.height() >= section.conclusion.heightForWidth(section.conclusion.width())


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_new_zeros_are_tinted_and_the_pivot_is_ringed(read, mode, qapp):
    theme = Theme(mode)
    reader = read("solve", "A", "b", theme=theme, A=PICTURE, b=[5, -2, 9])
    tile = reader.unfold().tiles[1]
    image = tile.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    for token in ("selection", "accent", "text"):
        assert theme.color(token).name() in seen


def test_entries_as_the_screen_shows_them():
    style = NumberStyle.of_sample(np.array([1.5]))
    assert entry_text(Fraction(-1, 3), style) == "−1/3"
    assert entry_text(Fraction(10**9 + 1, 10**9 + 7), style) == "≈ 1"
    assert entry_text(1 + root(5) / 2, style) == "1 + √5/2"
    assert entry_text("2 − λ", style) == "2 − λ"
    assert entry_text(0.25, style) == "0.25"


def test_a_line_breaks_where_there_is_no_room():
    entries = np.array([[Fraction(1), Fraction(2)]], dtype=object)
    line = ("x", "=", "(", Fraction(2), "+", "y", ")", Grid(entries))
    formula = Formula(line)
    assert formula.height(formula.width + 1) == GridPicture(Grid(entries)).height
    assert formula.height(formula.least) > formula.height(formula.width + 1)
    lines = Lines([("a", "=", Fraction(1)), ("b", "=", Fraction(2))])
    assert lines.height(1000) < lines.height(lines.least)


def test_every_way_has_words():
    wanted = {(name, value) for name, values in WAYS.items() for value in values if value != "auto"}
    assert wanted == set(WORDS)
    assert set(FIELDS) == set(TIPS) == set(WAYS)


def test_a_row_or_column_is_chosen_beside_the_method(read):
    reader = read("det", "A", A=PICTURE)
    section = reader.unfold()
    assert "along" not in section.ways.choices
    reader.choose("method", "cofactors")
    assert section.ways.choices["along"].currentText() == "along row 2"
    assert "pivoting" not in section.ways.choices
    reader.choose("along", "column3")
    assert "along column 3" in section.tiles[0].says
    reader.choose("method", "sarrus")
    assert section.head.title.text() == "Sarrus' rule, exact"
    reader.choose("method", "bareiss")
    assert set(section.ways.choices) == {"method"}
    assert section.conclusion.accessibleName().endswith("det A = −16")


def boxes(formula, width):
    """What is painted in a width: texts and pictures, and where."""
    return [(getattr(box, "text", "grid"), x, y) for box, x, y in formula._arranged(width)[0]]


def test_a_sign_of_equality_goes_with_what_it_makes_equal():
    grid = Grid(np.full((2, 2), Fraction(1234567), dtype=object))
    formula = Formula(("A", "=", grid, "=", grid))
    placed = boxes(formula, formula.width - 1)
    below = max(y for _, _, y in placed)
    assert [text for text, _, y in placed if y > below / 2][-2:] == ["=", "grid"]
    narrow = boxes(formula, formula.least)
    assert max(x for text, x, _ in narrow if text == "grid") == 0


def test_many_lines_stand_in_columns():
    lines = Lines([("c", "=", Fraction(10**k)) for k in (0, 3, 6, 1, 2, 5)])
    placed = lines._placed(3 * lines.width + 60)
    starts = [left for _, left, _ in placed]
    assert starts[:3] == starts[3:]
    assert len(set(starts)) == 3


def test_a_sum_breaks_before_a_sign_and_never_within_a_product():
    line = ("c", "=", *(piece for _ in range(6) for piece in (Fraction(12), "·", Fraction(34), "+")), Fraction(5))
    formula = Formula(line)
    for width in range(int(formula.width / 5), int(formula.width)):
        rows: dict[float, list[str]] = {}
        for text, _, y in boxes(formula, width):
            rows.setdefault(y, []).append(text)
        starts = [row[0] for row in rows.values()]
        assert starts[0] == "c"
        assert set(starts[1:]) <= {"+", "="}


def test_what_follows_is_not_cut_off_in_a_narrow_panel(read):
    reader = read("inv", "W", W=np.array(LONG) + np.eye(4, dtype=int), width=340)
    section = reader.unfold()
    reader.click(section.head.last)
    conclusion, scroll = section.conclusion, section.conclusion._scroll
    assert scroll.inside.width() >= scroll.inside.least_width() > scroll.width()
    assert scroll.horizontalScrollBar().isVisible()
    assert conclusion.height() >= scroll.geometry().bottom()
    assert scroll.inside.height() <= scroll.viewport().height()
