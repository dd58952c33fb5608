"""The runner without processes keeps every promise of the one with them."""

from __future__ import annotations

import pytest

from workbench.jobs.request import Failure, Request
from workbench.jobs.runner import InlineRunner
from workbench.model.errors import UserError


def run(task, matrices):
    if isinstance(task, BaseException):
        raise task
    return task


@pytest.fixture
def replies():
    return []


def test_delivers_on_drain_only(replies):
    runner = InlineRunner(run)
    job = runner.submit(Request(1, "x"), replies.append)
    assert (replies, job.state) == ([], "queued")
    runner.drain()
    assert [(reply.number, reply.value) for reply in replies] == [(1, "x")]
    assert job.state == "done"


def test_drains_what_a_delivery_submits(replies):
    runner = InlineRunner(run)
    runner.submit(Request(1, "x"), lambda reply: runner.submit(Request(2, reply.value * 2), replies.append))
    runner.drain()
    assert [reply.value for reply in replies] == ["xx"]


def test_cancelled_once(replies):
    runner = InlineRunner(run)
    job = runner.submit(Request(1, "x"), replies.append)
    job.cancel()
    job.cancel()
    assert replies == []
    runner.drain()
    assert [reply.status for reply in replies] == ["cancelled"]


def test_close_cancels(replies):
    runner = InlineRunner(run)
    runner.submit(Request(1, "x"), replies.append)
    runner.close()
    runner.drain()
    assert [reply.status for reply in replies] == ["cancelled"]


@pytest.mark.parametrize("error", [UserError("shape", "A is 2 x 3."), MemoryError(), ValueError("what")])
def test_failures(replies, error):
    runner = InlineRunner(run)
    runner.submit(Request(1, error), replies.append)
    runner.drain()
    found = replies[0].error
    if isinstance(error, ValueError):
        assert isinstance(found, Failure)
        assert found.summary == "ValueError: what"
    else:
        assert isinstance(found, UserError)
        assert found.kind in ("shape", "memory")


def test_expected_seconds_and_refusal(replies):
    runner = InlineRunner(run, estimate=lambda request: (request.number, 10**18 if request.number == 2 else None))
    first, _ = (runner.submit(Request(number, "x"), replies.append) for number in (1, 2))
    runner.drain()
    assert first.expected == 1
    assert [reply.status for reply in replies] == ["done", "failed"]
    assert replies[1].error.kind == "memory"
