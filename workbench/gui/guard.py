"""One guard for the virtual functions that Qt calls while it paints or asks for sizes.

A Python exception that escapes such a function can end the process with a segmentation fault at the next virtual call.
The guard hands it to the exception hook, where every other defect goes, and answers with a harmless value.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def guarded(default: Any = None) -> Callable[[Function], Function]:
    """Decorate a virtual: `@guarded()` for paint functions, `@guarded(QRectF())` where an answer is expected."""

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def inner(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except Exception:  # noqa: BLE001 - it must not reach Qt; the hook reports it
                sys.excepthook(*sys.exc_info())
                return default

        return inner  # type: ignore[return-value]

    return decorate
