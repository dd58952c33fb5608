"""The program as a process of its own: what it loads, what it leaks, whether painting can end it."""

from __future__ import annotations

import subprocess
import sys

import pytest

START = """
import sys, time
from workbench import app

application = app.application()
window = app.build(mode="light")
window.show()

def serve(seconds=60.0, until=lambda: False):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until():
        application.processEvents()
        time.sleep(0.002)

if __name__ == "__main__":
    done = lambda: "digits" in window.workspace and len(window.session.results) == 2 and not window.session.jobs
    serve(until=done)
    assert done()
    serve(0.3)
"""


def run(tmp_path, script: str) -> list[str]:
    """The lines that a program prints which starts the window; a file, so that its compute process can spawn."""
    path = tmp_path / "program.py"
    path.write_text(START + "".join(f"    {line}\n" for line in script.strip().splitlines()))
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


def test_the_window_never_loads_what_the_compute_process_has(tmp_path):
    lines = run(
        tmp_path,
        """
heavy = ("scipy.linalg", "scipy.io", "pandas", "h5py", "cupy", "jax", "sympy", "matplotlib")
print("loaded", [name for name in heavy if name in sys.modules])
window.close()
""",
    )
    assert "loaded []" in lines


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12")
def test_drawing_takes_no_reference_to_none(tmp_path):
    lines = run(
        tmp_path,
        """
import numpy as np
from workbench.model.edits import SetCells
def frame(k):
    cells = np.array([2.0 + 0.01 * (k % 7)])
    window.workspace.do(SetCells("A", np.array([0]), cells, (None,), 2), merge="drag")
    window.frame.flush()
    window.repaint()
    application.processEvents()
for k in range(60):
    frame(k)
before = sys.getrefcount(None)
for k in range(300):
    frame(k)
lost = before - sys.getrefcount(None)
print("lost", lost < 150, lost)
window.close()
""",
    )
    assert any(line.startswith("lost True") for line in lines), lines


def test_views_whose_painting_fails_do_not_end_the_process(tmp_path):
    lines = run(
        tmp_path,
        """
from workbench.gui.reports import Hook
from workbench.gui.table.delegate import CellDelegate
Hook(window.show_report).install()
def broken(*args):
    raise ValueError("broken")
canvas = window.views.main.current.view.canvas
type(canvas)._paint = broken
CellDelegate._number = broken
window.facts.view._place = broken
window.results.cards[0].set_folded(False)
for _ in range(30):
    window.repaint()
    window.grab()
    application.processEvents()
print("alive", "broken" in window.report)
window.close()
""",
    )
    assert "alive True" in lines


def test_closing_during_a_job_ends_everything(tmp_path):
    lines = run(
        tmp_path,
        """
import os
import numpy as np
from workbench.jobs.request import Compute
from workbench.model.edits import Put
from workbench.model.matrix import Matrix
window.workspace.do(Put(Matrix.of("R", np.random.default_rng(0).standard_normal((1500, 1500)))))
job = window.session.run(Compute("eig", ("R",)))
serve(until=lambda: job.state == "running")
pids = window.runner.pids
window.close()
def lives(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False
serve(20.0, until=lambda: not any(map(lives, pids)))
print("left", [pid for pid in pids if lives(pid)])
""",
    )
    assert "left []" in lines
