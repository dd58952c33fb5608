"""Norms and condition numbers."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Norms and conditioning")

ENTRIES: tuple[Entry, ...] = (
    _entry("norm", "Norm", "length size Frobenius spectral nuclear"),
    _entry("cond", "Condition number", "conditioning kappa sensitivity"),
)
