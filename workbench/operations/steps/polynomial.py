"""The characteristic polynomial: the determinant of 2 x 2 and 3 x 3 matrices expanded, or traces for any size."""

from __future__ import annotations

from workbench.model.steps import Derivation, Line, Step, Way
from workbench.operations.spec import Problem
from workbench.operations.steps.characteristic import coefficients, polynomial
from workbench.operations.steps.eigenpairs import LARGEST, expansion, need_small
from workbench.operations.steps.given import Given, take
from workbench.operations.steps.traces import traced

EXPANSION, TRACES = "expansion", "traces"


def charpoly_steps(problem: Problem, way: Way) -> Derivation:
    """det(A − λI), and with the sign that makes it begin with a power of λ; by traces above 3 x 3.

    Raises `UserError` for what `given.take` refuses, and for an expansion above 3 x 3.
    """
    given = take(problem, way, "A")
    A, name = given["A"], given.names["A"]
    if way.method == TRACES or (way.method != EXPANSION and len(A) > LARGEST):
        values, steps = traced(A, name, given.exact)
        words = "These are the coefficients, from the highest power of λ down."
        return _derivation(given, TRACES, "Traces, after Faddeev and LeVerrier", steps, words, polynomial(values))
    need_small(name, A)
    sign = (-1) ** len(A)
    leading = [value * sign for value in coefficients(A)]
    words = "The polynomial begins with the highest power of λ already."
    if sign < 0:
        words = f"det(λI − {name}) has all signs turned, so that it begins with the highest power of λ."
    steps = expansion(A, name)
    return _derivation(given, EXPANSION, "Characteristic polynomial", steps, words, polynomial(leading))


def _derivation(given: Given, method: str, title: str, steps: list[Step], words: str, found: Line) -> Derivation:
    name = given.names["A"]
    methods = (EXPANSION, TRACES) if len(given["A"]) <= LARGEST else (TRACES,)
    return Derivation(
        title,
        tuple(steps),
        words,
        ((f"det(λI − {name})", "=", *found),),
        way=Way(method, given.arithmetic),
        choices={"method": methods, "arithmetic": given.choices},
        remark=given.remark,
    )
