"""Jobs that are stopped, crash or are killed cost themselves and nothing else."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest

from workbench.jobs.request import Failure


def test_stop_ends_a_running_job_and_the_next_works(office, small):
    office.ask("echo", 0)
    job = office.submit_and_see_running("sleep", 600)
    job.cancel()
    assert job.state == "cancelled"
    assert office.replies.get(job.number) is None, "delivered inside cancel"
    assert office.wait(job)[0].status == "cancelled"
    assert office.ask("total", matrices=[small]).value == 46


def test_stop_in_the_queue_leaves_the_running_job_alone(office):
    running = office.submit("sleep", 0.2)
    queued = office.submit("sleep", 600)
    queued.cancel()
    assert [reply.status for reply in office.wait(running, queued)] == ["done", "cancelled"]


def test_stop_twice_and_after_the_end_tells_once(office):
    job = office.submit("sleep", 600)
    job.cancel()
    job.cancel()
    office.wait(job)
    done = office.submit("echo", 1)
    office.wait(done)
    done.cancel()
    assert done.state == "done"
    office.ask("echo", 2)
    office.drain()


def test_stop_of_an_ended_job_does_not_hit_its_successor(office):
    for _ in range(50):
        first, second = office.submit("echo", 1), office.submit("echo", 2)
        office.wait(first)
        first.cancel()
        assert office.wait(second)[0].value == 2


def test_stop_before_the_process_is_warm(make_office):
    office = make_office()
    job = office.submit("sleep", 600)
    office.runner.start()
    job.cancel()
    assert office.wait(job)[0].status == "cancelled"
    assert office.ask("echo", 1).value == 1


def test_stop_with_large_matrices(office, large):
    for _ in range(3):
        job = office.submit_and_see_running("sleep_with", 600, matrices=[large])
        job.cancel()
        office.wait(job)
    assert office.ask("total", matrices=[large]).value == large.to_array().sum()


@pytest.mark.parametrize("lane", ["jobs", "facts"])
def test_kill_9_fails_the_job_and_the_next_works(office, lane, tmp_path):
    victim = office.ask("pid", lane=lane).value
    begun = tmp_path / "begun"
    job = office.submit("touch_and_sleep", str(begun), 600, lane=lane)
    while not begun.exists():
        time.sleep(0.001)
    os.kill(victim, signal.SIGKILL)
    error = office.wait(job)[0].error
    assert isinstance(error, Failure)
    assert "killed" in error.summary
    assert "memory" in error.summary
    assert office.ask("echo", 1, lane=lane).value == 1


def test_killed_while_idle_is_not_noticed(office):
    for k in range(3):
        os.kill(office.ask("pid").value, signal.SIGKILL)
        assert office.ask("echo", k).value == k


def test_a_crash_brings_its_last_words(office):
    error = office.ask("segfault").error
    assert "SIGSEGV" in error.summary
    assert "last words" in error.traceback
    assert "in segfault" in error.traceback
    assert office.ask("echo", 1).value == 1


@pytest.mark.parametrize(("errand", "code"), [("leave", 3), ("exit_politely", 4)])
def test_an_exit_is_a_failure(office, errand, code):
    assert f"exit status {code}" in office.ask(errand).error.summary
    assert office.ask("echo", 1).value == 1


def test_an_out_of_memory_kill_is_a_failure(office):
    assert "memory" in office.ask("signal_self", signal.SIGKILL).error.summary
    assert office.ask("echo", 1).value == 1


def test_close_cancels_everything_once(make_office, large):
    office = make_office()
    office.runner.start()
    jobs = [office.submit("sleep_with", 600, matrices=[large], lane=lane) for lane in ("jobs", "facts") * 5]
    office.runner.close()
    late = office.submit("echo", 1)
    office.drain()
    assert [office.replies[job.number].status for job in [*jobs, late]] == ["cancelled"] * 11


def test_close_before_start_cancels_what_waits(make_office):
    office = make_office()
    job = office.submit("echo", 1)
    office.runner.close()
    assert office.wait(job)[0].status == "cancelled"


def test_stops_at_any_moment_tell_each_job_once(office):
    chance = random.Random(0)
    jobs = []
    for k in range(60):
        jobs.append(office.submit("sleep", 0.004, lane=chance.choice(["jobs", "facts"])))
        time.sleep(chance.choice([0, 0.002, 0.01]))
        if k % 2:
            chance.choice(jobs[-6:]).cancel()
    replies = office.wait(*jobs)
    office.ask("echo", 1)
    office.drain()
    assert [reply.status for reply in replies] == [job.state for job in jobs]
    assert {reply.status for reply in replies} == {"done", "cancelled"}
