"""Mathematica: `{{1, 2}, {3, 4}}` with `1/2`, `Sqrt[2]`, `2 + 3 I` and `1.5*^-3`."""

from __future__ import annotations

import re

from workbench.formats.paste.cells import Cell, Parsed, Source, assemble
from workbench.formats.paste.nested import Brackets
from workbench.formats.paste.syntax import Syntax


def _parse(source: Source, start: int, end: int) -> Parsed:
    block, position = Brackets(source, end, "{", "}").block(start)
    if position < end:
        source.refuse("Something stands behind the closing brace.", position)
    return assemble(source, [_translated(cell) for cell in block.cells], block.shape, "mathematica")


def _translated(cell: Cell) -> Cell:
    text = cell.text.replace("*^", "e")
    text = re.sub(r"`[\d.]*", "", text)
    text = re.sub(r"Sqrt\[([^\[\]]*)\]", r"sqrt(\1)", text)
    text = re.sub(r"(?<=[\d)])\s*\b(I|Pi|E)\b", r"*\1", text)
    return Cell(text, cell.offset, verbatim=text == cell.text)


MATHEMATICA = Syntax("mathematica", lambda body: body.startswith("{"), _parse)
