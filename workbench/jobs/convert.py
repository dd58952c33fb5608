"""The type in which a routine works, and the values of an input in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.numbers import format_value

Array = np.ndarray[Any, np.dtype[Any]]
DTYPES = ("float32", "float64", "complex64", "complex128")
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def working_dtype(dtypes: list[np.dtype[Any]], wanted: str, *, integers: bool = False) -> np.dtype[Any]:
    """The dtype in which LAPACK will work: integers as float64, half precision as float32.

    Integer types are taken only where they are asked for and the operation has `integers`.
    """
    for dtype in dtypes:
        if dtype.kind not in "biufc":
            raise UserError("unsupported", f"Values of type {dtype} are not numbers.")
    if wanted != "auto":
        known = DTYPES + INTEGERS if integers else DTYPES
        if wanted not in known:
            raise UserError(
                "usage", f"There is no number type {wanted} here.", f"Choose one of {', '.join(known)} or auto."
            )
        if np.dtype(wanted).kind != "c" and any(dtype.kind == "c" for dtype in dtypes):
            raise UserError("domain", f"{wanted} cannot hold complex numbers.", "Choose complex64 or complex128.")
        return np.dtype(wanted)
    single = [np.dtype(d) for d in ("float16", "float32", "complex64")]
    small = all(dtype in single for dtype in dtypes) and bool(dtypes)
    real = not any(dtype.kind == "c" for dtype in dtypes)
    return np.dtype(("float32" if real else "complex64") if small else ("float64" if real else "complex128"))


def convert(matrix: Matrix, dtype: np.dtype[Any]) -> Array:
    """The values in `dtype`, without a copy where they have it already.

    Raises `UserError` (`domain`) where a finite value becomes infinite, and where an integer type cannot hold one.
    """
    array = matrix.to_array()
    if array.dtype == dtype and array.dtype.isnative:
        return array
    if dtype.kind in "iu":
        _refuse_others(matrix.name, array, dtype)
    with np.errstate(over="ignore"):
        converted = array.astype(dtype)
    if dtype.itemsize < array.dtype.itemsize and dtype.kind in "fc" and _infinite(converted) > _infinite(array):
        raise UserError("domain", f"{matrix.name} has values too large for {dtype}.", "Choose float64.")
    return converted


def _infinite(array: Array) -> int:
    return int(np.isinf(array).sum())


def _refuse_others(name: str, array: Array, dtype: np.dtype[Any]) -> None:
    """Refuse what the integer type cannot hold, by the first such entry."""
    bad = ~_held(array, dtype)
    if not bad.any():
        return
    place = np.unravel_index(int(np.argmax(bad)), bad.shape)
    where = f"{name}[{', '.join(map(str, place))}]" if place else name
    more = int(np.count_nonzero(bad)) - 1
    raise UserError(
        "domain",
        f"{where} is {_spelled(array[place])}, which {dtype} cannot hold"
        + (f"; neither can it hold {more} more." if more else "."),
        "Choose float64, or convert the number type first, which cuts fractions off.",
        ("astype",),
        {"position": list(map(int, place)), "count": more + 1},
    )


def _spelled(x: Any) -> str:
    if np.isfinite(x):
        return format_value(x)
    return "NaN" if np.isnan(x) else "infinity" if x > 0 else "minus infinity"


def _held(array: Array, dtype: np.dtype[Any]) -> Array:
    """Which entries are integers within the limits of the type."""
    limits = np.iinfo(dtype)
    if array.dtype.kind == "b":
        return np.ones(array.shape, bool)
    if array.dtype.kind in "iu":  # limits beyond the range of the array's own type hold of all its entries
        own = np.iinfo(array.dtype)
        return np.asarray((array >= max(own.min, limits.min)) & (array <= min(own.max, limits.max)))
    wide = array.astype(np.float64)
    with np.errstate(invalid="ignore"):
        return np.asarray((wide >= float(limits.min)) & (wide < float(limits.max + 1)) & (np.rint(wide) == wide))
