"""Where the files that come with the program are, however it was installed."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """A file or folder of `resources/`, which must exist.

    A source tree has the folder beside the package, a wheel inside it, a frozen application under
    `sys._MEIPASS`.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    roots = [Path(frozen) / "resources"] if frozen else []
    roots += [_PACKAGE.parent / "resources", _PACKAGE / "resources"]
    for root in roots:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"resource {'/'.join(parts)} is missing; looked in {', '.join(map(str, roots))}")
