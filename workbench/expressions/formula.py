"""Text to a checked syntax tree: `G = A.T @ A`."""

from __future__ import annotations

import ast
import keyword
from dataclasses import dataclass

from workbench.model.errors import UserError

LONGEST = 2000
DEEPEST = 40
LARGEST_POWER = 100
BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
}


@dataclass(frozen=True)
class Formula:
    """A parsed formula: the name it defines (None for a bare expression), its tree and the names it reads."""

    target: str | None
    tree: ast.expr
    names: tuple[str, ...]
    text: str


def parse_formula(text: str) -> Formula:
    """Parse `NAME = EXPRESSION` or `EXPRESSION`.

    Raises `UserError` (`parse`) with `line` and `column`, both from 1, for anything outside the language.
    """
    source = text.replace("\u2212", "-").replace("\u00d7", "*").strip()
    if not source:
        raise _error("The formula is empty.", 1)
    if len(source) > LONGEST:
        raise _error(f"The formula is longer than {LONGEST} characters.", LONGEST)
    target, body, shift = _split(source)
    try:
        tree = ast.parse(body, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        column = getattr(error, "offset", None) or 1
        raise _error("This is not a formula.", column + shift, "Write it as in NumPy: G = A.T @ A") from None
    _check(tree, shift, 0)
    names = tuple(dict.fromkeys(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)))
    return Formula(target, tree, names, source)


def _split(source: str) -> tuple[str | None, str, int]:
    left, equals, right = source.partition("=")
    if not equals:
        return None, source, 0
    name = left.strip()
    if not name.isidentifier() or keyword.iskeyword(name):
        raise _error(f"{name or 'Nothing'} cannot be a name.", 1, "A name has letters, digits and _, as in G or A_1.")
    body = right.lstrip()
    return name, body, len(source) - len(body)


def _check(node: ast.expr, shift: int, depth: int) -> None:
    """Refuse every construct that is not arithmetic on names and numbers."""
    if depth > DEEPEST:
        raise _error("The formula is nested too deeply.", node.col_offset + shift + 1)
    match node:
        case ast.Name():
            return
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() | complex()):
            return
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            return _check(inner, shift, depth + 1)
        case ast.Attribute(attr="T" | "H", value=inner):
            return _check(inner, shift, depth + 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
            if isinstance(op, ast.Pow):
                _check_power(left, right, shift)
            _check(left, shift, depth + 1)
            return _check(right, shift, depth + 1)
    hint = "Formulas know + - * / @ **, .T, .H, numbers and names."
    raise _error("This cannot stand in a formula.", node.col_offset + shift + 1, hint)


def _check_power(base: ast.expr, power: ast.expr, shift: int) -> None:
    """Keep exact powers small: the exponent is a small number, and no power stands on another."""
    if any(isinstance(node, ast.Pow) for node in ast.walk(base)):
        raise _error("A power of a power cannot stand in a formula.", power.col_offset + shift + 1)
    number = power.operand if isinstance(power, ast.UnaryOp) and isinstance(power.op, ast.USub) else power
    value = number.value if isinstance(number, ast.Constant) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value > LARGEST_POWER:
        raise _error(f"A power must be a number up to {LARGEST_POWER}.", power.col_offset + shift + 1)


def _error(message: str, column: int, hint: str = "") -> UserError:
    return UserError("parse", message, hint, details={"line": 1, "column": column})
