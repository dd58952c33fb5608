"""Pasted text in any syntax, read as a matrix."""

from __future__ import annotations

import sys
from pathlib import Path

from workbench.cli.answer import show
from workbench.cli.arguments import Arguments
from workbench.model.errors import UserError


def run(arguments: Arguments) -> None:
    """Read a file or standard input and print the matrix that is in it."""
    from workbench.formats.paste import parse_text
    from workbench.jobs.answer import exact_text, nested

    parsed = parse_text(_text(arguments.words))
    found = {
        "shape": list(parsed.array.shape),
        "dtype": str(parsed.array.dtype),
        "syntax": parsed.syntax,
        "value": nested(parsed.array),
        "exact": None if parsed.exact is None else exact_text(parsed.exact),
        "labels": {
            "rows": None if parsed.row_labels is None else list(parsed.row_labels),
            "columns": None if parsed.column_labels is None else list(parsed.column_labels),
        },
        "warnings": list(parsed.warnings),
    }
    show(arguments, found, lambda it: f"{it['syntax']}, {it['shape']} {it['dtype']}\n{it['value']}")


def _text(words: list[str]) -> str:
    """What stands in the file, or comes from standard input. Raises `UserError`."""
    if len(words) > 1:
        raise UserError("usage", "parse takes one file, or - for standard input.")
    source = words[0] if words else "-"
    try:
        return sys.stdin.read() if source == "-" else Path(source).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UserError("file", f"{source} cannot be read: {reason}.") from error
