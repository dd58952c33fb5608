"""Triangular systems, by substitution."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.factor import Triangular
from workbench.numerics.probes import shifted
from workbench.numerics.scales import Scaled
from workbench.operations.common import RightSide, need_equal_rows, need_square, scaled_system, unusable
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.systems import device
from workbench.operations.systems.system import inverse_of, judge_scaled


class Substituted(NamedTuple):
    result: Annotated[Operand, "x, for which T x = b"]


def solve_triangular(
    A: Matrix2,
    b: RightSide,
    lower: Annotated[bool, "use the lower triangle of A; otherwise the upper"] = False,
    unit_diagonal: Annotated[bool, "take the diagonal for ones, whatever stands there"] = False,
) -> Substituted:
    """The solution of T x = b, where T is the upper or the lower triangle of A; the other is not looked at."""
    need_square(A, "its triangle gives no single solution", "Least squares work for any shape.", ("lstsq", "qr"))
    need_equal_rows(A, b, ("transpose",) if b.shape[-1] == A.shape[0] else ())
    return Substituted(Operand("result", b.shape, np.result_type(A.dtype, b.dtype)))


def cost(A: Operand, b: Operand, lower: bool = False, unit_diagonal: bool = False) -> Cost:
    n, columns = A.shape[0], math.prod(b.shape[1:])
    return Cost(max(1.0, float(n * n * columns)), float(n * n + 2 * n * columns) * A.dtype.itemsize)


def _system(problem: Problem) -> tuple[Triangular, Array, int, int]:
    """The triangle alone, scaled, without a copy if there is nothing else in A."""
    A, b, p, q = scaled_system(problem)
    lower, structure = problem.params["lower"], problem.structures["A"]
    unit = problem.params["unit_diagonal"]
    if (structure.lower if lower else structure.upper) and not unit:
        return Triangular(A, lower), b, p, q
    T = np.tril(A) if lower else np.triu(A)
    if unit:
        T[np.arange(len(T)), np.arange(len(T))] = math.ldexp(1.0, -p)
    return Triangular(T, lower), b, p, q


def _run(problem: Problem) -> Outcome:
    _need_pivots(problem)
    found, b, p, q = _system(problem)
    if not b.size:
        return Outcome({"result": b.copy()})
    x = found.solve(b)
    outputs = {"result": shifted(x, q - p) if p != q else x}
    return Outcome(outputs, {"scaled": Scaled(x, q - p)}, _ignored(problem))


def _ignored(problem: Problem) -> tuple[str, ...]:
    """That the other triangle is not looked at, where there is something in it, and the diagonal where it is not 1."""
    lower, structure, name = problem.params["lower"], problem.structures["A"], problem.name("A")
    taken, other = ("lower", "upper") if lower else ("upper", "lower")
    words = []
    if not (structure.lower if lower else structure.upper):
        words.append(f"T is the {taken} triangle of {name}; the entries of the {other} one are ignored.")
    if problem.params["unit_diagonal"] and (np.diagonal(problem["A"]) != 1).any():
        words.append(f"The diagonal of {name} is ignored: ones are taken in its place.")
    return tuple(words)


def _need_pivots(problem: Problem) -> None:
    """Refuse a triangle with a zero on its diagonal."""
    zeros = np.flatnonzero(np.diagonal(problem["A"]) == 0)
    if len(zeros) and not problem.params["unit_diagonal"]:
        raise _refusal(problem, int(zeros[0]))


def _refusal(problem: Problem, k: int) -> UserError:
    side = "lower" if problem.params["lower"] else "upper"
    return UserError(
        "singular",
        f"The {side} triangle of {problem.name('A')} is singular: entry {k} of its diagonal is 0.",
        "Least squares and the pseudoinverse need no invertible matrix.",
        ("lstsq", "pinv"),
        {"position": [k, k], "null_vector": None},
    )


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """As for `solve`; substitution leaves a residual that is small row by row (Higham, theorem 8.5)."""
    x = outcome.outputs["result"]
    if (bad := unusable(x, problem["b"].shape, "the solution")) is not None:
        return bad
    found, b, p, q = _system(problem)
    inverse = inverse_of(found.T, found)
    return judge_scaled(found.T, b, x, outcome.witness.get("scaled"), q - p, inverse, equation="T x = b")


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, b = problem.exact.get("A"), problem.exact.get("b")
    if A is None or b is None or not exact.fits(A, b):
        return None
    T = np.tril(A) if problem.params["lower"] else np.triu(A)
    T = exact.array((x + exact.ONE * 0 for x in T.flat), T.shape)
    if problem.params["unit_diagonal"]:
        np.fill_diagonal(T, exact.ONE)
    zeros = [k for k, d in enumerate(np.diagonal(T)) if not d]
    if zeros:
        raise _refusal(problem, zeros[0])
    M, right = exact.to_flint(T), exact.to_flint(b)
    x = M.solve(right)
    exact.confirm(M * x == right, "the solution does not satisfy the equations")
    return {"result": exact.from_flint(x, b.shape)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    lower, unit = problem.params["lower"], problem.params["unit_diagonal"]
    more = ", unit_diagonal=True" if unit else ""
    return f"x = scipy.linalg.solve_triangular({names[0]}, {names[1]}, lower={lower}{more})"


SOLVE_TRIANGULAR = Operation(
    declare=solve_triangular,
    routes=(
        Route("LAPACK trtrs", always("substitution needs no factorisation"), _run, _code),
        *device.triangular_routes(_need_pivots, _ignored, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("triangular", "triangular_steps"),
    stacked=True,
)
