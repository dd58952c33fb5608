"""Cards: what they say, how they fold, what they ask for, and that they fit."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from workbench.gui.panels.card import ResultCard
from workbench.gui.panels.card_body import ResultBody
from workbench.gui.panels.results import ResultsPanel
from workbench.gui.widgets.minimatrix import MiniMatrix
from workbench.jobs.request import Compute, Failure
from workbench.model.edits import Put, Remove
from workbench.model.matrix import Matrix


@pytest.fixture
def panel(theme, results, workspace, shown):
    return shown(ResultsPanel(theme, results, workspace))


def click(widget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def words(widget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_an_empty_list_says_what_will_come(panel):
    assert "Answers appear here" in words(panel)
    assert panel.findChild(QWidget, "resultList") is panel.area


def test_newest_first_and_the_older_one_folds(panel, ask):
    ask("det", "A")
    ask("svd", "A")
    assert [card.entry.title for card in panel.cards] == ["Singular value decomposition", "Determinant"]
    assert [card.folded for card in panel.cards] == [False, True]
    assert panel.note.text() == "2"
    assert "det = 5" in words(panel.cards[1].head)
    assert panel.cards[1].sizeHint().height() == 44


def test_a_folded_card_makes_no_body(panel, ask):
    ask("det", "A")
    card = panel.cards[0]
    assert card.findChildren(ResultBody)
    panel.restyle()
    again = panel.cards[0]
    again.set_folded(True)
    for _ in range(4):
        QApplication.processEvents()
    assert not again.findChildren(ResultBody)
    again.set_folded(False)
    for _ in range(4):
        QApplication.processEvents()
    assert again.body.isVisible()


def test_the_fold_button_and_the_keyboard_fold(panel, ask):
    ask("svd", "A")
    card = panel.cards[0]
    click(card.fold_button)
    assert card.folded
    assert card.fold_button.accessibleName() == "Unfold"
    QTest.keyClick(card, Qt.Key.Key_Space)
    assert not card.folded


@pytest.mark.parametrize("width", [380, 480, 704, 1200])
@pytest.mark.parametrize(
    "question",
    [("svd", "H"), ("inv", "H"), ("solve", "A", "b"), ("inv", "M"), ("det", "A"), ("inv", "A"), ("eig", "M")],
    ids=" ".join,
)
def test_nothing_on_a_card_is_cut_off(theme, results, workspace, ask, shown, width, question):
    panel = shown(ResultsPanel(theme, results, workspace), width, 900)
    ask(*question)
    QApplication.processEvents()
    card = panel.cards[0]
    assert card.width() <= panel.area.viewport().width()
    kinds = (QLabel, QAbstractButton, QLineEdit, MiniMatrix)
    for widget in [widget for kind in kinds for widget in card.findChildren(kind) if widget.isVisible()]:
        assert widget.mapTo(card, widget.rect().bottomRight()).x() < card.width(), widget
        assert widget.geometry().bottom() <= widget.parentWidget().height(), widget


@pytest.mark.parametrize(
    ("question", "chip", "color"),
    [
        (("svd", "A"), "15 digits", "green"),
        (("matrix_rank", "A"), "exact", "green"),
        (("det", "A"), "exact", "green"),
        (("lstsq", "H", "h"), "about", "amber"),
        (("solve", "H", "h"), "15 digits", "green"),
        (("inv", "M"), "singular", "red"),
        (("inv", "tall"), "does not fit", "red"),
    ],
    ids=lambda value: str(value),
)
def test_the_chip_says_how_far_to_trust(panel, workspace, ask, question, chip, color):
    workspace.do(Put(Matrix.of("h", workspace["H"].to_array().sum(1))))
    ask(*question)
    assert chip in panel.cards[0].chip.content.text
    assert panel.cards[0].chip.content.color == color


def test_keep_asks_with_the_names_that_were_typed(panel, ask, qtbot):
    entry = ask("svd", "A")
    body = panel.cards[0].body
    assert body.keep_name.text() == "U, S, Vh"
    body.keep_name.setText("P,s , Q")
    with qtbot.waitSignal(panel.keep_requested) as caught:
        click(body.keep_button)
    assert caught.args == [entry, ["P", "s", "Q"]]
    with qtbot.waitSignal(panel.keep_requested):
        QTest.keyClick(body.keep_name, Qt.Key.Key_Return)


def test_a_click_on_an_output_keeps_it(panel, ask, qtbot):
    ask("inv", "A")
    body = panel.cards[0].body
    with qtbot.waitSignal(panel.keep_requested) as caught:
        click(body.outputs[0])
    assert caught.args[1] == ["X"]


def test_a_refusal_names_what_is_known_and_the_ways_on(panel, ask, qtbot):
    entry = ask("inv", "M")
    card = panel.cards[0]
    said = words(card)
    assert "M is singular" in said
    assert "(−1, −3, 3, 1)" in said
    assert [button.text() for button in card.body.fixes] == ["Pseudoinverse", "Least squares"]
    with qtbot.waitSignal(panel.fix_requested) as caught:
        click(card.body.fixes[0])
    assert caught.args == ["pinv", entry]


def test_a_failure_offers_another_try(panel, results, qtbot):
    task = Compute("inv", ("A",))
    entry = results.add("Inverse", task, Failure("The compute process was killed.", "trace"))
    card = panel.cards[0]
    assert card.chip.content.text == "failed"
    with qtbot.waitSignal(panel.again_requested) as caught:
        click(card.body.again_button)
    assert caught.args == [entry]


def test_the_menu_copies_and_removes(panel, ask, results):
    entry = ask("inv", "A")
    actions = {action.text().split("\t")[0]: action for action in panel.cards[0].menu().actions()}
    actions["Copy the code"].trigger()
    assert QGuiApplication.clipboard().text() == entry.result.code
    actions["Copy the numbers"].trigger()
    copied = [[float(x) for x in row.split("\t")] for row in QGuiApplication.clipboard().text().split("\n")]
    np.testing.assert_array_equal(copied, entry.result.outputs["result"])
    actions["Remove this card"].trigger()
    assert not results._entries
    assert not panel.cards


def test_delete_removes_the_card_that_has_the_keyboard(panel, ask, results):
    ask("det", "A")
    QTest.keyClick(panel.cards[0], Qt.Key.Key_Delete)
    assert len(results) == 0
    assert panel.note.text() == ""


def test_the_broom_clears_and_leaves_nothing_behind(panel, ask, results):
    for _ in range(3):
        ask("svd", "A")
    click(panel.clear_button)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(results) == 0
    assert panel.area.widget().findChildren(ResultCard) == []


def test_dropped_numbers_can_be_computed_again(panel, ask, results, qtbot):
    results._budget = 0
    entry = ask("svd", "A")
    ask("svd", "H")
    old = panel.cards[1]
    assert old.entry.dropped
    assert old.folded
    assert "dropped to save memory" in words(old.body)
    assert entry.result.code in old.body.code.code


def test_a_theme_switch_keeps_what_is_folded(panel, ask, theme):
    ask("det", "A")
    ask("svd", "A")
    theme.follow("dark")
    panel.restyle()
    assert [card.folded for card in panel.cards] == [False, True]
    assert "det = 5" in words(panel.cards[1].head)
    theme.follow("light")


def test_every_control_on_a_card_has_a_name_and_a_tooltip(panel, ask):
    ask("svd", "A")
    card = panel.cards[0]
    body = card.body
    for control in (card.fold_button, card.menu_button, body.keep_button, body.keep_name, body.code.copy):
        assert control.toolTip()
        assert control.accessibleName() or control.text()
    assert card.accessibleName() == "Singular value decomposition of A, 15 digits"


def test_a_folded_determinant_is_the_exact_one(panel, ask):
    ask("det", "A")
    panel.cards[0].set_folded(True)
    assert panel.cards[0].summary.text() == "det = 5"


@pytest.mark.parametrize("width", [520, 660])
def test_a_matrix_on_a_card_is_never_cut_in_the_middle_of_a_column(theme, workspace, results, ask, shown, width):
    workspace.do(Put(Matrix.of("W", np.random.default_rng(0).standard_normal((40, 20)))))
    panel = shown(ResultsPanel(theme, results, workspace), width, 900)
    ask("svd", "W")
    for _ in range(3):
        QApplication.processEvents()
        panel.cards[0].body.outputs[0].parentWidget().parentWidget().sizeHint()
    for matrix in panel.cards[0].findChildren(MiniMatrix):
        assert matrix.width() >= matrix.sizeHint().width()


def test_a_card_says_that_its_input_was_edited(panel, workspace, ask):
    ask("solve", "A", "b")
    ask("det", "H")
    assert "of A and b" in words(panel.cards[1].head)
    workspace.do(Put(Matrix.of("A", np.eye(2))))
    assert "of A and b, edited since" in words(panel.cards[1].head)
    assert "edited" not in words(panel.cards[0].head)
    workspace.undo()
    assert "edited" not in words(panel.cards[1].head)
    workspace.do(Remove("b"))
    panel.restyle()
    assert "edited since" in words(panel.cards[1].head)


def test_names_to_keep_are_free_and_follow_the_workspace(panel, workspace, ask):
    ask("hilbert")
    body = panel.cards[0].body
    assert body.keep_name.text() == "A2"  # there is an A
    workspace.do(Put(Matrix.of("A2", np.eye(2))))
    assert body.keep_name.text() == "A3"
    workspace.undo()
    assert body.keep_name.text() == "A2"
    body.keep_name.setFocus()
    body.keep_name.selectAll()
    QTest.keyClicks(body.keep_name, "A")
    workspace.do(Put(Matrix.of("other", np.eye(2))))
    assert body.keep_name.text() == "A"


def test_numbers_that_are_exact_are_shown_once(panel, ask):
    ask("matmul", "A", "A")
    assert "these very numbers" in words(panel.cards[0].body)
    assert len(panel.cards[0].body.findChildren(MiniMatrix)) == 1


@pytest.mark.parametrize("question", [("stack", "A", "A"), ("broadcast_to", "A")], ids=" ".join)
def test_arrays_of_three_axes_have_a_card(panel, ask, results, question):
    ask(*question, **({"shape": [2, 2, 2]} if question[0] == "broadcast_to" else {}))
    assert panel.cards[0].body.outputs


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [(("power_iteration", "A"), "eigenvalue =", None), (("low_rank", "H"), None, "fewer than A up to k =")],
    ids=lambda value: str(value),
)
def test_single_numbers_do_not_stand_between_arrays(panel, ask, question, first, last):
    ask(*question)
    kinds = [isinstance(output, MiniMatrix) for output in panel.cards[0].body.outputs]
    assert sum(before != after for before, after in itertools.pairwise(kinds)) == 1
    if first:
        assert panel.cards[0].body.outputs[0].text().startswith(first)
    if last:
        assert panel.cards[0].body.outputs[-1].text().startswith(last)


def test_a_reduced_form_counts_its_pivots_once_and_has_no_error(theme, shown, workspace, ask):
    workspace.do(Put(Matrix.of("A3", np.array([[1, 2, 3], [4, 5, 6], [7, 8, 10]]))))
    card = shown(ResultCard(theme, ask("rref", "A3")))
    texts = [label.text() for label in card.findChildren(QLabel)]
    assert card.chip.content.text == "exact"
    assert "A3 is its 3 pivot columns times R; every digit is exact." in texts
    assert "4.4e−16" not in texts
    assert "columns 1, 2 and 3" in texts


def test_one_pivot_is_one_column(theme, shown, workspace, ask):
    workspace.do(Put(Matrix.of("B", np.array([[2, 4], [1, 2]]))))
    card = shown(ResultCard(theme, ask("rref", "B")))
    texts = [label.text() for label in card.findChildren(QLabel)]
    assert any(text.startswith("B is its one pivot column times R") for text in texts)
    assert "column 1" in texts


def test_a_null_space_of_full_rank_holds_only_the_zero_vector(theme, shown, workspace, ask):
    card = shown(ResultCard(theme, ask("null_space", "A")))
    assert "only the zero vector" in [label.text() for label in card.findChildren(QLabel)]
