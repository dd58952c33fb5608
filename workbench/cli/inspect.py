"""What is in a file, without loading it."""

from __future__ import annotations

from typing import Any

from workbench.cli.answer import answer, show
from workbench.cli.arguments import Arguments
from workbench.jobs.request import Inspect
from workbench.model.errors import UserError


def run(arguments: Arguments) -> None:
    """Print the format of a file, and name, shape and type of each array in it."""
    if len(arguments.words) != 1:
        raise UserError("usage", "inspect takes one file.")
    seen = answer(Inspect(arguments.words[0]))
    found = {"format": seen.format, "bytes": seen.bytes, "arrays": [_row(item) for item in seen.arrays]}
    show(arguments, found, lambda it: "\n".join(f"{a['name']} {a['shape']} {a['dtype']}" for a in it["arrays"]))


def _row(item: Any) -> dict[str, Any]:
    return {
        "name": item.name,
        "shape": list(item.shape),
        "dtype": str(item.dtype),
        "bytes": item.bytes,
        "loadable": item.loadable,
        "reason": item.reason,
    }
