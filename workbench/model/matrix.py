"""A named array in a version of its own: an immutable base, and a small overlay of edited cells.

The table sees a matrix as rows and columns: one axis is one column, no axis one cell, and the leading axes of
more than two run together as rows. A cell's flat index is `row * columns + column` throughout.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.numbers import Number

Array = np.ndarray[Any, np.dtype[Any]]
Labels = tuple[str, ...] | None

EXACT_LIMIT = 10_000
"""Entries above which a matrix has no exact twin."""

_serials = itertools.count(1)
_versions = itertools.count(1)


def next_version() -> int:
    return next(_versions)


@dataclass(frozen=True, eq=False)
class Base:
    """A read-only array that versions and processes share; `serial` is unique in this process."""

    array: Array
    serial: int = field(default_factory=lambda: next(_serials))

    @classmethod
    def of(cls, array: Any) -> Base:
        """Take the array over without a copy: whoever made it must not write into it any more."""
        plain = np.asarray(array)
        if plain.dtype.kind not in "biufc":
            raise UserError("unsupported", f"A matrix holds numbers, but this holds {_noun(plain.dtype)}.")
        native = plain.astype(plain.dtype.newbyteorder("="), copy=False)
        view = native.view()
        view.flags.writeable = False
        return cls(view)


def _noun(dtype: np.dtype[Any]) -> str:
    return {"U": "text", "S": "bytes", "O": "Python objects", "M": "dates", "V": "records"}.get(dtype.kind, str(dtype))


@dataclass(frozen=True, eq=False)
class Overlay:
    """Edited cells: flat indices in C order, sorted and unique, and their values in the base's dtype."""

    indices: Array
    values: Array

    @classmethod
    def empty(cls, dtype: np.dtype[Any]) -> Overlay:
        return cls(np.empty(0, np.int64), np.empty(0, dtype))

    def __len__(self) -> int:
        return len(self.indices)

    @property
    def nbytes(self) -> int:
        return int(self.indices.nbytes + self.values.nbytes)

    def between(self, start: int, stop: int) -> tuple[Array, Array]:
        """The cells with `start <= index < stop`."""
        low, high = np.searchsorted(self.indices, (start, stop))
        return self.indices[low:high], self.values[low:high]


@dataclass(frozen=True, eq=False)
class Matrix:
    """A named array (0 to n axes, any NumPy numeric dtype), its labels and where it came from.

    `twin` holds, for floating-point and complex matrices whose numbers were typed, a `Fraction` for each
    entry that has one and None for the others. Integers are their own twin and store none.
    """

    name: str
    base: Base
    overlay: Overlay
    twin: Array | None = None
    row_labels: Labels = None
    column_labels: Labels = None
    origin: str = "typed in"
    formula: str | None = None
    version: int = field(default_factory=next_version)

    @classmethod
    def of(
        cls,
        name: str,
        array: Any,
        origin: str = "typed in",
        exact: Any = None,
        formula: str | None = None,
        row_labels: Labels = None,
        column_labels: Labels = None,
    ) -> Matrix:
        """A matrix over this array, which is taken over, not copied."""
        base = Base.of(array)
        twin = _twin(exact, base.array)
        return cls(name, base, Overlay.empty(base.array.dtype), twin, row_labels, column_labels, origin, formula)

    @classmethod
    def from_numbers(cls, name: str, rows: Sequence[Sequence[Number]], origin: str = "typed in") -> Matrix:
        """A matrix with two axes from typed numbers: integers give int64, others float64 or complex128."""
        widths = {len(row) for row in rows}
        if len(widths) > 1:
            raise UserError("shape", f"The rows have different lengths: {', '.join(map(str, sorted(widths)))}.")
        numbers = [number for row in rows for number in row]
        shape = (len(rows), widths.pop() if widths else 0)
        exact = exact_array([number.exact for number in numbers]).reshape(shape)
        return cls.of(name, number_array(numbers).reshape(shape), origin, exact)

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.base.array.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.base.array.dtype

    @property
    def size(self) -> int:
        return self.base.array.size

    @property
    def ndim(self) -> int:
        return self.base.array.ndim

    @property
    def nbytes(self) -> int:
        """Bytes of the whole array, whether this version shares its base or not."""
        return self.base.array.nbytes

    @property
    def table_shape(self) -> tuple[int, int]:
        """Rows and columns as the table shows them."""
        shape = self.shape
        columns = shape[-1] if self.ndim > 1 else 1
        return (int(np.prod(shape[:-1])) if self.ndim > 1 else self.size, columns)

    def to_array(self) -> Array:
        """The whole array, read-only: the base itself while no cell is edited, else one fresh copy."""
        if not len(self.overlay):
            return self.base.array
        return self._merged

    @cached_property
    def _merged(self) -> Array:
        array = np.array(self.base.array, order="C")
        array.reshape(-1)[self.overlay.indices] = self.overlay.values
        array.flags.writeable = False
        return array

    def region(self, r0: int, r1: int, c0: int, c1: int) -> Array:
        """Rows r0 to r1 and columns c0 to c1 of the table, ends excluded, in time that grows with them only."""
        rows, columns = self.table_shape
        r0, r1, c0, c1 = max(r0, 0), min(r1, rows), max(c0, 0), min(c1, columns)
        block = self._base_block(r0, max(r1, r0), c0, max(c1, c0))
        if not len(self.overlay):
            return block
        indices, values = self.overlay.between(r0 * columns, r1 * columns)
        row, column = np.divmod(indices, columns)
        inside = (column >= c0) & (column < c1)
        if inside.any():
            block = block.copy()
            block[row[inside] - r0, column[inside] - c0] = values[inside]
        return block

    def _base_block(self, r0: int, r1: int, c0: int, c1: int) -> Array:
        array = self.base.array
        if self.ndim == 2:
            return array[r0:r1, c0:c1]
        if self.ndim < 2:
            return array.reshape(-1, 1)[r0:r1, c0:c1]
        block: Array = array[(*np.unravel_index(np.arange(r0, r1), self.shape[:-1]), slice(c0, c1))]  # type: ignore[arg-type]
        return block

    def entry(self, row: int, column: int) -> Any:
        """One cell of the table as a NumPy scalar."""
        return self.region(row, row + 1, column, column + 1)[0, 0]

    def exact_entry(self, row: int, column: int) -> Fraction | None:
        """The exact twin of one cell, if it has one."""
        if self.dtype.kind in "biu":
            return Fraction(int(self.entry(row, column))) if self.size <= EXACT_LIMIT else None
        if self.twin is None:
            return None
        value: Fraction | None = self.twin.reshape(-1)[row * self.table_shape[1] + column]
        return value

    @cached_property
    def exact(self) -> Array | None:
        """An object array of `Fraction`, or None unless every entry is exact and there are few enough."""
        if not self.size:
            return np.empty(self.shape, dtype=object)
        if self.dtype.kind in "biu" and self.size <= EXACT_LIMIT:
            return exact_array([Fraction(int(x)) for x in self.to_array().flat]).reshape(self.shape)
        if self.twin is None or self.dtype.kind == "c" or any(x is None for x in self.twin.flat):
            return None
        return self.twin

    def exact_entries(self) -> Array | None:
        """The same as `exact`."""
        return self.exact

    @property
    def is_exact(self) -> bool:
        return self.exact is not None

    def renamed(self, name: str) -> Matrix:
        """The same version under another name."""
        return replace(self, name=name)

    def changed(self, **fields: Any) -> Matrix:
        """A new version that differs in these fields."""
        return replace(self, version=next_version(), **fields)


def _twin(exact: Any, array: Array) -> Array | None:
    """The exact twin as it is stored: none for integers, which are their own, and none above the limit."""
    if exact is None or array.dtype.kind in "biu" or array.size > EXACT_LIMIT:
        return None
    twin = np.asarray(exact, dtype=object)
    if twin.shape != array.shape:
        raise ValueError(f"exact twin of shape {twin.shape} for an array of shape {array.shape}")
    frozen = twin.view()
    frozen.flags.writeable = False
    return frozen


def exact_array(values: Sequence[Fraction | None]) -> Array:
    """A one-axis object array, whatever the values are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def number_array(numbers: Sequence[Number]) -> Array:
    """One-axis array of typed numbers: int64 if all are integers that fit, else float64 or complex128."""
    values = [number.value for number in numbers]
    if any(isinstance(value, complex) for value in values):
        return np.array(values, dtype=np.complex128)
    limits = np.iinfo(np.int64)
    if values and all(isinstance(value, int) and limits.min <= value <= limits.max for value in values):
        return np.array(values, dtype=np.int64)
    return np.array(values, dtype=np.float64)
