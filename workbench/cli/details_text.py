"""What a computation tells besides its outputs, in lines of text: a tolerance, a path, a seed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.jobs.detail_words import SEEN, label, tells

ELSEWHERE = SEEN | {"stack", "enclosures", "exact_difference", "exact_difference_reason"}
ELSEWHERE |= {"real", "complex_pairs", "vector_digits"}
"""What other lines of the answer say: eigenvalues which of them are real, the verdict how many digits are trusted."""
LONGEST, MOST = 100, 6
"""Characters of a line, and members of a list, that are still short."""


def details_lines(details: dict[str, Any], outputs: dict[str, Any]) -> Iterator[str]:
    """`tolerance: 2.2e-15`, a line each; what is long is left to `--json`."""
    for key, value in details.items():
        if key in ELSEWHERE or key in outputs or not tells(value):
            continue
        lines = [f"{label(key)}: {text}" for text in _texts(value)]
        if all(len(line) <= LONGEST for line in lines):
            yield from lines


def _texts(value: Any) -> list[str]:
    """One text, or one for each of a few members that have parts of their own; none of many."""
    if isinstance(value, list) and len(value) > MOST:
        return []
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [_text(item) for item in value]
    return [_text(value)]


def _text(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.6g}"
        case dict():
            return ", ".join(f"{label(str(key))} {_text(item)}" for key, item in value.items())
        case list():
            return f"({', '.join(map(_text, value))})"
        case None:
            return "none"
    return str(value)
