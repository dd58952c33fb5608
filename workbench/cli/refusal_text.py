"""A refusal in lines of text, with what the command line can do instead."""

from __future__ import annotations

from typing import Any


def refusal_text(error: dict[str, Any]) -> str:
    """The object that `--json` prints, for people: what is wrong, what helps, and operations to try."""
    lines = [f"{error['message']} {error['hint']}".rstrip()]
    ways = [_way(name, error["details"]) for name in error["fixes"]]
    return "\n".join([*lines, f"Try: {', '.join(ways)}"] if ways else lines)


def _way(name: str, details: dict[str, Any]) -> str:
    """The name of an operation; in place of the window's button for fractions, what may be typed."""
    from workbench.jobs.rational import ACTION

    if name != ACTION:
        return name
    row = max(details["entries"], key=lambda entry: bool(entry["simple"]))
    place = f"[{', '.join(map(str, row['position']))}]" if row["position"] else ""
    return f"{row['fraction'] if row['simple'] else row['value']} typed for {details['name']}{place}"
