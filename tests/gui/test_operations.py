"""From an operation's name to a card, a refusal, or variables."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


def test_an_operation_is_found_by_typing_and_run_by_the_keyboard(window):
    user = window
    user.choose("determ")
    assert user.form.operation.name == "det"
    user.run()
    card = user.cards[0]
    assert card.entry.title == "Determinant"
    assert float(card.entry.result.outputs["result"]) == pytest.approx(5)
    assert card.chip.isVisible()
    assert card.chip.content.text


def test_the_run_button_runs(window):
    user = window
    user.click(user.part("runButton"))
    user.idle()
    assert user.cards[0].entry.task.operation == "svd"


def test_the_list_is_walked_with_the_keyboard(window):
    user = window
    user.click(user.part("operationSearch"))
    user.type("solve", Qt.Key.Key_Down)
    user.key(Qt.Key.Key_Down)
    assert user.form.operation is not None
    assert user.part("operationList").hasFocus()


def test_what_has_no_inverse_is_refused_under_the_fields(window):
    user = window
    user.put("B", [[1, 2], [3, 4], [5, 6]])
    user.choose("inverse")
    if user.form.operation.name != "inv":
        user.window.operations.choose("inv")
    assert "3 x 2" in user.refused
    assert not user.part("runButton").isEnabled()
    assert user.form.message.mapTo(user.window, user.form.message.rect().topLeft()).y() > 0
    user.run()
    assert not user.cards


def test_the_way_out_is_a_click_away(window):
    user = window
    user.put("B", [[1, 2], [3, 4], [5, 6]])
    user.window.operations.choose("inv")
    user.drain()
    names = [button.text() for button in user.form.message.buttons]
    assert "Pseudoinverse" in names
    user.click(user.form.message.buttons[names.index("Pseudoinverse")])
    assert user.form.operation.name == "pinv"
    assert user.form.task().inputs == ("B",)
    assert not user.refused
    user.run()
    assert user.cards[0].entry.result.outputs["result"].shape == (2, 3)


def test_a_refusal_goes_when_the_matrix_fits_again(window):
    user = window
    user.window.operations.choose("inv")
    user.put("A", [[1, 2, 3], [4, 5, 6]])
    assert user.refused
    user.control(Qt.Key.Key_Z)
    assert not user.refused
    assert user.part("runButton").isEnabled()


def test_a_singular_matrix_is_refused_on_a_card_with_ways_out(window):
    user = window
    user.put("S", [[1, 2], [2, 4]])
    user.window.operations.choose("inv")
    user.run()
    card = user.cards[0]
    assert card.entry.error.kind == "singular"
    buttons = {button.text(): button for button in card.body.fixes}
    assert "Pseudoinverse" in buttons
    user.click(buttons["Pseudoinverse"])
    user.idle()
    assert user.cards[0].entry.task.operation == "pinv"
    np.testing.assert_allclose(user.cards[0].entry.result.outputs["result"], np.linalg.pinv([[1, 2], [2, 4]]))


def test_two_inputs_are_chosen_and_solved(window):
    user = window
    user.put("b", [1, 2])
    user.window.selection.select("A")
    user.window.operations.choose("solve")
    user.drain()
    assert user.form.task().inputs == ("A", "b")
    user.run()
    np.testing.assert_allclose(user.cards[0].entry.result.outputs["result"], [0.2, 0.6])


def test_outputs_are_kept_under_typed_names(window):
    user = window
    user.run()
    card = user.cards[0]
    user.click(card.body.keep_name)
    card.body.keep_name.selectAll()
    user.type("P, Q, R", Qt.Key.Key_Return)
    assert set(user.workspace.names) == {"A", "P", "Q", "R"}
    assert user.window.selection.name == "P"
    user.control(Qt.Key.Key_Z)
    assert list(user.workspace.names) == ["A"]


def test_names_that_do_not_match_the_outputs_are_refused_in_place(window):
    user = window
    user.run()
    card = user.cards[0]
    for names in ("P", "P, P, P", "2x, b, c", ", ,"):
        card.body.keep_name.setText(names)
        user.click(card.body.keep_button)
        assert user.said, names
        assert list(user.workspace.names) == ["A"]
        user.window.message.hide()


def test_a_kept_inverse_stays_exact(window):
    user = window
    user.window.operations.choose("inv")
    user.run()
    user.click(user.cards[0].body.keep_button)
    kept = user.workspace[user.window.selection.name]
    assert kept.is_exact
    assert str(kept.exact_entries()[0, 0]) == "3/5"


def test_cards_fold_unfold_and_go(window):
    user = window
    user.run()
    user.window.operations.choose("det")
    user.run()
    newest, older = user.cards
    assert older.folded
    assert not newest.folded
    user.click(older.fold_button)
    assert not older.folded
    user.click(newest.fold_button)
    assert newest.folded
    assert newest.summary.text() == "det A = 5" or "5" in newest.summary.text()
    newest.setFocus()
    user.key(Qt.Key.Key_Delete)
    assert user.cards == [older]
    user.click(user.window.results.clear_button)
    assert user.cards == []


def test_dtype_and_backend_of_the_toolbar_are_used(window):
    user = window
    user.window.dtype.setCurrentIndex(user.window.dtype.findData("float32"))
    user.run()
    assert user.cards[0].entry.result.outputs["S"].dtype == np.float32
    user.window.backend.setCurrentIndex(user.window.backend.findData("exact"))
    user.window.operations.choose("det")
    user.run()
    assert user.cards[0].entry.result.certificate.backend == "exact"


def test_what_is_typed_into_a_field_is_checked_at_once(window):
    user = window
    user.window.operations.choose("pinv")
    user.drain()
    field = next(field.widget for field in user.form.fields if field.parameter.name == "rtol")
    user.click(field)
    user.type("abc")
    assert "rtol" in user.refused
    assert not user.part("runButton").isEnabled()
    field.clear()
    user.type("1e-6")
    user.drain()
    assert not user.refused


def test_the_session_is_copied_as_a_script_that_runs(window):
    user = window
    user.run()
    user.control(Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert "clipboard" in user.said
    space: dict = {}
    exec(user.clipped, space)
    np.testing.assert_allclose(space["A"], [[2, 1], [1, 3]])


def field_of(user, name: str):
    return next(field.widget for field in user.form.fields if field.parameter.name == name)


def test_what_a_field_is_for_is_said_under_it(window):
    user = window
    user.choose("rank")
    field = field_of(user, "rtol")
    note = user.form.note(field)
    assert note.text() == "tolerance relative to the largest singular value"
    user.click(field)
    assert note.text().endswith("max(m, n) · eps if empty")
    below = note.mapTo(user.form, note.rect().topLeft()).y() - field.mapTo(user.form, field.rect().bottomLeft()).y()
    assert 0 < below < 8
    user.click(user.part("operationSearch"))
    assert "if empty" not in note.text()


@pytest.mark.parametrize(
    ("operation", "name", "typed", "says"),
    [
        ("low_rank", "k", "1.5", "k must be a whole number, not 1.5."),
        ("low_rank", "k", "true", "k must be a whole number, not true."),
        ("low_rank", "k", "-1", "k cannot be -1"),
        ("power_iteration", "steps", "abc", "steps must be a whole number, not abc."),
        ("select_columns", "columns", "0, 1.5", "columns must be whole numbers"),
    ],
)
def test_a_bad_number_is_refused_above_run_and_its_field_is_red(window, operation, name, typed, says):
    user = window
    user.window.operations.choose(operation)
    user.drain()
    field = field_of(user, name)
    user.click(field)
    user.type(typed)
    assert says in user.refused
    assert field.property("invalid") is True
    assert sum(bool(control.widget.property("invalid")) for control in user.form.fields) == 1
    run, bar = user.part("runButton"), user.form.message
    assert not run.isEnabled()
    assert bar.visibleRegion().boundingRect().height() == bar.height()
    assert bar.mapTo(user.form, bar.rect().bottomLeft()).y() < run.mapTo(user.form, run.rect().topLeft()).y()
    field.selectAll()
    user.type("1")
    assert not user.refused
    assert field.property("invalid") is False


def test_only_fields_of_the_chosen_method_can_be_filled_in(window):
    user = window
    user.put("b", [1, 2])
    user.window.selection.select("A")
    user.choose("least squares")
    method, lam, k = (field_of(user, name) for name in ("method", "lam", "k"))
    assert not lam.isEnabled()
    assert not k.isEnabled()
    method.setCurrentIndex(method.findText("ridge"))
    user.drain()
    assert lam.isEnabled()
    assert not k.isEnabled()
    user.click(lam)
    user.type("2")
    assert not user.refused
    method.setCurrentIndex(method.findText("qr"))
    user.drain()
    assert not user.refused
    assert user.form.task().params["lam"] is None


def test_a_matrix_is_made_without_inputs_by_the_keyboard(window):
    user = window
    user.choose("hilbert")
    assert user.form.inputs == []
    user.click(user.form.fields[0].widget)
    user.type("3")
    user.run()
    assert user.cards[0].entry.result.outputs["result"].shape == (3, 3)
    card = user.cards[0]
    assert card.body.keep_name.text() == "A2"  # A is there, and is not written over
    user.click(card.body.keep_button)
    assert user.values("A") == [[2, 1], [1, 3]]
    assert user.workspace["A2"].shape == (3, 3)
    assert user.window.selection.name == "A2"
    assert card.body.keep_name.text() == "A3"


def test_a_matrix_is_made_without_inputs_by_the_mouse(window):
    user = window
    user.window.operations.choose("random_integers")
    user.drain()
    assert user.part("runButton").isEnabled()
    user.click(user.part("runButton"))
    user.idle()
    user.click(user.cards[0].body.outputs[0])
    assert user.workspace[user.window.selection.name].shape == (3, 3)


def pick(user, box, name: str) -> None:
    """Open a box of choices with the mouse and take one."""
    user.click(box)
    rows = box.view()
    assert rows.isVisible()
    user.qtbot.wait(QApplication.doubleClickInterval() + 50)  # a release sooner than that belongs to the first click
    user.click(rows, rows.visualRect(box.model().index(box.findData(name), 0)).center())
    user.until(lambda: not rows.isVisible())


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard")
def test_one_more_is_offered_until_enough_are_given(window):
    user = window
    user.put("B", [[0, 1], [1, 0]])
    user.window.selection.select("A")
    user.choose("stack")
    assert user.form.task().inputs == ("A", "B")
    assert [box.currentText() for box in user.form.inputs][-1] == "one more …"
    pick(user, user.form.inputs[-1], "A")
    assert user.form.task().inputs == ("A", "B", "A")
    assert len(user.form.inputs) == 4
    user.run()
    assert user.cards[0].entry.result.outputs["result"].shape == (3, 2, 2)
    assert "of A, B and A" in user.cards[0].accessibleName()


def test_one_more_is_chosen_by_the_keyboard_and_taken_back(window):
    user = window
    user.put("B", [[0, 1], [1, 0]])
    user.window.selection.select("A")
    user.choose("multi_dot")
    last = user.form.inputs[-1]
    last.setFocus()
    user.key(Qt.Key.Key_Down)
    assert user.form.task().inputs == ("A", "B", "A")
    user.form.inputs[2].setFocus()
    user.key(Qt.Key.Key_Home)
    assert user.form.task().inputs == ("A", "B")
    assert [box.currentText() for box in user.form.inputs].count("one more …") == 1
    user.run()
    np.testing.assert_allclose(user.cards[0].entry.result.outputs["result"], [[1, 2], [3, 1]])


def test_subscripts_are_typed_and_the_path_unfolds(window):
    user = window
    user.put("B", [[0, 1], [1, 0]])
    user.window.selection.select("A")
    user.choose("einsum")
    user.click(user.form.fields[0].widget)
    user.type("ij,jk->ik")
    assert not user.refused
    user.run()
    np.testing.assert_allclose(user.cards[0].entry.result.outputs["result"], [[1, 2], [3, 1]])
    more = user.cards[0].body.details.more
    more.setFocus()
    user.key(Qt.Key.Key_Space)
    assert more.isChecked()


def test_a_vector_that_fits_is_proposed(window):
    user = window
    user.put("B", [[1, 0], [0, 1]])
    user.put("long", [1, 2, 3])
    user.put("v", [1, 2])
    user.window.selection.select("A")
    user.choose("solve")
    assert user.form.task().inputs == ("A", "v")
    user.window.selection.select("B")
    user.drain()
    assert user.form.task().inputs == ("B", "v")


def test_a_right_hand_side_that_is_not_there_is_asked_for(window):
    user = window
    user.choose("least squares")
    box = user.form.inputs[1]
    assert box.currentIndex() == -1
    assert box.placeholderText() == "choose"
    assert "Choose b: the right-hand side" in user.refused
    assert box.property("invalid") is True
    user.put("v", [1, 2])
    user.window.selection.select("A")
    user.drain()
    assert user.form.task().inputs == ("A", "v")
    assert not user.refused
