"""The catalog of operations, group by group in the order of the menu; each group's folder names its own."""

from __future__ import annotations

from difflib import get_close_matches

from workbench.model.errors import UserError
from workbench.operations import data, learning, make, norms, products, spectra, square, systems
from workbench.operations.entry import Entry
from workbench.operations.spec import Operation

CATALOG: tuple[Entry, ...] = (
    *products.ENTRIES,
    *systems.ENTRIES,
    *spectra.ENTRIES,
    *norms.ENTRIES,
    *square.ENTRIES,
    *data.ENTRIES,
    *learning.ENTRIES,
    *make.ENTRIES,
)
_BY_NAME = {entry.name: entry for entry in CATALOG}


def by_name(name: str) -> Operation:
    """The operation of that name.

    Raises `UserError` (`usage`) with the nearest names where there is none.
    """
    return entry(name).operation


def entry(name: str) -> Entry:
    """The line of the catalog with that name: title and group, without importing what computes.

    Raises `UserError` (`usage`) with the nearest names where there is none.
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = get_close_matches(name, _BY_NAME, 3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(_BY_NAME)}."
    raise UserError("usage", f"There is no operation {name}.", hint, tuple(near), {"operation": name})
