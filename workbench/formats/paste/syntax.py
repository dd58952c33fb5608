"""What a paste syntax is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbench.formats.paste.cells import Parsed, Source


@dataclass(frozen=True)
class Syntax:
    """`bids` says whether text without surrounding space is in this syntax; `parse` reads `source[start:end]`."""

    name: str
    bids: Callable[[str], bool]
    parse: Callable[[Source, int, int], Parsed]
