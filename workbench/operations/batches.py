"""How a stack of problems is told: which axes count them, and what each of them is."""

from __future__ import annotations

from typing import Any

Shape = tuple[int, ...]
NOUNS = {0: "numbers", 1: "vectors", 2: "matrices"}


def batch_details(front: Shape, core: Shape) -> dict[str, Any]:
    """For the details of an answer: the axes in front that count problems, their lengths, and both in words.

    `core` is the shape of one problem's input: "axis 0 (4 matrices of 3 x 3)".
    """
    axes = list(range(len(front)))
    return {"batch_axes": axes, "batch_shape": list(front), "stack": _words(axes, front, core)}


def _words(axes: list[int], front: Shape, core: Shape) -> str:
    named = f"axis {axes[0]}" if len(axes) == 1 else f"axes {', '.join(map(str, axes[:-1]))} and {axes[-1]}"
    count, size = (" x ".join(map(str, lengths)) for lengths in (front, core))
    noun = NOUNS.get(len(core), "arrays")
    return f"{named} ({count} {noun} of {size})" if core else f"{named} ({count} {noun})"
