"""The runner of the window: lanes of compute processes that can be stopped, crash and be killed without harm."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from workbench.jobs import resident
from workbench.jobs.bases import BaseStore
from workbench.jobs.bootstrap import ENGINE, PRELOAD
from workbench.jobs.bootstrap import recipes as recipes_of
from workbench.jobs.lane import Lane
from workbench.jobs.launch import Launched
from workbench.jobs.placing import for_lane
from workbench.jobs.request import Reply, Request
from workbench.jobs.runner import Deliver, Estimate, Job, Post
from workbench.jobs.shared import raise_descriptor_limit


class ProcessRunner:
    """Jobs have one lane with every core, facts and live views a small one of their own, a device has a third.

    `post` brings a callable to the thread of the window; every reply comes through it, exactly once.
    """

    def __init__(
        self,
        post: Post,
        engine: str = ENGINE,
        estimate: Estimate | None = None,
        preload: tuple[str, ...] = PRELOAD,
        launched: Launched | None = None,
    ) -> None:
        self._post = post
        recipes = recipes_of(engine, preload)
        self._lanes = {
            "jobs": Lane("jobs", recipes["jobs"], estimate, launched),
            "facts": Lane("facts", recipes["facts"], estimate),
            "gpu": Lane("gpu", recipes["gpu"], estimate, retired=partial(resident.forget, "gpu")),
        }
        self._asked_for_device = False
        self._store = BaseStore(self._announce)
        self._spawner, self._reaper = ThreadPoolExecutor(1, "spawner"), ThreadPoolExecutor(1, "reaper")
        self._lock = threading.Lock()
        self._closed = False
        self._is_calm = False
        self._calm: threading.Timer | None = None

    def start(self, calm: float = 0) -> None:
        """Begin the processes; what waited is served.

        For `calm` seconds there is but one, without a spare: who starts a program needs the processors for its window.
        """
        if self._closed:
            return
        raise_descriptor_limit()
        self._lanes["jobs"].start(self._spawner, self._reaper, self._store)
        if not calm:
            self._have_all()
            return
        self._is_calm = True
        self._calm = threading.Timer(calm, self._have_all)
        self._calm.daemon = True
        self._calm.start()

    def _have_all(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._lanes["facts"].start(self._spawner, self._reaper, self._store)
            self._is_calm = False
        for name in ("jobs", "facts"):  # a spare on a device would take memory there for nothing
            self._lanes[name].have_spares()

    def submit(self, request: Request, deliver: Deliver) -> Job:
        """Queue it in its lane, or in the only one there is; nothing is copied here."""
        request = for_lane(request)
        lane = self._lane(request.lane)
        if request.lane == "gpu":
            deliver = partial(_noted, request, deliver)
        job = Job(request, deliver, self._post, lane.stop)
        if self._closed:
            job.cancel()
        else:
            lane.inbox.put(job)
        return job

    def _lane(self, name: str) -> Lane:
        """Where that is served now; a device has no process before the first job for it."""
        if name != "gpu":
            return self._lanes["jobs" if self._is_calm else name]
        with self._lock:
            if not self._asked_for_device and not self._closed:
                self._asked_for_device = True
                self._lanes["gpu"].start(self._spawner, self._reaper, self._store)
        return self._lanes["gpu"]

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that live now, spares included."""
        return tuple(pid for lane in self._lanes.values() for pid in lane.pids)

    def close(self) -> None:
        """Cancel everything, kill every process and wait until they and the threads are gone."""
        if self._closed:
            return
        with self._lock:
            self._closed = True
        if self._calm is not None:
            self._calm.cancel()
            self._calm.join()
        for lane in self._lanes.values():
            lane.close()
        for lane in self._lanes.values():
            lane.join()
        self._spawner.shutdown()
        self._reaper.shutdown()
        self._store.close()

    def _announce(self, serial: int) -> None:
        """A shared base has died, maybe inside the garbage collector: `SimpleQueue.put` is safe even there."""
        for name, lane in self._lanes.items():
            if name != "gpu" or self._asked_for_device:
                lane.inbox.put(serial)


def _noted(request: Request, deliver: Deliver, reply: Reply) -> None:
    """Remember what has been copied to a device by now, and pass the reply on."""
    resident.note(request, reply)
    deliver(reply)
