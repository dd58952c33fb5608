"""Sylvester's equation A X + X B = Q."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact_equations
from workbench.model.errors import UserError
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.matrix_equations import Equation, Form, Sylvester, schur
from workbench.numerics.probes import exponent, keeping, scaled, shifted
from workbench.operations.common import by, need_square, shape_error
from workbench.operations.spec import (
    Array,
    Axes,
    Cost,
    Matrix2,
    Operand,
    Operation,
    Outcome,
    Problem,
    Route,
    always,
)
from workbench.operations.systems import equations
from workbench.operations.systems.equation import Kind, Posed, refuse_if_proved

Forms = Callable[[Array, Array, str], tuple[Form, Form]]


class Solution(NamedTuple):
    result: Annotated[Operand, "X, for which A X + X B = Q: as many rows as A, as many columns as B"]


def solve_sylvester(
    A: Matrix2,
    B: Matrix2,
    Q: Annotated[Operand, Axes((2,), "the right-hand side, with the rows of A, the columns of B")],
) -> Solution:
    """The matrix X with A X + X B = Q, for square A (m x m) and B (n x n), by the algorithm of Bartels and Stewart.

    There is exactly one unless A and −B share an eigenvalue, which is refused.
    """
    for square in (A, B):
        hint = "Both coefficients are square; Q and X may be of any shape."
        need_square(square, "A X + X B = Q is no Sylvester equation", hint, ())
    wanted = (A.shape[0], B.shape[0])
    if Q.shape != wanted:
        raise shape_error(
            f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}, so {Q.name} has to be {by(wanted)}; "
            f"it is {by(Q.shape)}.",
            "The right-hand side has a row for each of A and a column for each of B.",
            ("transpose",) if Q.shape == wanted[::-1] else (),
            A,
            B,
            Q,
        )
    return Solution(Operand("result", Q.shape, np.result_type(A.dtype, B.dtype, Q.dtype)))


def cost(A: Operand, B: Operand, Q: Operand) -> Cost:
    m, n = float(A.shape[0]), float(B.shape[0])
    return Cost(max(1.0, 25 * (m**3 + n**3) + 60 * m * n * (m + n)), 8.0 * (m * m + n * n + m * n) * A.dtype.itemsize)


def pose(problem: Problem, known: Equation | None, A: Array, B: Array, find: Forms) -> Posed:
    """Both coefficients times one power of two, with nothing lost, and Q times another; `find` gives Schur forms.

    Where eigenvalues nearly cancel the complex forms are taken, by which small pivots keep their digits.
    """
    p = max(exponent(A), exponent(B))
    p = min(keeping(A, p), keeping(B, p)) if scaled(A, p)[1] else 0
    A, B = (shifted(A, -p), shifted(B, -p)) if p else (A, B)
    Q, q = scaled(problem["Q"])
    if isinstance(known, Sylvester):
        return Posed(replace(known, A=A, B=B), Q, q, p, p)
    equation = Sylvester(A, B, *find(A, B, "real"))
    pair = equation.nearest()
    if not pair.gap > pair.near:
        equation = Sylvester(A, B, *find(A, B, "complex"), careful=True)
    return Posed(equation, Q, q, p, p)


def _two_forms(A: Array, B: Array, output: str) -> tuple[Form, Form]:
    return schur(A, output), schur(conjugate_transpose(B), output)


def _pose(problem: Problem, known: Equation | None) -> Posed:
    return pose(problem, known, problem["A"], problem["B"], _two_forms)


def _singular(problem: Problem, eigenvalue: str) -> str:
    return f"{problem.name('A')} and -{problem.name('B')} share the eigenvalue {eigenvalue}"


def _nothing_more(posed: Posed, norm: float, X: Array | None) -> Mapping[str, Any]:
    return {}


KIND = Kind("A X + X B = Q", ("A", "B"), _pose, exact_equations.shared, _singular, _nothing_more)


def _run(problem: Problem) -> Outcome:
    return equations.run(KIND, problem)


def _exact(problem: Problem) -> dict[str, Array] | None:
    A, B, Q = (problem.exact.get(name) for name in "ABQ")
    if A is None or B is None or Q is None or not exact_equations.fits(Q, A, B):
        return None
    refuse_if_proved(KIND, problem, [A, B])
    return {"result": exact_equations.sylvester(A, B, Q)}


def refusal(problem: Problem) -> UserError | None:
    """Why there is no exact twin, where that is for the number of unknowns."""
    count = problem["Q"].size
    if count <= exact_equations.UNKNOWNS:
        return None
    message = f"X has {count} entries, and exact arithmetic solves for at most {exact_equations.UNKNOWNS} here."
    return UserError("unsupported", message, "Choose the CPU.")


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"X = scipy.linalg.solve_sylvester({', '.join(names)})"


SOLVE_SYLVESTER = Operation(
    declare=solve_sylvester,
    routes=(Route("LAPACK trsyl", always("Bartels and Stewart, by the Schur forms of A and Bᴴ"), _run, _code),),
    certify=partial(equations.certify, KIND),
    cost=cost,
    exact=_exact,
    refusal=refusal,
    stacked=True,
)
