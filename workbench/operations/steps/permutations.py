"""Determinants as sums of products: Leibniz' formula over all permutations, and Sarrus' rule for 3 x 3."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import MINUS, Cell, Derivation, Grid, Line, Piece, Step, Way, factor, is_sum, subscript
from workbench.operations.spec import Array
from workbench.operations.steps import pivoting
from workbench.operations.steps.given import Given, counted, said

LARGEST = 4
"""Order up to which the products are written out: 24 of them."""


def leibniz_steps(given: Given, choices: dict[str, tuple[str, ...]]) -> Derivation:
    """The products of one entry from each row and column, with the signs of their permutations.

    Raises `UserError` (`unsupported`) above 4 x 4.
    """
    A, name = given["A"], given.names["A"]
    if len(A) > LARGEST:
        words = f"Products over permutations are written out up to {LARGEST} x {LARGEST}: {name} has {len(A)}! of them."
        raise UserError("unsupported", words, "Elimination has the same answer in a few row operations.")
    orders = list(itertools.permutations(range(len(A))))
    says = f"Take one entry from each row of {name}, no two in one column: there are {len(orders)} ways."
    steps = [Step(says if len(A) > 1 else f"{name} has one entry.", lines=((name, "=", Grid(A)),))]
    sums = [_signed_sum(A, [order for order in orders if _odd(order) == odd], odd, steps) for odd in (False, True)]
    return _derivation("Leibniz' formula", "leibniz", given, choices, steps, _difference(name, *sums))


def sarrus_steps(given: Given, choices: dict[str, tuple[str, ...]]) -> Derivation:
    """Three products falling to the right less three rising, with the first two columns written once more.

    Raises `UserError` (`unsupported`) unless the matrix is 3 x 3.
    """
    A, name = given["A"], given.names["A"]
    if len(A) != 3:
        words = f"Sarrus' rule is for 3 x 3 alone, and {name} is {len(A)} x {len(A)}."
        raise UserError("unsupported", words, "Leibniz' formula is its like for other sizes.")
    wide = np.concatenate([A, A[:, :2]], axis=1)
    says = f"Write the first two columns of {name} once more beside it."
    steps = [Step(says, Grid(wide, bar=3), label=f"{name}, its first two columns repeated")]
    falling = [[(i, i + k) for i in range(3)] for k in range(3)]
    rising = [[(2 - i, i + k) for i in range(3)] for k in range(3)]
    sums = [_diagonals(wide, falling, "fall", steps), _diagonals(wide, rising, "rise", steps)]
    return _derivation("Sarrus' rule", "sarrus", given, choices, steps, _difference(name, *sums))


def _derivation(
    title: str, method: str, given: Given, choices: dict[str, tuple[str, ...]], steps: list[Step], line: Line
) -> Derivation:
    value: Any = line[-1]
    return Derivation(
        title,
        tuple(steps),
        f"The determinant of {given.names['A']} is {said(value)}.",
        (line,),
        way=Way(method, given.arithmetic),
        choices=pivoting.without(choices),
        remark=given.remark,
    )


def _difference(name: str, plus: Any, minus: Any) -> Line:
    """`det A = 12 − (−4) = 16`."""
    if not minus:
        return (f"det {name}", "=", plus)
    first: Line = ("(", plus, ")") if is_sum(plus) else (plus,)
    return (f"det {name}", "=", *first, MINUS, *factor(minus), "=", plus - minus)


def _diagonals(wide: Array, diagonals: list[list[Cell]], way: str, steps: list[Step]) -> Any:
    """The sum of the products along three diagonals, as a step."""
    lines, values = zip(*(_product([wide[cell] for cell in cells]) for cells in diagonals), strict=True)
    total = sum(values[1:], values[0])
    grid = Grid(wide, bar=3, zeros=frozenset(cell for cells in diagonals for cell in cells))
    says = f"Multiply along the three diagonals that {way} to the right, and add up: {said(total)}."
    steps.append(Step(says, grid, lines=lines))
    return total


def _signed_sum(A: Array, orders: Iterable[Sequence[int]], odd: bool, steps: list[Step]) -> Any:
    """The sum over the permutations of one sign, as a step; products with a 0 are not written."""
    total, lines, without = A[0, 0] * 0, [], 0
    for order in orders:
        entries = [A[i, j] for i, j in enumerate(order)]
        if not all(entries):
            without += 1
            continue
        line, value = _product(entries)
        names = " ".join(f"a{subscript(i + 1)}{subscript(j + 1)}" for i, j in enumerate(order))
        lines.append((names, "=", *line) if len(entries) > 1 else (names, "=", value))
        total = total + value
    if lines or without:
        steps.append(Step(_says(odd, without, bool(lines), total), lines=tuple(lines)))
    return total


def _says(odd: bool, without: int, some: bool, total: Any) -> str:
    """What a step says of the permutations of one sign."""
    kind, sign = ("odd", "subtracted") if odd else ("even", "added")
    zero = f" {counted(without, 'product')} with a 0 left out." if without and some else ""
    if not some:
        return f"The products that are {sign}, their columns in {kind} order, all have a 0 in them."
    return f"The products that are {sign}: their columns are in {kind} order. Their sum is {said(total)}.{zero}"


def _product(entries: Sequence[Any]) -> tuple[Line, Any]:
    """`2 · (−6) · 2 = −24`, and its value."""
    value = entries[0]
    line: list[Piece] = [*(("(", value, ")") if is_sum(value) else (value,))]
    for entry in entries[1:]:
        value = value * entry
        line += ["·", *factor(entry)]
    return (*line, "=", value), value


def _odd(order: Sequence[int]) -> bool:
    """Whether a permutation is made by an odd number of exchanges: it has so many pairs out of order."""
    return sum(order[i] > order[j] for i, j in itertools.combinations(range(len(order)), 2)) % 2 == 1
