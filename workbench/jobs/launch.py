"""Starting a compute process. This needs nothing but the standard library, so a program can begin with it."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import Pipe
from typing import Any

from workbench.jobs.anonymous import anonymous_file
from workbench.jobs.bootstrap import Recipe
from workbench.jobs.orphan import guard


class Launched:
    """A child that has been started, our end of the connection to it, and the file its standard error goes to."""

    def __init__(self, recipe: Recipe) -> None:
        self.link, theirs = Pipe()
        self.errors = anonymous_file("workbench-errors")
        try:
            self.process = _start(recipe, theirs.fileno(), self.errors)
        except BaseException:
            self.link.close()
            os.close(self.errors)
            raise
        finally:
            theirs.close()
        self.guard = guard(self.process.pid)


def _start(recipe: Recipe, handle: int, errors: int) -> subprocess.Popen[bytes]:
    options: dict[str, Any] = {"pass_fds": (handle,)}
    if sys.platform == "win32":
        os.set_handle_inheritable(handle, True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
        options = {"startupinfo": startup, "creationflags": subprocess.CREATE_NO_WINDOW}
    return subprocess.Popen(
        recipe.command(handle),
        env=recipe.environment(),
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        **options,
    )
