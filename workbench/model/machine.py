"""What the machine has."""

from __future__ import annotations

import ctypes
import os
import sys


def physical_memory() -> int:
    """Bytes of memory that are built in."""
    if sys.platform == "win32":
        size = ctypes.c_ulonglong(0)
        ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(size))
        return size.value * 1024 or 4 * 2**30
    else:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
