"""Zeros, ones, one number everywhere, and the identity."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import numpy as np

from workbench.operations.make.made import Made, Params, Recipe, made, need_real, operation
from workbench.operations.spec import Array, Operation, Scalar

Rows = Annotated[int, "rows"]
Columns = Annotated[int, "columns"]


def zeros(rows: Rows = 3, columns: Columns = 3) -> Made:
    """A matrix of zeros."""
    return made(rows, columns)


def ones(rows: Rows = 3, columns: Columns = 3) -> Made:
    """A matrix of ones."""
    return made(rows, columns)


def full(
    value: Annotated[Scalar, "the number, such as 1/3"] = Fraction(1), rows: Rows = 3, columns: Columns = 3
) -> Made:
    """A matrix with the same number everywhere."""
    need_real("value", value)
    return made(rows, columns)


def eye(n: Annotated[int, "rows"] = 3, columns: Annotated[int | None, "columns, as many as rows unless given"] = None,
        k: Annotated[int, "diagonal: 0 is the main one, 1 the one above it"] = 0) -> Made:  # fmt: skip
    """The identity: ones on a diagonal and zeros elsewhere."""
    return made(n, n if columns is None else columns)


def _constant(value: Fraction) -> Recipe:
    return Recipe(
        build=lambda p: np.full((p["rows"], p["columns"]), float(value)),
        entry=lambda i, j, p: value,
        code=lambda p: f"A = np.{'ones' if value else 'zeros'}(({p['rows']}, {p['columns']}))",
    )


def _full_entry(i: int, j: int, p: Params) -> Fraction:
    return Fraction(p["value"])


def _eye_build(p: Params) -> Array:
    return np.eye(p["n"], p["columns"], p["k"])


def _eye_code(p: Params) -> str:
    columns = "" if p["columns"] is None else f", {p['columns']}"
    diagonal = f", k={p['k']}" if p["k"] else ""
    return f"A = np.eye({p['n']}{columns}{diagonal})"


ZEROS: Operation = operation(zeros, _constant(Fraction(0)))
ONES: Operation = operation(ones, _constant(Fraction(1)))
FULL: Operation = operation(
    full,
    Recipe(
        build=lambda p: np.full((p["rows"], p["columns"]), float(p["value"])),
        entry=_full_entry,
        code=lambda p: f"A = np.full(({p['rows']}, {p['columns']}), {p['value']})",
    ),
)
EYE: Operation = operation(
    eye,
    Recipe(
        build=_eye_build,
        entry=lambda i, j, p: Fraction(int(j - i == p["k"])),
        code=_eye_code,
    ),
)
