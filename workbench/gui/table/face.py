"""The two-dimensional part of a variable that the table shows: a page of the last two axes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

PAGE = 5_000_000  # sections; Qt needs sections x section size (up to 240) below 2**31 pixels


@dataclass(frozen=True)
class Face:
    """Where a visible cell lies in the variable: leading indices, and the first row and column of the page."""

    shape: tuple[int, ...]
    lead: tuple[int, ...] = ()
    row0: int = 0
    column0: int = 0
    page: int = PAGE

    @cached_property
    def total_rows(self) -> int:
        """Rows of the whole face; a vector is one column, a number one cell."""
        return self.shape[-2] if len(self.shape) >= 2 else (self.shape[0] if self.shape else 1)

    @cached_property
    def total_columns(self) -> int:
        """Columns of the whole face."""
        return self.shape[-1] if len(self.shape) >= 2 else 1

    @cached_property
    def rows(self) -> int:
        """Rows on this page."""
        return max(min(self.page, self.total_rows - self.row0), 0)

    @cached_property
    def columns(self) -> int:
        """Columns on this page."""
        return max(min(self.page, self.total_columns - self.column0), 0)

    @cached_property
    def last_rows(self) -> bool:
        """Whether the page ends with the variable's last row (only there can it grow)."""
        return self.row0 + self.rows == self.total_rows

    @cached_property
    def last_columns(self) -> bool:
        """Whether the page ends with the variable's last column."""
        return self.column0 + self.columns == self.total_columns

    def table_row(self, row: int) -> int:
        """The row of the variable's table (its leading axes run together) for a row of the page."""
        return self._slab() * self.total_rows + self.row0 + row

    def flat(self, row: int, column: int) -> int:
        """Position of a page cell in C order."""
        return self.table_row(row) * self.total_columns + self.column0 + column

    def flat_block(self, row: int, column: int, rows: int, columns: int) -> np.ndarray:
        """Positions of a block of page cells in C order, ascending."""
        first = self.flat(row, column)
        down = np.arange(rows, dtype=np.int64)[:, None] * self.total_columns
        return (first + down + np.arange(columns, dtype=np.int64)).ravel()

    def _slab(self) -> int:
        axes, index = self.shape[:-2], 0
        for size, at in zip(axes, self.lead or (0,) * len(axes), strict=True):
            index = index * size + at
        return index
