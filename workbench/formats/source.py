"""Where a matrix on the command line comes from: a file, one array of a file, standard input or a literal."""

from __future__ import annotations

import sys
from pathlib import Path

from workbench.formats import load_file
from workbench.formats.paste import parse_text
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix


def read_source(source: str, name: str) -> Matrix:
    """The matrix that `source` names, called `name`.

    An existing file wins (`FILE::NAME` for one array in it), `-` is standard input, anything else is a literal
    in any paste syntax. Raises `UserError` (`file`, `parse`).
    """
    if not source.strip():
        raise UserError("parse", f"The source of {name} is empty.", "Give a file or a matrix such as [[2,1],[1,3]].")
    if source == "-":
        return _literal(sys.stdin.read(), name, "standard input")
    path, _, inner = source.partition("::")
    if _exists(source):
        return _from_file(source, None, name)
    if inner and _exists(path):
        return _from_file(path, inner, name)
    if _looks_like_path(path):
        raise UserError("file", f"There is no file {path}.", "Give an existing file or a matrix such as [[2,1],[1,3]].")
    return _literal(source, name, "typed in")


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # a literal can be too long, or hold characters that no file name may have
        return False


def _looks_like_path(text: str) -> bool:
    return "\n" not in text and Path(text).suffix.lower() in {".csv", ".tsv", ".txt", ".npy", ".npz"}


def _literal(text: str, name: str, origin: str) -> Matrix:
    parsed = parse_text(text)
    return Matrix.of(
        name,
        parsed.array,
        origin=origin,
        exact=parsed.exact,
        row_labels=parsed.row_labels,
        column_labels=parsed.column_labels,
    )


def _from_file(path: str, inner: str | None, name: str) -> Matrix:
    loaded = load_file(path, inner)
    if len(loaded) > 1:
        names = ", ".join(item.name for item in loaded)
        raise UserError("usage", f"{path} holds {len(loaded)} arrays: {names}.", f"Name one: {path}::{loaded[0].name}")
    item = loaded[0]
    return Matrix.of(
        name,
        item.array,
        origin=Path(path).name,
        exact=item.exact,
        row_labels=item.row_labels,
        column_labels=item.column_labels,
    )
