"""Searching operations, and the form that follows from a signature."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QTreeWidget, QWidget

from workbench.gui.panels.fields import Choice
from workbench.gui.panels.operations import OperationsPanel, found
from workbench.model.edits import Put, Remove
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import CATALOG, entry


@pytest.fixture
def panel(theme, workspace, shown):
    return shown(OperationsPanel(theme, workspace), 472, 458)


def visible(panel) -> list[str]:
    return [item.text(0) for item in panel._items() if not item.isHidden()]


def set_input(panel, at: int, name: str) -> None:
    box = panel.form.inputs[at]
    box.setCurrentIndex(box.findData(name))


def test_the_parts_have_their_names(panel):
    for kind, name in (
        (QLineEdit, "operationSearch"),
        (QTreeWidget, "operationList"),
        (QWidget, "operationForm"),
        (QPushButton, "runButton"),
        (QWidget, "messageBar"),
    ):
        assert panel.findChild(kind, name) is not None


def test_searching_finds_by_name_title_and_summary(panel):
    QTest.keyClicks(panel.search, "pseudoinv")
    assert visible(panel) == ["Pseudoinverse"]
    panel.search.setText("svdvals")
    assert visible(panel) == ["Singular values"]
    panel.search.setText("no such thing")
    assert visible(panel) == []
    panel.search.clear()
    assert len(visible(panel)) == len(CATALOG)


def test_every_word_must_occur():
    assert found(entry("svd"), "singular decomposition")
    assert not found(entry("svd"), "singular banana")


def test_enter_takes_the_first_and_down_goes_into_the_list(panel):
    QTest.keyClicks(panel.search, "pseudo")
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert panel.form.operation.name == "pinv"
    panel.search.clear()
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    QTest.keyClick(panel.tree, Qt.Key.Key_Down)
    assert panel.tree.currentItem() is panel._items()[1]


def test_a_click_on_a_group_unfolds_it(panel):
    group = panel.tree.topLevelItem(0)
    was = group.isExpanded()
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=panel.tree.visualItemRect(group).center())
    assert group.isExpanded() != was


@pytest.mark.parametrize("row", CATALOG, ids=lambda row: row.name)
def test_every_operation_has_a_form_that_fits(panel, row):
    operation = row.operation
    panel.choose(operation.name)
    panel.grab()
    form = panel.form
    more = len(form.inputs) - len(operation.inputs)
    assert 0 <= more <= 2 * any(item.repeated for item in operation.inputs)
    assert len(form.fields) == len(operation.parameters)
    for control in [*form.inputs, *(field.widget for field in form.fields)]:
        assert control.accessibleName()
        assert control.toolTip()
        assert control.mapTo(form, control.rect().topRight()).x() < form.width()


def test_fields_follow_the_types(panel):
    panel.choose("norm")
    assert isinstance(panel.form.fields[0].widget, QComboBox)
    panel.choose("svd")
    assert isinstance(panel.form.fields[0].widget, QCheckBox)
    panel.choose("pinv")
    assert panel.form.fields[0].widget.placeholderText() == "automatic"


def test_run_asks_with_inputs_and_parameters(panel, qtbot):
    panel.choose("svd", ("H",))
    panel.form.fields[0].widget.click()
    with qtbot.waitSignal(panel.run_requested) as caught:
        QTest.mouseClick(panel.form.run_button, Qt.MouseButton.LeftButton)
    task = caught.args[0]
    assert (task.operation, task.inputs, dict(task.params)) == ("svd", ("H",), {"full": True})


def test_what_does_not_fit_is_refused_under_its_field(panel, qtbot):
    panel.choose("inv", ("tall",))
    form = panel.form
    assert form.message.isVisible()
    assert "3 x 2" in form.message.accessibleName()
    assert not form.run_button.isEnabled()
    assert form.inputs[0].property("invalid") is True
    with qtbot.assertNotEmitted(panel.run_requested):
        panel.run()
    set_input(panel, 0, "A")
    assert not form.message.isVisible()
    assert form.run_button.isEnabled()
    assert form.inputs[0].property("invalid") is False


def test_a_way_out_keeps_the_input(panel, qtbot):
    panel.choose("inv", ("tall",))
    with qtbot.waitSignal(panel.fix_requested):
        QTest.mouseClick(panel.form.message.buttons[0], Qt.MouseButton.LeftButton)
    assert panel.form.operation.name == "pinv"
    assert panel.form.task().inputs == ("tall",)
    assert panel.form.run_button.isEnabled()


def test_the_message_fits_into_the_narrow_form(panel):
    panel.choose("solve", ("tall", "b"))
    bar = panel.form.message
    assert bar.mapTo(panel.form, bar.rect().topRight()).x() < panel.form.width()
    for button in bar.buttons:
        assert button.mapTo(bar, button.rect().bottomRight()).x() < bar.width()


def test_text_that_is_no_number_is_refused(panel):
    panel.choose("pinv", ("A",))
    field = panel.form.fields[0]
    QTest.keyClicks(field.widget, "abc")
    assert not panel.form.run_button.isEnabled()
    assert "must be a number, not abc" in panel.form.message.accessibleName()
    with pytest.raises(UserError):
        _ = field.value
    field.widget.setText("1e-3")
    assert panel.form.values()[field.parameter.name] == 1e-3


def test_the_form_follows_the_workspace(panel, workspace):
    panel.choose("det", ("A",))
    workspace.do(Put(Matrix.of("new", np.eye(3))))
    assert panel.form.inputs[0].findData("new") >= 0
    assert panel.form.task().inputs == ("A",)
    workspace.do(Put(Matrix.of("A", np.ones((2, 3)))))
    assert not panel.form.run_button.isEnabled()
    workspace.do(Remove("A"))
    assert panel.form.inputs[0].findData("A") < 0


def test_help_says_what_comes_out(panel):
    panel.choose("svd")
    QTest.mouseClick(panel.form.help_button, Qt.MouseButton.LeftButton)
    assert panel.form.help.isVisible()
    assert "U: " in panel.form.help.text()


def test_choosing_again_and_again_leaves_no_controls(panel, qapp):
    for name in ("svd", "norm", "svd", "inv", "svd"):
        panel.choose(name)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(panel.form.findChildren(QComboBox)) == 1
    assert len(panel.form.findChildren(QCheckBox)) == 1


def test_a_theme_switch_repaints(panel, theme):
    glass, picture = glass_of(panel), panel.grab().toImage()
    theme.follow("dark")
    panel.restyle()
    assert glass_of(panel) != glass
    assert panel.grab().toImage() != picture
    theme.follow("light")
    panel.restyle()
    assert glass_of(panel) == glass


def glass_of(panel):
    """The magnifying glass in the search field, as it is painted."""
    (action,) = [action for action in panel.search.actions() if not action.icon().isNull()]
    return action.icon().pixmap(16).toImage()


def test_a_long_choice_is_shown_with_an_ellipsis(qtbot):
    box = Choice(None)
    qtbot.addWidget(box)
    box.addItems(["A", "a_matrix_with_a_long_name"])
    box.resize(100, 28)
    box.show()
    box.setCurrentIndex(1)
    seen, name = box.grab().toImage(), box.currentText()

    def looks_like(text: str) -> bool:
        box.setItemText(1, text)
        return box.grab().toImage() == seen

    assert any(looks_like(f"{name[:count]}…") for count in range(4, 20))
    assert not looks_like("A")


def unfolded(panel) -> list[str]:
    tops = [panel.tree.topLevelItem(at) for at in range(panel.tree.topLevelItemCount())]
    return [top.text(0) for top in tops if top.isExpanded()]


def test_only_the_group_of_what_is_shown_is_unfolded(panel):
    assert unfolded(panel) == ["Eigenvalues and SVD"]


def test_groups_fold_again_after_a_search(panel):
    QTest.keyClicks(panel.search, "trace")
    assert len(unfolded(panel)) > 1
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    panel.search.clear()
    assert unfolded(panel) == ["Eigenvalues and SVD", "Square matrices"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("inverse", "inv"),
        ("product", "matmul"),
        ("eigenvalues", "eigvals"),
        ("norm", "norm"),
        ("rank", "matrix_rank"),
        ("SVD", "svd"),
        ("least squares", "lstsq"),
        ("linear regression", "regression"),
        ("pca", "pca"),
        ("identity", "eye"),
        ("random", "random_normal"),
        ("convolution", "convolve"),
        ("null space", "null_space"),
        ("hadamard", "hadamard"),
        ("hadamard product", "multiply"),
        ("matrix exp", "expm"),
        ("condition", "cond"),
        ("determinant", "det"),
        ("solve", "solve"),
        ("transpose", "transpose"),
    ],
)
def test_enter_takes_what_was_meant(panel, typed, name):
    QTest.keyClicks(panel.search, typed)
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert panel.form.operation.name == name


def test_a_lone_input_says_what_kind_of_thing_it_is(panel):
    def labels() -> list[str]:
        return [label.text() for label in panel.form.findChildren(QLabel) if label.buddy() is not None]

    for name, label in (
        ("inv", "Matrix"),
        ("flatten", "Array"),
        ("convolution_matrix", "kernel"),
        ("adjacency", "edges"),
    ):
        panel.choose(name)
        panel.form.window().grab()
        assert label in labels(), name


def test_an_operation_proposes_what_it_accepts(panel):
    panel.form.prefer("A")
    for name, inputs in (("solve", ("A", "b")), ("cramer", ("A", "b")), ("matmul", ("A", "H")), ("det", ("A",))):
        panel.choose(name)
        assert panel.form.task().inputs[0] == inputs[0]
        assert panel.form.run_button.isEnabled(), name
    panel.choose("solve")
    panel.form.prefer("b")
    assert panel.form.task().inputs == ("A", "b")


def test_a_title_too_long_for_a_narrow_list_takes_two_lines(panel, qtbot):
    panel.choose("gsvd")
    item, short = panel._item("gsvd"), panel._item("eig")
    one = panel.tree.visualItemRect(item).height()
    assert panel.tree.visualItemRect(short).height() == one
    panel.resize(330, 458)
    qtbot.waitUntil(lambda: panel.tree.visualItemRect(item).height() > one)
    assert panel.tree.visualItemRect(short).height() == one


def test_without_matrices_nothing_is_wrong_yet(panel, workspace):
    panel.choose("inv")
    for name in [matrix.name for matrix in workspace]:
        workspace.do(Remove(name))
    assert not panel.form.message.isVisible()
    assert not panel.form.run_button.isEnabled()
    assert panel.form.cost.text() == "Add, paste or open a matrix first."
    assert panel.form.inputs[0].property("invalid") is False
