"""What a backend is: a place where arrays live and routes run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Backend:
    """A place to compute. `available` answers why it cannot be used here, or None."""

    name: str
    title: str
    available: Callable[[], str | None]
    memory: Callable[[], int | None]
