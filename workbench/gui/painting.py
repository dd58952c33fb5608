"""How Qt fills and scales pictures: by itself, in the thread that paints."""

from __future__ import annotations

import os


def in_one_thread() -> None:
    """Keep Qt from spreading every larger fill over a pool of threads; to be said before anything is painted.

    The window's pictures are small: what the threads do takes less time than to wake them and to wait for the last.
    Where other programs keep the processors busy, that wait was longer than all the rest of a frame.
    """
    os.environ.setdefault("QT_NO_GUI_THREADPOOL", "1")
