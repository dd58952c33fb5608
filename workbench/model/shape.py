"""Rows and columns inserted or deleted: pure functions from a matrix to its next version."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import numpy as np

from workbench.model.errors import UserError
from workbench.model.matrix import Array, Base, Labels, Matrix, Overlay

Axis = Literal[0, 1]
_WORDS = {0: ("row", "rows"), 1: ("column", "columns")}


def insert_rows(matrix: Matrix, at: int, count: int = 1) -> Matrix:
    """`count` rows of zeros before row `at`; a vector is one column, so its entries are its rows."""
    return _insert(matrix, at, count, 0)


def insert_columns(matrix: Matrix, at: int, count: int = 1) -> Matrix:
    """`count` columns of zeros before column `at`."""
    return _insert(matrix, at, count, 1)


def delete_rows(matrix: Matrix, at: int, count: int = 1) -> Matrix:
    """The matrix without `count` rows from row `at` on."""
    return _delete(matrix, at, count, 0)


def delete_columns(matrix: Matrix, at: int, count: int = 1) -> Matrix:
    """The matrix without `count` columns from column `at` on."""
    return _delete(matrix, at, count, 1)


def _insert(matrix: Matrix, at: int, count: int, axis: Axis) -> Matrix:
    length = _length(matrix, axis, "inserted")
    if count < 1 or not 0 <= at <= length:
        raise _outside(matrix, at, count, axis, length)
    labels = _labels(matrix, axis)
    inserted = None if labels is None else (*labels[:at], *[""] * count, *labels[at:])

    def spread(array: Array, filler: object) -> Array:
        shape = tuple(count if i == axis else n for i, n in enumerate(array.shape))
        new = np.full(shape, filler, dtype=array.dtype)
        return np.concatenate([_cut(array, 0, at, axis), new, _cut(array, at, length, axis)], axis=axis)

    array = spread(matrix.to_array(), 0)
    twin = None if matrix.twin is None else spread(matrix.twin, Fraction(0))
    return _reshaped(matrix, array, twin, axis, inserted)


def _delete(matrix: Matrix, at: int, count: int, axis: Axis) -> Matrix:
    length = _length(matrix, axis, "deleted")
    if count < 1 or not 0 <= at <= length - count:
        raise _outside(matrix, at, count, axis, length)
    labels = _labels(matrix, axis)
    left = None if labels is None else labels[:at] + labels[at + count :]

    def without(array: Array) -> Array:
        return np.concatenate([_cut(array, 0, at, axis), _cut(array, at + count, length, axis)], axis=axis)

    twin = None if matrix.twin is None else without(matrix.twin)
    return _reshaped(matrix, without(matrix.to_array()), twin, axis, left)


def _cut(array: Array, start: int, stop: int, axis: Axis) -> Array:
    return array[start:stop] if axis == 0 else array[:, start:stop]


def _labels(matrix: Matrix, axis: Axis) -> Labels:
    return matrix.row_labels if axis == 0 else matrix.column_labels


def _length(matrix: Matrix, axis: Axis, verb: str) -> int:
    """Rows or columns there are, or a refusal where the matrix has no such axis."""
    plural, name = _WORDS[axis][1], matrix.name
    if matrix.ndim == 1 and axis == 1:
        message = f"{name} is a vector with one axis, so no columns can be {verb}."
        raise UserError("shape", message, hint="Its entries are rows. Make it an n × 1 matrix to add columns.")
    if matrix.ndim not in (1, 2):
        what = "is a single number" if matrix.ndim == 0 else f"has {matrix.ndim} axes"
        raise UserError("shape", f"{name} {what}, so no {plural} can be {verb}.")
    return matrix.shape[axis]


def _outside(matrix: Matrix, at: int, count: int, axis: Axis, length: int) -> UserError:
    one, many = _WORDS[axis]
    if count < 1:
        return UserError("usage", f"The number of {many} must be at least 1, not {count}.")
    span = f"{one} {at}" if count == 1 else f"{many} {at} to {at + count - 1}"
    return UserError("shape", f"{matrix.name} has {length} {one if length == 1 else many}; {span} is outside.")


def _reshaped(matrix: Matrix, array: Array, twin: Array | None, axis: Axis, labels: Labels) -> Matrix:
    field = "row_labels" if axis == 0 else "column_labels"
    if twin is not None:
        twin.flags.writeable = False
    return matrix.changed(base=Base.of(array), overlay=Overlay.empty(array.dtype), twin=twin, **{field: labels})
