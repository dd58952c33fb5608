"""How one task is run and how its end is told, the same in this process and in a compute process."""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable
from typing import Any, cast

from workbench.jobs.request import Failure, Reply, Request, Status
from workbench.model.errors import UserError

Run = Callable[[Any, tuple[Any, ...]], Any]
Outcome = tuple[Status, Any, UserError | Failure | None]


def load_engine(path: str) -> Run:
    """The function that a "package.module:function" names."""
    module, _, name = path.partition(":")
    return cast(Run, getattr(importlib.import_module(module), name))


def attempt(function: Callable[[], Any]) -> Outcome:
    """Call it: an answer, the user's mistake, too little memory, or a defect with its traceback."""
    try:
        return "done", function(), None
    except UserError as error:
        return "failed", None, _without_frames(error)
    except MemoryError as error:
        return "failed", None, out_of_memory(error)
    except Exception as error:  # noqa: BLE001  a defect: it travels to the report, with its traceback
        return "failed", None, defect(error)


def _without_frames(error: UserError) -> UserError:
    """The frames it came through would keep their arrays alive as long as the message is on screen."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def out_of_memory(error: BaseException) -> UserError:
    """What the user is told when an allocation was refused in the middle of a job."""
    return UserError(
        "memory",
        "There was not enough free memory to finish this job.",
        "Close other programs, or use a smaller matrix.",
        details={"cause": str(error)},
    )


def defect(error: BaseException) -> Failure:
    """The report of an exception that nobody expected."""
    summary = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure(summary, "".join(traceback.format_exception(error)))


def reply_to(request: Request, outcome: Outcome, seconds: float = 0.0) -> Reply:
    status, value, error = outcome
    return Reply(request.number, status, value, error, seconds)
