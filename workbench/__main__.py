"""The command line: the window, or one operation without a window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from workbench.model.errors import UserError

USAGE = """\
matrix-workbench [FILE ...]                   the window, files loaded as variables
matrix-workbench compute OPERATION SOURCE...  one operation; --set NAME=VALUE --backend B --dtype D --out FILE.npz
                                              --steps shows the textbook's way to it; --way pivoting=none and the like
matrix-workbench parse [FILE or -]            pasted text in any syntax
matrix-workbench inspect FILE                 what is in a file, without loading it
matrix-workbench compute OPERATION --help     what an operation takes, what can be set, what comes back
matrix-workbench operations                   the catalog
matrix-workbench tour [--out DIR]             the guided demonstration, off-screen

With --json each of them prints one JSON object. SOURCE is a file (FILE::NAME for one array in it), a matrix such as
"[[2,1],[1,3]]" or "2 1; 1 3", or - for standard input.
"""

HELP = {"-h", "--help"}

COMMANDS: dict[str, tuple[str, ...]] = {
    "compute": ("--set", "--backend", "--dtype", "--out", "--steps", "--way"),
    "parse": (),
    "inspect": (),
    "operations": (),
    "tour": ("--out",),
}
"""Commands without a window, each a module of `workbench.cli`, and their options."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0 for an answer, 2 for a user error, 1 for an internal failure."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in HELP:
        print(USAGE, end="")
        return 0
    if words and words[0] in COMMANDS:
        return _without_window(words[0], words[1:])
    return _window(words)


def _window(words: list[str]) -> int:
    from workbench import app

    if words and words[0] == "--self-test":
        return app.self_test(words[1] if len(words) > 1 else "self-test")
    return app.run(words)


def _without_window(command: str, words: list[str]) -> int:
    as_json = "--json" in words
    try:
        if HELP & set(words):
            _help([word for word in words if word not in HELP and command == "compute"])
        else:
            _run(command, words)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the answer has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except UserError as error:
        _fail(error.to_dict(), as_json)
        return 2
    except Exception as error:  # noqa: BLE001 the one place where a defect becomes the contract's `internal` answer
        import traceback

        traceback.print_exc()
        summary = f"{type(error).__name__}: {error}"
        _fail(UserError("internal", summary, "This is a defect; please report it.").to_dict(), as_json)
        return 1
    return 0


def _run(command: str, words: list[str]) -> None:
    """Import a command when it is called: each needs other parts of the program, and the window none of them."""
    from importlib import import_module

    from workbench.cli.arguments import read_arguments

    import_module(f"workbench.cli.{command}").run(read_arguments(words, COMMANDS[command]))


def _help(words: list[str]) -> None:
    """The usage of everything, or the description of the operation that is named first."""
    if not words:
        print(USAGE, end="")
        return
    from workbench.jobs.help import operation_help
    from workbench.operations import entry

    print(operation_help(entry(words[0])))


def _fail(error: dict[str, Any], as_json: bool) -> None:
    if as_json:
        import json

        print(json.dumps({"error": error}, ensure_ascii=False))
        return
    from workbench.cli.refusal_text import refusal_text

    print(refusal_text(error), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
