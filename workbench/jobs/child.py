"""A compute process as its parent sees it: started, asked, killed, and its last words read."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections import OrderedDict
from contextlib import suppress
from typing import Any

from workbench.jobs.bases import BaseStore, Placed, is_large, seal
from workbench.jobs.codec import decode, encode, receive, send
from workbench.jobs.launch import Launched
from workbench.jobs.outcome import Outcome
from workbench.jobs.request import Failure, Request
from workbench.jobs.worker import BEGUN, FORGET, RUN
from workbench.model.matrix import Base

KEPT_BYTES = 8 << 30
KEPT_COUNT = 256
"""How many bases, and how many bytes of them, a process keeps mapped for the next job."""

LAST_WORDS = 20_000
DYING_SECONDS = 5.0


class DiedError(Exception):
    """The process ended before it answered, or even before it had begun."""

    def __init__(self, begun: bool) -> None:
        super().__init__("the compute process died")
        self.begun = begun


class ComputeProcess:
    """Owns a child, the connection to it and the file that its standard error goes to."""

    def __init__(self, launched: Launched) -> None:
        self.killed = False
        self._ready = False
        self._known: OrderedDict[int, int] = OrderedDict()
        self._sent: Any = None
        self._process, self._link = launched.process, launched.link
        self._errors, self._guard = launched.errors, launched.guard

    @property
    def pid(self) -> int:
        return self._process.pid

    def await_ready(self) -> bool:
        """Wait until it has imported what it needs; False if it is dead or dying."""
        try:
            if not self._ready:
                receive(self._link)
                self._ready = True
        except (EOFError, OSError):
            return False
        return not self.killed and self._process.poll() is None

    def ask(self, request: Request, store: BaseStore) -> Outcome:
        """Send the request with the bases it lacks and wait for the answer; `DiedError` if none comes."""
        bases = {matrix.base.serial: matrix.base for matrix in request.matrices if is_large(matrix.base)}
        missing = [store.share(base) for base in bases.values() if base.serial not in self._known]
        message = encode((request.task, tuple(map(seal, request.matrices))))
        begun = False
        try:
            self._send(RUN, self._make_room(bases), missing, message)
            begun = self._link.recv_bytes() == BEGUN
            _, packet, memory = receive(self._link)
        except (EOFError, OSError) as error:
            raise DiedError(begun) from error
        finally:
            self._sent = None
        outcome: Outcome = decode(packet, memory)
        return outcome

    def _send(self, kind: str, forgotten: tuple[int, ...], placed: list[Placed], message: Any) -> None:
        head = (kind, forgotten, tuple((each.serial, each.segment.size, each.layout) for each in placed))
        self._sent = send(self._link, head, *message)
        for each in placed:
            each.segment.send(self._link)
            self._known[each.serial] = each.segment.size

    def _make_room(self, wanted: dict[int, Base]) -> tuple[int, ...]:
        """The bases, longest unused first, that it must give up to hold these as well."""
        for serial in wanted:
            if serial in self._known:
                self._known.move_to_end(serial)
        size = sum(base.array.nbytes for serial, base in wanted.items() if serial not in self._known)
        size += sum(self._known.values())
        forgotten = []
        for serial in [serial for serial in self._known if serial not in wanted]:
            if size <= KEPT_BYTES and len(self._known) < KEPT_COUNT:
                break
            size -= self._known.pop(serial)
            forgotten.append(serial)
        return tuple(forgotten)

    def forget(self, serial: int) -> None:
        """Let it unmap a base that has died."""
        if self._known.pop(serial, None) is not None:
            with suppress(OSError):  # a dead process has forgotten everything; the next job will notice
                self._send(FORGET, (serial,), [], encode(None))

    def kill(self) -> None:
        """End it at once, from any thread. Whoever waits for its answer gets `DiedError` before it is gone."""
        self.killed = True
        self._process.kill()
        if sys.platform != "win32":
            _hang_up(self._link.fileno())

    def close(self) -> None:
        """Kill it, wait until it is gone, and give everything back."""
        if not self.killed:
            self.kill()
        self._process.wait()
        self._guard.close()
        self._link.close()
        os.close(self._errors)

    def obituary(self) -> Failure:
        """Why it ended, in one sentence, with the last it wrote."""
        try:
            code = self._process.wait(DYING_SECONDS)
        except subprocess.TimeoutExpired:
            return Failure("The compute process closed its connection and hangs.", self._last_words())
        return Failure(_cause(code), self._last_words())

    def _last_words(self) -> str:
        with os.fdopen(os.dup(self._errors), "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - LAST_WORDS))
            return file.read().decode(errors="replace")


def _hang_up(descriptor: int) -> None:
    """Wake whoever reads: a killed process closes its end only after its memory is torn down, which takes a while."""
    with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as end:
        end.shutdown(socket.SHUT_RDWR)


def _cause(code: int) -> str:
    if code == -9:
        return "The compute process was killed in the middle of the job, most likely because the memory ran out."
    if code < 0:
        return f"The compute process crashed in the middle of the job ({_signal_name(-code)})."
    return f"The compute process ended in the middle of the job (exit status {code})."


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal has a number only
        return f"signal {number}"
