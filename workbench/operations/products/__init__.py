"""Products and changes of shape."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Products and shape")

ENTRIES: tuple[Entry, ...] = (
    _entry("matmul", "Matrix product", "multiply times dot @"),
    _entry("transpose", "Transpose", "conjugate adjoint swap rows columns"),
)
