"""Files and pasted text as arrays. A format is one file here and one entry of `CATALOG`."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from workbench.formats import files
from workbench.formats.csv import CSV
from workbench.formats.literal import LITERAL
from workbench.formats.npy import NPY
from workbench.formats.npz import NPZ
from workbench.formats.spec import Format, Inspection, Item, Loaded

CATALOG: tuple[Format, ...] = (NPY, NPZ, LITERAL, CSV)


def inspect_file(path: str | PathLike[str]) -> Inspection:
    """What is in a file, without loading it."""
    return files.inspect(CATALOG, Path(path))


def load_file(path: str | PathLike[str], name: str | None = None) -> tuple[Loaded, ...]:
    """The arrays of a file, or the one of that name. Raises `UserError` ("file", "unsupported", "memory")."""
    return files.load(CATALOG, Path(path), name)


def save_file(path: str | PathLike[str], items: Sequence[Item]) -> None:
    """Write named arrays in the format of the path's extension; a file of that name is replaced at the very end."""
    files.save(CATALOG, Path(path), items)
