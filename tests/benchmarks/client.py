"""A session on real compute processes, driven from a plain loop as the window drives it."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from workbench.jobs.process import ProcessRunner
from workbench.jobs.request import Compute
from workbench.model.edits import Put
from workbench.model.matrix import Matrix
from workbench.model.workspace import Workspace
from workbench.session.session import Session


class Client:
    """Puts matrices, runs operations and waits for their cards."""

    def __init__(self, session: Session, posted: queue.Queue[Callable[[], None]]) -> None:
        self.session = session
        self._posted = posted

    def put(self, name: str, array: np.ndarray[Any, Any]) -> None:
        self.session.workspace.do(Put(Matrix.of(name, array)))

    def run(self, operation: str, *names: str) -> Any:
        """Ask and wait until the card is there; the card's entry."""
        before = len(self.session.results)
        self.session.run(Compute(operation, names))
        self.wait(lambda: len(self.session.results) > before)
        return next(iter(self.session.results))

    def wait(self, reached: Callable[[], bool], limit: float = 300) -> None:
        end = time.monotonic() + limit
        while not reached():
            self._posted.get(timeout=max(0.0, end - time.monotonic()))()

    def drain(self) -> None:
        while not self._posted.empty():
            self._posted.get()()


@contextmanager
def client() -> Iterator[Client]:
    """A client whose compute processes are warm."""
    posted: queue.Queue[Callable[[], None]] = queue.Queue()
    runner = ProcessRunner(posted.put)
    runner.start()
    made = Client(Session(Workspace(), runner), posted)
    try:
        made.put("warm", np.eye(3) + 1)
        made.run("inv", "warm")
        yield made
    finally:
        runner.close()
