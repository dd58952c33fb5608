"""The whole path: a request goes to the device's own process, which is replaced after a failure there."""

from __future__ import annotations

import queue

import numpy as np
import pytest

from workbench.jobs import resident
from workbench.jobs.process import ProcessRunner
from workbench.jobs.request import Compute, Request
from workbench.model.matrix import Matrix
from workbench.numerics import device_cost
from workbench.numerics.device_cost import DeviceSpeed

PATIENCE = 100.0


class Desk:
    """Asks, and waits for the answer."""

    def __init__(self) -> None:
        self._posted = queue.SimpleQueue()
        self.runner = ProcessRunner(self._posted.put, engine="strict_engine:run", preload=())
        self._number = 0

    def ask(self, task, *matrices, lane="jobs"):
        self._number += 1
        replies = []
        self.runner.submit(Request(self._number, task, matrices, lane), replies.append)
        while not replies:
            self._posted.get(timeout=PATIENCE)()
        assert replies[0].error is None, replies[0].error
        return replies[0].value


@pytest.fixture
def desk(device):
    desk = Desk()
    desk.runner.start()
    yield desk
    desk.runner.close()


def test_a_device_has_a_process_of_its_own_once_it_is_asked_for(desk):
    here = desk.ask("pid")
    there = desk.ask("pid", lane="gpu")
    assert here != there
    A = Matrix.of("A", np.random.default_rng(0).standard_normal((200, 200)))
    task = Compute("inv", ("A",), backend="gpu")
    result = desk.ask(task, A)
    assert result.certificate.backend == "gpu"
    assert result.certificate.verdict == "green"
    desk.ask(Compute("slogdet", ("A",), backend="gpu"), A)
    assert desk.ask("puts", lane="gpu").count((200, 200)) == 1, "its copy was kept"
    assert desk.ask(Compute("inv", ("A",), backend="cpu"), A).certificate.backend == "cpu"


def test_after_a_failure_midway_another_process_takes_over(desk):
    A = Matrix.of("A", np.random.default_rng(0).standard_normal((50, 50)))
    first = desk.ask("pid", lane="gpu")
    desk.ask("break", lane="gpu")
    result = desk.ask(Compute("inv", ("A",), backend="gpu"), A)
    assert result.certificate.backend == "cpu"
    assert "failed midway" in result.certificate.why
    assert desk.ask("pid", lane="gpu") != first
    assert desk.ask(Compute("inv", ("A",), backend="gpu"), A).certificate.backend == "gpu"


def test_copies_in_a_process_that_is_gone_are_not_reckoned_with(desk):
    device_cost.learn("gpu", DeviceSpeed("Strict device", 1 << 30, 1.0, 1.0, {}))
    A, B = (Matrix.of(name, np.random.default_rng(0).standard_normal((50, 50))) for name in "AB")

    def invert(matrix):
        return desk.ask(Compute("inv", (matrix.name,), backend="gpu"), matrix).certificate.backend

    def credited():
        return [resident.size("gpu", (item,), item.dtype) // item.nbytes for item in (A, B)]

    assert credited() == [0, 0]
    invert(A)
    assert credited() == [1, 0]
    desk.ask("break", lane="gpu")
    assert invert(B) == "cpu"
    assert invert(B) == "gpu"
    assert credited() == [0, 1], "another process answered, which has no copy of A"
