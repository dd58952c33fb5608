"""Nested lists: Python, NumPy (with `array(...)` or as printed) and JSON; any number of axes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple, NoReturn

import numpy as np

from workbench.formats.paste.cells import Cell, Parsed, Source, assemble, words
from workbench.formats.paste.syntax import Syntax

MAX_DEPTH = 32
_KINDS = {"u": 0, "i": 0, "f": 1, "c": 2}
_DTYPES = {"int", "float", "complex"} | {np.dtype(code).name for code in "bhilqBHILQefdFD"}
_CALL = re.compile(r"(?:\w+\.)*(?:array|asarray|matrix|mat|tensor|Matrix|list)\s*\(\s*(?=\[)")
_TAIL = re.compile(r"\s*(?:,\s*dtype\s*=\s*(?:(?:np|numpy|torch|jnp)\.)?['\"]?(?P<dtype>\w+)['\"]?\s*)?,?\s*\)")


class Block(NamedTuple):
    """A list and all that is in it: its cells in order, its shape, and where it begins."""

    cells: list[Cell]
    shape: tuple[int, ...]
    offset: int


@dataclass
class Brackets:
    """Walks nested lists between the given brackets."""

    source: Source
    end: int
    opening: str = "["
    closing: str = "]"

    def block(self, offset: int, depth: int = 1) -> tuple[Block, int]:
        """The list that opens at `offset`, and the offset behind it."""
        if depth > MAX_DEPTH:
            self.source.refuse(f"The lists are nested more than {MAX_DEPTH} deep.", offset)
        position = self.skip(offset + 1)
        if self.text_at(position) == self.opening:
            return self.outer(offset, position, depth)
        stop = self.closing_of(offset)
        cells = self.entries(offset + 1, stop)
        return Block(cells, (len(cells),), offset), stop + 1

    def outer(self, offset: int, position: int, depth: int) -> tuple[Block, int]:
        """A list of lists; commas between them are optional, as NumPy prints none."""
        blocks: list[Block] = []
        while self.text_at(position) == self.opening:
            block, position = self.block(position, depth + 1)
            blocks.append(block)
            position = self.skip(position)
            if self.text_at(position) == ",":
                position = self.skip(position + 1)
        if self.text_at(position) != self.closing:
            self.unexpected(offset, position)
        return self.joined(blocks, offset), position + 1

    def joined(self, blocks: list[Block], offset: int) -> Block:
        first = blocks[0].shape
        for block in blocks:
            if block.shape != first:
                self.source.refuse(
                    f"This list has shape {_shape(block.shape)}, the first one beside it {_shape(first)}.", block.offset
                )
        return Block([cell for block in blocks for cell in block.cells], (len(blocks), *first), offset)

    def entries(self, start: int, stop: int) -> list[Cell]:
        """Numbers between commas, or between spaces where there are no commas."""
        text = self.source.text[start:stop]
        gap = re.search(r"\.\.\.|…", text)
        if gap:
            self.source.refuse("The list was shortened when it was printed (“...”).", start + gap.start())
        if "," not in text:
            return words(text, start)
        cells = [_stripped(text[a:b], start + a) for a, b in _between_commas(text)]
        if cells[-1].text == "":
            cells.pop()
        return cells

    def closing_of(self, offset: int) -> int:
        """Where the innermost list that opens at `offset` closes."""
        for position in range(offset + 1, self.end):
            letter = self.source.text[position]
            if letter == self.closing:
                return position
            if letter == self.opening:
                self.source.refuse("A list and a number stand side by side here.", position)
        self.source.refuse("The bracket that opens here is never closed.", offset)

    def unexpected(self, offset: int, position: int) -> NoReturn:
        if position >= self.end:
            self.source.refuse("The bracket that opens here is never closed.", offset)
        self.source.refuse("A list or a closing bracket should stand here.", position)

    def skip(self, position: int) -> int:
        while position < self.end and self.source.text[position].isspace():
            position += 1
        return position

    def text_at(self, position: int) -> str:
        return self.source.text[position] if position < self.end else ""


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


def _stripped(text: str, offset: int) -> Cell:
    return Cell(text.strip(), offset + len(text) - len(text.lstrip()))


def _between_commas(text: str) -> list[tuple[int, int]]:
    """Spans between commas outside parentheses."""
    spans, start, depth = [], 0, 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth <= 0:
            spans.append((start, position))
            start = position + 1
    return [*spans, (start, len(text))]


def _bids(body: str) -> bool:
    return body.startswith("[") or _CALL.match(body) is not None


def _parse(source: Source, start: int, end: int) -> Parsed:
    call = _CALL.match(source.text, start, end)
    block, position = Brackets(source, end).block(call.end() if call else start)
    dtype = None
    if call:
        tail = _TAIL.match(source.text, position, end)
        if tail is None:
            source.refuse("The parenthesis that opens here is never closed.", call.end() - 1)
        dtype, position = tail["dtype"], tail.end()
    if position < end:
        source.refuse("Something stands behind the closing bracket.", position + _blank(source.text[position:end]))
    parsed = assemble(source, block.cells, block.shape, "numpy")
    return parsed if dtype is None else _as_dtype(parsed, dtype)


def _blank(text: str) -> int:
    return len(text) - len(text.lstrip())


def _as_dtype(parsed: Parsed, name: str) -> Parsed:
    """Follow `dtype=` where NumPy knows it and every number survives; otherwise the numbers decide."""
    if name not in _DTYPES:
        return parsed
    with np.errstate(all="ignore"):
        array = parsed.array.astype(name)
    if _KINDS[array.dtype.kind] < _KINDS[parsed.array.dtype.kind]:
        return parsed
    if array.dtype.kind in "fc":
        survives = np.array_equal(np.isfinite(array), np.isfinite(parsed.array))
    else:
        survives = np.array_equal(array, parsed.array)
    return replace(parsed, array=array) if survives else parsed


NESTED = Syntax("numpy", _bids, _parse)
