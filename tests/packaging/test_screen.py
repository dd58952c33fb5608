"""A virtual screen takes a real window."""

from __future__ import annotations

import subprocess
import sys

import pytest

WINDOW = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("A")
label.show()
print(app.platformName(), label.windowHandle().isVisible())
"""


@pytest.mark.screen
def test_a_window_opens_on_the_virtual_screen(screen_display: dict[str, str]) -> None:
    command = [sys.executable, "-c", WINDOW]
    done = subprocess.run(command, env=screen_display, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.split(), done.stderr) == (["xcb", "True"], "")
