"""NumPy's .npy: one array of any numeric dtype. The header is believed only as far as the file goes."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

import numpy as np
from numpy.lib import format as npy_format

from workbench.formats.spec import Array, ArrayInfo, Format, Item, Loaded
from workbench.model.errors import UserError
from workbench.model.machine import physical_memory
from workbench.model.names import clean_name


class Header(NamedTuple):
    """What an .npy header announces, and where in the stream the entries begin."""

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]
    start: int

    @property
    def entries(self) -> int:
        return math.prod(self.shape)

    @property
    def bytes(self) -> int:
        return self.entries * self.dtype.itemsize


def read_header(stream: Any, what: str) -> Header:
    """Read the header of one .npy stream without allocating anything that it announces."""
    try:
        version = npy_format.read_magic(stream)
        if version == (1, 0):
            shape, fortran, dtype = npy_format.read_array_header_1_0(stream)
        elif version == (2, 0):
            shape, fortran, dtype = npy_format.read_array_header_2_0(stream)
        else:
            raise UserError(
                "unsupported", f"{what} is NPY version {version[0]}.{version[1]}, which holds records only."
            )
    except (ValueError, TypeError, SyntaxError, RecursionError) as error:
        raise UserError("file", f"{what} is not a valid NPY file: its header cannot be read.") from error
    if not all(0 <= length < 2**62 for length in shape) or len(shape) > 64:
        raise UserError("file", f"{what} is not a valid NPY file: its shape is {shape}.")
    return Header(shape, fortran, dtype, stream.tell())


def refusal(header: Header) -> str | None:
    """Why the entries cannot be loaded as numbers, if they cannot."""
    kind = header.dtype.kind
    if header.dtype.hasobject:
        return "it holds Python objects and needs pickle, which could run a program; that is never done here"
    if kind in "biufc":
        return None
    return {"U": "it holds text", "S": "it holds text", "M": "it holds dates", "m": "it holds time spans"}.get(
        kind, "it holds records, not numbers"
    )


def check(header: Header, held: int, what: str) -> None:
    """Refuse what cannot be loaded; `held` is how many bytes of entries there are."""
    reason = refusal(header)
    if reason is not None:
        raise UserError("unsupported", f"{what} cannot be loaded: {reason}.")
    if header.bytes > held:
        raise UserError(
            "file",
            f"{what} is damaged or cut short: its header claims {header.bytes:,} bytes of entries, it holds {held:,}.",
            details={"claimed": header.bytes, "held": held, "shape": list(header.shape)},
        )
    memory = physical_memory()
    if header.bytes > memory:
        raise UserError(
            "memory",
            f"{what} needs {header.bytes:,} bytes, this computer has {memory:,}.",
            details={"needed": header.bytes, "memory": memory},
        )


def arranged(flat: Array, header: Header) -> Array:
    """Entries as they lie in the file, in their shape and in this machine's byte order."""
    native = flat.astype(header.dtype.newbyteorder("="), copy=False)
    try:
        return native.reshape(header.shape, order="F" if header.fortran else "C")
    except ValueError as error:
        raise UserError("file", f"No array can have the shape {header.shape}.") from error


def info(name: str, header: Header, held: int) -> ArrayInfo:
    reason = refusal(header)
    if reason is None and header.bytes > held:
        reason = f"the header claims {header.bytes:,} bytes, the file holds {held:,}"
    return ArrayInfo(name, header.shape, str(header.dtype), header.bytes, reason is None, reason)


def _describe(path: Path) -> tuple[ArrayInfo, ...]:
    with path.open("rb") as file:
        header = read_header(file, path.name)
        return (info(clean_name(path.stem), header, os.fstat(file.fileno()).st_size - header.start),)


def _load(path: Path, name: str | None) -> tuple[Loaded, ...]:
    only = clean_name(path.stem)
    if name not in (None, only):
        raise UserError("usage", f"{path.name} holds no array “{name}”.", hint=f"Its only array is {only}.")
    with path.open("rb") as file:
        header = read_header(file, path.name)
        check(header, os.fstat(file.fileno()).st_size - header.start, path.name)
        flat = np.fromfile(file, header.dtype, header.entries)
    if flat.size != header.entries:
        raise UserError("file", f"{path.name} was cut short while it was read.")
    return (Loaded(only, arranged(flat, header)),)


class Writer:
    """Hides from NumPy that this is a file: its own way of writing to one forgets why the system refused."""

    def __init__(self, file: IO[bytes]) -> None:
        self.write = file.write


def _save(file: BinaryIO, items: Sequence[Item]) -> None:
    if len(items) != 1:
        raise UserError("usage", f"An NPY file holds one array, not {len(items)}.", hint="An NPZ file holds several.")
    npy_format.write_array(Writer(file), np.asanyarray(items[0][1]), allow_pickle=False)


NPY = Format("npy", (".npy",), lambda head: head.startswith(b"\x93NUMPY"), _describe, _load, _save)
