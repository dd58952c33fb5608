"""What the actions of the window do; each method is one row of the table in `actions`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

import workbench
from workbench.model.edits import Batch, Put, Remove
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.session import example
from workbench.session.results import Entry
from workbench.session.session import Session

OPEN = "Matrices (*.csv *.tsv *.txt *.npy *.npz);;All files (*)"
SAVE_ONE = "NumPy array (*.npy);;Comma-separated values (*.csv);;NumPy archive (*.npz)"
START_EMPTY = "Start empty"
SAVE_ALL = "NumPy archive (*.npz)"


class Desk(Protocol):
    """What the commands need of the window that they act on."""

    session: Session
    selection: Any
    operations: Any
    theme: Any
    finder: Any
    tour_of_panels: Any
    results: Any

    def say(self, text: str) -> None: ...

    def close(self) -> bool: ...


class Commands:
    """Acts on one window; a `UserError` from any of these is shown in place by whoever calls them."""

    def __init__(self, window: Desk) -> None:
        self._window = window
        self._session = window.session
        self._workspace = window.session.workspace
        self._wiped: list[Entry] = []

    def _settled(self) -> bool:
        """Take over what is half typed in a cell; False while it cannot be read, so that it is not passed over."""
        return self._window.table.view.settled()

    def new_matrix(self) -> None:
        name = self._workspace.fresh_name("A")
        self._workspace.do(Put(Matrix.of(name, np.zeros((2, 2), dtype=np.int64))))
        self._window.selection.select(name)

    def open_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self._window, "Open", "", OPEN)
        self.open_paths(paths)

    def open_paths(self, paths: list[str]) -> None:
        """Load each file; what cannot be read is said in the message bar when its job ends."""
        for path in paths:
            self._session.open(path, opened=self._show_opened)

    def _show_opened(self, names: tuple[str, ...]) -> None:
        """Show what has come from a file, unless somebody is typing into another matrix by now."""
        if not self._window.table.view.is_editing:
            self._window.selection.select(names[0])

    def save_selected(self) -> None:
        name = self._window.selection.name
        if name is None:
            raise UserError("usage", "There is no matrix to save.")
        self._save([name], name, SAVE_ONE)

    def save_all(self) -> None:
        names = list(self._workspace.names)
        if not names:
            raise UserError("usage", "There is no matrix to save.")
        self._save(names, "matrices", SAVE_ALL)

    def _save(self, names: list[str], stem: str, filters: str) -> None:
        suffix = ".npz" if filters == SAVE_ALL else ".npy"
        if not self._settled():
            return
        path, _ = QFileDialog.getSaveFileName(self._window, "Save", f"{stem}{suffix}", filters)
        if path:
            self._session.save(path if Path(path).suffix else path + suffix, names)

    def quit(self) -> None:
        self._window.close()

    def undo(self) -> None:
        if not self._workspace.can_undo:
            return
        brings_back = self._workspace.undo_label == START_EMPTY
        self._workspace.undo()
        if brings_back:
            self._session.results.put_back(self._wiped)
            self._wiped = []

    def redo(self) -> None:
        if not self._workspace.can_redo:
            return
        wipes = self._workspace.redo_label == START_EMPTY
        self._workspace.redo()
        if wipes:
            self._wipe()

    def paste_matrix(self) -> None:
        from workbench.formats.paste import parse_text  # not before somebody pastes: a start has no time for it

        parsed = parse_text(QGuiApplication.clipboard().text())
        name = self._workspace.fresh_name("A")
        matrix = Matrix.of(
            name,
            parsed.array,
            origin="pasted",
            exact=parsed.exact,
            row_labels=parsed.row_labels,
            column_labels=parsed.column_labels,
        )
        self._workspace.do(Put(matrix, label_text=f"Paste {name}"))
        self._window.selection.select(name)

    def transpose_selected(self) -> None:
        name = self._window.selection.name
        if name is None or not self._settled():
            return
        old = self._workspace[name]
        if old.ndim < 2:
            raise UserError("shape", f"{name} has {old.ndim} axis, so transposing leaves it as it is.")
        exact = old.exact_entries()
        turned = Matrix.of(
            name,
            np.ascontiguousarray(old.to_array().T),
            origin=old.origin,
            exact=None if exact is None else exact.T,
            row_labels=old.column_labels,
            column_labels=old.row_labels,
        )
        self._workspace.do(Put(turned, label_text=f"Transpose {name}"))

    def remove_selected(self) -> None:
        name = self._window.selection.name
        if name is not None:
            self._workspace.do(Remove(name))

    def start_empty(self) -> None:
        if len(self._workspace):
            removals = tuple(Remove(name) for name in self._workspace.names)
            self._workspace.do(Batch(removals, START_EMPTY))
            self._window.say("Matrices and cards are gone; Undo brings them back.")
        self._wipe()

    def _wipe(self) -> None:
        """Remove every card, and remember them for Undo."""
        self._wiped = list(self._session.results)
        self._session.results.clear()

    def worked_example(self) -> None:
        example.fill(self._session)
        self._window.selection.select("A")

    def run(self) -> None:
        if self._settled():
            self._window.operations.run()

    def stop(self) -> None:
        self._session.stop()

    def clear_results(self) -> None:
        self._session.results.clear()
        self._window.results.running.clear()

    def copy_script(self) -> None:
        QGuiApplication.clipboard().setText(self._session.history.script())
        self._window.say("The session is on the clipboard as Python code.")

    def next_panel(self) -> None:
        self._window.tour_of_panels.go(1)

    def previous_panel(self) -> None:
        self._window.tour_of_panels.go(-1)

    def theme_system(self) -> None:
        self._window.theme.follow("system")

    def theme_light(self) -> None:
        self._window.theme.follow("light")

    def theme_dark(self) -> None:
        self._window.theme.follow("dark")

    def find(self) -> None:
        self._window.finder.open()

    def about(self) -> None:
        self._window.say(f"Matrix Workbench {workbench.__version__}, BSD-3-Clause, Matrix Workbench contributors.")
