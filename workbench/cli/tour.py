"""The guided demonstration, off-screen."""

from __future__ import annotations

from workbench import app
from workbench.cli.answer import show
from workbench.cli.arguments import Arguments


def run(arguments: Arguments) -> None:
    """Run it and print where its pictures are."""
    found = app.tour(arguments.options.get("--out", "tour"))
    show(arguments, found, lambda it: "\n".join(it["pictures"]))
