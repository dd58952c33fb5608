"""Answers come back whole, once, in order and on the caller's thread."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from workbench.jobs.request import Failure
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix, Overlay


def test_answers(office, small):
    reply = office.ask("double", matrices=[small])
    assert (reply.status, reply.error) == ("done", None)
    np.testing.assert_array_equal(reply.value, 2 * small.to_array())


def test_waits_for_start(make_office):
    office = make_office()
    job = office.submit("echo", 7)
    assert job.state == "queued"
    office.runner.start()
    assert office.wait(job)[0].value == 7
    assert job.state == "done"
    assert job.started is not None


def test_delivers_nothing_by_itself(office):
    job = office.submit("echo", 1)
    callback = office.posted.get(timeout=60)
    assert office.replies == {}
    callback()
    assert office.replies[job.number].value == 1


def test_keeps_the_order_of_a_lane(office):
    jobs = [office.submit("echo", k) for k in range(50)]
    office.wait(*jobs)
    assert list(office.replies) == [job.number for job in jobs]


def test_lanes_do_not_wait_for_each_other(office):
    slow = office.submit("sleep", 60)
    assert office.ask("echo", 1, lane="facts").value == 1
    assert not slow.ended


def test_facts_have_one_thread(office):
    assert office.ask("environment", "OPENBLAS_NUM_THREADS", lane="facts").value == "1"


def test_imports_no_qt_and_no_main(office):
    modules = office.ask("modules").value
    assert not [name for name in modules if name.startswith(("PySide6", "pyqtgraph", "pytest", "_pytest"))]


def test_large_arrays_both_ways(office, large):
    array = large.to_array()
    first, again = (office.ask("several", matrices=[large]).value for _ in range(2))
    for value in (first, again):
        np.testing.assert_array_equal(value["same"], array)
        np.testing.assert_array_equal(value["gaps"], array[::2, ::3])
        np.testing.assert_array_equal(value["turned"], array.T)
        np.testing.assert_array_equal(value["bools"], array > 0)
        assert value["again"][1] == 1 + 2j


@pytest.mark.parametrize("size", [3, 512])
def test_results_are_read_only(office, size):
    value = office.ask("double", matrices=[Matrix.of("A", np.ones((size, size)))]).value
    assert not value.flags.writeable


@pytest.mark.parametrize("size", [3, 512])
def test_inputs_are_read_only(office, size):
    assert office.ask("flags", matrices=[Matrix.of("A", np.ones((size, size)))]).value == (False, True)


@pytest.mark.parametrize(
    "array",
    [
        np.asfortranarray(np.arange(90_000.0).reshape(300, 300)),
        np.arange(180_000).reshape(300, 600)[:, ::2],
        np.arange(90_000.0).reshape(300, 300)[::-1] * 1j,
        np.arange(90_000).reshape(300, 300) % 3 == 0,
        np.arange(90_000, dtype=np.float16),
        np.arange(60_000, dtype=np.longdouble).reshape(2, 300, 100)[:, ::-1],
    ],
    ids=["fortran", "gaps", "complex", "bool", "half", "three axes"],
)
def test_every_layout(office, array):
    value = office.ask("echo_matrix", matrices=[Matrix.of("A", array)]).value
    assert value.dtype == array.dtype
    np.testing.assert_array_equal(value, array)


@pytest.mark.parametrize("size", [5, 512])
def test_edits_are_applied_to_a_private_copy(office, size):
    original = Matrix.of("A", np.zeros((size, size)))
    overlay = Overlay(np.array([1, size + 2]), np.array([3.0, 4.0]))
    edited = original.changed(overlay=overlay)
    value = office.ask("double", matrices=[edited]).value
    np.testing.assert_array_equal(value, 2 * edited.to_array())
    assert office.ask("total", matrices=[original]).value == 0
    assert office.ask("total", matrices=[edited]).value == 7


def test_a_result_becomes_an_input_without_a_copy(office, large):
    from workbench.jobs.layout import place

    result = Matrix.of("B", office.ask("double", matrices=[large]).value)
    assert place(result.base.array)[0] is place(result.base.array)[0]
    assert office.ask("total", matrices=[result]).value == 2 * large.to_array().sum()


def test_user_errors_travel_whole(office):
    reply = office.ask("user_error")
    assert reply.status == "failed"
    assert isinstance(reply.error, UserError)
    assert reply.error.to_dict() == {
        "kind": "singular",
        "message": "A is singular.",
        "hint": "Take the pseudoinverse.",
        "fixes": ["pinv"],
        "details": {"null_vector": [1, 0]},
    }


def test_defects_bring_their_traceback(office):
    error = office.ask("defect").error
    assert isinstance(error, Failure)
    assert error.summary == "ZeroDivisionError: by nothing"
    assert "in defect" in error.traceback
    assert office.ask("echo", 1).value == 1


def test_a_value_that_cannot_travel_is_a_defect(office):
    assert isinstance(office.ask("not_a_value").error, Failure)
    assert office.ask("echo", 1).value == 1


def test_a_task_that_cannot_travel_is_a_defect(office):
    assert isinstance(office.ask("echo", lambda: None).error, Failure)
    assert office.ask("echo", 1).value == 1


def test_memory_error(office):
    error = office.ask("too_much").error
    assert isinstance(error, UserError)
    assert error.kind == "memory"
    assert office.ask("echo", 1).value == 1


def test_an_engine_that_is_missing_fails_each_job(engines):
    from workbench.jobs.process import ProcessRunner
    from workbench.jobs.request import Request

    replies, done = [], threading.Event()
    runner = ProcessRunner(lambda call: (call(), done.set()), engine="no_such_engine:run", preload=())
    runner.start()
    runner.submit(Request(1, ("echo", 1)), replies.append)
    done.wait(60)
    runner.close()
    assert "no_such_engine" in replies[0].error.summary


def test_refuses_what_cannot_fit_before_it_starts(make_office):
    office = make_office(estimate=lambda request: (2.5, 10**18))
    office.runner.start()
    job = office.submit("signal_self", 9)
    error = office.wait(job)[0].error
    assert isinstance(error, UserError)
    assert error.kind == "memory"
    assert job.expected == 2.5
    assert error.details["needed"] == 10**18


def test_all_processes_are_there_when_the_calm_is_over(make_office):
    office = make_office()
    office.runner.start(calm=0.5)
    first = office.ask("pid", lane="facts").value
    while len(office.runner.pids) < 4:
        time.sleep(0.01)
    assert office.ask("pid").value == first
    assert office.ask("pid", lane="facts").value != first


def test_what_later_jobs_need_is_imported_while_nobody_asks(make_office):
    office = make_office(preload=("no_such_module", "wave"))
    office.runner.start()
    end = time.monotonic() + 60
    while "wave" not in office.ask("modules").value and time.monotonic() < end:
        time.sleep(1)
    assert "wave" in office.ask("modules").value


def test_warnings_stay_in_the_compute_process(office):
    assert office.ask("warn").value == 9
