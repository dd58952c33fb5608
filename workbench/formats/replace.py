"""Writing a file so that either all of it is there or the old one still is."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from workbench.model.errors import UserError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `path` when the block ends well, synced to disk before that."""
    target = Path(os.path.realpath(path))
    _refuse_impossible(path, target)
    temporary = target.with_name(f".{target.name[:200]}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _finish(temporary, target)
    except OSError as error:
        raise _explained(error, path, target) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _refuse_impossible(path: Path, target: Path) -> None:
    if target.is_dir():
        raise UserError("file", f"{path} is a folder; give a file name in it.")
    if not target.parent.is_dir():
        raise UserError("file", f"There is no folder {target.parent}.")
    if target.exists() and not os.access(target, os.W_OK):
        raise UserError("file", f"{path.name} is write-protected.", hint="Save under another name.")


def _finish(temporary: Path, target: Path) -> None:
    """Keep the old file's permissions, rename, and sync the folder so that the rename outlives a power cut."""
    if target.exists():
        shutil.copymode(target, temporary)
    temporary.replace(target)
    if sys.platform != "win32":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            with suppress(OSError):  # some network file systems cannot sync a folder; the file itself is safe
                os.fsync(folder)
        finally:
            os.close(folder)


def _explained(error: OSError, path: Path, target: Path) -> UserError:
    kept = "The file that was there is unchanged." if target.exists() else "Nothing was written."
    if error.errno in _FULL:
        return UserError("file", f"There is not enough room on the disk to save {path.name}.", hint=kept)
    if error.errno in _FORBIDDEN:
        return UserError("file", f"You may not write to the folder {target.parent}.", hint=kept)
    return UserError("file", f"{path.name} cannot be saved: {error.strerror or error}.", hint=kept)
