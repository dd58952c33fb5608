"""The shape of every part of a formula, before anything is computed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from workbench.expressions.formula import BINARY, Formula
from workbench.model.errors import UserError

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """One box of the shape trace: an operand with its shape, or the operator between two of them."""

    text: str
    shape: Shape | None = None


def trace(formula: Formula, shapes: Mapping[str, Shape]) -> tuple[tuple[Step, ...], Shape]:
    """The operands and operators from left to right, and the shape of the result.

    Raises `UserError` (`usage` for an unknown name, `shape` for operands that do not fit).
    """
    steps: list[Step] = []
    shape = _walk(formula.tree, shapes, steps)
    return tuple(steps), shape


def _walk(node: ast.expr, shapes: Mapping[str, Shape], steps: list[Step]) -> Shape:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            first = _walk(left, shapes, steps)
            sign = BINARY[type(op)]
            steps.append(Step(sign))
            second = _walk(right, shapes, steps)
            return _combine(sign, _text(left), first, _text(right), second)
        case ast.UnaryOp(operand=inner):
            steps.append(Step("−" if isinstance(node.op, ast.USub) else "+"))
            return _walk(inner, shapes, steps)
    shape = _atom(node, shapes)
    steps.append(Step(_text(node), shape))
    return shape


def _atom(node: ast.expr, shapes: Mapping[str, Shape]) -> Shape:
    match node:
        case ast.Name(id=name):
            if name not in shapes:
                raise UserError("usage", f"There is no matrix called {name}.", "", details={"name": name})
            return shapes[name]
        case ast.Attribute(value=inner):
            return _walk(inner, shapes, [])[::-1]
    return ()


def _combine(sign: str, left: str, first: Shape, right: str, second: Shape) -> Shape:
    if sign == "@":
        return _product(left, first, right, second)
    try:
        return tuple(np.broadcast_shapes(first, second))
    except ValueError:
        raise _clash(
            sign, left, first, right, second, "Elementwise operations need equal or broadcastable shapes."
        ) from None


def _product(left: str, first: Shape, right: str, second: Shape) -> Shape:
    if not first or not second:
        raise _clash("@", left, first, right, second, "@ multiplies matrices; use * with a number.")
    inner = second[0] if len(second) == 1 else second[-2]
    if first[-1] != inner:
        raise _clash("@", left, first, right, second, f"The inner sizes differ: {first[-1]} and {inner}.")
    batch = np.broadcast_shapes(first[:-2], second[:-2])
    rows = first[-2:-1] if len(first) > 1 else ()
    columns = second[-1:] if len(second) > 1 else ()
    return (*batch, *rows, *columns)


def _clash(sign: str, left: str, first: Shape, right: str, second: Shape, hint: str) -> UserError:
    message = f"{left} is {_size(first)} and {right} is {_size(second)}: {sign} does not fit."
    return UserError("shape", message, hint, ("transpose",), {"shapes": {left: list(first), right: list(second)}})


def _size(shape: Shape) -> str:
    return " x ".join(map(str, shape)) or "a number"


def _text(node: ast.expr) -> str:
    return ast.unparse(node)
