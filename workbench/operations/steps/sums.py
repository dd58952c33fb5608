"""Sums of products, worked out in a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from workbench.model.steps import MINUS, Line, Number, Piece, factor, is_negative, is_sum, subscript


def of_products(pairs: Iterable[tuple[Any, Any]]) -> tuple[Line, Any]:
    """`2 · 1 − 3 · (−4)` and its value, from pairs of factors; there is one at least."""
    line: list[Piece] = []
    total: Any = None
    for one, two in pairs:
        line += [*_term(one, first=not line), "·", *factor(two)]
        total = one * two if total is None else total + one * two
    return tuple(line), total


def worked(name: str, pairs: Iterable[tuple[Any, Any]]) -> tuple[Line, Any]:
    """`c₁₂ = 2 · 1 − 3 · (−4) = 14`, and the value."""
    line, value = of_products(pairs)
    return (name, "=", *line, "=", value), value


def of_numbers(values: Sequence[Number]) -> Line:
    """`6 − 2 + 8`; there is one at least."""
    return tuple(piece for k, value in enumerate(values) for piece in _term(value, first=not k))


def less(value: Number) -> Line:
    """`− 3`, `+ 3`: a number that is taken away."""
    return _term(-value, first=False) if is_negative(value) else (MINUS, *_term(value, first=True))


def _term(value: Number, first: bool) -> Line:
    shown: Line = ("(", value, ")") if is_sum(value) else (value,)
    if first:
        return shown
    return (MINUS, -value) if is_negative(value) else ("+", *shown)


def entry(symbol: str, *indices: int) -> str:
    """`c₁₂`, from indices that count from 0; with a comma between those that have two digits."""
    numbers = [subscript(index + 1) for index in indices]
    return symbol + ("," if any(index > 8 for index in indices) else "").join(numbers)
