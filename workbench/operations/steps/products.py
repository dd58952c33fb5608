"""Products of matrices and vectors: each entry as a row times a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.model.steps import Derivation, Grid, Line, Step, Way
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import sums
from workbench.operations.steps.given import Given, said, take, zeros
from workbench.operations.steps.vectors import conjugated

METHOD = "products"


@dataclass(frozen=True, eq=False)
class _Factors:
    """Two matrices to be multiplied; `rows` and `columns` are False for a vector on that side.

    `other` is what meets a row of the first: a column of the second, or a row of it.
    """

    left: Array
    right: Array
    rows: bool
    columns: bool
    other: str

    def entry(self, i: int, j: int) -> str:
        """What an entry of the product is called."""
        kept = ((i, self.rows), (j, self.columns))
        return sums.entry("c", *(index for index, there in kept if there))

    @property
    def shown(self) -> tuple[Array, Array]:
        """Both as they are written: a row on the left, and on the right what meets it."""
        return self.left, self.right.T if self.columns and self.other == "row" else self.right


def product_steps(problem: Problem, way: Way) -> Derivation:
    """A B entry by entry; a vector is a row on the left and a column on the right, as `@` and `dot` have it.

    Raises `UserError` for what `given.take` refuses.
    """
    given = take(problem, way, "A", "B")
    return _multiplied(given, _factors(problem, given, given["B"], "column"), " ".join(given.names.values()))


def inner_steps(problem: Problem, way: Way) -> Derivation:
    """Rows of A times rows of B, as NumPy's `inner` has it. Raises `UserError` for what `given.take` refuses."""
    given = take(problem, way, "A", "B")
    right = given["B"].T if problem["B"].ndim == 2 else given["B"]
    mark = "ᵀ" if problem["B"].ndim == 2 else ""
    return _multiplied(given, _factors(problem, given, right, "row"), " ".join(given.names.values()) + mark)


def vdot_steps(problem: Problem, way: Way) -> Derivation:
    """Entries of A, conjugated, times those of B, row by row. Raises `UserError` for what `given.take` refuses."""
    given = take(problem, way, "A", "B")
    A, B = conjugated(given["A"]), given["B"].reshape(given["A"].shape)
    if problem["A"].ndim == 1:
        A, B = A.T, B.T
    lines, values = zip(
        *(sums.worked(sums.entry("r", i), zip(*pair, strict=True)) for i, pair in enumerate(zip(A, B, strict=True))),
        strict=True,
    )
    conjugate = f", of {given.names['A']} conjugated," if any(x.imag for x in A.flat) else ""
    says = f"Entries in the same places{conjugate} are multiplied, and all is added up."
    steps = [Step(says, lines=_named(given, given["A"], given["B"]))]
    total = sum(values[1:], values[0])
    if len(values) == 1:
        return _derivation(given, "Sum of products", steps, ("inner product", *lines[0][1:]))
    steps.append(Step("Row by row:", lines=lines))
    return _derivation(given, "Sum of products", steps, ("inner product", "=", *sums.of_numbers(values), "=", total))


def _factors(problem: Problem, given: Given, right: Array, other: str) -> _Factors:
    rows, columns = (problem[key].ndim == 2 for key in "AB")
    return _Factors(given["A"] if rows else given["A"].T, right, rows, columns, other)


def _multiplied(given: Given, factors: _Factors, symbol: str) -> Derivation:
    """The entries in steps of a row each, where there are several rows of several."""
    left, right = given.names.values()
    m, n = len(factors.left), factors.right.shape[1]
    C = zeros(m, n, given.exact)
    rows: list[list[Line]] = [[] for _ in range(m)]
    for i, j in np.ndindex(m, n):
        pairs = zip(factors.left[i], factors.right[:, j], strict=True)
        line, C[i, j] = sums.worked(factors.entry(i, j) if m * n > 1 else symbol, pairs)
        rows[i].append(line)
    steps = [Step(_rule(factors, left, right), lines=_named(given, *factors.shown))]
    if m * n == 1:
        return _derivation(given, "Sum of products", steps, rows[0][0])
    if m > 1 and n > 1:
        says = (f"Row {i + 1} of {left} times each {factors.other} of {right}." for i in range(m))
        steps += [Step(words, lines=tuple(row)) for words, row in zip(says, rows, strict=True)]
    else:
        steps.append(Step(_all(factors, left, right), lines=tuple(line for row in rows for line in row)))
    found = C if factors.rows or not factors.columns else C.T
    return _derivation(
        given,
        "Rows times columns" if factors.other == "column" else "Rows times rows",
        steps,
        (symbol, "=", Grid(found)),
    )


def _named(given: Given, left: Array, right: Array) -> tuple[Line, ...]:
    """`A = ...` and `B = ...`; once where both are the same."""
    one, two = given.names.values()
    first: Line = (one, "=", Grid(left))
    return (first,) if one == two and left.shape == right.shape else (first, (two, "=", Grid(right)))


def _rule(factors: _Factors, left: str, right: str) -> str:
    """How an entry is found."""
    one = f"row i of {left}" if factors.rows else left
    two = f"{factors.other} j of {right}" if factors.columns else right
    how = "multiplied entry by entry and added up"
    if not factors.rows and not factors.columns:
        return f"The entries of {left} and {right} are {how}."
    indices = " ".join(letter for letter, there in (("i", factors.rows), ("j", factors.columns)) if there)
    return f"Entry {indices} of the product is {one} times {two}, {how}."


def _all(factors: _Factors, left: str, right: str) -> str:
    one = f"each row of {left}" if len(factors.left) > 1 else left
    two = f"each {factors.other} of {right}" if factors.right.shape[1] > 1 else right
    words = f"{one} times {two}."
    return words[0].upper() + words[1:] if len(factors.left) > 1 else words


def _derivation(given: Given, title: str, steps: list[Step], line: Line) -> Derivation:
    value: Any = line[-1]
    what = "This is the product." if isinstance(value, Grid) else f"The sum is {said(value)}."
    return Derivation(
        title,
        tuple(steps),
        what,
        (line,),
        way=Way(METHOD, given.arithmetic),
        choices={"arithmetic": given.choices},
        remark=given.remark,
    )
