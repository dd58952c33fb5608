"""Where things are, seen from the repository's root."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
APPLICATION = ROOT / "dist" / "matrix-workbench"


def relative(path: Path) -> str:
    """The path as a reader at the root would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
