"""Connects the parts of a window: what one of them says to what another does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QGuiApplication

from workbench.gui.window import MainWindow
from workbench.jobs.rational import ACTION
from workbench.jobs.request import Compute
from workbench.jobs.runner import Job
from workbench.model.edits import Put, Remove
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.workspace import Change
from workbench.operations import by_name
from workbench.session.derived import rename
from workbench.session.results import Entry

if TYPE_CHECKING:
    from workbench.formats.paste import Parsed


class Wiring:
    """Holds the slots of one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._session = window, window.session
        self._connect_selection()
        self._connect_work()
        self._connect_messages()
        self._selected(window.selection.name)
        self._show_history()
        self._show_jobs()

    def _connect_selection(self) -> None:
        window = self._window
        window.selection.changed.connect(self._selected)
        window.table.current_changed.connect(window.selection.select)
        window.table.selection_changed.connect(window.status.selection.setText)
        window.workspace.changed.connect(self._changed)
        panel = window.workspace_panel
        panel.renamed.connect(lambda old, new: self._edit(lambda: rename(window.workspace, old, new)))
        panel.remove_requested.connect(lambda name: self._edit(lambda: Remove(name)))
        panel.new_requested.connect(window.actions_by_name["new_matrix"].trigger)
        panel.empty_requested.connect(window.actions_by_name["start_empty"].trigger)
        window.table.matrix_requested.connect(lambda name: window.actions_by_name[name].trigger())
        window.table.transpose_requested.connect(lambda _: window.actions_by_name["transpose_selected"].trigger())

    def _connect_work(self) -> None:
        window, session = self._window, self._session
        window.operations.run_requested.connect(self._run)
        window.formula.entered.connect(self._define)
        window.formula.numbers_entered.connect(self._put_numbers)
        results = window.results
        results.keep_requested.connect(self._keep)
        results.fix_requested.connect(self._fix)
        results.again_requested.connect(lambda entry: self._run(entry.task, as_asked=True))
        results.steps_requested.connect(session.steps.ask)
        session.steps.ready.connect(results.show_steps)
        results.script.clicked.connect(window.actions_by_name["copy_script"].trigger)
        session.started.connect(results.running.start)
        session.ended.connect(results.running.end)
        results.running.again_requested.connect(lambda task: self._run(task, as_asked=True))
        session.started.connect(self._job_changed)
        session.ended.connect(self._job_changed)
        session.live.ready.connect(self._live)
        window.facts.wanted.connect(self._want_dear_facts)

    def _connect_messages(self) -> None:
        window = self._window
        self._session.failed.connect(window.show_error)
        self._session.said.connect(window.say)
        window.message.fix_requested.connect(self._copy_report)
        window.theme.changed.connect(window.restyle)

    # selection and facts

    def _selected(self, name: str | None) -> None:
        window = self._window
        window.table.show_matrix(name)
        window.operations.form.prefer(name)
        window.facts.show_nothing(name)
        if name is not None:
            self._session.live.forget("facts", name)
            self._session.live.ask("facts", name)

    def _changed(self, change: Change) -> None:
        window, name = self._window, self._window.selection.name
        if name is None and len(window.workspace):
            window.selection.select(window.workspace.names[0])
        elif name in change.names:
            window.frame.want("facts", lambda: self._session.live.ask("facts", name))
        window.frame.want("history", self._show_history)
        window.frame.want("formula", window.formula.refresh)

    def _live(self, kind: str, name: str, value: Any) -> None:
        if kind == "facts" and name == self._window.selection.name:
            self._window.facts.show_facts(name, value)

    def _want_dear_facts(self) -> None:
        if self._window.selection.name is not None:
            self._session.live.ask("facts", self._window.selection.name, whatever_it_costs=True)

    def _show_history(self) -> None:
        workspace, actions = self._window.workspace, self._window.actions_by_name
        for name, can, label in (
            ("undo", workspace.can_undo, workspace.undo_label),
            ("redo", workspace.can_redo, workspace.redo_label),
        ):
            action = actions[name]
            action.setEnabled(can)
            verb = name.capitalize()
            note = f" {workspace.history_note}" if workspace.history_note else ""
            action.setToolTip(f"{verb}: {label} ({action.shortcut().toString()}){note}" if can else f"{verb}{note}")

    # work

    def _run(self, task: Compute, as_asked: bool = False) -> None:
        window = self._window
        if not as_asked:
            task = replace(task, backend=window.backend.currentData(), dtype=window.dtype.currentData())
        self._attempt(lambda: self._session.run(task))

    def _define(self, text: str, name: str) -> None:
        def define() -> None:
            self._session.define(text, name)
            self._window.formula.clear()
            self._window.selection.select(name)

        self._attempt(define)

    def _put_numbers(self, parsed: Parsed, name: str) -> None:
        def put() -> None:
            self._session.workspace.do(Put(Matrix.of(name, parsed.array, exact=parsed.exact)))
            self._window.formula.clear()
            self._window.selection.select(name)

        self._attempt(put)

    def _keep(self, entry: Entry, names: list[str]) -> None:
        self._attempt(lambda: self._keep_outputs(entry, names))

    def _keep_outputs(self, entry: Entry, names: list[str]) -> None:
        """Put the outputs under the names that were typed, in their order."""
        result = entry.result
        assert result is not None
        outputs = [(name, value) for name, value in result.outputs.items() if value is not None]
        if len(names) != len(outputs) or len(set(names)) != len(names):
            wanted = ", ".join(name for name, _ in outputs)
            raise UserError("usage", f"Give {len(outputs)} different names, separated by commas, for {wanted}.")
        exact = result.exact or {}
        kept = [
            (typed, np.array(value), _twin(exact.get(name), np.shape(value)))
            for typed, (name, value) in zip(names, outputs, strict=True)
        ]
        self._session.keep(kept, f"{entry.title} {' and '.join(entry.task.inputs)}".strip(), result)
        self._window.selection.select(names[0])

    def _fix(self, name: str, entry: Entry) -> None:
        """Run the way out that a refusal offers, on the same inputs."""
        if name == ACTION:
            self._attempt(lambda: self._exactly(entry.task))
            return
        count = len(by_name(name).inputs)
        self._window.operations.choose(name, entry.task.inputs[:count])
        if len(entry.task.inputs) >= count:
            self._run(replace(entry.task, operation=name, inputs=entry.task.inputs[:count], params={}))

    def _exactly(self, task: Compute) -> None:
        """The same again on the nearest fractions."""
        self._session.use_fractions(task.inputs)
        self._session.run(task)

    def _job_changed(self, job: Job, reply: object = None) -> None:
        self._show_jobs()

    def _show_jobs(self) -> None:
        self._window.actions_by_name["stop"].setEnabled(bool(self._session.jobs))

    def _edit(self, make: Any) -> None:
        self._attempt(lambda: self._window.workspace.do(make()))

    def _attempt(self, action: Any) -> None:
        """Do it, or say in place why not."""
        try:
            action()
        except UserError as error:
            self._window.show_error(error)

    def _copy_report(self, name: str) -> None:
        if name == "report":
            QGuiApplication.clipboard().setText(self._window.report)


def _twin(exact: Any, shape: tuple[int, ...]) -> Any:
    """The exact twin of a kept output, where every entry is rational."""
    from fractions import Fraction

    if exact is None:
        return None
    entries = np.asarray(exact, dtype=object)
    rational = entries.shape == shape and all(isinstance(item, int | Fraction) for item in entries.flat)
    return entries if rational else None
