"""A worked derivation as data: what was done, why, and what came of it, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from workbench.model.surd import Surd

Array = np.ndarray[Any, np.dtype[Any]]
Number = Fraction | Surd | float | complex
Cell = tuple[int, int]
Fence = Literal["brackets", "bars", "none"]
MINUS = "−"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, eq=False)
class Grid:
    """A matrix as it is shown: an object array (m, n) of numbers, or of text where an entry holds a symbol.

    `bar` is the number of columns left of the bar of an augmented matrix; `pivot`, `zeros` (cells) and `changed`
    (rows) are what the eye shall find. `fence` bars stand for a determinant.
    """

    entries: Array
    bar: int | None = None
    pivot: Cell | None = None
    zeros: frozenset[Cell] = frozenset()
    changed: frozenset[int] = frozenset()
    fence: Fence = "brackets"


Piece = str | Fraction | Surd | float | complex | Grid
Line = tuple[Piece, ...]
"""Mathematics in a row: symbols such as `λ₁` or `=`, numbers and matrices."""


@dataclass(frozen=True)
class RowOperation:
    """`swap` rows target and source; `scale` row target by factor; `add` factor times row source to row target.

    `combine` multiplies row target by `own` before it adds factor times row source, and divides by `divisor` then.
    """

    kind: Literal["swap", "scale", "add", "combine"]
    target: int
    source: int | None = None
    factor: Number | None = None
    own: Number = Fraction(1)
    divisor: Number = Fraction(1)

    def applied(self, entries: Array) -> Array:
        """The matrix after the operation; the one that is given stays as it is."""
        out = entries.copy()
        if self.kind == "swap":
            assert self.source is not None
            out[[self.target, self.source]] = entries[[self.source, self.target]]
        elif self.kind == "scale":
            out[self.target] = entries[self.target] * self.factor
        elif self.kind == "add":
            out[self.target] = entries[self.target] + entries[self.source] * self.factor
        else:
            total = entries[self.target] * self.own + entries[self.source] * self.factor
            out[self.target] = total / self.divisor
        return out

    @property
    def notation(self) -> Line:
        """`R₂ ← R₂ − 2 R₁`, rows counted from 1 as in class."""
        target = row(self.target)
        if self.kind == "swap":
            return (target, "↔", row(self.source or 0))
        if self.kind == "scale":
            return (target, "←", *multiple(self.factor or 0.0, target))
        if self.kind == "combine":
            return (target, "←", *self._combined(target))
        return (target, "←", target, *signed(self.factor or 0.0, row(self.source or 0)))

    def _combined(self, target: str) -> Line:
        """`(2 R₂ − 4 R₁) / 3`, without what changes nothing."""
        added = signed(self.factor, row(self.source or 0)) if self.factor else ()
        line = (*multiple(self.own, target), *added)
        return line if self.divisor == 1 else quotient(line, (self.divisor,))


@dataclass(frozen=True, eq=False)
class Step:
    """One step: the sentence that says what was done and why, and the matrix after it.

    `lines` is mathematics beside or in place of the matrix; `label` stands above a matrix that no row operation made.
    """

    says: str
    grid: Grid | None = None
    operation: RowOperation | None = None
    lines: tuple[Line, ...] = ()
    label: str = ""

    @property
    def matrix(self) -> Array | None:
        return None if self.grid is None else self.grid.entries

    @property
    def bar(self) -> int | None:
        return None if self.grid is None else self.grid.bar

    @property
    def pivot(self) -> Cell | None:
        return None if self.grid is None else self.grid.pivot


@dataclass(frozen=True)
class Way:
    """How a derivation is wanted; "auto" leaves it to the operation and its input."""

    method: str = "auto"
    arithmetic: str = "auto"
    pivoting: str = "auto"
    along: str = "auto"
    """The row or column along which a determinant is expanded: `row2`, counted from 1 as in class."""


WAYS: Mapping[str, tuple[str, ...]] = {
    "method": ("auto", "elimination", "bareiss", "cofactors", "sarrus", "leibniz", "cramer", "expansion", "traces"),
    "arithmetic": ("auto", "fractions", "decimals"),
    "pivoting": ("auto", "textbook", "partial", "none"),
    "along": ("auto", *(f"{line}{at}" for line in ("row", "column") for at in range(1, 5))),
}
"""What can be asked for in the fields of a `Way`; a derivation names those of them that it has, and the one it took."""


@dataclass(frozen=True, eq=False)
class Derivation:
    """A title, the steps, and what follows from them in a sentence and in mathematics.

    `note` counts what was done, `remark` is what else is to be known of the whole. `way` is the way that was taken,
    and `choices` the ways that there are, by the fields of `Way`.
    """

    title: str
    steps: tuple[Step, ...]
    conclusion: str
    result: tuple[Line, ...] = ()
    note: str = ""
    way: Way = Way()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remark: str = ""


def row(index: int) -> str:
    """`R₁` for the first row."""
    return f"R{subscript(index + 1)}"


def subscript(number: int) -> str:
    return str(number).translate(SUBSCRIPTS)


def power(symbol: str, exponent: int) -> str:
    """`λ²`, `A⁻³`; the symbol alone for 1."""
    return symbol if exponent == 1 else symbol + str(exponent).translate(SUPERSCRIPTS)


def is_negative(value: Number) -> bool:
    """Whether a number is written with a minus in front: a real or imaginary one below 0."""
    if isinstance(value, Surd):
        return len(value.terms) == 1 and value.terms[0][1] < 0
    if isinstance(value, complex):
        return not is_sum(value) and value.real + value.imag < 0
    return value < 0


def is_sum(value: Number) -> bool:
    """Whether a number needs parentheses as a factor."""
    if isinstance(value, complex):
        return bool(value.real and value.imag)
    return isinstance(value, Surd) and len(value.terms) > 1


def quotient(above: Line, below: Line) -> Line:
    """`a / b`, each in parentheses unless it is one symbol, matrix or plain number."""
    return (*_whole(above), "/", *_whole(below))


def _whole(line: Line) -> Line:
    simple = len(line) == 1 and (isinstance(line[0], str | Grid) or not _is_long(line[0]))
    return line if simple else ("(", *line, ")")


def _is_long(value: Number) -> bool:
    """Whether a number has signs or bars of its own, which a quotient would pull apart."""
    if isinstance(value, Fraction):
        return value.denominator != 1 or value < 0
    if isinstance(value, Surd):
        return len(value.terms) > 1 or value.terms[0][1] != 1
    return is_sum(value) or is_negative(value)


def multiple(factor: Number, symbol: str) -> Line:
    """`2 x`, `x`, `−x`, `(1 + √2) x`."""
    if factor == 1:
        return (symbol,)
    if factor == -1:
        return (MINUS + symbol,)
    return ("(", factor, ")", symbol) if is_sum(factor) else (factor, symbol)


def signed(factor: Number, symbol: str) -> Line:
    """The same behind a sum: `+ 2 x`, `− x`."""
    return (MINUS, *multiple(-factor, symbol)) if is_negative(factor) else ("+", *multiple(factor, symbol))


def factor(value: Number) -> Line:
    """A number behind a dot or a fraction bar: in parentheses where it is a sum or negative."""
    return ("(", value, ")") if is_negative(value) or is_sum(value) else (value,)
