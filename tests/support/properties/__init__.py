"""Mathematical properties of the operations, written once and tried on every backend."""

from __future__ import annotations

import importlib

from properties.law import Law

GROUPS = ("systems", "spectra")
LAWS: tuple[Law, ...] = tuple(law for group in GROUPS for law in importlib.import_module(f"properties.{group}").LAWS)
