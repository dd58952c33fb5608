"""What a backend is: a place where arrays live and routes run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workbench.numerics.device import Device


@dataclass(frozen=True)
class Backend:
    """A place to compute. `available` answers why it cannot be used here, or None.

    `open` gives the device, where arrays have to be copied to one; `likely` tells without loading any library whether
    it is worth asking a compute process for it.
    """

    name: str
    title: str
    available: Callable[[], str | None]
    memory: Callable[[], int | None]
    open: Callable[[], Device] | None = None
    likely: Callable[[], bool] = lambda: True
