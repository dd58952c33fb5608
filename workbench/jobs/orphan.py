"""No compute process outlives its window, not even in the middle of a LAPACK call that cannot be interrupted.

Linux asks the kernel (`PR_SET_PDEATHSIG`), Windows puts the child into a job object that dies with its last
handle, and other systems give each child a tiny shell that waits for the end of the window.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Protocol


class Guard(Protocol):
    """What the parent holds for a child; closing it frees the guard, after the child is gone."""

    def close(self) -> None: ...


class KernelGuard:
    """Linux: the child has told the kernel by itself (`bind_to_parent`), and there is nothing to hold."""

    def close(self) -> None:
        pass


class Watchdog:
    """A shell that kills the process as soon as its own standard input ends, which is when the window does."""

    def __init__(self, pid: int) -> None:
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", f"trap '' INT; read line; kill -9 {pid}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        self._shell.kill()
        self._shell.communicate()


def guard(pid: int) -> Guard:
    """Called in the parent for each child that it has started."""
    if sys.platform == "linux":
        return KernelGuard()
    elif sys.platform == "win32":
        return JobObject(pid)
    else:
        return Watchdog(pid)


def bind_to_parent(parent: int) -> None:
    """Called first thing in the child: die with the parent, and be the kernel's first choice when memory runs out."""
    if sys.platform == "linux":
        _die_with(parent)
        with suppress(OSError):  # some sandboxes mount /proc read-only, and the rest does without
            Path("/proc/self/oom_score_adj").write_text("1000")


def _die_with(parent: int) -> None:
    import ctypes

    pr_set_pdeathsig = 1
    if ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:  # it died before the kernel knew that we care
        os._exit(1)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Limits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION; only the flags matter here."""

        _fields_ = [
            ("times", ctypes.c_int64 * 2),
            ("flags", wintypes.DWORD),
            ("working_set", ctypes.c_size_t * 2),
            ("active", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD * 2),
            ("io", ctypes.c_uint64 * 6),
            ("memory", ctypes.c_size_t * 4),
        ]

    class JobObject:
        """A kernel object whose members are killed when the last handle to it closes, which is ours."""

        def __init__(self, pid: int) -> None:
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            for name in ("CreateJobObjectW", "OpenProcess"):
                getattr(self._kernel, name).restype = wintypes.HANDLE
            kill_on_close, extended, access = 0x2000, 9, 0x0101  # access: terminate and set quota
            self._job = wintypes.HANDLE(self._kernel.CreateJobObjectW(None, None))
            limits = _Limits(flags=kill_on_close)
            size = ctypes.sizeof(limits)
            self._check(self._kernel.SetInformationJobObject(self._job, extended, ctypes.byref(limits), size))
            process = wintypes.HANDLE(self._kernel.OpenProcess(access, False, pid))
            try:
                self._check(self._kernel.AssignProcessToJobObject(self._job, process))
            finally:
                self._kernel.CloseHandle(process)

        def _check(self, answer: int) -> None:
            if not answer:
                raise ctypes.WinError(ctypes.get_last_error())

        def close(self) -> None:
            self._kernel.CloseHandle(self._job)
