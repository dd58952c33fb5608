"""The channel for what nobody expected: one exception hook, one copyable report, nothing lost."""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import qVersion

import workbench


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """What a developer needs, and nothing of the user's data."""
    return described("".join(traceback.format_exception(kind, error, trace)))


def described(text: str) -> str:
    """What happened, with the versions of what it happened in."""
    python = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return f"Matrix Workbench {workbench.__version__}\n{python}\n\n{text}"


class Hook:
    """Replaces `sys.excepthook` while the window lives, and restores it."""

    def __init__(self, show: Callable[[str, str], None]) -> None:
        self._show = show
        self._before = sys.excepthook

    def install(self) -> None:
        self._before = sys.excepthook
        sys.excepthook = self

    def remove(self) -> None:
        if sys.excepthook is self:
            sys.excepthook = self._before

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, error, trace)
            return
        text = report(kind, error, trace)
        print(text, file=sys.stderr)
        self._show("Something unexpected went wrong; your matrices are safe.", text)
