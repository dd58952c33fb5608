"""The real program on a real (virtual) screen, used from outside with xdotool."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest

PROGRAM = """
import json, sys
from PySide6.QtCore import QTimer
from workbench import app
from workbench.gui.reports import Hook

if __name__ == "__main__":
    application = app.application()
    window = app.build(mode="light")
    hook = Hook(window.show_report)
    hook.install()
    said = {}

    def tell():
        state = {
            "platform": application.platformName(),
            "A": window.workspace["A"].to_array().tolist() if "A" in window.workspace else None,
            "names": list(window.workspace.names),
            "cards": [card.entry.task.operation for card in window.results.cards],
            "busy": len(window.session.jobs),
            "views": window.views is not None,
            "focus": application.focusWidget().objectName() if application.focusWidget() else "",
            "report": window.report,
            "det": str(getattr(getattr(window.facts.facts, "det", None), "exact", None)),
        }
        if state != said:
            said.clear()
            said.update(state)
            print(json.dumps(state), flush=True)

    clock = QTimer(interval=50)
    clock.timeout.connect(tell)
    clock.start()
    window.show()
    sys.exit(application.exec())
"""


class Program:
    """The program in a process of its own, the last thing it told, and a hand on its screen."""

    def __init__(self, environment, folder) -> None:
        self.environment, self.folder = environment, folder
        path = folder / "program.py"
        path.write_text(PROGRAM)
        self._out, self._errors = open(folder / "told", "w+"), open(folder / "errors", "w+")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, str(path)], env=environment, stdout=self._out, stderr=self._errors
        )

    @property
    def state(self) -> dict:
        lines = (self.folder / "told").read_text().splitlines()
        return json.loads(lines[-1]) if lines else {}

    def until(self, true) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process.poll() is None, (self.folder / "errors").read_text()
            if self.state and true(self.state):
                return
            time.sleep(0.05)
        pytest.fail(f"waited in vain; last {self.state}")

    def xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout.strip()

    def picture(self) -> np.ndarray:
        """What is on the screen, as the window system has it."""
        script = (
            "import sys\\nfrom PySide6.QtWidgets import QApplication\\n"
            "app = QApplication([])\\napp.primaryScreen().grabWindow(0).save(sys.argv[1])"
        ).replace("\\n", "\n")
        path = self.folder / f"screen{time.monotonic_ns()}.png"
        subprocess.run([sys.executable, "-c", script, str(path)], env=self.environment, timeout=60, check=True)
        from PySide6.QtGui import QImage

        image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
        raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
        return raw[..., :3].copy()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)
        self._out.close()
        self._errors.close()


@pytest.fixture
def program(screen_display, tmp_path):
    if shutil.which("xdotool") is None and "CI" not in os.environ:
        pytest.skip("needs xdotool, which `python3 packaging/dev.py test` installs")
    program = Program(screen_display, tmp_path)
    yield program
    program.end()


@pytest.mark.screen
def test_the_program_is_used_by_keyboard_on_a_screen(program):
    program.until(lambda s: s["views"] and len(s["cards"]) == 2 and "digits" in s["names"] and not s["busy"])
    assert program.state["platform"] == "xcb"
    window = program.xdotool("search", "--sync", "--onlyvisible", "--name", "^Matrix Workbench$").split()[0]
    program.xdotool("windowfocus", "--sync", window)
    program.until(lambda s: s["focus"] == "matrixTable")
    before = program.picture()
    assert len(np.unique(before.reshape(-1, 3)[::97], axis=0)) > 20
    program.xdotool("type", "--delay", "40", "1/3")
    program.xdotool("key", "Return")
    program.until(lambda s: s["A"] == [[1 / 3, 1], [1, 3]])
    program.until(lambda s: s["det"] == "0")
    program.xdotool("key", "ctrl+Return")
    program.until(lambda s: s["cards"] == ["svd", "svd", "det"] and not s["busy"])
    after = program.picture()
    assert (before != after).any(axis=-1).sum() > 2000
    program.xdotool("key", "ctrl+z")
    program.until(lambda s: s["A"] == [[2, 1], [1, 3]])
    assert program.state["report"] == ""
    program.xdotool("key", "ctrl+q")
    assert program.process.wait(30) == 0


@pytest.mark.screen
def test_the_mouse_drags_a_basis_vector_on_a_screen(program):
    program.until(lambda s: s["views"] and len(s["cards"]) == 2 and "digits" in s["names"] and not s["busy"])
    window = program.xdotool("search", "--sync", "--onlyvisible", "--name", "^Matrix Workbench$").split()[0]
    program.xdotool("windowfocus", "--sync", window)
    orange = np.array([0x00, 0x4E, 0xBF])  # e1 of the light theme, as blue, green, red
    picture = program.picture()
    right = picture.shape[1] // 2
    rows, columns = np.nonzero((np.abs(picture[:, right:].astype(int) - orange) < 12).all(axis=-1))
    tip = tip_of(rows, columns + right)
    assert tip is not None
    x, y = tip
    program.xdotool("mousemove", str(x), str(y), "mousedown", "1")
    for step in range(1, 9):
        program.xdotool("mousemove", str(x + 6 * step), str(y - 4 * step))
        time.sleep(0.03)
    program.xdotool("mouseup", "1")
    program.until(lambda s: s["A"] is not None and s["A"][0][0] > 2 and s["A"][0][1] == 1)
    assert program.state["report"] == ""


def tip_of(rows: np.ndarray, columns: np.ndarray) -> tuple[int, int] | None:
    """The middle of the ring at the tip of the arrow: the place with most of its colour at the distance of a ring."""
    best, score = None, 0
    for x in range(columns.min(), columns.max() + 1, 1):
        near = np.abs(columns - x) <= 9
        if near.sum() < 30:
            continue
        for y in np.unique(rows[near]):
            distance = np.hypot(columns[near] - x, rows[near] - y)
            hits = int((np.abs(distance - 7) < 1.6).sum())
            if hits > score:
                best, score = (int(x), int(y)), hits
    return best
