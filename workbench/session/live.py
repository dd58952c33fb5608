"""Values that follow a matrix: facts and spectra, recomputed on every change, the newest winning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from psygnal import Signal

from workbench.jobs.engine import run
from workbench.jobs.request import Facts, Reply, Request, Spectrum
from workbench.jobs.runner import Runner
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.workspace import Workspace
from workbench.numerics.facts import facts_cost, spectrum_cost

Kind = Literal["facts", "spectrum"]
TASKS: dict[Kind, type[Facts] | type[Spectrum]] = {"facts": Facts, "spectrum": Spectrum}
COSTS: dict[Kind, Callable[[tuple[int, ...]], float]] = {"facts": facts_cost, "spectrum": spectrum_cost}
IN_PROCESS = 4
"""Longest side up to which a value is computed at once, so that a drag and what follows it share a frame."""
UNASKED = 0.05
"""Seconds that a value may cost without having been asked for."""


@dataclass(frozen=True)
class Withheld:
    """In place of a value: it would take this many seconds, and waits for a click."""

    seconds: float


class Live:
    """Keeps one value per kind and name current while somebody looks at it."""

    ready = Signal(str, str, object)
    """kind, name, and the value: what the engine returned, `Withheld`, or the error of a failed request"""

    def __init__(self, workspace: Workspace, runner: Runner, number: Callable[[], int]) -> None:
        self._workspace = workspace
        self._runner = runner
        self._number = number
        self._newest: dict[tuple[Kind, str], int] = {}
        self._shown: dict[tuple[Kind, str], int] = {}
        self._allowed: set[tuple[Kind, str]] = set()

    def ask(self, kind: Kind, name: str, *, whatever_it_costs: bool = False) -> None:
        """Bring a value up to date unless it is; a dear one only when `whatever_it_costs` was said once."""
        if name not in self._workspace:
            return
        key, matrix = (kind, name), self._workspace[name]
        if whatever_it_costs:
            self._allowed.add(key)
            self._shown.pop(key, None)
        if self._shown.get(key) == matrix.version:
            return
        self._shown[key] = matrix.version
        if _small(matrix):
            self._at_once(key, matrix)
        else:
            self._in_time(key, matrix)

    def _at_once(self, key: tuple[Kind, str], matrix: Matrix) -> None:
        self._newest[key] = self._number()
        try:
            value = run(TASKS[key[0]](), (matrix,)) if matrix.size else None
        except UserError as error:
            value = error
        self._emit(key, value)

    def _in_time(self, key: tuple[Kind, str], matrix: Matrix) -> None:
        cost = COSTS[key[0]](matrix.shape)
        if cost > UNASKED and key not in self._allowed:
            self.ready.emit(*key, Withheld(cost))
        else:
            self._submit(key, matrix)

    def _submit(self, key: tuple[Kind, str], matrix: Matrix) -> None:
        number = self._newest[key] = self._number()
        request = Request(number, TASKS[key[0]](), (matrix,), "facts")
        self._runner.submit(request, lambda reply: self._deliver(key, reply))

    def _deliver(self, key: tuple[Kind, str], reply: Reply) -> None:
        if self._newest.get(key) == reply.number and reply.status != "cancelled":
            self._emit(key, reply.value if reply.status == "done" else reply.error)

    def _emit(self, key: tuple[Kind, str], value: Any) -> None:
        self.ready.emit(key[0], key[1], value)

    def forget(self, kind: Kind, name: str) -> None:
        """Let the next `ask` compute afresh, as when a view is opened again."""
        self._shown.pop((kind, name), None)


def _small(matrix: Matrix) -> bool:
    return matrix.ndim <= 2 and max(matrix.shape, default=1) <= IN_PROCESS
