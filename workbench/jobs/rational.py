"""Floating-point entries where exact ones are wanted: which they are, and the simple fractions that they are near."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends.exact_simplest import simplest
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.numbers import format_fraction, format_value

Array = np.ndarray[Any, np.dtype[Any]]

ACTION = "nearest_fractions"
"""The name of the way out, which is no operation: it puts fractions in the place of the entries."""
LISTED = 20


def nearest(x: float) -> Fraction:
    """The simple fraction that x was probably meant to be; for a number that is near none, the decimal it shows as."""
    found = simplest(x)
    return Fraction(repr(float(x))) if found is None else found


def inexact_places(matrix: Matrix) -> list[tuple[int, ...]]:
    """Where the entries are that are no fractions as they were typed."""
    if matrix.is_exact:
        return []
    known = np.zeros(matrix.shape, dtype=bool) if matrix.twin is None else matrix.twin != None  # noqa: E711
    return [tuple(map(int, place)) for place in np.argwhere(~np.asarray(known, dtype=bool))]


def with_fractions(matrix: Matrix) -> Matrix:
    """The matrix with the nearest fractions in the place of its floating-point entries.

    Raises `UserError` where an entry is complex or not finite.
    """
    _check(matrix)
    values = matrix.to_array()
    exact = np.empty(matrix.shape, dtype=object)
    for place in np.ndindex(matrix.shape):
        known = None if matrix.twin is None else matrix.twin[place]
        exact[place] = nearest(float(values[place])) if known is None else known
    floats = np.array([float(x) for x in exact.flat]).reshape(matrix.shape)
    return Matrix.of(
        matrix.name,
        floats,
        matrix.origin,
        exact,
        row_labels=matrix.row_labels,
        column_labels=matrix.column_labels,
    )


def _check(matrix: Matrix) -> None:
    if matrix.dtype.kind == "c":
        raise UserError("unsupported", f"{matrix.name} is complex: exact arithmetic is for rational numbers here.")
    if not np.isfinite(matrix.to_array()).all():
        raise UserError("domain", f"{matrix.name} holds NaN or infinity, which are no fractions.")


def need_exact(matrices: Sequence[Matrix]) -> None:
    """Refuse the first matrix with entries that are not exact.

    Raises `UserError` (`unsupported`) with their places, values and the nearest simple fractions in its details.
    """
    for matrix in matrices:
        if not matrix.is_exact:
            _check(matrix)
            raise _refusal(matrix)


def _refusal(matrix: Matrix) -> UserError:
    places, values = inexact_places(matrix), matrix.to_array()
    entries = [_entry(place, float(values[place])) for place in places[:LISTED]]
    telling = next((row for row in entries if not row["value"].is_integer()), entries[0])
    offer = f"; the simplest fraction near it is {telling['fraction']}" if telling["simple"] else ""
    place = ", ".join(map(str, telling["position"]))
    where = f"{matrix.name}[{place}]" if place else matrix.name
    return UserError(
        "unsupported",
        f"{matrix.name} is not exact: {where} = {format_value(telling['value'])} is a floating-point number"
        f"{_others(len(places) - 1)}{offer}.",
        "Use the nearest fractions, type integers, decimals or fractions, or choose the CPU.",
        (ACTION,),
        {"name": matrix.name, "count": len(places), "entries": entries},
    )


def _others(count: int) -> str:
    return "" if not count else ", and one more is" if count == 1 else f", and {count} more are"


def _entry(place: tuple[int, ...], value: float) -> dict[str, Any]:
    """`simple` says whether the fraction is more than the decimal written out."""
    fraction = nearest(value)
    simple = simplest(value) is not None
    return {"position": list(place), "value": value, "fraction": format_fraction(fraction), "simple": simple}
