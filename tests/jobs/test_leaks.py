"""After close nothing of a runner is left: no process, thread, descriptor or name, whatever happened to it."""

from __future__ import annotations

import gc
import time
import weakref

import numpy as np
import pytest

from workbench.jobs.bootstrap import recipes
from workbench.jobs.launch import Launched
from workbench.jobs.outcome import attempt
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_thousand_jobs_a_hundred_stops_and_twenty_crashes(make_office, left_behind, small):
    office = make_office()
    office.runner.start()
    jobs = []
    for k in range(1000):
        matrix = small if k % 4 else Matrix.of("A", np.full((300, 300), float(k)))
        jobs.append(office.submit("double", matrices=[matrix], lane="facts" if k % 5 == 0 else "jobs"))
        if k % 10 == 0:
            jobs.append(office.submit_and_see_running("sleep", 600))
            jobs[-1].cancel()
        if k % 50 == 25:
            jobs.append(office.submit("signal_self", 11 if k % 100 == 25 else 9))
    replies = office.wait(*jobs)
    counts = {status: sum(reply.status == status for reply in replies) for status in ("done", "cancelled", "failed")}
    assert counts == {"done": 1000, "cancelled": 100, "failed": 20}
    office.runner.close()
    office.drain()
    assert left_behind() == {}


def test_one_job_on_each_lane(make_office, left_behind, large):
    office = make_office()
    office.runner.start()
    for lane in ("jobs", "facts"):
        office.ask("double", matrices=[large], lane=lane)
    office.replies.clear()
    office.runner.close()
    assert left_behind() == {}


def test_closed_at_once(make_office, left_behind):
    office = make_office()
    office.runner.start()
    office.runner.close()
    office.runner.close()
    assert left_behind() == {}


def test_closed_while_calm(make_office, left_behind):
    office = make_office()
    office.runner.start(calm=600)
    for lane in ("jobs", "facts"):
        assert office.ask("echo", 1, lane=lane).value == 1
    assert len(office.runner.pids) == 1, "the others did not wait"
    office.runner.close()
    assert left_behind() == {}


def test_launched_and_never_started(make_office, left_behind):
    make_office(launched=launched()).runner.close()
    assert left_behind() == {}


def test_launched_before_the_runner(make_office, left_behind):
    before = launched()
    office = make_office(launched=before)
    office.runner.start()
    assert office.ask("pid").value == before.process.pid
    office.runner.close()
    assert left_behind() == {}


def launched():
    return Launched(recipes("errands:run", ())["jobs"])


def test_never_started(make_office, left_behind):
    make_office().runner.close()
    assert left_behind() == {}


def test_a_base_dies_with_its_last_version(office, segments):
    pid = office.ask("pid").value
    held, mapped = segments(), segments(pid)
    matrix = Matrix.of("A", np.ones((300, 300)))
    job = office.submit("total", matrices=[matrix])
    office.wait(job)
    assert segments() == held + 1
    assert segments(pid) == mapped + 1
    base = weakref.ref(matrix.base)
    del matrix, job
    gc.collect()
    assert base() is None
    office.ask("echo", 1)
    assert segments() == held
    assert segments(pid) == mapped


def test_results_die_with_their_arrays(office, large, segments):
    office.ask("double", matrices=[large])
    office.replies.clear()
    held = segments()
    values = [office.ask("double", matrices=[large]).value for _ in range(5)]
    assert segments() > held
    values.clear()
    office.replies.clear()
    assert segments() == held


def test_a_process_keeps_a_bounded_number_of_bases(office, monkeypatch, segments):
    monkeypatch.setattr("workbench.jobs.child.KEPT_COUNT", 4)
    pid = office.ask("pid").value
    before = segments(pid)
    matrices = [Matrix.of("A", np.full((300, 300), float(k))) for k in range(10)]
    for _ in range(2):
        for k, matrix in enumerate(matrices):
            assert office.ask("total", matrices=[matrix]).value == 90_000 * k
    assert segments(pid) - before <= 5


def test_no_process_that_nobody_asked_for(children, office):
    office.ask("echo", 1)
    office.ask("echo", 1, lane="facts")
    while len(office.runner.pids) < 4:
        time.sleep(0.01)
    assert children() == set(office.runner.pids)


def test_an_error_keeps_no_array_alive():
    def fail():
        array = np.ones(3)
        references.append(weakref.ref(array))
        raise UserError("shape", "Three.")

    references = []
    reported = attempt(fail)
    assert reported[0] == "failed"
    assert references[0]() is None
