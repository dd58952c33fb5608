"""Memory, or a file, that has no name which could be left behind."""

from __future__ import annotations

import os
import tempfile


def anonymous_file(label: str) -> int:
    """A descriptor of memory, or of a file that has no name any more; the label is for eyes in /proc."""
    if hasattr(os, "memfd_create"):
        return int(os.memfd_create(label))
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
