"""Exact numbers written out, such as `1/2 + sqrt(5)/2` or `3*I`, as floating-point numbers."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

BITS = [1 << k for k in range(7, 16)]
"""Precisions to try in turn, until what cancels leaves as much as a float needs."""
ENOUGH = 64
INFINITE = "inf"
"""An exact answer that is no number, as an eigenvalue of a pencil."""

_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def value(text: str) -> float | complex:
    """The number that a text in SymPy's spelling stands for: numbers, roots, pi, I and their sums, products, quotients.

    Infinite where it is beyond floating point. Evaluated in balls (Arb, through python-flint). Raises `ValueError` for
    any other text.
    """
    if text == INFINITE:
        return math.inf
    import flint

    for bits in BITS:
        with flint.ctx.workprec(bits):
            found = _Reading(text, flint).number()
        if all(part.is_exact() or part.rel_accuracy_bits() >= ENOUGH for part in (found.real, found.imag)):
            break
    real, imag = float(found.real), float(found.imag)
    return complex(real, imag) if imag or "I" in text else real


class _Reading:
    """Walks the syntax tree of one number."""

    def __init__(self, text: str, flint: Any) -> None:
        self.text, self.flint = text, flint

    def number(self) -> Any:
        try:
            return self.walk(ast.parse(self.text, mode="eval").body)
        except SyntaxError:
            raise ValueError(f"{self.text[:40]} is not an exact number") from None

    def walk(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=int() | float()):
                return self.flint.acb(self.flint.arb(ast.get_source_segment(self.text, node)))
            case ast.Name(id="I"):
                return self.flint.acb(0, 1)
            case ast.Name(id="pi"):
                return self.flint.acb.pi()
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.walk(operand)
            case ast.BinOp(op=op, left=left, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](self.walk(left), self.walk(right))
            case ast.Call(func=ast.Name(id="sqrt"), args=[argument], keywords=[]):
                return self.walk(argument).sqrt()
        raise ValueError(f"{self.text[:40]} is not an exact number")
