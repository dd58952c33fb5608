"""What the window knows of running jobs: submit, watch, cancel. And the runner that needs no process."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Literal, Protocol

from workbench.jobs.bootstrap import ENGINE
from workbench.jobs.memory import check_memory
from workbench.jobs.outcome import Run, attempt, load_engine, reply_to
from workbench.jobs.request import Compute, Reply, Request, Status

State = Literal["queued", "running"] | Status
Deliver = Callable[[Reply], None]
Post = Callable[[Callable[[], None]], None]
Estimate = Callable[[Request], tuple[float | None, int | None]]
"""What a request is expected to take: seconds and bytes, None where nobody knows."""


class Job:
    """One request on its way: queued, running, then done, failed or cancelled, exactly once.

    `started` and `expected` are there for the eye: a `time.monotonic()` and seconds, None while unknown.
    """

    def __init__(self, request: Request, deliver: Deliver, post: Post, stop: Callable[[Job], None]) -> None:
        self.request = request
        self.state: State = "queued"
        self.started: float | None = None
        self.expected: float | None = None
        self._deliver = deliver
        self._post = post
        self._stop = stop
        self._lock = threading.Lock()

    @property
    def number(self) -> int:
        return self.request.number

    @property
    def ended(self) -> bool:
        return self.state not in ("queued", "running")

    @property
    def elapsed(self) -> float:
        """Seconds since the start, 0 before it."""
        return 0.0 if self.started is None else time.monotonic() - self.started

    def begin(self) -> bool:
        """The runner takes it up; False if it was cancelled in the queue."""
        with self._lock:
            if self.ended:
                return False
            self.started, self.state = time.monotonic(), "running"
            return True

    def finish(self, reply: Reply) -> bool:
        """The first end wins and is posted; a later one is dropped and answers False."""
        with self._lock:
            if self.ended:
                return False
            self.state = reply.status
        self._post(partial(self._deliver, reply))
        return True

    def cancel(self) -> None:
        """Stop it now; the reply "cancelled" follows through `post`. Does nothing once it has ended."""
        if self.finish(Reply(self.number, "cancelled", seconds=self.elapsed)):
            self._stop(self)


VALUES = {"eig": "eigvals", "eigh": "eigvals", "svd": "svdvals"}
"""Operations that give the values of others, without their vectors."""


class Runner(Protocol):
    """Runs requests and brings each reply to the thread of the window, never inside `submit`."""

    def submit(self, request: Request, deliver: Deliver) -> Job: ...

    def close(self) -> None: ...


def admit(job: Job, estimate: Estimate | None) -> None:
    """Note how long the job should take and refuse it (UserError, kind memory) if it cannot fit."""
    if estimate is None:
        return
    seconds, needed = estimate(job.request)
    job.expected = seconds
    if needed is not None:
        task = job.request.task
        check_memory(needed, VALUES.get(task.operation) if isinstance(task, Compute) else None)


class InlineRunner:
    """Runs in this process and thread, when `drain()` is called: for tests and the command line."""

    def __init__(self, engine: str | Run = ENGINE, estimate: Estimate | None = None) -> None:
        self._run = load_engine(engine) if isinstance(engine, str) else engine
        self._estimate = estimate
        self._jobs: deque[Job] = deque()
        self._posted: deque[Callable[[], None]] = deque()

    def submit(self, request: Request, deliver: Deliver) -> Job:
        job = Job(request, deliver, self._posted.append, stop=lambda _: None)
        self._jobs.append(job)
        return job

    def drain(self) -> None:
        """Run and deliver everything that is queued, and what the deliveries submit in turn."""
        while self._jobs or self._posted:
            if self._posted:
                self._posted.popleft()()
            else:
                self._serve(self._jobs.popleft())

    def close(self) -> None:
        """Cancel what is queued; the next `drain()` tells."""
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()

    def _serve(self, job: Job) -> None:
        if job.begin():
            outcome = attempt(partial(self._answer, job))
            job.finish(reply_to(job.request, outcome, job.elapsed))

    def _answer(self, job: Job) -> object:
        admit(job, self._estimate)
        return self._run(job.request.task, job.request.matrices)
