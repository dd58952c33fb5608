"""This machine's processor: NumPy and SciPy over LAPACK."""

from __future__ import annotations

import os

from workbench.backends.spec import Backend


def memory() -> int | None:
    """Bytes that can still be allocated, where the system says so."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            rows = dict(line.split(":", 1) for line in lines)
        return int(rows["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return _pages()


def _pages() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


CPU = Backend("cpu", "CPU", lambda: None, memory)
