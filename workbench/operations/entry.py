"""A line of the catalog: what a menu shows of an operation, before anything that computes is imported."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cached_property

from workbench.operations.spec import Operation


@dataclass(frozen=True)
class Entry:
    """Name, menu title and group of an operation, and the module of `package` that declares it.

    The module, which bears the operation's name where none is given, holds the `Operation` under that name in
    capitals; `words` are further words under which it is looked for. A window lists the whole catalog at its
    start and imports an operation when it is chosen.
    """

    package: str
    group: str
    name: str
    title: str
    words: str = ""
    module: str = ""

    @cached_property
    def operation(self) -> Operation:
        """The operation itself, imported now."""
        module = importlib.import_module(f"{self.package}.{self.module or self.name}")
        found: Operation = getattr(module, self.name.upper())
        return found
