"""A process runner whose replies are delivered when the test waits for them, and a count of what it leaves behind."""

from __future__ import annotations

import gc
import os
import queue
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from workbench.jobs.process import ProcessRunner
from workbench.jobs.request import Request
from workbench.model.matrix import Matrix

ENGINES = str(Path(__file__).parent / "engines")
PATIENCE = 100.0


class Office:
    """A runner with a queue in the place of the event loop."""

    def __init__(self, **options):
        self.posted = queue.SimpleQueue()
        self.replies = {}
        self.runner = ProcessRunner(self.posted.put, **{"engine": "errands:run", "preload": (), **options})
        self._numbers = iter(range(1, 10**9))

    def submit(self, *task, matrices=(), lane="jobs"):
        request = Request(next(self._numbers), task, tuple(matrices), lane)
        return self.runner.submit(request, self._deliver)

    def _deliver(self, reply):
        assert reply.number not in self.replies, "delivered twice"
        self.replies[reply.number] = reply

    def wait(self, *jobs):
        """Deliver until these have ended; the replies in their order."""
        end = time.monotonic() + PATIENCE
        while any(job.number not in self.replies for job in jobs):
            self.posted.get(timeout=max(0.0, end - time.monotonic()))()
        return [self.replies[job.number] for job in jobs]

    def ask(self, *task, matrices=(), lane="jobs"):
        return self.wait(self.submit(*task, matrices=matrices, lane=lane))[0]

    def submit_and_see_running(self, *task, matrices=(), lane="jobs"):
        job = self.submit(*task, matrices=matrices, lane=lane)
        while job.state == "queued":
            time.sleep(0.001)
        return job

    def drain(self):
        while not self.posted.empty():
            self.posted.get()()


@pytest.fixture
def engines(monkeypatch):
    monkeypatch.syspath_prepend(ENGINES)


@pytest.fixture
def make_office(engines):
    offices = []

    def make(**options):
        offices.append(Office(**options))
        return offices[-1]

    yield make
    for office in offices:
        office.runner.close()


@pytest.fixture
def office(make_office):
    office = make_office()
    office.runner.start()
    return office


@pytest.fixture
def small():
    return Matrix.of("A", np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 10]]))


@pytest.fixture
def large():
    """2 MB: through shared memory both ways."""
    return Matrix.of("A", np.arange(512.0 * 512).reshape(512, 512))


def descriptor_links():
    links = []
    for name in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):
            links.append(os.readlink(f"/proc/self/fd/{name}"))
    return links


def child_processes():
    """Zombies included."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        found |= set(map(int, (task / "children").read_text().split()))
    return found


@pytest.fixture
def needs_proc():
    if sys.platform != "linux":
        pytest.skip("counts through /proc")


@pytest.fixture
def children(needs_proc):
    """The child processes that came since the test began: a virtual screen may have been there before."""
    before = child_processes()
    return lambda: child_processes() - before


@pytest.fixture
def segments(needs_proc):
    """How many arrays this process holds in shared memory, or another one maps."""

    def count(pid=None):
        gc.collect()
        links = descriptor_links() if pid is None else Path(f"/proc/{pid}/maps").read_text().splitlines()
        return sum("memfd:workbench-array" in link for link in links)

    return count


@pytest.fixture
def left_behind(needs_proc):
    """What has come since the test began and is still there; what others let go meanwhile does not count."""
    before = belongings()
    descriptors = len(descriptor_links())

    def compare():
        gc.collect()
        left = {kind: found - before[kind] for kind, found in belongings().items()}
        more = len(descriptor_links()) - descriptors
        return {kind: found for kind, found in {**left, "descriptors": max(0, more)}.items() if found}

    return compare


def belongings():
    """Children, threads and names in /dev/shm of this process."""
    gc.collect()
    return {
        "children": child_processes(),
        "threads": set(threading.enumerate()),
        "shm": set(os.listdir("/dev/shm")),
    }
