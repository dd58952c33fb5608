"""How a compute process comes to life: its command line, and the first lines it runs.

It is a fresh interpreter that imports this package and nothing of the program that started it: no `__main__` is
run again, whatever that was. A frozen app starts itself, so its first line must be `serve_if_asked()`.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

FLAG = "--compute-process"
ENGINE = "workbench.jobs.engine:run"
PRELOAD = ("scipy.linalg",)
ON_DEVICE = ("cupy", "array_api_compat")
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

SPIN = ("OPENBLAS_THREAD_TIMEOUT", "23")
"""Idle threads of OpenBLAS turn on the spot for 2**23 cycles, some 3 ms, in place of 30: they would keep the window,
and the other OpenBLAS (NumPy and SciPy bring one each), from the processors just when an answer has come."""


@dataclass(frozen=True)
class Recipe:
    """What a compute process runs: the engine, modules to import while nobody asks, and its BLAS threads."""

    engine: str
    preload: tuple[str, ...] = ()
    threads: int | None = None

    def command(self, handle: int) -> list[str]:
        arguments = [FLAG, str(handle), str(os.getpid()), self.engine, ",".join(self.preload)]
        if getattr(sys, "frozen", False):
            return [sys.executable, *arguments]
        # -P: a file in the current folder must not pass for a module of the standard library.
        code = f"import sys; sys.path[:] = {sys.path!r}; import {__name__} as b; b.serve(sys.argv[2:])"
        return [_interpreter(), "-P", "-c", code, *arguments]

    def environment(self) -> dict[str, str]:
        environment = dict([SPIN]) | dict(os.environ)
        if _interpreter() != sys.executable:
            environment["__PYVENV_LAUNCHER__"] = sys.executable
        if self.threads is not None:
            environment.update(dict.fromkeys(THREADS, str(self.threads)))
        return environment


def recipes(engine: str = ENGINE, preload: tuple[str, ...] = PRELOAD) -> dict[str, Recipe]:
    """Jobs have one lane with every core, facts and live views a small one of their own, and so has a device."""
    return {
        "jobs": Recipe(engine, preload),
        "facts": Recipe(engine, preload, threads=1),
        "gpu": Recipe(engine, preload and (*preload, *ON_DEVICE)),
    }


def _interpreter() -> str:
    """Python itself: in a virtual environment on Windows `sys.executable` only starts it, and is a process too many."""
    if sys.platform == "win32":
        return str(getattr(sys, "_base_executable", sys.executable))
    return sys.executable


def serve_if_asked(arguments: list[str] | None = None) -> None:
    """Become a compute process, and end with it, if this program was started as one; else do nothing."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == [FLAG]:
        serve(given[1:])
        sys.exit(0)


def serve(arguments: list[str]) -> None:
    """Bind to the parent before the imports that take time, then answer requests until it hangs up."""
    handle, parent, engine, preload = arguments
    from workbench.jobs.orphan import bind_to_parent

    bind_to_parent(int(parent))
    from workbench.jobs.worker import work

    work(int(handle), engine, tuple(filter(None, preload.split(","))))
