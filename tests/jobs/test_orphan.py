"""A window that is killed takes its compute processes with it, even out of the middle of a LAPACK call."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

WINDOW = """
import sys, time
import numpy as np
from workbench.jobs.process import ProcessRunner
from workbench.jobs.request import Request
from workbench.model.matrix import Matrix
import workbench.jobs.orphan as orphan
if __name__ == "__main__":
    if sys.argv[1] == "watchdog":
        import workbench.jobs.launch
        workbench.jobs.launch.guard = orphan.Watchdog
    runner = ProcessRunner(lambda call: call(), engine="errands:run")
    runner.start()
    answers = []
    first = ("without_binding" if sys.argv[1] == "watchdog" else "pid",)
    for number, lane in ((1, "jobs"), (2, "facts")):
        runner.submit(Request(number, first, (), lane), answers.append)
    while len(answers) < 2:
        time.sleep(0.01)
    big = Matrix.of("A", np.random.default_rng(0).standard_normal((3000, 3000)))
    for number, lane in ((3, "jobs"), (4, "facts")):
        runner.submit(Request(number, ("svd",), (big,), lane), answers.append)
    time.sleep(0.7)
    print(*runner.pids, len(answers), flush=True)
    time.sleep(600)
"""


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def start_window(tmp_path, mode):
    script = tmp_path / "window.py"
    script.write_text(WINDOW)
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "jobs" / "engines")])
    environment = {**os.environ, "PYTHONPATH": path}
    window = subprocess.Popen([sys.executable, str(script), mode], stdout=subprocess.PIPE, env=environment)
    *pids, answers = map(int, window.stdout.readline().split())
    assert answers == 2, "the decompositions ended before the window was killed"
    return window, pids


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("mode", ["kernel", "watchdog"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_left_a_second_after_the_window(tmp_path, mode, how):
    window, pids = start_window(tmp_path, mode)
    assert len(pids) >= 2
    os.kill(window.pid, how)
    window.communicate()
    end = time.monotonic() + 1
    while any(map(alive, pids)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not [pid for pid in pids if alive(pid)]
