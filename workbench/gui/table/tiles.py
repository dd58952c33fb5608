"""The cells near the visible ones, formatted a tile at a time and kept until the matrix changes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from workbench.gui.table.face import Face
from workbench.gui.table.format import ROUNDING, NumberStyle, exact_text, near_text, short_text
from workbench.model.matrix import Matrix

ROWS, COLUMNS = 32, 16  # of a tile: a screen takes some 6 to 12 tiles of about 0.4 ms
MOST_TILES = 256
SAMPLE = 1 << 16  # entries up to which the scale is exact; above, some rows are sampled
SAMPLE_ROWS = 64


class Cell(NamedTuple):
    """One cell as it is painted; `point` is where the decimal point is in the text, -1 for no number line."""

    text: str
    point: int
    doubtful: bool
    heat: float  # -1 to 1 about zero, NaN for no tint


def sample_of(matrix: Matrix) -> np.ndarray:
    """All entries of a small matrix, else rows at even distances, read through the matrix's regions."""
    rows, columns = matrix.table_shape
    if matrix.size <= SAMPLE:
        return matrix.region(0, rows, 0, columns)
    width = min(columns, SAMPLE // SAMPLE_ROWS)
    height = max(SAMPLE // (SAMPLE_ROWS * width), 1)
    starts = np.linspace(0, max(rows - height, 0), SAMPLE_ROWS).astype(np.int64)
    lefts = np.linspace(0, columns - width, SAMPLE_ROWS).astype(np.int64)
    blocks = [
        matrix.region(int(r), int(r) + height, int(c), int(c) + width) for r, c in zip(starts, lefts, strict=True)
    ]
    return np.concatenate(blocks)


class Tiles:
    """Formatted tiles of one version of one matrix."""

    def __init__(self) -> None:
        self.matrix: Matrix | None = None
        self.face = Face(())
        self.style = NumberStyle()
        self.exact = True
        self._tiles: dict[tuple[int, int], list[list[Cell]]] = {}
        self._sampled = -1

    def show(self, matrix: Matrix, face: Face) -> None:
        """Turn to another version; the scale of a huge base is sampled once."""
        self.matrix, self.face = matrix, face
        self._tiles.clear()
        if matrix.size <= SAMPLE or self._sampled != matrix.base.serial:
            self._sampled = matrix.base.serial
            self.style = NumberStyle.of_sample(sample_of(matrix))

    def forget(self) -> None:
        """Format anew, in another notation."""
        self._tiles.clear()

    def cell(self, row: int, column: int) -> Cell:
        """The cell of the page at this place."""
        key = (row // ROWS, column // COLUMNS)
        tile = self._tiles.get(key)
        if tile is None:
            tile = self._tiles[key] = self._format(key[0] * ROWS, key[1] * COLUMNS)
            if len(self._tiles) > MOST_TILES:
                del self._tiles[next(iter(self._tiles))]
        return tile[row % ROWS][column % COLUMNS]

    def _format(self, row: int, column: int) -> list[list[Cell]]:
        block = self._block(row, column)
        doubtful = doubtful_entries(block, self.style.scale).tolist()
        heat = heat_values(block, self.style.scale).tolist()
        texts = self._texts(block, row, column)
        return [
            [Cell(text, _point(text), *rest) for text, *rest in zip(*lines, strict=True)]
            for lines in zip(texts, doubtful, heat, strict=True)
        ]

    def _block(self, row: int, column: int) -> np.ndarray:
        face = self.face
        top, left = face.table_row(row), face.column0 + column
        height, width = min(ROWS, face.rows - row), min(COLUMNS, face.columns - column)
        return self.matrix.region(top, top + height, left, left + width)

    def _texts(self, block: np.ndarray, row: int, column: int) -> list[list[str]]:
        style = self.style
        texts = [[short_text(value, style) for value in line] for line in plain(block).tolist()]
        if self.exact and self.matrix.twin is not None:
            for i, line in enumerate(texts):
                for j in range(len(line)):
                    fraction = self.matrix.twin.reshape(-1)[self.face.flat(row + i, column + j)]
                    if fraction is not None:
                        line[j] = exact_text(fraction) or near_text(line[j], fraction)
        return texts


def plain(block: np.ndarray) -> np.ndarray:
    """The block in a dtype whose `tolist` gives Python's numbers."""
    if block.dtype.kind == "f" and block.dtype.itemsize > 8:
        return block.astype(np.float64)
    if block.dtype.kind == "c" and block.dtype.itemsize > 16:
        return block.astype(np.complex128)
    return block


def doubtful_entries(block: np.ndarray, scale: float) -> np.ndarray:
    """Which entries are rounding error against the scale: not zero, and below 1e-14 of it."""
    if block.dtype.kind in "biu" or scale == 0:
        return np.zeros(block.shape, bool)
    return (block != 0) & (np.abs(block) < ROUNDING * scale)


def heat_values(block: np.ndarray, scale: float) -> np.ndarray:
    """The entries over the scale, between -1 and 1; moduli where they are complex."""
    if scale == 0:
        return np.zeros(block.shape)
    with np.errstate(invalid="ignore", over="ignore"):
        real = np.abs(block) if block.dtype.kind == "c" else block.astype(np.float64)
        return np.clip(real / scale, -1, 1)


def _point(text: str) -> int:
    """Where the decimal point is or would be; -1 for fractions, exponents, complex and non-finite numbers."""
    if text.rstrip("…")[-1:].isdigit() and "/" not in text and "e" not in text and "i" not in text:
        point = text.find(".")
        return len(text) if point < 0 else point
    return -1
