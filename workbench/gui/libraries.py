"""The system libraries that Qt needs on Linux, looked for before Qt can end the process over them."""

from __future__ import annotations

import ctypes
import sys

OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def missing(*, screen: bool) -> list[str]:
    """The Debian packages whose libraries cannot be loaded."""
    if sys.platform != "linux":
        return []
    wanted = OFFSCREEN | (SCREEN if screen else {})
    return [package for soname, package in wanted.items() if not _loads(soname)]


def advice(packages: list[str]) -> str:
    """One line that can be pasted into a terminal."""
    return f"Qt needs system libraries that are not here. Install them with\n  apt-get install -y {' '.join(packages)}"


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True
