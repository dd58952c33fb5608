"""Long work with real processes: the window answers, Stop stops, the next job runs."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer


@pytest.fixture
def busy(opened):
    """A window whose compute process has an eigenvalue problem of some seconds before it."""
    user = opened(example=False)
    user.put("R", np.random.default_rng(0).standard_normal((1500, 1500)))
    user.window.operations.choose("eig")
    user.drain()
    user.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    user.until(lambda: any(job.state == "running" for job in user.session.jobs))
    return user


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def worked(pid: int) -> float:
    """Seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_the_stop_button_ends_the_job_and_the_next_one_works(busy):
    user = busy
    assert "Eigen" in user.part("jobStatus").text()
    user.until(user.window.status.stop.isVisible)
    user.click(user.part("stopButton"))
    user.idle()
    assert user.part("jobStatus").text() == "Stopped"
    assert not user.window.status.stop.isVisible()
    assert not user.part("stopButton").isEnabled()
    assert not user.cards
    user.put("A", [[2, 1], [1, 3]])
    user.window.operations.choose("det")
    user.run()
    assert user.cards[0].entry.result.outputs["result"] == pytest.approx(5)
    assert user.part("jobStatus").text() == "Ready"


def test_what_runs_has_a_card_and_what_was_stopped_can_be_run_again(busy):
    user = busy
    running = user.window.results.running
    user.until(lambda: bool(running.cards))
    (card,) = running.cards
    assert card.isVisible()
    user.until(lambda: "elapsed" in running.cards[0].elapsed.text())  # it waits until the process before it is ready
    user.window.actions_by_name["theme_dark"].trigger()
    user.drain()
    (card,) = running.cards
    user.click(card.stop)
    user.idle()
    assert card.elapsed.text().startswith("Stopped after")
    assert not card.stop.isVisible()
    user.click(card.again)
    assert not running.cards
    assert [job.request.task.operation for job in user.session.jobs] == ["eig"]
    user.until(lambda: bool(running.cards))
    user.window.actions_by_name["stop"].trigger()
    user.idle()
    user.click(running.cards[0].close_button)
    assert not running.isVisible()


def test_the_window_works_while_a_job_runs(busy):
    user = busy
    beats = []
    clock = QTimer(interval=5)
    clock.timeout.connect(lambda: beats.append(time.monotonic()))
    clock.start()
    user.put("A", [[2, 1], [1, 3]])
    user.cell(0, 0)
    user.type("1/3", Qt.Key.Key_Return)
    user.qtbot.waitUntil(lambda: len(beats) > 20, timeout=30_000)
    assert user.facts.det.exact == 0
    assert user.session.jobs
    user.until(user.window.status.stop.isVisible)
    user.click(user.window.status.stop)
    user.idle()
    assert not user.cards


def test_a_waiting_job_is_stopped_with_the_running_one(busy):
    user = busy
    user.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(user.session.jobs) == 2
    user.qtbot.waitUntil(lambda: "1 waiting" in user.part("jobStatus").text(), timeout=30_000)
    user.control(Qt.Key.Key_Period)
    user.idle()
    assert not user.cards


def test_closing_the_window_ends_its_processes(busy):
    user = busy
    pids = user.window.runner.pids
    user.window.close()
    assert pids
    user.qtbot.waitUntil(lambda: not any(map(lives, pids)), timeout=30_000)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux how long a process has worked")
def test_a_killed_process_is_a_card_and_the_next_job_works(busy):
    user = busy
    user.until(lambda: any(worked(pid) > 3.0 for pid in user.window.runner.pids))
    for pid in user.window.runner.pids:
        if worked(pid) > 3.0:
            os.kill(pid, signal.SIGKILL)
    user.idle()
    assert user.cards[0].entry.error is not None
    user.window.operations.choose("trace")
    user.run()
    assert user.cards[0].entry.result is not None


def test_what_cannot_fit_is_refused_with_the_figures(opened):
    user = opened(example=False)
    user.put("G", np.broadcast_to(np.float64(1.0), (400_000, 400_000)))
    user.window.operations.choose("svd")
    user.run()
    error = user.cards[0].entry.error
    assert error.kind == "memory"
    assert "GB" in error.message or "TB" in error.message
