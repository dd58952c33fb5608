"""What the system must provide, how to see whether it does, and how to install what is missing on Debian or Ubuntu.

Each need is looked for first, so that nothing runs when all is there. A missing xcb library would otherwise
end the process without an exception, and missing fonts would show boxes without a word.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")


@dataclass(frozen=True)
class Need:
    """A Debian package and how to see that what it brings is there; one that is only welcome never stops anybody."""

    package: str
    present: Callable[[], bool]
    required: bool = True


def library(package: str, soname: str) -> Need:
    return Need(package, lambda: _loads(soname))


def program(package: str, name: str) -> Need:
    return Need(package, lambda: shutil.which(name) is not None)


def font(package: str, pattern: str, required: bool = True) -> Need:
    return Need(package, lambda: any(next(folder.rglob(pattern), None) for folder in FONTS), required)


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _has_shared_python() -> bool:
    """Whether there is the library form of this Python, which a frozen application carries."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    return Path(sysconfig.get_config_var("LIBDIR") or "", name).is_file() or _loads(name)


BASE = (Need("python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None),)
OFFSCREEN = (
    *BASE,
    library("libglib2.0-0", "libglib-2.0.so.0"),
    library("libegl1", "libEGL.so.1"),
    library("libgl1", "libGL.so.1"),
    library("libxkbcommon0", "libxkbcommon.so.0"),
    library("libfontconfig1", "libfontconfig.so.1"),
    library("libdbus-1-3", "libdbus-1.so.3"),
    font("fonts-dejavu-core", "DejaVuSans.ttf"),
    font("fonts-inter", "Inter*.[ot]t[fc]", required=False),
)
WINDOW = (
    *OFFSCREEN,
    library("libxcb-cursor0", "libxcb-cursor.so.0"),
    library("libxcb-icccm4", "libxcb-icccm.so.4"),
    library("libxcb-keysyms1", "libxcb-keysyms.so.1"),
    library("libxcb-shape0", "libxcb-shape.so.0"),
    library("libxcb-xkb1", "libxcb-xkb.so.1"),
    library("libxkbcommon-x11-0", "libxkbcommon-x11.so.0"),
)
SCREEN = (program("xvfb", "Xvfb"), program("xauth", "xauth"))
TESTS = (*WINDOW, *SCREEN, program("xdotool", "xdotool"))
FREEZE = (
    *WINDOW,
    program("binutils", "objdump"),
    Need("libpython{}.{}".format(*sys.version_info[:2]), _has_shared_python),
)


def has_display() -> bool:
    """Whether a window could be shown to anybody."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def ensure(needs: Iterable[Need]) -> None:
    """Install what is missing, or say exactly what to run and stop."""
    if sys.platform != "linux":
        return
    missing = [need for need in needs if not need.present()]
    if missing and _is_debian() and os.geteuid() == 0:
        _install(missing)
        missing = [need for need in missing if not need.present()]
    _refuse([need.package for need in missing if need.required])


def _refuse(packages: list[str]) -> None:
    if packages:
        raise SystemExit(f"The system does not have all that this needs. {_advice(packages)}")


def _advice(packages: list[str]) -> str:
    names = " ".join(packages)
    if _is_debian():
        return f"Run this, then the same command again:\n\n    sudo apt-get install -y {names}\n"
    return f"On Debian they come with the packages below; install what your system calls them:\n\n    {names}\n"


def _is_debian() -> bool:
    return shutil.which("apt-get") is not None and Path("/etc/debian_version").is_file()


def _install(needs: list[Need]) -> None:
    """Ask apt for the packages; its own words are shown, and whether it worked is seen by looking again."""
    names = [need.package for need in needs]
    print("Installing from the system's packages:", *names, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *names)
    for words in (("apt-get", "update", "-qq"), install):
        subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, check=False)
