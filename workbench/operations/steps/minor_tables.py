"""Minors, cofactors and the adjugate: a small determinant for each entry, then signs, then the transpose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Step, Way, quotient, subscript
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import sums
from workbench.operations.steps.characteristic import determinant
from workbench.operations.steps.cofactors import LARGEST
from workbench.operations.steps.given import Given, identity, negligible, take, tolerance

COFACTORS = "cofactors"


def minors_steps(problem: Problem, way: Way) -> Derivation:
    """Each entry's minor. Raises `UserError` for what `given.take` refuses, and above 4 x 4."""
    given, steps, M = _minors(problem, way)
    return _derivation("Minors, one for each entry", given, steps, "These are the minors.", "M", M)


def cofactors_steps(problem: Problem, way: Way) -> Derivation:
    """The minors with the signs of a chess board. Raises as `minors_steps`."""
    given, steps, M = _minors(problem, way)
    C = _signed(M, steps)
    words = f"Row by row or column by column, entries of {given.names['A']} times their cofactors add up to its"
    return _derivation("Cofactors from minors", given, steps, f"{words} determinant.", "C", C)


def adjugate_steps(problem: Problem, way: Way) -> Derivation:
    """The transpose of the cofactors, and the product that proves it. Raises as `minors_steps`."""
    given, steps, M = _minors(problem, way)
    A, name = given["A"], given.names["A"]
    X = _signed(M, steps).T
    steps.append(Step("Transpose the cofactors: rows become columns.", Grid(X), label=f"adj {name}"))
    value = determinant(A)
    product = np.asarray(A @ X, dtype=object)
    proof: Line = (f"{name} adj {name}", "=", Grid(product), "=", f"det({name}) I,", f"det {name}", "=", value)
    so = "so that the adjugate divided by it is the inverse" if value else "here 0"
    words = f"The product with {name} is its determinant times the identity, {so}."
    return _derivation("Adjugate from cofactors", given, steps, words, f"adj {name}", X, proof)


def inverse_by_cofactors(problem: Problem, way: Way) -> Derivation:
    """The adjugate divided by the determinant, which must not be 0. Raises as `minors_steps`."""
    given, steps, M = _minors(problem, way)
    A, name = given["A"], given.names["A"]
    C = _signed(M, steps)
    X = C.T
    steps.append(Step("Transpose the cofactors: rows become columns.", Grid(X), label=f"adj {name}"))
    line, value = sums.worked(f"det {name}", zip(A[0], C[0], strict=True))
    steps.append(Step(f"The first row of {name} times its cofactors is the determinant.", lines=(line,)))
    if negligible(value, tolerance(A) * max(abs(x) for x in A.flat) ** (len(A) - 1)):
        words = f"det {name} is 0, and nothing can be divided by it: there is no inverse."
        return replace(_derivation("Adjugate over determinant", given, steps, words, "", X), result=())
    inverse = np.asarray(X / value, dtype=object)
    words = f"The adjugate divided by the determinant is the inverse of {name}."
    found = _derivation("Adjugate over determinant", given, steps, words, f"{name}⁻¹", inverse)
    if value == 1:
        return found
    return replace(found, result=((f"{name}⁻¹", "=", *quotient((Grid(X),), (value,)), "=", Grid(inverse)),))


def _minors(problem: Problem, way: Way) -> tuple[Given, list[Step], Array]:
    """The minors as a matrix, and the steps that lead to them: one for each row."""
    given = take(problem, way, "A")
    A, name = given["A"], given.names["A"]
    n = len(A)
    if n > LARGEST:
        raise UserError(
            "unsupported",
            f"Minors are written out up to {LARGEST} x {LARGEST}: {name} needs {n * n} determinants.",
            "Compute them without steps.",
        )
    says = f"The minor M of an entry is the determinant of what is left of {name} without its row and its column."
    steps = [Step(says, Grid(A), label=name)]
    M = identity(n, given.exact)
    for i in range(n):
        for j in range(n if n > 1 else 0):
            M[i, j] = determinant(_left(A, i, j))
        steps.append(_row(A, M, i))
    return given, steps, M


def _left(A: Array, i: int, j: int) -> Array:
    return np.delete(np.delete(A, i, axis=0), j, axis=1)


def _row(A: Array, M: Array, i: int) -> Step:
    if len(A) == 1:
        return Step("Nothing is left of it, and the determinant of nothing is 1.", lines=(("M₁₁", "=", M[0, 0]),))
    lines = [
        (f"M{subscript(i + 1)}{subscript(j + 1)}", "=", Grid(_left(A, i, j), fence="bars"), "=", M[i, j])
        for j in range(len(A))
    ]
    return Step(f"Leave out row {i + 1}, and each column in turn.", lines=tuple(lines))


def _signed(M: Array, steps: list[Step]) -> Array:
    """The cofactors, with the step that makes them of the minors."""
    n = len(M)
    C, odd = M.copy(), frozenset((i, j) for i in range(n) for j in range(n) if (i + j) % 2)
    for at in odd:
        C[at] = -C[at] + 0
    steps.append(Step("Write the minors in their places.", Grid(M), label="M"))
    says = "Change every other sign, as on a chess board with + at the upper left: these are the cofactors."
    steps.append(Step(says, Grid(C, zeros=odd), label="C"))
    return C


def _derivation(
    title: str, given: Given, steps: list[Step], words: str, symbol: str, found: Array, *more: Line
) -> Derivation:
    return Derivation(
        title,
        tuple(steps),
        words,
        ((symbol, "=", Grid(found)), *more),
        way=Way(COFACTORS, given.arithmetic, "auto"),
        choices={"arithmetic": given.choices},
        remark=given.remark,
    )
