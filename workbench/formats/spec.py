"""What a file format is: four functions and the extensions it goes by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from workbench.model.matrix import Labels

Array = np.ndarray[Any, np.dtype[Any]]
Item = tuple[str, Array]


@dataclass(frozen=True)
class ArrayInfo:
    """One array of a file, known from its header; `reason` says why it cannot be loaded."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    bytes: int
    loadable: bool = True
    reason: str | None = None


class Inspection(NamedTuple):
    """What is in a file."""

    format: str
    bytes: int
    arrays: tuple[ArrayInfo, ...]


@dataclass(frozen=True, eq=False)
class Loaded:
    """One array from a file, with what must be said about how it was read."""

    name: str
    array: Array
    exact: Array | None = None
    row_labels: Labels = None
    column_labels: Labels = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """An entry of the catalog.

    `sniff` recognises the first bytes of a file; `load` takes the name of one array, or None for all;
    `save` writes to an open binary file that `files.save` has made and will rename.
    """

    name: str
    extensions: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    describe: Callable[[Path], tuple[ArrayInfo, ...]]
    load: Callable[[Path, str | None], tuple[Loaded, ...]]
    save: Callable[[BinaryIO, Sequence[Item]], None]
