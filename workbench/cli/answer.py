"""Run a task here and now, and print what it gave."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from workbench.cli.arguments import Arguments


def answer(task: Any, matrices: tuple[Any, ...] = ()) -> Any:
    """The value of a task, refused beforehand if it cannot fit into memory.

    Raises `UserError`, and `RuntimeError` for a defect.
    """
    from workbench.jobs.estimate import estimate
    from workbench.jobs.request import Failure, Reply, Request
    from workbench.jobs.runner import InlineRunner

    replies: list[Reply] = []
    runner = InlineRunner(estimate=estimate)
    runner.submit(Request(1, task, matrices), replies.append)
    runner.drain()
    error = replies[0].error
    if isinstance(error, Failure):
        print(error.traceback, file=sys.stderr)
        raise RuntimeError(error.summary)
    if error is not None:
        raise error
    return replies[0].value


def show(arguments: Arguments, found: dict[str, Any], text: Callable[[dict[str, Any]], str]) -> None:
    """Print it as one JSON object where that is asked for, else as `text` puts it."""
    print(json.dumps(found, ensure_ascii=False) if arguments.json else text(found))
