"""MATLAB, Octave and Julia: `[1 2; 3 4]`, rows also on lines of their own."""

from __future__ import annotations

import re

from workbench.formats.paste.cells import Parsed, Source, rectangle, rows_of, words
from workbench.formats.paste.syntax import Syntax


def _bids(body: str) -> bool:
    """One pair of brackets with semicolons, or without commas; `[1, 2]` and `[5]` are lists."""
    if not body.startswith("[") or "[" in body[1:]:
        return False
    inner = body[1:].partition("]")[0]
    if ";" in inner:
        return True
    lines = [line for line in inner.splitlines() if line.strip()]
    if "," not in inner:
        return len(lines) > 1 or len(words(inner, 0)) > 1
    return len(lines) > 1 and not all(line.rstrip().endswith(",") for line in lines[:-1])


def _parse(source: Source, start: int, end: int) -> Parsed:
    stop = source.text.find("]", start, end)
    if stop < 0:
        source.refuse("The bracket that opens here is never closed.", start)
    if stop + 1 < end:
        source.refuse("Something stands behind the closing bracket.", stop + 1)
    inner = _without_comments(source.text[start + 1 : stop])
    return rectangle(source, rows_of(inner, start + 1), "matlab")


def _without_comments(text: str) -> str:
    """Blank out `% comments` and join lines that end in `...`, keeping every offset."""
    text = re.sub(r"\.\.\.[^\n]*\n", lambda match: " " * len(match[0]), text)
    return re.sub(r"%[^\n]*", lambda match: " " * len(match[0]), text)


MATLAB = Syntax("matlab", _bids, _parse)
