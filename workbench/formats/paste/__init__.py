"""Pasted or typed text as an array, in any of the usual syntaxes.

A syntax is one file here and one entry of `SYNTAXES`: the first that bids for the text parses it.
"""

from __future__ import annotations

from workbench.formats.paste.cells import Parsed, Source
from workbench.formats.paste.latex import LATEX
from workbench.formats.paste.mathematica import MATHEMATICA
from workbench.formats.paste.matlab import MATLAB
from workbench.formats.paste.nested import NESTED
from workbench.formats.paste.plain import PLAIN
from workbench.formats.paste.syntax import Syntax

__all__ = ["SYNTAXES", "Parsed", "parse_text"]

SYNTAXES: tuple[Syntax, ...] = (LATEX, MATHEMATICA, MATLAB, NESTED, PLAIN)


def parse_text(text: str) -> Parsed:
    """The array that the text means, or a `UserError` of kind "parse" with line and column.

    >>> parse_text("[1 2; 3 4]").array.tolist()
    [[1, 2], [3, 4]]
    """
    source = Source(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    start, end = source.trimmed()
    if start == end:
        source.refuse("There is nothing to read.", 0)
    body = source.text[start:end]
    syntax = next(entry for entry in SYNTAXES if entry.bids(body))
    return syntax.parse(source, start, end)
