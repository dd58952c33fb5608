"""Edits name what they change and hold plain values; applying one answers the edit that takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

import numpy as np

from workbench.model.cells import get_cells, set_cells
from workbench.model.document import Document
from workbench.model.errors import UserError
from workbench.model.matrix import Array, Base, Matrix, number_array
from workbench.model.numbers import Number

FRACTION_BYTES = 150
"""Roughly what one `Fraction` of moderate size takes in memory."""


class Edit(Protocol):
    """Any change of a document."""

    @property
    def label(self) -> str: ...

    @property
    def nbytes(self) -> int:
        """Memory that this edit holds by itself, the bases of its matrices apart."""
        ...

    def bases(self) -> Iterator[Base]:
        """The arrays that this edit keeps alive."""
        ...

    def apply(self, workspace: Document) -> Edit: ...


@dataclass(frozen=True, eq=False)
class SetCells:
    """New values for some cells of a matrix, by flat index; `exact` are their twins, None where unknown.

    A matrix that was defined by a formula is an ordinary one afterwards: what is typed must not be recomputed.
    """

    name: str
    indices: Array
    values: Array
    exact: tuple[Fraction | None, ...] | None = None
    columns: int = 1

    @property
    def label(self) -> str:
        if len(self.indices) != 1:
            return f"Edit {len(self.indices)} cells of {self.name}"
        row, column = divmod(int(self.indices[0]), self.columns)
        return f"Edit {self.name}[{row},{column}]"

    @property
    def nbytes(self) -> int:
        exact = 0 if self.exact is None else FRACTION_BYTES * len(self.exact)
        return int(self.indices.nbytes + self.values.nbytes) + exact

    def bases(self) -> Iterator[Base]:
        return iter(())

    def apply(self, workspace: Document) -> Edit:
        old = workspace[self.name]
        self._check(old)
        new = set_cells(old, self.indices, self.values, self.exact)
        workspace.put(new if old.formula is None else replace(new, formula=None, origin="typed in"))
        if old.formula is not None or new.dtype != old.dtype or (new.twin is None) != (old.twin is None):
            return Put(old)
        twin = None if old.twin is None else tuple(old.twin.reshape(-1)[self.indices])
        return SetCells(self.name, self.indices, get_cells(old, self.indices), twin, self.columns)

    def _check(self, matrix: Matrix) -> None:
        if len(self.indices) and not 0 <= int(self.indices.min()) <= int(self.indices.max()) < matrix.size:
            raise UserError("shape", f"A cell lies outside {matrix.name}, which is {shape_text(matrix)}.")


@dataclass(frozen=True, eq=False)
class Put:
    """Add a matrix, or replace the one of its name where it stands."""

    matrix: Matrix
    position: int | None = None
    label_text: str | None = None

    @property
    def label(self) -> str:
        return self.label_text or f"Set {self.matrix.name}"

    @property
    def nbytes(self) -> int:
        twin = 0 if self.matrix.twin is None else FRACTION_BYTES * self.matrix.size
        return self.matrix.overlay.nbytes + twin

    def bases(self) -> Iterator[Base]:
        yield self.matrix.base

    def apply(self, workspace: Document) -> Edit:
        name = self.matrix.name
        inverse: Edit = Put(workspace[name]) if name in workspace else Remove(name)
        workspace.put(self.matrix, self.position)
        return inverse


class NamesOnly:
    """What an edit that holds nothing but names says of its memory."""

    nbytes = 0

    def bases(self) -> Iterator[Base]:
        return iter(())


@dataclass(frozen=True)
class Remove(NamesOnly):
    """Take a matrix out."""

    name: str

    @property
    def label(self) -> str:
        return f"Delete {self.name}"

    def apply(self, workspace: Document) -> Edit:
        return Put(*workspace.remove(self.name))


@dataclass(frozen=True)
class Rename(NamesOnly):
    """Give a matrix another name."""

    old: str
    new: str

    @property
    def label(self) -> str:
        return f"Rename {self.old} to {self.new}"

    def apply(self, workspace: Document) -> Edit:
        workspace.rename(self.old, self.new)
        return Rename(self.new, self.old)


@dataclass(frozen=True)
class Batch:
    """Several edits as one; if one of them is refused, those before it are taken back."""

    edits: tuple[Edit, ...]
    label: str

    @property
    def nbytes(self) -> int:
        return sum(edit.nbytes for edit in self.edits)

    def bases(self) -> Iterator[Base]:
        for edit in self.edits:
            yield from edit.bases()

    def apply(self, workspace: Document) -> Edit:
        inverses: list[Edit] = []
        try:
            for edit in self.edits:
                inverses.insert(0, edit.apply(workspace))
        except BaseException:
            for inverse in inverses:
                inverse.apply(workspace)
            raise
        return Batch(tuple(inverses), self.label)


def shape_text(matrix: Matrix) -> str:
    """`3 × 2`, `a vector of 3` or `a single number`."""
    if matrix.ndim == 0:
        return "a single number"
    return f"a vector of {matrix.size}" if matrix.ndim == 1 else " × ".join(map(str, matrix.shape))


def set_block(matrix: Matrix, row: int, column: int, numbers: Sequence[Sequence[Number]]) -> SetCells:
    """The edit that writes typed numbers into the table with their upper left corner at `row`, `column`."""
    height, width = len(numbers), len(numbers[0]) if numbers else 0
    if any(len(line) != width for line in numbers):
        raise UserError("shape", "The rows of the block have different lengths.")
    rows, columns = matrix.table_shape
    if row < 0 or column < 0 or row + height > rows or column + width > columns:
        raise UserError(
            "shape",
            f"A block of {height} × {width} at row {row}, column {column} does not fit into {matrix.name}, "
            f"which is {shape_text(matrix)}.",
            hint="Insert rows or columns first.",
            details={"block": [height, width], "shape": list(matrix.shape)},
        )
    flat = [number for line in numbers for number in line]
    indices = (np.arange(row, row + height)[:, None] * columns + np.arange(column, column + width)).reshape(-1)
    exact = tuple(number.exact for number in flat)
    return SetCells(matrix.name, indices.astype(np.int64), _values(matrix, flat), exact, columns)


def _values(matrix: Matrix, numbers: Sequence[Number]) -> Array:
    """As `number_array`, but an unsigned 64-bit matrix may take its own largest integers."""
    whole = [number.value for number in numbers if isinstance(number.value, int)]
    if matrix.dtype == np.uint64 and len(whole) == len(numbers) and all(0 <= value < 2**64 for value in whole):
        return np.array(whole, dtype=np.uint64)
    return number_array(numbers)
