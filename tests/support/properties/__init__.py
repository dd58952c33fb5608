"""Mathematical properties of the operations, written once and tried on every backend."""

from __future__ import annotations

import importlib

from properties.law import Law
from workbench.operations import by_name
from workbench.operations.on_device import DEVICES

GROUPS = ("systems", "spectra", "determinants", "functions", "norms", "products", "data", "learning", "make")
LAWS: tuple[Law, ...] = tuple(law for group in GROUPS for law in importlib.import_module(f"properties.{group}").LAWS)


def _for_devices() -> dict[str, list[Law]]:
    found: dict[str, list[Law]] = {}
    for law in LAWS:
        if any(set(route.backends) & set(DEVICES) for route in by_name(law.operation).routes):
            found.setdefault(law.operation, []).append(law)
    return found


FOR_DEVICES = _for_devices()
"""The operations that have a routine for devices, with their properties."""
