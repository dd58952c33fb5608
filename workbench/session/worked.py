"""The worked steps of cards: asked for when somebody unfolds them, the newest request of each card winning."""

from __future__ import annotations

from collections.abc import Callable

from psygnal import Signal

from workbench.jobs.request import Reply, Request, Steps
from workbench.jobs.runner import Runner
from workbench.model.errors import UserError
from workbench.model.steps import Way
from workbench.operations.steps.given import SIDE
from workbench.session.results import Entry


class WorkedSteps:
    """Runs in the lane of facts, so that no long job holds them up."""

    ready = Signal(int, object)
    """the number of a card, and its `Derivation`, or the error that says why there is none"""

    def __init__(self, runner: Runner, number: Callable[[], int]) -> None:
        self._runner, self._number = runner, number
        self._newest: dict[int, int] = {}

    def ask(self, entry: Entry, way: Way) -> None:
        """Work out how the answer of a card is found, on the inputs that it was asked for."""
        if entry.task.inputs and not entry.inputs:
            self.ready.emit(entry.number, UserError("unsupported", f"Steps are shown up to {SIDE} x {SIDE}."))
            return
        task = Steps(entry.task.operation, entry.task.inputs, entry.task.params, way)
        number = self._newest[entry.number] = self._number()
        request = Request(number, task, entry.inputs, "facts")
        self._runner.submit(request, lambda reply: self._deliver(entry.number, reply))

    def _deliver(self, card: int, reply: Reply) -> None:
        if self._newest.get(card) == reply.number and reply.status != "cancelled":
            self.ready.emit(card, reply.value if reply.status == "done" else reply.error)
