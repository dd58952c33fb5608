"""New versions of a matrix with some cells changed; a large base is never copied for a few of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.matrix import EXACT_LIMIT, Array, Base, Matrix, Overlay, exact_array

COPY_LIMIT = 100_000
"""Entries up to which a matrix is copied rather than overlaid: microseconds, and nothing to merge later."""


def set_cells(matrix: Matrix, indices: Array, values: Array, exact: Sequence[Fraction | None] | None) -> Matrix:
    """The matrix with `values` at flat `indices`, in a wider dtype where they would not fit."""
    dtype = dtype_for(matrix.dtype, values)
    twin = _new_twin(matrix, dtype, indices, values, exact)
    if dtype != matrix.dtype or matrix.size <= COPY_LIMIT:
        base = _new_base(matrix, dtype, indices, values)
        return matrix.changed(base=base, overlay=Overlay.empty(dtype), twin=twin)
    overlay = merged(matrix.overlay, indices, values.astype(dtype, copy=False))
    if overlay.nbytes > matrix.nbytes // 8:
        base = _new_base(matrix, dtype, indices, values)
        return matrix.changed(base=base, overlay=Overlay.empty(dtype), twin=twin)
    return matrix.changed(overlay=overlay, twin=twin)


def get_cells(matrix: Matrix, indices: Array) -> Array:
    """The values at flat indices, reading no more than those."""
    place = np.unravel_index(indices, matrix.shape) if matrix.ndim else ()
    values = np.atleast_1d(np.array(matrix.base.array[place]))
    overlay = matrix.overlay
    if len(overlay):
        at = np.minimum(np.searchsorted(overlay.indices, indices), len(overlay) - 1)
        edited = overlay.indices[at] == indices
        values[edited] = overlay.values[at[edited]]
    return values


def merged(overlay: Overlay, indices: Array, values: Array) -> Overlay:
    """Both sets of cells; of two values for one cell the newer stands, of two new ones the later."""
    together = np.concatenate([overlay.indices, indices])
    order = np.argsort(together, kind="stable")
    ordered = together[order]
    last = np.append(ordered[1:] != ordered[:-1], True) if len(ordered) else np.empty(0, bool)
    return Overlay(ordered[last], np.concatenate([overlay.values, values])[order[last]])


def dtype_for(dtype: np.dtype[Any], values: Array) -> np.dtype[Any]:
    """The narrowest dtype from `dtype` upwards that holds `values` without wrapping or overflowing."""
    if values.dtype == dtype or not values.size:
        return dtype
    if dtype.kind in "biu":
        return _from_integer(dtype, values)
    if values.dtype.kind == "c" and dtype.kind == "f":
        dtype = np.promote_types(dtype, np.complex64)
    with np.errstate(over="ignore"):
        lost = np.isfinite(values) & ~np.isfinite(values.astype(dtype))
    return np.promote_types(dtype, values.dtype) if lost.any() else dtype


def _from_integer(dtype: np.dtype[Any], values: Array) -> np.dtype[Any]:
    if values.dtype.kind not in "biu":
        return np.promote_types(np.float64, values.dtype)
    low, high = int(values.min()), int(values.max())
    limits = (0, 1) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    if limits[0] <= low and high <= limits[1]:
        return dtype
    if dtype.kind == "b":
        dtype = np.dtype(np.int64)
    return np.promote_types(np.promote_types(dtype, np.min_scalar_type(low)), np.min_scalar_type(high))


def _new_base(matrix: Matrix, dtype: np.dtype[Any], indices: Array, values: Array) -> Base:
    array = np.array(matrix.base.array, dtype=dtype, order="C")
    flat = array.reshape(-1)
    flat[matrix.overlay.indices] = matrix.overlay.values
    flat[indices] = values
    return Base.of(array)


def _new_twin(
    matrix: Matrix, dtype: np.dtype[Any], indices: Array, values: Array, exact: Sequence[Fraction | None] | None
) -> Array | None:
    """Exactness is kept cell by cell: what is not known to be rational loses its twin, nothing else does."""
    if dtype.kind in "biu" or matrix.size > EXACT_LIMIT:
        return None
    known = matrix.exact if matrix.dtype.kind in "biu" else matrix.twin
    if known is None:
        return None
    twin = known.copy()
    twin.reshape(-1)[indices] = exact_array(_exact_values(values) if exact is None else list(exact))
    twin.flags.writeable = False
    return twin


def _exact_values(values: Array) -> list[Fraction | None]:
    whole = values.dtype.kind in "biu"
    return [Fraction(int(value)) if whole else None for value in values]
