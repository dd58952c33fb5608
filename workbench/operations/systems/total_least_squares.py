"""Total least squares: A x = b where the entries of A are in error as well as those of b."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, growth
from workbench.numerics.probes import exponent, largest, shifted
from workbench.numerics.rectangular import SVD, checks, svd
from workbench.operations.common import by, need_entries, need_equal_rows, shape_error, unusable
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems.device_lstsq import LAST, total_least_squares_routes
from workbench.operations.systems.factors import verdict


class Fit(NamedTuple):
    result: Annotated[Operand, "x with (A + E) x = b + f, for the least change E and f in the Frobenius norm"]


def total_least_squares(A: Matrix2, b: Annotated[Operand, Axes((1,), "the right-hand side")]) -> Fit:
    """The x that solves (A + E) x = b + f where [E f] is as small as it can be.

    By the right singular vector of [A b] to its smallest singular value, which is the size of [E f] (Golub and Van
    Loan 1980). There is no x where the last component of that vector is 0, and not one alone where the value is double.
    """
    need_entries(A, "there is nothing to fit")
    need_equal_rows(A, b, ())
    m, n = A.shape
    if m < n:
        message = f"{A.name} is {by(A.shape)}: with fewer rows than columns many x solve the equations as they are."
        raise shape_error(message, "lstsq takes the shortest of them.", ("lstsq",), A)
    return Fit(Operand("result", (n,), np.result_type(A.dtype, b.dtype)))


def cost(A: Operand, b: Operand) -> Cost:
    m, n = A.shape
    return Cost(14.0 * m * (n + 1) ** 2 + 8.0 * (n + 1) ** 3, (3.0 * m * (n + 1) + 3.0 * n * n) * A.dtype.itemsize)


def _beside(problem: Problem) -> tuple[Array, int]:
    """[A b] times 2⁻ᵖ, with a row of zeros where it would be wide, and p."""
    A, b, p = problem["A"], problem["b"], _power(problem)
    M = np.column_stack([shifted(A, -p), shifted(b, -p)])
    return (M, p) if len(M) > A.shape[1] else (np.vstack([M, np.zeros_like(M[:1])]), p)


def _power(problem: Problem) -> int:
    return max((exponent(item) for item in (problem["A"], problem["b"]) if item.any()), default=0)


def _run(problem: Problem) -> Outcome:
    M, p = _beside(problem)
    return _finished(problem, svd(M, None), p)


def _finished(problem: Problem, found: SVD, p: int) -> Outcome:
    v, S = found.Vh[-1].conj(), found.S
    gap, noise = float(S[-2] - S[-1]), growth(len(found.U)) * eps(S.dtype) * len(v) * float(S[0])
    if not gap > noise:
        raise _refusal(problem, "more than one: the smallest singular values of [A b] agree to working precision", S, p)
    if not float(np.abs(v[-1])) * gap > noise:
        raise _refusal(problem, "none: the last component of the singular vector of [A b] is 0 but for rounding", S, p)
    correction = float(np.ldexp(float(S[-1]), p))
    return Outcome({"result": _solution(found)}, {"svd": found}, details={"correction": correction})


def _refusal(problem: Problem, found: str, S: Array, p: int) -> UserError:
    text = found.replace("[A b]", f"[{problem.name('A')} {problem.name('b')}]")
    values = [float(np.ldexp(float(value), p)) for value in S[-2:]]
    hint = "Least squares with an exact A always give an answer."
    return UserError("singular", f"The total least squares solution is {text}.", hint, ("lstsq", "svd"), _plain(values))


def _plain(values: list[float]) -> dict[str, object]:
    return {"null_vector": None, "singular_values": values}


def _solution(found: SVD) -> Array:
    v = found.Vh[-1].conj()
    return np.asarray(-v[:-1] / v[-1])


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Checked factors of [A b], and how far the gap lets their last vector turn (Wedin 1972).

    A turn by θ changes x by θ (1 + ‖x‖²) at the most, to first order.
    """
    x, found = outcome.outputs["result"], outcome.witness["svd"]
    if (bad := unusable(x, problem["A"].shape[1:], "the solution")) is not None:
        return bad
    M, _ = _beside(problem)
    parts = checks(M, found)
    S, expected = found.S, _solution(found)
    unit = growth(len(M)) * max(1.0, parts[0].relative / eps(M.dtype))
    kappa = float(S[0] / (S[-2] - S[-1]))
    size = 1 + float(np.linalg.norm(expected)) ** 2
    direct = Residual.of(np.abs(x - expected).max(initial=0), unit * kappa * size, M.dtype)
    top = largest(expected)
    return verdict(
        M.dtype,
        float(direct.level) / top if top else math.inf,
        parts[0].relative,
        direct,
        *parts,
        condition=Condition(kappa * size / top if top else math.inf, "total least squares"),
        green="x is that of the last singular vector of [A b]",
    )


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, b = names
    full = problem["A"].shape[0] <= problem["A"].shape[1]
    return (
        f"Vh = np.linalg.svd(np.column_stack([{A}, {b}]), full_matrices={full})[2]\n"
        "x = (-Vh[-1, :-1] / Vh[-1, -1]).conj()"
    )


TOTAL_LEAST_SQUARES = Operation(
    declare=total_least_squares,
    routes=(
        *total_least_squares_routes(_power, _finished, _code),
        Route("LAPACK gesdd", always(LAST), _run, _code),
    ),
    certify=certify,
    cost=cost,
)
