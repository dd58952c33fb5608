"""One running session: the workspace, what runs for it, and what follows from it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from psygnal import Signal

from workbench.jobs.rational import with_fractions
from workbench.jobs.request import Compute, Load, Reply, Request, Result, Save, Task
from workbench.jobs.runner import Job, Runner
from workbench.model.edits import Batch, Edit, Put
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.workspace import Workspace
from workbench.operations import entry
from workbench.session.derived import Follower, derive
from workbench.session.history import History
from workbench.session.live import Live
from workbench.session.results import Results
from workbench.session.worked import WorkedSteps


class Session:
    """Runs tasks on snapshots of the workspace and brings their answers back as results, matrices or messages."""

    started = Signal(Job)
    ended = Signal(Job, Reply)
    failed = Signal(object)
    """a `UserError` or `Failure` that belongs to no card: opening, saving"""
    said = Signal(str, str)
    """a sentence, green for what went well (a file was saved), amber for what to know (missing values)"""

    def __init__(self, workspace: Workspace, runner: Runner) -> None:
        self.workspace = workspace
        self.runner = runner
        self.results = Results()
        self.history = History()
        self._numbers = itertools.count(1)
        self.live = Live(workspace, runner, self._next)
        self.follower = Follower(workspace)
        self.steps = WorkedSteps(runner, self._next)
        self.jobs: list[Job] = []

    def _next(self) -> int:
        return next(self._numbers)

    def run(self, task: Compute) -> Job:
        """Start an operation; its answer becomes a card.

        Raises `UserError` for what is refused before anything runs.
        """
        matrices = self.workspace.snapshot(task.inputs)
        title = entry(task.operation).title

        def arrived(reply: Reply) -> None:
            if reply.status == "cancelled":
                return
            if reply.error is None:
                self.history.computed(reply.value, matrices)
            answer = reply.value if reply.error is None else reply.error
            self.results.add(title, task, answer, matrices)

        return self._submit(task, matrices, arrived)

    def stop(self) -> None:
        """Cancel everything that runs or waits, except facts."""
        for job in list(self.jobs):
            job.cancel()

    def open(
        self, path: str, name: str | None = None, opened: Callable[[tuple[str, ...]], None] = lambda names: None
    ) -> Job:
        """Load a file's arrays as variables, one undo step; `opened` hears their names."""
        return self._submit(Load(path, name), (), lambda reply: self._loaded(path, reply, opened))

    def save(self, path: str, names: Sequence[str]) -> Job:
        """Write variables to a file in the format of its extension."""

        def saved(_: object) -> None:
            self.said.emit(f"Saved {' and '.join(names)} to {path}.", "green")

        return self._submit(Save(path), self.workspace.snapshot(names), lambda reply: self._value(reply, saved))

    def define(self, text: str, name: str) -> None:
        """Put the variable that a formula defines. Raises `UserError`."""
        self.workspace.do(Put(derive(self.workspace, text, name)))

    def keep(self, entry_outputs: Sequence[tuple[str, Any, Any]], origin: str, result: Result | None = None) -> None:
        """Put outputs of a card as variables, one undo step: (name, array, exact or None) each."""
        edits: list[Edit] = [
            Put(Matrix.of(name, array, origin=origin, exact=exact)) for name, array, exact in entry_outputs
        ]
        self.workspace.do(edits[0] if len(edits) == 1 else Batch(tuple(edits), f"Keep {len(edits)} results"))
        if result is not None and len(edits) == 1:
            self.history.kept(result, self.workspace[entry_outputs[0][0]])

    def use_fractions(self, names: Sequence[str]) -> None:
        """Put the nearest simple fractions in the place of floating-point entries, one undo step.

        Raises `UserError` for what is no number that a fraction could stand for.
        """
        found = [matrix for matrix in self.workspace.snapshot(tuple(dict.fromkeys(names))) if not matrix.is_exact]
        words = f"Use the nearest fractions of {' and '.join(matrix.name for matrix in found)}"
        if found:
            self.workspace.do(Batch(tuple(Put(with_fractions(matrix)) for matrix in found), words))

    def _submit(self, task: Task, matrices: tuple[Matrix, ...], arrived: Callable[[Reply], None]) -> Job:
        def deliver(reply: Reply) -> None:
            self.jobs = [other for other in self.jobs if other.number != reply.number]
            try:
                arrived(reply)
            finally:  # a card that cannot be made must not leave the job running for the eye
                self.ended.emit(job, reply)

        job = self.runner.submit(Request(self._next(), task, matrices), deliver)
        self.jobs.append(job)
        self.started.emit(job)
        return job

    def _value(self, reply: Reply, deliver: Callable[[Any], None]) -> None:
        if reply.status == "failed":
            self.failed.emit(reply.error)
        elif reply.status == "done":
            deliver(reply.value)

    def _loaded(self, path: str, reply: Reply, opened: Callable[[tuple[str, ...]], None]) -> None:
        self._value(reply, lambda items: self._put(path, items, opened))

    def _put(self, path: str, items: Sequence[Any], opened: Callable[[tuple[str, ...]], None]) -> None:
        edits: list[Edit] = []
        taken: list[str] = []
        for item in items:
            name = self._free(item.name or Path(path).stem, taken)
            taken.append(name)
            edits.append(
                Put(
                    Matrix.of(
                        name,
                        item.array,
                        origin=Path(path).name,
                        exact=item.exact,
                        row_labels=item.row_labels,
                        column_labels=item.column_labels,
                    )
                )
            )
        if not edits:
            self.failed.emit(UserError("file", f"{Path(path).name} holds no matrix."))
            return
        self.workspace.do(edits[0] if len(edits) == 1 else Batch(tuple(edits), f"Open {Path(path).name}"))
        opened(tuple(taken))
        warnings = [warning for item in items for warning in item.warnings]
        if warnings:
            self.said.emit(f"{Path(path).name}: {' '.join(warnings)}", "amber")

    def _free(self, stem: str, taken: Sequence[str]) -> str:
        """A name like the file's that is not in use yet."""
        cleaned = "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in stem) or "A"
        cleaned = cleaned if cleaned.isidentifier() else f"m_{cleaned}"
        name = self.workspace.fresh_name(cleaned)
        return next(
            other
            for other in itertools.chain([name], (f"{name}_{n}" for n in itertools.count(2)))
            if other not in taken
        )
