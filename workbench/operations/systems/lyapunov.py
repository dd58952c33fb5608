"""Lyapunov's equations, continuous and discrete, with what their solutions say of stability."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact_equations
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.matrix_equations import Equation, Form, Stein, Sylvester, schur
from workbench.numerics.probes import exponent, scaled, shifted
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
from workbench.operations.systems.solve_sylvester import pose, refusal

RightSide = Annotated[Operand, Axes((2,), "the right-hand side, of the shape of A")]


class Solution(NamedTuple):
    result: Annotated[Operand, "X, Hermitian where Q is"]


def solve_continuous_lyapunov(A: Matrix2, Q: RightSide) -> Solution:
    """The matrix X with A X + X Aᴴ = Q, by the algorithm of Bartels and Stewart.

    There is exactly one unless two eigenvalues λ and μ of A have λ + μ̄ = 0, which is refused. With a negative definite
    Q, X is positive definite exactly where A is stable, all its eigenvalues left of the imaginary axis (Lyapunov).
    """
    return _declared(A, Q)


def solve_discrete_lyapunov(A: Matrix2, Q: RightSide) -> Solution:
    """The matrix X with A X Aᴴ − X + Q = 0, by the Schur form of A.

    There is exactly one unless two eigenvalues λ and μ of A have λ μ̄ = 1, which is refused. With a positive definite
    Q, X is positive definite exactly where A is stable, all its eigenvalues within the unit circle (Stein).
    """
    return _declared(A, Q)


def _declared(A: Operand, Q: Operand) -> Solution:
    need_square(A, "it has no Lyapunov equation", "The coefficient is square, and Q and X have its shape.", ())
    if Q.shape != A.shape:
        raise shape_error(
            f"{A.name} is {by(A.shape)}, so {Q.name} has to be {by(A.shape)} as well; it is {by(Q.shape)}.",
            "For a right-hand side of another shape there is the Sylvester equation.",
            ("solve_sylvester",),
            A,
            Q,
        )
    return Solution(Operand("result", Q.shape, np.result_type(A.dtype, Q.dtype)))


def cost(A: Operand, Q: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(max(1.0, 200.0 * n**3), 16.0 * n * n * A.dtype.itemsize)


def _one_form(A: Array, B: Array, output: str) -> tuple[Form, Form]:
    found = schur(A, output)
    return found, found


def _continuous(problem: Problem, known: Equation | None) -> Posed:
    """As Sylvester's equation, with one Schur form for both coefficients."""
    A = problem["A"]
    return pose(problem, known, A, conjugate_transpose(A), _one_form)


MOST = {"d": 520, "s": 70}
"""Exponents up to which A is brought down: then neither squares of it overflow nor is the number 1 beside them lost."""


def _discrete(problem: Problem, known: Equation | None) -> Posed:
    """c X − A X Aᴴ with a large A brought down by 2⁻ᵖ, and c = 2⁻²ᵖ; beside a small one X is all that counts."""
    A = problem["A"]
    double = A.real.dtype.itemsize > 4
    p = min(max(scaled(A, exponent(A))[1], 0), MOST["d" if double else "s"])
    A = shifted(A, -p) if p else A
    Q, q = scaled(problem["Q"])
    form = known.form if isinstance(known, Stein) else schur(A, "complex")
    return Posed(Stein(A, math.ldexp(1.0, -2 * p), form), Q, q, 2 * p, p)


def _in_the_plane(posed: Posed, norm: float, X: Array | None) -> Mapping[str, Any]:
    """How far right eigenvalues reach, and whether all lie left of the axis."""
    assert isinstance(posed.equation, Sylvester)
    reach = float(posed.equation.left.eigenvalues.real.max())
    stable = reach < 0 if equations.decided(posed, norm) else None
    return {"spectral_abscissa": equations.plain(reach, posed.p), **_said(posed, norm, X, stable)}


def _in_the_circle(posed: Posed, norm: float, X: Array | None) -> Mapping[str, Any]:
    """The largest modulus of an eigenvalue, and whether it is below 1."""
    assert isinstance(posed.equation, Stein)
    radius = equations.plain(float(np.abs(posed.equation.form.eigenvalues).max()), posed.p)
    stable = (radius is not None and radius < 1) if equations.decided(posed, norm) else None
    return {"spectral_radius": radius, **_said(posed, norm, X, stable)}


def _said(posed: Posed, norm: float, X: Array | None, stable: bool | None) -> dict[str, Any]:
    return {"stable": stable, "positive_definite": equations.definite(posed, norm, X)}


def _opposite(problem: Problem, eigenvalue: str) -> str:
    return f"{problem.name('A')} has the eigenvalue {eigenvalue}, and minus its conjugate is one, too"


def _inverse(problem: Problem, eigenvalue: str) -> str:
    return f"{problem.name('A')} has the eigenvalue {eigenvalue}, and the inverse of its conjugate is one, too"


def _mirrored(A: Array) -> Any | None:
    return exact_equations.shared(A, A.T)


CONTINUOUS = Kind("A X + X Aᴴ = Q", ("A",), _continuous, _mirrored, _opposite, _in_the_plane)
DISCRETE = Kind("A X Aᴴ − X + Q = 0", ("A",), _discrete, exact_equations.reciprocal, _inverse, _in_the_circle)


def _run_continuous(problem: Problem) -> Outcome:
    return equations.run(CONTINUOUS, problem)


def _run_discrete(problem: Problem) -> Outcome:
    return equations.run(DISCRETE, problem)


def _exact(problem: Problem, kind: Kind) -> dict[str, Array] | None:
    A, Q = problem.exact.get("A"), problem.exact.get("Q")
    if A is None or Q is None or not exact_equations.fits(Q, A, A):
        return None
    refuse_if_proved(kind, problem, [A])
    if kind is CONTINUOUS:
        return {"result": exact_equations.sylvester(A, A.T, Q)}
    return {"result": exact_equations.stein(A, Q)}


def _continuous_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"X = scipy.linalg.solve_continuous_lyapunov({names[0]}, {names[1]})"


def _discrete_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"X = scipy.linalg.solve_discrete_lyapunov({names[0]}, {names[1]})"


SOLVE_CONTINUOUS_LYAPUNOV = Operation(
    declare=solve_continuous_lyapunov,
    routes=(Route("LAPACK trsyl", always("Bartels and Stewart"), _run_continuous, _continuous_code),),
    certify=partial(equations.certify, CONTINUOUS),
    cost=cost,
    exact=partial(_exact, kind=CONTINUOUS),
    refusal=refusal,
    stacked=True,
)
SOLVE_DISCRETE_LYAPUNOV = Operation(
    declare=solve_discrete_lyapunov,
    routes=(Route("LAPACK gees and substitution", always("by the Schur form of A"), _run_discrete, _discrete_code),),
    certify=partial(equations.certify, DISCRETE),
    cost=cost,
    exact=partial(_exact, kind=DISCRETE),
    refusal=refusal,
    stacked=True,
)
