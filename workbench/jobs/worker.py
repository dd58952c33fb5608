"""The main loop of a compute process: it reads a request, runs the engine and answers, one at a time."""

from __future__ import annotations

import faulthandler
import importlib
import signal
import sys
from functools import partial
from multiprocessing import connection
from typing import TYPE_CHECKING, Any

from workbench.jobs.bases import AttachedBases, Placed
from workbench.jobs.codec import Packet, decode, encode, receive, send
from workbench.jobs.outcome import Outcome, Run, attempt, load_engine
from workbench.jobs.shared import PlatformSegment
from workbench.jobs.spent import is_spent

if TYPE_CHECKING:
    Link = connection.Connection[Any, Any]

READY = "ready"
RUN = "run"
FORGET = "forget"
BEGUN = b"begun"

QUIET = 0.3
"""Seconds without a request after which there is time to import what later ones will need."""


def work(handle: int, engine: str, preload: tuple[str, ...]) -> None:
    """Answer the parent until it closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the window
    faulthandler.enable()
    worker = Worker(_connect(handle), engine, preload)
    worker.prepare()
    while worker.step():
        pass


def _connect(handle: int) -> Link:
    if sys.platform == "win32":
        return connection.PipeConnection(handle)
    return connection.Connection(handle)


class Worker:
    """One end of the connection, the bases it has been given, and the engine."""

    def __init__(self, link: Link, engine: str, preload: tuple[str, ...]) -> None:
        self._link = link
        self._engine = engine
        self._preload = list(preload)
        self._run: Run | None = None
        self._bases = AttachedBases()
        self._sent: Any = None

    def prepare(self) -> None:
        """Import the engine ahead of the first job. What fails here fails again in the job, and is told there."""
        attempt(self._load)
        send(self._link, READY, *encode(None))

    def _load(self) -> Run:
        if self._run is None:
            self._run = load_engine(self._engine)
        return self._run

    def step(self) -> bool:
        """Handle one message; False when the parent has hung up."""
        self._use_the_quiet()
        try:
            head, packet, memory = receive(self._link)
        except (EOFError, ConnectionResetError):
            return False
        self._sent = None  # the parent has it by now, or it would not ask for more
        kind, forgotten, placed = head
        self._bases.forget(forgotten)
        for serial, size, layout in placed:
            self._bases.attach(Placed(serial, PlatformSegment.receive(self._link, size), layout))
        if kind == RUN:
            if is_spent():
                return False  # before it has begun: the parent asks another process
            self._link.send_bytes(BEGUN)
            self._answer(attempt(partial(self._perform, packet, memory)))
        return True

    def _use_the_quiet(self) -> None:
        """Import what the first request can do without, between requests."""
        while self._preload and not self._link.poll(QUIET):
            attempt(partial(importlib.import_module, self._preload.pop(0)))

    def _perform(self, packet: Packet, memory: memoryview) -> Any:
        task, sealed = decode(packet, memory)
        matrices = tuple(map(self._bases.unseal, sealed))
        return self._load()(task, matrices)

    def _answer(self, outcome: Outcome) -> None:
        """Send it, or why it cannot be sent: too large for the memory, or not a value that can travel."""
        status, message, error = attempt(partial(encode, outcome))
        if status == "done":
            status, self._sent, error = attempt(partial(send, self._link, RUN, *message))
        if status != "done":
            self._sent = send(self._link, RUN, *encode((status, None, error)))
