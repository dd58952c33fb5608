"""Parts of an array: NumPy's slicing typed as text, and rows or columns picked by number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.common import by
from workbench.operations.products.moving import Move
from workbench.operations.products.shapes import ANY, AnyArray, axis_of
from workbench.operations.spec import Array, Axes, Operand, Problem

Item = Any
"""An int, a slice or an Ellipsis."""

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_SLICE = re.compile(r"([+-]?\d{1,18})?\s*:\s*([+-]?\d{1,18})?\s*(?::\s*([+-]?\d{1,18})?)?")
LONGEST = 400
HINT = "One item for each axis, such as 0:2, ::-1, 1; a missing bound means to the end, ... all other axes."


class Part(NamedTuple):
    result: Annotated[Operand, "the entries that are selected"]


class Taken(NamedTuple):
    result: Annotated[Operand, "the picked rows, columns or slices, in the order of their numbers"]


def slice(
    A: AnyArray, index: Annotated[str, "what to keep of each axis, such as 0:2, ::-1, 1 or ..., 0"] = "..."
) -> Part:
    """A part of an array by NumPy's slicing; a single number takes one index and drops its axis."""
    return Part(Operand("result", np.broadcast_to(0.0, A.shape)[checked(A, index)].shape, A.dtype))


def take(
    A: Annotated[Operand, Axes(ANY[1:], "an array with at least one axis")],
    indices: Annotated[tuple[int, ...], "numbers of rows, or along another axis, such as 2, 0; they may repeat"] = (0,),
    axis: Annotated[int, "0 picks rows, 1 columns, −1 along the last axis"] = 0,
) -> Taken:
    """Rows, columns or slices picked by their numbers, in that order."""
    at = axis_of(A, axis)
    for i in indices:
        _within(A, at, i)
    return Taken(Operand("result", (*A.shape[:at], len(indices), *A.shape[at + 1 :]), A.dtype))


def parse(text: str) -> tuple[Item, ...]:
    """The items of a slicing expression.

    Raises `UserError` (`parse`) that names the item and its column.
    """
    bare = text.strip()
    column = 1 + len(text) - len(text.lstrip())
    if bare.startswith("[") and bare.endswith("]"):
        bare, column = bare[1:-1], column + 1
    if len(bare) > LONGEST:
        raise UserError("parse", f"The index has {len(bare)} characters; it may have {LONGEST}.", HINT)
    pieces = bare.split(",")
    if len(pieces) > 1 and not pieces[-1].strip():
        pieces.pop()  # as in Python a comma may follow the last item
    items = []
    for piece in pieces:
        items.append(_item(piece.strip(), column + len(piece) - len(piece.lstrip())))
        column += len(piece) + 1
    return tuple(items)


def _item(given: str, column: int) -> Item:
    """One item, which stands at that column."""
    text = given.replace("−", "-").replace("…", "...")
    if text == "...":
        return Ellipsis
    if _INTEGER.fullmatch(text):
        return int(text)
    found = _SLICE.fullmatch(text)
    if found is None:
        said = f"“{text[:40]}” is not an index or a slice." if text else "An item between commas is empty."
        raise UserError("parse", said, HINT, details={"line": 1, "column": column, "item": text[:40]})
    start, stop, step = (None if part is None else int(part) for part in found.groups())
    if step == 0:
        raise UserError("domain", f"The step of {text} is 0.", "A step is 1, 2, −1 and so on.")
    return np.s_[start:stop:step]


def checked(A: Operand, text: str) -> tuple[Item, ...]:
    """The items, as many as A has axes at most, each single number within its axis."""
    items = parse(text)
    if items.count(Ellipsis) > 1:
        raise UserError("domain", "“...” stands for all other axes, so it can be used once.", HINT)
    named = sum(item is not Ellipsis for item in items)
    if named > len(A.shape):
        message = f"{A.name} is {by(A.shape)} and has {len(A.shape)} axes; the index names {named}."
        raise UserError("shape", message, HINT, details={"shapes": {A.name: list(A.shape)}})
    before = items.index(Ellipsis) if Ellipsis in items else len(items)
    for position, item in enumerate(items):
        if isinstance(item, int):
            _within(A, position if position < before else len(A.shape) - len(items) + position, item)
    return items


def _within(A: Operand, axis: int, i: int) -> None:
    n = A.shape[axis]
    if not -n <= i < n:
        message = f"Index {i} is outside axis {axis} of {A.name}, which has length {n}."
        hint = f"It goes from 0 to {n - 1}, or from −1 back to {-n}." if n else "That axis has no entries."
        raise UserError("domain", message, hint, details={"shapes": {A.name: list(A.shape)}, "axis": axis})


def _sliced(A: Array, params: Mapping[str, Any]) -> Array:
    found = A[parse(params["index"])]
    return found if isinstance(found, np.ndarray) else np.asarray(found, dtype=A.dtype)


def _taken(A: Array, params: Mapping[str, Any]) -> Array:
    return np.take(A, np.asarray(params["indices"], dtype=np.intp), axis=params["axis"])


def _slice_code(name: str, problem: Problem) -> str:
    index = ", ".join(_spelled(item) for item in parse(problem.params["index"]))
    return f"C = {name}[{index}]"


def _spelled(item: Item) -> str:
    if item is Ellipsis or isinstance(item, int):
        return "..." if item is Ellipsis else str(item)
    start, stop = ("" if bound is None else str(bound) for bound in (item.start, item.stop))
    return f"{start}:{stop}" + ("" if item.step is None else f":{item.step}")


def _take_code(name: str, problem: Problem) -> str:
    return f"C = np.take({name}, {list(problem.params['indices'])}, axis={problem.params['axis']})"


SLICE = Move(slice, _sliced, _slice_code, "NumPy slicing").operation
TAKE = Move(take, _taken, _take_code, "NumPy take").operation
