"""A virtual screen: Xvfb on a free display for as long as a block runs."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

SIZE = "1600x1000x24"


def available() -> bool:
    return shutil.which("Xvfb") is not None


@contextmanager
def virtual_screen() -> Iterator[dict[str, str]]:
    """Start Xvfb and yield the variables that make a Qt program open its window there."""
    reader, writer = os.pipe()
    words = ("Xvfb", "-displayfd", str(writer), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset")
    server = subprocess.Popen(words, pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as number:
            display = number.readline().strip()
        if not display:
            raise RuntimeError(f"Xvfb ended with status {server.wait()} before it had a display.")
        yield {"DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait()
