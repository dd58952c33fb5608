"""Numbers as they are typed: text to a value with its exact twin, and back.

`1/3`, `.5`, `sqrt(2)`, `2*pi`, `3+4i` and `−2` are read; text is parsed with `ast` against a whitelist and is
never evaluated as Python. Integers, decimals and fractions of them are exact.
"""

from __future__ import annotations

import ast
import cmath
import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np

from workbench.model.arithmetic import OPERATORS, Pair, literal, nearest, root
from workbench.model.errors import UserError

MAX_CHARACTERS = 400

_CONSTANTS: dict[str, complex] = {"pi": math.pi, "π": math.pi, "e": math.e, "nan": math.nan, "inf": math.inf}
_CONSTANTS |= {"infinity": math.inf, "∞": math.inf, "i": 1j, "j": 1j}
_ALIKE = str.maketrans({"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "\u00a0": " ", "\u202f": " "})
_TOKEN = re.compile(
    r"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ij]?(?![\w.]))|(?P<name>[^\W\d]\w*|∞)|(?P<sign>\*\*|[-+*/()^])"
)


@dataclass(frozen=True)
class Number:
    """A value as it was typed; `exact` is None where it has no rational twin (roots, pi, complex, inf)."""

    value: int | float | complex
    exact: Fraction | None
    text: str


@dataclass(frozen=True)
class _Token:
    source: str
    column: int


def parse_number(text: str) -> Number:
    """Read one number, or raise a `UserError` of kind "parse" that names the column.

    >>> parse_number("1/3").exact
    Fraction(1, 3)
    """
    if not text.strip():
        _refuse("There is no number here.", 1)
    if len(text) > MAX_CHARACTERS:
        _refuse(f"The text has {len(text)} characters; a number may have {MAX_CHARACTERS}.", MAX_CHARACTERS + 1)
    value, exact = _Evaluation(_tokens(text)).result()
    return Number(value, exact, text.strip())


def exact_number(value: Fraction | int) -> Number:
    """The number that is this fraction; an integer stays an integer."""
    exact = Fraction(value)
    return Number(nearest(exact), exact, format_fraction(exact))


def _refuse(message: str, column: int) -> NoReturn:
    raise UserError(
        "parse",
        message,
        hint="Numbers look like 12, -0.5, 1/3, 1e-3, sqrt(2), 2*pi or 3+4j.",
        details={"line": 1, "column": column},
    )


def _tokens(text: str) -> list[_Token]:
    """Cut the text into words of the number language, spelled as Python spells them."""
    plain, position, found = text.translate(_ALIKE), 0, []
    while plain[position:].strip():
        position += len(plain[position:]) - len(plain[position:].lstrip())
        match = _TOKEN.match(plain, position)
        if match is None or (match["name"] and match["name"].lower() not in {*_CONSTANTS, "sqrt"}):
            word = match[0] if match else plain[position:].split()[0]
            _refuse(f"“{word[:40]}” is not a number.", position + 1)
        found.append(_Token(_spelling(match), position + 1))
        position = match.end()
    return found


def _spelling(match: re.Match[str]) -> str:
    if match["number"]:
        plain = match[0].replace("i", "j").lstrip("0")
        return plain if plain and plain[0].isdigit() else "0" + plain
    if match["name"]:
        return "inf" if match[0] == "∞" else match[0].lower()
    return "**" if match[0] == "^" else match[0]


class _Evaluation:
    """Walks the whitelisted nodes of one parsed number."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.columns: dict[int, int] = {}
        self.source = ""
        for token in tokens:
            self.columns[len(self.source.encode())] = token.column
            self.source += token.source + " "
        self.finite = not any(token.source in ("nan", "inf", "infinity") for token in tokens)

    def result(self) -> Pair:
        try:
            tree = ast.parse(self.source, mode="eval")
            value, exact = self.walk(tree.body)
        except SyntaxError as error:
            _refuse("This is not a complete number.", self.columns.get((error.offset or 1) - 1, 1))
        except RecursionError:
            _refuse("This number is nested too deeply.", 1)
        if self.finite and not cmath.isfinite(value):
            _refuse("This number is too large for floating point.", 1)
        return value, exact

    def walk(self, node: ast.expr) -> Pair:
        column = self.columns.get(node.col_offset, 1)
        try:
            return self.visit(node)
        except ZeroDivisionError:
            _refuse("This divides by zero.", column)
        except OverflowError:
            _refuse("This number is too large for floating point.", column)

    def visit(self, node: ast.expr) -> Pair:
        match node:
            case ast.Constant():
                return literal(self.source.encode()[node.col_offset : node.end_col_offset].decode())
            case ast.Name(id=name) if name in _CONSTANTS:
                return _real(_CONSTANTS[name]), None
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value, exact = self.walk(operand)
                return 0 - value if isinstance(value, complex) else -value, None if exact is None else -exact
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.walk(operand)
            case ast.BinOp(op=op, left=left, right=right) if type(op) in OPERATORS:
                return OPERATORS[type(op)](self.walk(left), self.walk(right))
            case ast.Call(func=ast.Name(id="sqrt"), args=[argument], keywords=[]):
                return root(self.walk(argument))
        _refuse("This is not a number.", self.columns.get(node.col_offset, 1))


def _real(value: complex) -> float | complex:
    return value if isinstance(value, complex) else float(value)


def format_fraction(value: Fraction) -> str:
    """`-1/3`, or `2` where the denominator is one."""
    return str(value)


def format_value(x: Any, digits: int | None = None, ascii: bool = False) -> str:
    """A number for the screen: every digit it has, or so many significant ones, with a true minus sign."""
    text = _complex_text(x, digits) if isinstance(x, complex | np.complexfloating) else _real_text(x, digits)
    return text if ascii else text.replace("-", "−")


def _real_text(x: Any, digits: int | None) -> str:
    if isinstance(x, bool | np.bool_):
        return str(int(x))
    if isinstance(x, int | np.integer):
        return str(int(x))
    text = str(x) if digits is None else f"{float(x):.{digits}g}"
    return text.removesuffix(".0")


def _complex_text(x: Any, digits: int | None) -> str:
    imaginary = _real_text(x.imag, digits)
    sign = "" if imaginary.startswith("-") else "+"
    return f"{_real_text(x.real, digits)}{sign}{imaginary}j"
