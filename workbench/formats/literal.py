"""A text file that holds one matrix as it would be pasted: nested lists, MATLAB, LaTeX, Mathematica."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from workbench.formats.paste import Parsed, parse_text
from workbench.formats.spec import ArrayInfo, Format, Item, Loaded
from workbench.model.errors import UserError
from workbench.model.names import clean_name

BEGINS = re.compile(rb"\s*(?:\xef\xbb\xbf)?(?:\w+\s*=\s*)?(?:np\.|numpy\.)?(?:array\s*\(|\[|\{|\\begin|\$)")
LARGEST = 2**24
"""Bytes; a literal larger than this was written by a program that could have written a table."""


def _sniff(head: bytes) -> bool:
    return BEGINS.match(head) is not None


def _parse(path: Path) -> Parsed:
    size = path.stat().st_size
    if size > LARGEST:
        raise UserError("file", f"{path.name} has {size} bytes; matrices written as text may have {LARGEST}.")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("file", f"{path.name} is not UTF-8 text.") from None
    try:
        return parse_text(text)
    except UserError as error:
        raise UserError("file", f"{path.name}: {error.message}", error.hint, (), error.details) from None


def _describe(path: Path) -> tuple[ArrayInfo, ...]:
    array = _parse(path).array
    return (ArrayInfo(clean_name(path.stem), array.shape, str(array.dtype), array.nbytes),)


def _load(path: Path, name: str | None) -> tuple[Loaded, ...]:
    only = clean_name(path.stem)
    if name not in (None, only):
        raise UserError("usage", f"{path.name} holds no array “{name}”.", hint=f"Its only array is {only}.")
    found = _parse(path)
    return (Loaded(only, found.array, found.exact, found.row_labels, found.column_labels, tuple(found.warnings)),)


def _save(file: BinaryIO, items: Sequence[Item]) -> None:
    raise UserError("file", "Matrices are not written in this syntax.", hint="Choose .csv, .npy or .npz.")


LITERAL = Format("text", (), _sniff, _describe, _load, _save)
