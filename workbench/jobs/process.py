"""The runner of the window: two lanes of compute processes that can be stopped, crash and be killed without harm."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from workbench.jobs.bases import BaseStore
from workbench.jobs.bootstrap import ENGINE, PRELOAD, recipes
from workbench.jobs.bootstrap import Lane as LaneName
from workbench.jobs.lane import Lane
from workbench.jobs.launch import Launched
from workbench.jobs.request import Request
from workbench.jobs.runner import Deliver, Estimate, Job, Post
from workbench.jobs.shared import raise_descriptor_limit


class ProcessRunner:
    """Jobs have one lane with every core, facts and live views a small one of their own.

    `post` brings a callable to the thread of the window; every reply comes through it, exactly once.
    """

    def __init__(
        self,
        post: Post,
        engine: str = ENGINE,
        estimate: Estimate | None = None,
        preload: tuple[str, ...] = PRELOAD,
        launched: Mapping[LaneName, Launched] = MappingProxyType({}),
    ) -> None:
        self._post = post
        self._lanes = {
            name: Lane(name, recipe, estimate, launched.get(name)) for name, recipe in recipes(engine, preload).items()
        }
        self._store = BaseStore(self._announce)
        self._helpers: tuple[ThreadPoolExecutor, ...] = ()
        self._closed = False

    def start(self, calm: float = 0) -> None:
        """Begin the processes that have not been launched before. What waited is served; spares wait `calm` seconds."""
        if self._closed:
            return
        raise_descriptor_limit()
        spawner, reaper = self._helpers = (ThreadPoolExecutor(1, "spawner"), ThreadPoolExecutor(1, "reaper"))
        for lane in self._lanes.values():
            lane.start(spawner, reaper, self._store, calm)

    def submit(self, request: Request, deliver: Deliver) -> Job:
        """Queue it in its lane; nothing is copied here."""
        lane = self._lanes[request.lane]
        job = Job(request, deliver, self._post, lane.stop)
        if self._closed:
            job.cancel()
        else:
            lane.inbox.put(job)
        return job

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that live now, spares included."""
        return tuple(pid for lane in self._lanes.values() for pid in lane.pids)

    def close(self) -> None:
        """Cancel everything, kill every process and wait until they and the threads are gone."""
        if self._closed:
            return
        self._closed = True
        for lane in self._lanes.values():
            lane.close()
        for lane in self._lanes.values():
            lane.join()
        for helper in self._helpers:
            helper.shutdown()
        self._store.close()

    def _announce(self, serial: int) -> None:
        """A shared base has died, maybe inside the garbage collector: `SimpleQueue.put` is safe even there."""
        for lane in self._lanes.values():
            lane.inbox.put(serial)
