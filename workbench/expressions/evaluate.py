"""The value of a formula, in floating point and, where every operand is exact, in fractions."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.expressions.formula import Formula
from workbench.expressions.shapes import trace
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix

Array = np.ndarray[Any, Any]
EXACT_PRODUCT = 30
APPLY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.MatMult: operator.matmul,
    ast.Pow: operator.pow,
}


@dataclass(frozen=True, eq=False)
class Value:
    """An array, and the same in fractions where that is known."""

    array: Array
    exact: Array | None


def evaluate(formula: Formula, matrices: Mapping[str, Matrix]) -> Value:
    """Compute a formula over named matrices; integers stay integers unless they would overflow.

    Raises `UserError` (`usage`, `shape`, `domain`).
    """
    trace(formula, {name: matrix.shape for name, matrix in matrices.items()})
    exact = _exactly(formula, matrices)
    if exact is not None:
        return _from_exact(exact)
    arrays = {name: _working(matrices[name].to_array()) for name in formula.names}
    with np.errstate(all="ignore"):
        return Value(np.asarray(_apply(formula.tree, arrays)), None)


def _exactly(formula: Formula, matrices: Mapping[str, Matrix]) -> Array | None:
    entries: dict[str, Array] = {}
    for name in formula.names:
        twin = matrices[name].exact_entries() if max(matrices[name].shape, default=0) <= EXACT_PRODUCT else None
        if twin is None:
            return None
        entries[name] = twin
    try:
        result = np.asarray(_apply(formula.tree, entries), dtype=object)
    except ZeroDivisionError:
        raise UserError("domain", "The formula divides by zero.", "") from None
    rational = all(isinstance(item, (int, Fraction)) for item in result.flat)
    return result if rational else None


def _from_exact(exact: Array) -> Value:
    fractions = np.empty(exact.shape, dtype=object)
    fractions[...] = np.vectorize(Fraction, otypes=[object])(exact)
    whole = all(item.denominator == 1 and abs(item) < 2**63 for item in fractions.flat)
    try:
        return Value(fractions.astype(np.int64 if whole else np.float64), fractions)
    except OverflowError:
        raise UserError("domain", "The result is too large for floating point numbers.", "") from None


def _working(array: Array) -> Array:
    """Integers compute as float64, so that nothing wraps around in silence."""
    return array.astype(np.float64) if array.dtype.kind in "biu" else array


def _apply(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=value):
            return _constant(value, values)
        case ast.UnaryOp(op=op, operand=inner):
            found = _apply(inner, values)
            return -found if isinstance(op, ast.USub) else found
        case ast.Attribute(attr=attr, value=inner):
            turned = np.asarray(_apply(inner, values)).T
            return turned.conj() if attr == "H" and turned.dtype != object else turned
        case ast.BinOp(left=left, op=op, right=right):
            return APPLY[type(op)](_apply(left, values), _apply(right, values))
    raise AssertionError(f"{type(node).__name__} passed the check of the grammar")


def _constant(value: Any, values: Mapping[str, Any]) -> Any:
    """A number as typed: a decimal beside exact operands is the fraction that its digits say."""
    exact = all(item.dtype.kind == "O" for item in values.values())
    return Fraction(repr(value)) if exact and isinstance(value, (int, float)) else value
