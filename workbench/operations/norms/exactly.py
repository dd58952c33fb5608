"""Norms of rational arrays, where they are rational or sums of square roots."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends import exact_spectra
from workbench.backends.exact_spectra import Radical
from workbench.operations.norms.powers import rational_power
from workbench.operations.spec import Array


def exact_norm(entries: Array, kind: Any) -> Fraction | str | None:
    """The norm that `numerics.sizes` calls `kind`: a fraction, text in SymPy's spelling, or None."""
    if kind in (2, "least value", "nuc"):
        return _spectral(entries, kind)
    if kind == "fro":
        return Radical.root(sum((x * x for x in entries.flat), Fraction(0))).value
    if kind == "zero":
        return Fraction(int((entries != 0).sum()))
    if isinstance(kind, float):
        return _power(entries, Fraction(kind))
    moduli = np.abs(entries)
    if kind in ("max", "min"):
        return Fraction(moduli.max() if kind == "max" else moduli.min())
    if kind in ("least column", "least row"):
        return Fraction(moduli.sum(axis=0 if kind == "least column" else 1).min())
    return Fraction(np.max(moduli.sum(axis={"sum": None, 1: 0, "inf": 1}[kind])))


def _spectral(entries: Array, kind: Any) -> Fraction | str | None:
    values = exact_spectra.singular_values(entries)
    if values is None:
        return None
    if kind == "least value":
        return values[-1].value if len(values) == min(entries.shape) else None
    total = values[0]
    for value in values[1:] if kind == "nuc" else ():
        total = total.plus(value)
    return total.value


def _power(entries: Array, p: Fraction) -> Fraction | None:
    """(Σ |x|ᵖ)^(1/p) where every power is rational, such as ‖(1, 4)‖ = 9 for p = 1/2; 0 for a p < 0 and an entry 0."""
    if p < 0 and not all(entries.flat):
        return Fraction(0)
    powers = [rational_power(abs(x), p) for x in entries.flat]
    known = [x for x in powers if x is not None]
    return rational_power(sum(known, Fraction(0)), 1 / p) if len(known) == len(powers) else None
