"""Exact answers as numbers that can be computed with: fractions, and sums of square roots read from their text."""

from __future__ import annotations

import ast
import operator
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.surd import root

Array = np.ndarray[Any, Any]
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def numbers(answer: Any) -> Any:
    """The answer with a `Fraction` or a `Surd` in every place: an array of objects, or one of them."""
    if isinstance(answer, (list, tuple, np.ndarray)):
        nested = np.array(answer, dtype=object)
        out = np.empty(nested.shape, dtype=object)
        for place in np.ndindex(nested.shape):
            out[place] = number(nested[place])
        return out if out.ndim else out[()]
    return number(answer)


def number(text: Any) -> Any:
    """One number, or text with π as it is. Text is walked through, never run."""
    if isinstance(text, str) and "pi" in text:
        return text
    return _value(ast.parse(text, mode="eval").body, text) if isinstance(text, str) else Fraction(text)


def _value(node: ast.expr, text: str) -> Any:
    match node:
        case ast.Constant():
            return Fraction(ast.get_source_segment(text, node) or "")
        case ast.Name(id="I"):
            return root(-1)
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner]):
            return root(_value(inner, text))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, text)
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, text), _value(right, text))
    raise ValueError(f"{text} is no sum of square roots")


def rounded(answer: Any) -> Array:
    """Text with decimals, as enclosures have it, stands for what it says to so many digits."""
    return np.vectorize(complex, otypes=[complex])(numbers(answer))
