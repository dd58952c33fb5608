"""The table's context menu, with the keys that do the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


def context_menu(view: Any) -> QMenu:
    """Copy, paste, insert and delete, as far as the matrix shown allows them."""
    menu = QMenu(view)
    menu.setToolTipsVisible(True)
    menu.aboutToHide.connect(menu.deleteLater)
    model = view.matrix_model
    editable, axes = model.editable, model.matrix.ndim if model.matrix is not None else 0
    rows, columns = editable and axes in (1, 2), editable and axes == 2
    _add(menu, "Cut", "Ctrl+X", view.commands.cut, editable, "Copy the cells and set them to zero")
    _add(menu, "Copy", "Ctrl+C", view.commands.copy, axes >= 0, "Tab-separated, in full precision")
    _add(
        menu,
        "Paste",
        "Ctrl+V",
        view.commands.paste,
        editable,
        "Numbers in any notation; the matrix grows where it must",
    )
    _add(menu, "Set to zero", "Del", view.commands.clear, editable, "Zeros in the selected cells")
    menu.addSeparator()
    _add(
        menu,
        "Insert rows above",
        "Ctrl++",
        lambda: view.commands.insert(0),
        rows,
        "Rows of zeros before the selected ones",
    )
    _add(
        menu,
        "Insert rows below",
        "",
        lambda: view.commands.insert(0, after=True),
        rows,
        "Rows of zeros after the selected ones",
    )
    _add(
        menu,
        "Insert columns to the left",
        "",
        lambda: view.commands.insert(1),
        columns,
        "Ctrl++ with whole columns selected",
    )
    _add(
        menu,
        "Insert columns to the right",
        "",
        lambda: view.commands.insert(1, after=True),
        columns,
        "Columns of zeros",
    )
    menu.addSeparator()
    _add(menu, "Delete rows", "Ctrl+-", lambda: view.commands.delete(0), rows, "Take the selected rows out")
    _add(menu, "Delete columns", "", lambda: view.commands.delete(1), columns, "Ctrl+− with whole columns selected")
    menu.addSeparator()
    _add(menu, "Select whole rows", "Shift+Space", view.select_rows, True, "Widen the selection to rows")
    _add(menu, "Select whole columns", "Ctrl+Space", view.select_columns, True, "Widen the selection to columns")
    _add(menu, "Select all", "Ctrl+A", view.selectAll, True, "Every cell of the matrix")
    return menu


def _add(menu: QMenu, text: str, keys: str, slot: Callable[[], Any], enabled: bool, tip: str) -> QAction:
    action = menu.addAction(f"{text}\t{keys}" if keys else text)  # words only: the table handles the keys itself
    action.triggered.connect(lambda _=False: slot())
    action.setEnabled(enabled)
    action.setToolTip(tip)
    return action


def panel_menu(view: Any, model: Any) -> QMenu:
    """The same, and how headers count."""
    menu = context_menu(view)
    menu.addSeparator()
    counting = menu.addAction("Count rows and columns from 1")
    counting.setCheckable(True)
    counting.setChecked(model.first_index == 1)
    counting.setToolTip("Headers only; code and messages count from 0, as NumPy does")
    counting.toggled.connect(lambda on: model.set_first_index(int(on)))
    return menu
