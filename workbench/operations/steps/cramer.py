"""Cramer's rule: each unknown as a quotient of two determinants."""

from __future__ import annotations

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Step, Way, factor, subscript
from workbench.operations.spec import Problem
from workbench.operations.steps.characteristic import determinant
from workbench.operations.steps.cofactors import LARGEST
from workbench.operations.steps.given import Given, negligible, take, tolerance

CRAMER = "cramer"


def cramer_steps(problem: Problem, way: Way) -> Derivation:
    """det A, then det Aᵢ with b in column i of A, and their quotients.

    Raises `UserError` for what `given.take` refuses, and above 4 x 4.
    """
    given = take(problem, way, "A", "b")
    A, b, (name, right) = given["A"], given["b"], given.names.values()
    n = len(A)
    if b.shape[1] > 1:
        raise UserError("unsupported", f"{right} has {b.shape[1]} columns: Cramer's rule is shown for one.")
    if n > LARGEST:
        words = f"{name} is {n} x {n}: the determinants of Cramer's rule are written out up to {LARGEST} x {LARGEST}."
        raise UserError("unsupported", words, "Elimination takes the work of one of them.")
    whole = determinant(A)
    head: Line = (f"det {name}", "=", Grid(A, fence="bars"), "=", whole)
    steps = [Step(f"Take the determinant of {name}.", lines=(head,))]
    if negligible(whole, tolerance(A) * max(abs(x) for x in A.flat) ** (n - 1)):
        return _made(given, steps, f"det {name} is 0, and nothing can be divided by it.", [])
    lines: list[Line] = []
    for i in range(n):
        replaced = A.copy()
        replaced[:, i] = b[:, 0]
        value, k = determinant(replaced), subscript(i + 1)
        shown = Grid(replaced, zeros=frozenset((j, i) for j in range(n)), fence="bars")
        line: Line = (f"det {name}{k}", "=", shown, "=", value)
        steps.append(Step(f"Put {right} in column {i + 1} of {name}.", lines=(line,)))
        lines.append((f"x{k}", "=", value, "/", *factor(whole), "=", value / whole))
    words = f"Each unknown is the determinant with {right} in its column, divided by det {name}."
    return _made(given, steps, words, lines)


def _made(given: Given, steps: list[Step], conclusion: str, lines: list[Line]) -> Derivation:
    return Derivation(
        "Cramer's rule",
        tuple(steps),
        conclusion,
        tuple(lines),
        way=Way(CRAMER, given.arithmetic),
        choices={"arithmetic": given.choices},
        remark=given.remark,
    )
