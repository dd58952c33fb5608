"""Integer powers of a square matrix, negative ones by the inverse."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_powers import TooManyDigitsError
from workbench.backends.exact_powers import matrix_power as exact_power
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, grain, growth, judge, quantum
from workbench.numerics.probes import largest, probes, shifted
from workbench.operations import zero
from workbench.operations.common import kept, need_square, refuse_if_singular, unusable, zero_pivot
from workbench.operations.products import device, squarings
from workbench.operations.products.squarings import SMALL, Followed, Step
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked

LARGEST = 10**6
DIRECT = 64
SAFETY = 4.0


class Power(NamedTuple):
    result: Annotated[Operand, "A multiplied by itself n times; of the inverse for a negative n"]


def matrix_power(A: Matrix2, n: Annotated[int, "any whole number; 0 gives the identity, −1 the inverse"] = 2) -> Power:
    """A square matrix to a whole power, by repeated squaring; the power of each entry is another operation, power."""
    need_square(A, "it cannot be multiplied by itself", "A power takes a square matrix.", ("power", "multi_dot"))
    if abs(n) > LARGEST:
        raise UserError("domain", f"The power {n} is beyond {LARGEST}.", "Eigenvalues tell where such powers go.")
    return Power(Operand("result", A.shape, A.dtype))


def _run(problem: Problem) -> Outcome:
    A, n = problem["A"], problem.params["n"]
    if n == 0 or not len(A):
        return Outcome({"result": np.eye(len(A), dtype=A.dtype)}, {"steps": [], "base": A})
    base = A if n > 0 else _inverse(problem)
    return _outcome(problem, base, squarings.raised(base, abs(n))[1])


def _outcome(problem: Problem, base: Array, steps: list[Step]) -> Outcome:
    """The last of the products, or A or its inverse itself where there are none."""
    details = {"products": len(steps), "inverse": problem.params["n"] < 0}
    result = steps[-1].product if steps else base
    return Outcome({"result": result}, {"steps": steps, "base": base}, details=details)


def _inverse(problem: Problem) -> Array:
    """The inverse, by that of the matrix at a scale where elimination is safe."""
    refuse_if_singular("A", problem)
    B, p = kept(problem, "A")
    try:
        with np.errstate(all="ignore"):
            return shifted(np.asarray(np.linalg.inv(B)), -p)
    except np.linalg.LinAlgError:
        raise zero_pivot(problem) from None


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Every product on the way is verified by probes, and errors are carried from each to the next."""
    A, n, value = problem["A"], problem.params["n"], outcome.outputs["result"]
    if (bad := unusable(value, A.shape, "the power")) is not None:
        return bad
    if n == 0 or not len(A):
        return judge(A.dtype, 0.0, failed=None if np.array_equal(value, np.eye(len(A))) else WRONG, green="It is I")
    base, steps = outcome.witness["base"], outcome.witness["steps"]
    error, checks = _error_of_base(problem, base)
    followed = Followed(base, error)
    known = followed.follow(steps)
    last = steps[-1].product if steps else base
    bound = followed.of(last)
    if not known or bound is None or not np.array_equal(value, last):
        return Assessment("red", WRONG)
    bound = min(bound, _observed(A, n, value, followed))
    size = largest(value)
    if not size:
        return _vanished(problem, base, followed.checks)
    green = "Every product on the way is verified"
    spacing = quantum(A.dtype) / size
    return judge(A.dtype, bound / size, *checks, *followed.checks, what="the power", green=green, spacing=spacing)


def _observed(A: Array, n: int, value: Array, followed: Followed) -> float:
    """Norms exaggerate for a large matrix: where it costs little, a few vectors take the way step by step as well."""
    if len(A) <= SMALL or abs(n) > DIRECT:
        return math.inf
    last = max((float(check.level.max()) for check in followed.checks[-1:]), default=0.0)
    return max(SAFETY * squarings.apart(A, n, value), last)


WRONG = "Verification failed: this is not the power."


def _vanished(problem: Problem, base: Array, checks: list[Residual]) -> Assessment:
    """The verdict on a power whose entries are all 0: that of a nilpotent matrix, or it underflows."""
    n = abs(problem.params["n"])
    if not all(check.passes for check in checks):
        return Assessment("red", WRONG)
    exact = n <= DIRECT and zero.are_whole([base] * n, len(base) ** (n - 1))
    terms = not longest_path(base != 0) < n
    underflows = base.dtype.kind == "f" and bool((base >= 0).all())  # nothing cancels
    return zero.verdict("the power", base.dtype, terms, zero.truth(problem, _exact), exact, underflows)


def longest_path(pattern: Array) -> float:
    """The most steps from row i to column j where `pattern` is true, and on from row j; ∞ where they go in circles.

    A power vanishes whatever the entries are if it takes more steps than that.
    """
    left, steps = np.arange(len(pattern)), -1
    while len(left):
        ends = ~pattern[np.ix_(left, left)].any(axis=1)
        if not ends.any():
            return math.inf
        left, steps = left[~ends], steps + 1
    return steps


def _error_of_base(problem: Problem, base: Array) -> tuple[Array | float, list[Residual]]:
    """How far the first matrix is from A or its inverse: |X| |I − A X| and the rounding level of A X.

    That is looked at with A at a moderate scale; X loses to underflow what is below the least number at its own.
    """
    A = problem["A"]
    small = len(A) <= SMALL
    if problem.params["n"] > 0:
        failed = [] if np.array_equal(base, A) else [Residual.of(1.0, 1.0, A.dtype)]
        return (np.zeros(A.shape) if small else 0.0), failed
    V = np.eye(len(A), dtype=A.dtype) if small else probes(len(A), A.dtype)
    A, p = kept(problem, "A")
    base, lost = shifted(base, p), grain(A.dtype, p) if p > 0 else 0.0
    with np.errstate(all="ignore"):
        Y = base @ V
        scale = growth(len(A)) * (np.abs(A) @ (np.abs(Y) + lost) + np.abs(V))
        check = Residual.of(np.abs(A @ Y - V), scale, A.dtype)
        spread = np.ldexp(np.abs(base) @ check.level, -p) + (quantum(A.dtype) if p > 0 else 0.0)
        worst = float(np.linalg.norm(spread)) / (1 if small else math.sqrt(V.shape[1]))
    return (spread if small else worst), [_relative(check, base, A, lost)]


def _relative(check: Residual, base: Array, A: Array, lost: float) -> Residual:
    """A residual of an inverse may be as large as its condition: only what contradicts |A||X| fails."""
    with np.errstate(over="ignore"):
        size = np.abs(A).sum(axis=1).max() * (np.abs(base).sum(axis=0).max() + lost)
    if not np.isfinite(size):  # nothing can be said of what leaves the range
        return Residual.of(1.0, 0.0, A.dtype)
    return Residual.of(check.observed, max(float(size), 1.0) * len(A), A.dtype)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, n = problem.exact.get("A"), problem.params["n"]
    if A is None or not exact.fits(A):
        return None
    if n < 0:
        refuse_if_singular("A", problem)
    try:
        return {"result": exact_power(A, n)}
    except TooManyDigitsError:
        return None


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"C = np.linalg.matrix_power({names[0]}, {problem.params['n']})"


def cost(A: Operand, n: int = 2) -> Cost:
    side = float(max(A.shape, default=1))
    products = squarings.count(n) + (n < 0)
    return Cost(max(1.0, 2 * side**3 * products), (products + 1.0) * side * side * A.dtype.itemsize)


MATRIX_POWER = Operation(
    declare=matrix_power,
    routes=(
        Route("BLAS gemm, repeated squaring", always("about log₂ n products"), _run, _code),
        *device.power_routes(_outcome, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
    steps=worked("powers", "power_steps"),
)
