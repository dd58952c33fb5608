"""Choosing a format, and the ways in which a file can disappoint, each told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workbench.formats.replace import replacing
from workbench.formats.spec import Format, Inspection, Item, Loaded
from workbench.model.errors import UserError

HEAD = 4096


def inspect(catalog: Sequence[Format], path: Path) -> Inspection:
    """The arrays that the file's headers announce."""
    with _reading(path):
        chosen = _recognise(catalog, path)
        return Inspection(chosen.name, path.stat().st_size, chosen.describe(path))


def load(catalog: Sequence[Format], path: Path, name: str | None) -> tuple[Loaded, ...]:
    """The arrays of the file, or the one that is named."""
    with _reading(path):
        return _recognise(catalog, path).load(path, name)


def save(catalog: Sequence[Format], path: Path, items: Sequence[Item]) -> None:
    """Write through a temporary file, so that a failure leaves what was there."""
    chosen = _by_extension(catalog, path)
    if chosen is None:
        known = ", ".join(extension for entry in catalog for extension in entry.extensions)
        raise UserError("file", f"{path.name} has no extension that can be written.", hint=f"Known are {known}.")
    with replacing(path) as file:
        chosen.save(file, items)


def _recognise(catalog: Sequence[Format], path: Path) -> Format:
    """By content first: an array file keeps being one under any name. Raises OSError for what cannot be opened."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise UserError("file", f"{path.name} is empty.")
    named = _by_extension(catalog, path)
    found = next((entry for entry in catalog if entry.sniff(head)), named)
    if found is None:
        raise UserError("file", f"{path.name} is in no format that can be read here.")
    return found


def _by_extension(catalog: Sequence[Format], path: Path) -> Format | None:
    return next((entry for entry in catalog if path.suffix.lower() in entry.extensions), None)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Tell the user what the system says about a file."""
    try:
        yield
    except FileNotFoundError as error:
        raise UserError("file", f"There is no file {path}.") from error
    except IsADirectoryError as error:
        raise UserError("file", f"{path} is a folder, not a file.") from error
    except PermissionError as error:
        message = f"{path} is a folder, not a file." if path.is_dir() else f"You may not read {path}."
        raise UserError("file", message) from error
    except OSError as error:
        raise UserError("file", f"{path} cannot be read: {error.strerror or error}.") from error
    except MemoryError as error:
        raise UserError("memory", f"{path.name} does not fit into memory.") from error
