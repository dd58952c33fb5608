"""The characteristic polynomial of 2 x 2 and 3 x 3 matrices, expanded."""

from __future__ import annotations

from workbench.model.steps import Derivation, Way
from workbench.operations.spec import Problem
from workbench.operations.steps.characteristic import coefficients, polynomial
from workbench.operations.steps.eigenpairs import expansion, need_small
from workbench.operations.steps.given import take


def charpoly_steps(problem: Problem, way: Way) -> Derivation:
    """det(A − λI), and with the sign that makes it begin with a power of λ.

    Raises `UserError` for what `given.take` refuses and above 3 x 3.
    """
    given = take(problem, way, "A")
    A, name = given["A"], given.names["A"]
    need_small(name, A)
    sign = (-1) ** len(A)
    leading = [value * sign for value in coefficients(A)]
    words = "The polynomial begins with the highest power of λ already."
    if sign < 0:
        words = f"det(λI − {name}) has all signs turned, so that it begins with the highest power of λ."
    return Derivation(
        "Characteristic polynomial",
        tuple(expansion(A, name)),
        words,
        ((f"det(λI − {name})", "=", *polynomial(leading)),),
        way=Way("characteristic polynomial", given.arithmetic),
        choices={"arithmetic": given.choices},
        remark=given.remark,
    )
