"""NumPy's .npz: a zip of .npy members, each checked before it is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy_format

from workbench.formats.npy import Writer, arranged, check, info, read_header
from workbench.formats.spec import Array, ArrayInfo, Format, Item, Loaded
from workbench.model.errors import UserError

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The opened zip; whatever is wrong with it in the course of reading becomes one sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGE as error:
        raise UserError("file", f"{path.name} is not a readable NPZ file: {error}.") from error


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found = {item.filename.removesuffix(".npy"): item for item in archive.infolist() if item.filename.endswith(".npy")}
    if not found:
        raise UserError("file", f"{path.name} holds no NumPy arrays.")
    return found


def _describe(path: Path) -> tuple[ArrayInfo, ...]:
    with _archive(path) as archive:
        return tuple(_info(path, archive, name, item) for name, item in _members(path, archive).items())


def _info(path: Path, archive: zipfile.ZipFile, name: str, item: zipfile.ZipInfo) -> ArrayInfo:
    with archive.open(item) as stream:
        header = read_header(stream, f"{name} in {path.name}")
    return info(name, header, item.file_size - header.start)


def _load(path: Path, name: str | None) -> tuple[Loaded, ...]:
    with _archive(path) as archive:
        members = _members(path, archive)
        if name is not None and name not in members:
            raise UserError("usage", f"{path.name} holds no array “{name}”.", hint=f"It holds {', '.join(members)}.")
        wanted = members if name is None else {name: members[name]}
        return tuple(Loaded(key, _read(path, archive, key, item)) for key, item in wanted.items())


def _read(path: Path, archive: zipfile.ZipFile, name: str, item: zipfile.ZipInfo) -> Array:
    what = f"{name} in {path.name}"
    with archive.open(item) as stream:
        header = read_header(stream, what)
        check(header, item.file_size - header.start, what)
        flat = np.empty(header.entries, header.dtype)
        buffer = flat.view(np.uint8).data if flat.size else memoryview(b"")
        filled = 0
        while filled < len(buffer):
            chunk = stream.read(min(len(buffer) - filled, 2**24))
            if not chunk:
                raise UserError("file", f"{what} is cut short: {filled:,} bytes of {len(buffer):,} are there.")
            buffer[filled : filled + len(chunk)] = chunk
            filled += len(chunk)
    return arranged(flat, header)


def _save(file: BinaryIO, items: Sequence[Item]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in items:
            with archive.open(f"{name}.npy", "w", force_zip64=True) as stream:
                npy_format.write_array(Writer(stream), np.asanyarray(array), allow_pickle=False)


NPZ = Format("npz", (".npz",), lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06")), _describe, _load, _save)
