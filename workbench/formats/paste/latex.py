r"""LaTeX: `\begin{pmatrix} 1 & \frac{1}{2} \\ 3 & 4 \end{pmatrix}` and its relatives, also `array`."""

from __future__ import annotations

import re

from workbench.formats.paste.cells import Cell, Parsed, Source, rectangle
from workbench.formats.paste.syntax import Syntax

_BEGIN = re.compile(r"\\begin\{(?P<name>[a-zA-Z]*matrix\*?|array)\}(?:\[[^\]]*\])?(?:\{[lcr|\s]*\})?")
_RULES = re.compile(r"\\(?:hline|toprule|midrule|bottomrule)\b")
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?|\\cr\b")
_SPACES = re.compile(r"\\[,;:! ]|\\quad\b|\\phantom\{[^{}]*\}|~")
_WORDS = {r"\cdot": "*", r"\times": "*", r"\pi": "pi", r"\infty": "inf", r"\left": "", r"\right": "", r"\div": "/"}


def _parse(source: Source, start: int, end: int) -> Parsed:
    begin = _BEGIN.search(source.text, start, end)
    if begin is None:
        source.refuse(r"Only matrix environments and array can be read from LaTeX.", start)
    closing = f"\\end{{{begin['name']}}}"
    stop = source.text.find(closing, begin.end(), end)
    if stop < 0:
        source.refuse(f"There is no {closing}.", begin.start())
    body = _RULES.sub(lambda match: " " * len(match[0]), source.text[begin.end() : stop])
    rows = [_row(text, begin.end() + offset) for text, offset in _pieces(body, _ROW_END) if text.strip()]
    return rectangle(source, rows, "latex")


def _pieces(text: str, separator: re.Pattern[str]) -> list[tuple[str, int]]:
    """The text between separators, each piece with its offset."""
    pieces, start = [], 0
    for match in separator.finditer(text):
        pieces.append((text[start : match.start()], start))
        start = match.end()
    return [*pieces, (text[start:], start)]


def _row(text: str, offset: int) -> list[Cell]:
    return [_cell(piece, offset + start) for piece, start in _pieces(text, re.compile(r"&"))]


def _cell(text: str, offset: int) -> Cell:
    plain = _translated(text)
    return Cell(plain.strip(), offset + len(text) - len(text.lstrip()), verbatim=plain == text)


def _translated(text: str) -> str:
    r"""`-\frac{1}{2}` to `-((1)/(2))`, `\sqrt{2}` to `sqrt(2)`, `{,}` to a decimal point."""
    text = _SPACES.sub(" ", text).replace("{,}", ".")
    text = re.sub(r"\\mathrm\{([ij])\}", r"\1", text)
    for _ in range(8):
        text, fractions = re.subn(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))", text)
        text, short = re.subn(r"\\[dt]?frac\s*(\d)\s*(\d)", r"(\1/\2)", text)
        text, roots = re.subn(
            r"(\d?)\s*\\sqrt\s*\{([^{}]*)\}", lambda m: f"{m[1]}{'*' if m[1] else ''}sqrt({m[2]})", text
        )
        if not fractions + short + roots:
            break
    text = re.sub(r"\\[a-z]+", lambda match: _WORDS.get(match[0], match[0]), text)
    text = re.sub(r"(?<=[\d)])\s*(?=pi\b)", "*", text)
    return text.replace("{", "(").replace("}", ")")


LATEX = Syntax("latex", lambda body: "\\begin" in body, _parse)
