"""How much memory is free, and the refusal of a job that cannot fit."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from workbench.model.errors import UserError

GIGABYTE = 10**9
LESS = "; values without vectors need less"


def check_memory(needed: int, instead: str | None = None) -> None:
    """Raise a UserError of kind memory, with both figures, if that many bytes are not to be had.

    `instead` is an operation that needs less.
    """
    free = available_memory()
    if needed > free:
        raise UserError(
            "memory",
            f"This needs about {in_words(needed)} of memory, and {in_words(free)} are free.",
            f"Close other programs, or use a smaller matrix{'' if instead is None else LESS}.",
            () if instead is None else (instead,),
            details={"needed": needed, "free": free},
        )


def in_words(count: int) -> str:
    """A number of bytes as a person would say it."""
    if count >= GIGABYTE // 10:
        return f"{count / GIGABYTE:.1f} GB"
    return f"{count / 10**6:.1f} MB"


def available_memory() -> int:
    """Bytes that this process and its children may still take, limits of containers included."""
    return max(0, min([_free_in_system(), *_free_in_groups()]))


def _free_in_system() -> int:
    if sys.platform == "win32":
        return _windows_free()
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        fields = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
        return int(fields["MemAvailable"].split()[0]) * 1024
    # Other systems do not say what is free without a tool of their own: all there is, then, is the limit.
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _free_in_groups() -> Iterator[int]:
    """What each memory control group above this process leaves, in both versions of the interface."""
    listing = Path("/proc/self/cgroup")
    if not listing.exists():
        return
    for line in listing.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            yield from _free_above(Path("/sys/fs/cgroup"), path, "memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            root = Path("/sys/fs/cgroup/memory")
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            yield from _free_above(root, path, *names)


def _free_above(root: Path, path: str, limit: str, usage: str, cache: str) -> Iterator[int]:
    folder = root / path.strip("/")
    for group in (folder, *folder.parents):
        if group.is_relative_to(root):
            free = _free_in_group(group, limit, usage, cache)
            if free is not None:
                yield free


def _free_in_group(group: Path, limit: str, usage: str, cache: str) -> int | None:
    """Limit minus use, where page cache that can be dropped is not use; None without a limit."""
    try:
        most = (group / limit).read_text().strip()
        if most == "max":
            return None
        lines = (group / "memory.stat").read_text().splitlines()
        stat = dict(line.split(" ", 1) for line in lines)
        return int(most) - int((group / usage).read_text()) + int(stat.get(cache, 0))
    except FileNotFoundError:  # the root group, or one that is mounted elsewhere, has no such file
        return None


if sys.platform == "win32":

    def _windows_free() -> int:
        import ctypes

        class MemoryStatus(ctypes.Structure):
            _fields_ = [
                ("length", ctypes.c_ulong),
                ("load", ctypes.c_ulong),
                *((name, ctypes.c_ulonglong) for name in ("total", "free", "page_total", "page_free")),
                *((name, ctypes.c_ulonglong) for name in ("virtual", "virtual_free", "extended")),
            ]

        status = MemoryStatus()
        status.length = ctypes.sizeof(status)
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(min(status.free, status.page_free))
