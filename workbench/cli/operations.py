"""The catalog of operations."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from workbench.cli.answer import show
from workbench.cli.arguments import Arguments
from workbench.model.errors import UserError


def run(arguments: Arguments) -> None:
    """Print every operation with its summary; with `--json` all of its description."""
    if arguments.words:
        raise UserError("usage", "operations takes no words.")
    with _without_collector():
        from workbench.jobs.answer import operation_object
        from workbench.operations import CATALOG

        found = {"operations": [operation_object(item) for item in CATALOG]}
    width = 2 + max(len(row["name"]) for row in found["operations"])
    show(arguments, found, lambda it: "\n".join(f"{row['name']:{width}}{row['summary']}" for row in it["operations"]))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Imports make many objects and no garbage: a tenth of the time goes into looking for it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
