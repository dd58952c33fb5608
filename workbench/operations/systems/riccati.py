"""Algebraic Riccati equations, continuous and discrete: the best feedback for linear systems and quadratic costs."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import eps
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import exponent, largest, shifted
from workbench.numerics.riccati import Continuous, Discrete, Riccati, corrected, even_units, gain
from workbench.operations.common import by, need_entries, need_square, shape_error
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
from workbench.operations.systems.riccati_check import Posed, certify, is_even

Inputs = Annotated[Operand, Axes((2,), "how inputs act: a row for each of A")]
Costs = Annotated[Operand, Axes((2,), "the cost of states, Hermitian, of the shape of A")]
Weights = Annotated[Operand, Axes((2,), "the cost of inputs, Hermitian, with a row and column for each column of B")]
STEPS = 4
SYMMETRIC = 100
"""Roundings up to which Q and R count as Hermitian, as SciPy has it."""
FAR = 40
"""Exponents up to which inputs are left at their scale."""


class Solution(NamedTuple):
    X: Annotated[Operand, "the Hermitian solution for which A − B K is stable"]
    K: Annotated[Operand, "the feedback u = −K x, a row for each column of B"]


def solve_continuous_are(A: Matrix2, B: Inputs, Q: Costs, R: Weights) -> Solution:
    """The X with Aᴴ X + X A − X B R⁻¹ Bᴴ X + Q = 0 for which A − B R⁻¹ Bᴴ X has all eigenvalues left of the axis.

    Of all u in x' = A x + B u, u = −K x with K = R⁻¹ Bᴴ X has the least ∫ xᴴ Q x + uᴴ R u, for a positive semidefinite
    Q and a positive definite R. There is one such X at most. By the QZ algorithm for the extended Hamiltonian pencil
    (Van Dooren, SIAM J. Sci. Stat. Comput. 1981), corrected by Newton's method.
    """
    return _declared(A, B, Q, R)


def solve_discrete_are(A: Matrix2, B: Inputs, Q: Costs, R: Weights) -> Solution:
    """The X with Aᴴ X A − X − Aᴴ X B (R + Bᴴ X B)⁻¹ Bᴴ X A + Q = 0 for which A − B K has its eigenvalues in the circle.

    Of all u in x ↦ A x + B u, u = −K x with K = (R + Bᴴ X B)⁻¹ Bᴴ X A has the least sum of xᴴ Q x + uᴴ R u, for a
    positive semidefinite Q and a positive definite R. There is one such X at most. By the QZ algorithm for the extended
    symplectic pencil (Van Dooren, SIAM J. Sci. Stat. Comput. 1981), corrected by Newton's method.
    """
    return _declared(A, B, Q, R)


def _declared(A: Operand, B: Operand, Q: Operand, R: Operand) -> Solution:
    need_square(A, "it has no Riccati equation", "A is square, and Q and X have its shape.", ())
    need_entries(A, "there is nothing to steer")
    if B.shape[0] != A.shape[0] or not B.shape[1]:
        raise _wrong(B, f"{A.shape[0]} rows, and a column at least", A, B)
    for cost_, wanted in ((Q, A.shape), (R, (B.shape[1], B.shape[1]))):
        if cost_.shape != wanted:
            raise _wrong(cost_, by(wanted), A, B, Q, R)
    kind = np.result_type(A.dtype, B.dtype, Q.dtype, R.dtype)
    return Solution(Operand("X", A.shape, kind), Operand("K", B.shape[::-1], kind))


def _wrong(item: Operand, wanted: str, *operands: Operand) -> UserError:
    hint = "Q has the shape of A, B a row for each of A, and R a row and column for each column of B."
    return shape_error(f"{item.name} is {by(item.shape)}; it should have {wanted}.", hint, (), *operands)


@dataclass(frozen=True)
class Kind:
    """What tells one equation from the other."""

    make: type[Continuous] | type[Discrete]
    solve: Callable[..., Array]
    text: str
    border: str
    scales: Callable[[dict[str, int]], dict[str, int]]


def _continuous_scales(p: dict[str, int]) -> dict[str, int]:
    """Powers of two by which A, B, Q and R are divided, and X and K are: those of B R⁻¹ Bᴴ and Q become equal."""
    steering = 2 * p["B"] - p["R"]
    X = (p["Q"] - steering) // 2
    time = max(p["A"], (p["Q"] + steering) // 2)
    R = p["R"] + (p["R"] - X + time) % 2
    h = (R - X + time) // 2
    return {"A": time, "B": h, "Q": X + time, "R": R, "X": X, "K": time - h}


def _discrete_scales(p: dict[str, int]) -> dict[str, int]:
    """A cannot be scaled beside the number 1; B can, with R."""
    h, X = p["B"], p["Q"]
    return {"A": 0, "B": h, "Q": X, "R": X + 2 * h, "X": X, "K": -h}


CONTINUOUS = Kind(
    Continuous,
    lambda *given: scipy.linalg.solve_continuous_are(*given),
    "Aᴴ X + X A − X B R⁻¹ Bᴴ X + Q = 0",
    "the imaginary axis",
    _continuous_scales,
)
DISCRETE = Kind(
    Discrete,
    lambda *given: scipy.linalg.solve_discrete_are(*given),
    "Aᴴ X A − X − Aᴴ X B (R + Bᴴ X B)⁻¹ Bᴴ X A + Q = 0",
    "the unit circle",
    _discrete_scales,
)


def _pose(kind: Kind, problem: Problem) -> Posed:
    """The equation in double precision, scaled where an input is very large or small."""
    given = {name: problem[name] for name in "ABQR"}
    wide = np.result_type(*given.values(), np.float64)
    given = {name: M.astype(wide) for name, M in given.items()}
    for name in "QR":
        given[name] = _hermitian(problem.name(name), given[name], eps(problem[name].dtype))
    exponents = {name: exponent(M) if M.any() else 0 for name, M in given.items()}
    far = max(map(abs, exponents.values())) > FAR
    scales = kind.scales(exponents) if far else dict.fromkeys((*"ABQR", "X", "K"), 0)
    equation: Riccati = kind.make(*(shifted(M, -scales[name]) if far else M for name, M in given.items()))
    return Posed(equation, kind.text, scales["X"], scales["K"], scales["A"])


def _hermitian(name: str, M: Array, unit: float) -> Array:
    other = conjugate_transpose(M)
    if not largest(M - other) <= SYMMETRIC * unit * largest(M):
        word = "Hermitian" if M.dtype.kind == "c" else "symmetric"
        hint = "A cost x'Qx depends on the symmetric part only: take that instead."
        raise UserError("domain", f"{name} is not {word}.", hint, ("symmetric_skew",))
    return np.asarray(M + (other - M) / 2)  # halves of the least numbers would be rounded


def _run(kind: Kind, problem: Problem) -> Outcome:
    posed = _pose(kind, problem)
    equation = posed.equation
    given = [getattr(equation, name) for name in "ABQR"]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            even = even_units(given[3])
            given[1], given[3] = given[1] * even, given[3] * np.outer(even, even)
            if kind.make is Continuous and np.linalg.cond(given[3]) > 1 / eps(np.float64):
                raise _singular(problem)
            X = corrected(equation, kind.solve(*given), STEPS)
            K = gain(equation, X)
            w = np.linalg.eigvals(equation.A - equation.B @ K)
    except (np.linalg.LinAlgError, ValueError):
        raise _none(kind, problem) from None
    if not (equation.beyond(w) < 0).all():
        raise _none(kind, problem)
    dtype = np.result_type(*(problem[name].dtype for name in "ABQR"))
    outputs = {"X": shifted(X, posed.x).astype(dtype), "K": shifted(K, posed.k).astype(dtype)}
    return Outcome(outputs, {"X": X, "K": K, "even": is_even(equation, X, K)}, details=_details(equation, w, posed.p))


def _details(equation: Riccati, w: Array, p: int) -> dict[str, Any]:
    """The eigenvalues of A − B K as pairs of numbers."""
    order = np.lexsort((w.imag, w.real))
    values = np.ldexp(np.stack([w.real, w.imag], axis=1)[order], p)
    return {"closed_loop": values.tolist() if np.isfinite(values).all() else None}


def _singular(problem: Problem) -> UserError:
    message = (
        f"{problem.name('R')} is singular, so inputs in some direction cost nothing, and there is no best feedback."
    )
    hint = "Its null space shows these directions: give them a cost, so that it is positive definite."
    return UserError("singular", message, hint, ("null_space",))


def _none(kind: Kind, problem: Problem) -> UserError:
    A, B, Q = (problem.name(name) for name in "ABQ")
    message = f"No stabilising solution was found: there is none, or an eigenvalue is too near to {kind.border}."
    hint = f"Every unstable mode of {A} must be reached by {B}, and cost something in {Q}."
    return UserError("domain", message, hint, ("eigvals",), {"equation": kind.text})


def _certify(kind: Kind, problem: Problem, outcome: Outcome) -> Assessment:
    return certify(_pose(kind, problem), outcome)


def cost(A: Operand, B: Operand, Q: Operand, R: Operand) -> Cost:
    n, m = float(A.shape[0]), float(B.shape[1])
    whole = 2 * n + m
    return Cost(100.0 * whole**3 + 1000 * n**3, 8.0 * 2 * 8 * whole**2)


def _continuous_code(problem: Problem, names: tuple[str, ...]) -> str:
    return (
        f"X = scipy.linalg.solve_continuous_are({', '.join(names)})\n"
        f"K = np.linalg.solve({names[3]}, {names[1]}.conj().T @ X)"
    )


def _discrete_code(problem: Problem, names: tuple[str, ...]) -> str:
    A, B, _, R = names
    return (
        f"X = scipy.linalg.solve_discrete_are({', '.join(names)})\n"
        f"K = np.linalg.solve({R} + {B}.conj().T @ X @ {B}, {B}.conj().T @ X @ {A})"
    )


def _operation(declare: Any, kind: Kind, why: str, code: Any) -> Operation:
    return Operation(
        declare=declare,
        routes=(Route("LAPACK gges, ordered, and Newton's method", always(why), partial(_run, kind), code),),
        certify=partial(_certify, kind),
        cost=cost,
        stacked=True,
    )


SOLVE_CONTINUOUS_ARE = _operation(
    solve_continuous_are, CONTINUOUS, "by the stable space of the extended Hamiltonian pencil", _continuous_code
)
SOLVE_DISCRETE_ARE = _operation(
    solve_discrete_are, DISCRETE, "by the stable space of the extended symplectic pencil", _discrete_code
)
