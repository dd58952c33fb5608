"""Numbers and functions of square matrices."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Square matrices")

ENTRIES: tuple[Entry, ...] = (
    _entry("det", "Determinant", "volume area"),
    _entry("slogdet", "Sign and log of the determinant", "log-determinant"),
    _entry("trace", "Trace", "sum of the diagonal"),
)
