"""One lane: a thread that owns one compute process and a warm spare, and serves its jobs in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue

from workbench.jobs.bases import BaseStore
from workbench.jobs.bootstrap import Recipe
from workbench.jobs.child import ComputeProcess, DiedError
from workbench.jobs.launch import Launched
from workbench.jobs.outcome import Outcome, attempt, reply_to
from workbench.jobs.request import Failure
from workbench.jobs.runner import Estimate, Job, admit

ATTEMPTS = 3
"""Processes that are tried for one job before it fails: the current one, the spare and a new one."""


class Lane:
    """Its inbox holds jobs, serials of bases that have died, and None for the end."""

    def __init__(
        self,
        name: str,
        recipe: Recipe,
        estimate: Estimate | None,
        launched: Launched | None = None,
        retired: Callable[[], None] = lambda: None,
    ) -> None:
        """`retired` is told, in any thread, that a process is let go."""
        self.inbox: SimpleQueue[Job | int | None] = SimpleQueue()
        self._recipe = recipe
        self._estimate = estimate
        self._retired = retired
        self._lock = threading.Lock()
        self._closed = False
        self._running: Job | None = None
        self._process = None if launched is None else ComputeProcess(launched)
        self._spare: Future[ComputeProcess] | None = None
        self._spares = False
        self._thread = threading.Thread(target=self._serve, name=f"lane {name}", daemon=True)

    def start(self, spawner: ThreadPoolExecutor, reaper: ThreadPoolExecutor, store: BaseStore) -> None:
        """Begin the process. `spawner` starts every process, in a thread that lives as long as they do.

        `reaper` waits for their ends: tearing down gigabytes takes a second, and a new process must not wait for that.
        """
        self._spawner = spawner
        self._reaper = reaper
        self._store = store
        self._thread.start()

    def stop(self, job: Job) -> None:
        """Kill the process if it is at work on this job."""
        with self._lock:
            if self._running is job and self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """Cancel what runs and what waits, and end the process; returns before the thread has ended."""
        with self._lock:
            self._closed = True
            running = self._running
        if running is not None:
            running.cancel()  # before its process dies, lest that looked like an accident
        with self._lock:
            if self._process is not None:
                self._process.kill()
        self.inbox.put(None)

    def join(self) -> None:
        """Wait for the thread; for one that was never started, do its last work here."""
        if self._thread.ident is None:
            self._drain()
            if self._process is not None:
                self._process.close()
        else:
            self._thread.join()

    @property
    def pids(self) -> tuple[int, ...]:
        processes = [self._process, _launched(self._spare)]
        return tuple(process.pid for process in processes if process is not None)

    def _serve(self) -> None:
        attempt(self._ready)  # ahead of the first job, which will tell if this fails
        self._drain()
        self._retire()
        if self._spare is not None:
            self._spare.add_done_callback(_close)

    def _drain(self) -> None:
        # The item is never held while waiting for the next one: a matrix would live as long.
        while self._handle(self.inbox.get()):
            pass

    def _handle(self, item: Job | int | None) -> bool:
        if isinstance(item, Job):
            self._run(item)
        elif item is not None:
            self._forget(item)
        return item is not None

    def _forget(self, serial: int) -> None:
        self._store.drop(serial)
        if self._process is not None:
            self._process.forget(serial)

    def _run(self, job: Job) -> None:
        if self._closed:
            job.cancel()
        if not job.begin():
            return
        status, outcome, error = attempt(partial(self._answer, job))
        job.finish(reply_to(job.request, outcome if status == "done" else (status, None, error), job.elapsed))

    def _answer(self, job: Job) -> Outcome:
        admit(job, self._estimate)
        for _ in range(ATTEMPTS):
            process = self._ready()
            if process is None:
                break
            try:
                return self._ask(process, job)
            except DiedError as death:
                failure = self._bury(process, job, death)
            if failure is not None:
                return "failed", None, failure
            if job.ended:
                break
        if self._closed or job.ended:
            return "cancelled", None, None
        return "failed", None, Failure("The compute process could not be started.")

    def _bury(self, process: ComputeProcess, job: Job, death: DiedError) -> Failure | None:
        """What its death means for the job; None if it was meant, or came before the job had begun."""
        # A large process takes its time to end: after a stop nobody waits for that.
        accident = death.begun and not job.ended and not self._closed
        failure = process.obituary() if accident else None
        self._retire()
        return failure

    def _ask(self, process: ComputeProcess, job: Job) -> Outcome:
        with self._lock:
            self._running = job
        try:
            return ("cancelled", None, None) if job.ended else process.ask(job.request, self._store)
        finally:
            with self._lock:
                self._running = None

    def _ready(self) -> ComputeProcess | None:
        """The process at hand if it lives, else the spare, else a new one; None if nothing helps."""
        for _ in range(ATTEMPTS):
            if self._closed:
                break
            process = self._process or self._promote()
            if process.await_ready():
                self._want_spare()
                return process
            self._retire()
        return None

    def _promote(self) -> ComputeProcess:
        with self._lock:
            launched, self._spare = self._spare or self._launch(), None
        process = launched.result()
        with self._lock:
            self._process = process
            if self._closed:
                process.kill()
        return process

    def have_spares(self) -> None:
        """Keep a process in reserve from now on."""
        self._spares = True
        self._want_spare()

    def _want_spare(self) -> None:
        with self._lock:
            if self._spares and not self._closed:
                self._spare = self._spare or self._launch()

    def _launch(self) -> Future[ComputeProcess]:
        return self._spawner.submit(lambda: ComputeProcess(Launched(self._recipe)))

    def _retire(self) -> None:
        """Let go of the process; it is reaped in the background, after a new spare has been started."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            self._retired()
            self._want_spare()
            self._reaper.submit(process.close)


def _launched(future: Future[ComputeProcess] | None) -> ComputeProcess | None:
    """The process, unless it is still being started or could not be."""
    if future is None or not future.done() or future.exception() is not None:
        return None
    return future.result()


def _close(future: Future[ComputeProcess]) -> None:
    process = _launched(future)
    if process is not None:
        process.close()
