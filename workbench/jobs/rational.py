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
"""Entries in the details of a refusal."""
NAMED = 3
"""Entries in its sentence."""


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
    values = matrix.to_array()
    if values.dtype.kind == "c":
        where = _place(matrix, np.argwhere(values.imag != 0)[:1]) or matrix.name
        message = f"{matrix.name} is complex: exact arithmetic is for rational numbers here, and {where} is none."
        raise UserError("unsupported", message, "Choose the CPU, or work with the real and the imaginary part.")
    if not np.isfinite(values).all():
        where = _place(matrix, np.argwhere(~np.isfinite(values))[:1])
        message = f"{matrix.name} holds NaN or infinity, which are no fractions: {where}."
        raise UserError("domain", message, "Put numbers in their place.")


def _place(matrix: Matrix, places: Array) -> str:
    """The first of these places with what stands there, if there is one."""
    values = matrix.to_array()
    return next((f"{_where(matrix, place)} = {format_value(values[tuple(place)])}" for place in places), "")


def _where(matrix: Matrix, place: Sequence[int]) -> str:
    return f"{matrix.name}[{', '.join(map(str, place))}]" if len(place) else matrix.name


def need_exact(matrices: Sequence[Matrix], elsewhere: bool = True) -> None:
    """Refuse the first matrix with entries that are not exact; `elsewhere` says whether the CPU would do.

    Raises `UserError` (`unsupported`) with their places, values and the nearest simple fractions in its details.
    """
    for matrix in matrices:
        if not matrix.is_exact:
            _check(matrix)
            raise _refusal(matrix, elsewhere)


def _refusal(matrix: Matrix, elsewhere: bool) -> UserError:
    values = matrix.to_array()
    entries = [_entry(place, float(values[place])) for place in inexact_places(matrix)]
    entries = [row for row in entries if not row["value"].is_integer()] or entries  # whole numbers are not to blame
    are = "is a floating-point number" if len(entries) == 1 else "are floating-point numbers"
    return UserError(
        "unsupported",
        f"{matrix.name} is not exact: {_named(matrix, entries)} {are}.",
        f"Type integers, decimals or fractions in their place{', or choose the CPU' * elsewhere}.",
        (ACTION,),
        {"name": matrix.name, "count": len(entries), "entries": entries[:LISTED]},
    )


def _named(matrix: Matrix, rows: list[dict[str, Any]]) -> str:
    """`A[0, 1] = 0.3 (near 3/10) and A[1, 1] = 0.7 (near 7/10)`, or the first of many and how many more there are."""
    words = [
        f"{_where(matrix, row['position'])} = {format_value(row['value'])}"
        + f" (near {row['fraction']})" * row["simple"]
        for row in rows[:NAMED]
    ]
    if len(rows) > len(words):
        words.append(f"{len(rows) - len(words)} more")
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _figure(row: dict[str, Any]) -> str:
    near = f" (near {row['fraction']})" if row["simple"] else ""
    return format_value(row["value"]) + near


def _entry(place: tuple[int, ...], value: float) -> dict[str, Any]:
    """`simple` says whether the fraction is more than the decimal written out."""
    fraction = nearest(value)
    simple = simplest(value) is not None
    return {"position": list(place), "value": value, "fraction": format_fraction(fraction), "simple": simple}
