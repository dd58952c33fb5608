"""Condition number: how much A can magnify relative errors."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_spectra import Radical
from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, eps, judge
from workbench.numerics.probes import scaled
from workbench.numerics.spectral import floor, frobenius, signs, times, total
from workbench.operations import singular
from workbench.operations.common import diagonal, kept, need_entries, need_square
from workbench.operations.norms import device
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route

P = Literal[2, 1, "inf", "fro"]
BEYOND = "The condition number is beyond the largest number of the type; A is invertible."
SINGULAR = "A is singular to working precision, so its condition number is infinite."


class ConditionNumber(NamedTuple):
    result: Annotated[Operand, "the condition number, at least 1; infinite if A is singular"]


def cond(
    A: Matrix2,
    p: Annotated[P, "the norm: 2 spectral (any shape), 1 maximal column sum, inf maximal row sum, fro Frobenius"] = 2,
) -> ConditionNumber:
    """How much A magnifies relative errors: ‖A‖ ‖A⁻¹‖, for the spectral norm σ₁ / σₙ.

    A solution of A x = b can lose as many digits as the condition number has.
    """
    need_entries(A, "it has no condition number")
    if p != 2:
        need_square(A, "only its spectral condition number exists", "Choose p = 2.", ("cond",))
    return ConditionNumber(Operand("result", (), np.dtype(A.dtype.type(0).real.dtype)))


def _by_values(problem: Problem) -> str | None:
    return "κ₂ is the ratio of the largest and the smallest singular value" if problem.params.get("p", 2) == 2 else None


def _by_inverse(problem: Problem) -> str | None:
    return f"κ in the {problem.params['p']}-norm needs the inverse" if problem.params.get("p", 2) != 2 else None


def _by_diagonal(problem: Problem) -> str | None:
    found = diagonal(problem) if problem.params.get("p", 2) == 2 else None
    return found and f"{found}: its singular values are the moduli of its entries"


def _moduli(problem: Problem) -> Array:
    """The singular values of a diagonal matrix, each to full relative precision."""
    return np.asarray(np.sort(np.abs(np.diagonal(kept(problem, "A")[0])))[::-1])


def _run_diagonal(problem: Problem) -> Outcome:
    return Outcome({"result": _ratio(_moduli(problem))}, {"diagonal": True})


def _run_values(problem: Problem) -> Outcome:
    S, witness, method = singular.find(problem)
    return Outcome({"result": _ratio(S)}, witness, method=method)


def _ratio(S: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(S[0] / S[-1] if S[-1] > 0 else np.inf, dtype=S.dtype)


def _run_inverse(problem: Problem) -> Outcome:
    A = scaled(problem["A"])[0]
    try:
        X = np.linalg.inv(A)
    except np.linalg.LinAlgError:
        return Outcome({"result": np.asarray(np.inf, dtype=A.real.dtype)})
    return Outcome({"result": _product(A, X, problem.params["p"])}, {"inverse": X})


def _product(A: Array, X: Array, p: Any) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(_norm(A, p) * _norm(X, p)).astype(A.real.dtype)


def _norm(A: Array, p: Any) -> float:
    if p == "fro":
        return frobenius(A)
    return float(np.abs(A).sum(axis=0 if p == 1 else 1, dtype=np.float64).max())


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Prove the singular values or the inverse that the number is made of, and compute it from them again."""
    A, value = problem["A"], np.asarray(outcome.outputs["result"])
    if value.shape != () or np.isnan(value) or value < 0:
        return Assessment("red", "Verification failed: a condition number is at least 1.")
    if "diagonal" in outcome.witness:
        values = _moduli(problem)
        right = _ratio(values)
        if np.isinf(value) and np.isinf(right) and values[-1] > 0:
            return Assessment("amber", BEYOND)
        return _compared(A, value, right, 4 * eps(A.dtype), None, None, "2")
    if "S" in outcome.witness:
        return _certify_values(A, value, outcome)
    return _certify_inverse(scaled(A)[0], value, outcome.witness.get("inverse"), problem.params["p"])


def _certify_values(A: Array, value: Array, outcome: Outcome) -> Assessment:
    witness = outcome.witness
    S = witness["S"]
    check = singular.check(A, S, witness)
    unproved = None if singular.proved(witness) else singular.UNPROVED
    # σₙ is known to bound · σ₁, so relatively to bound · κ
    bound = None if check.bound is None else check.bound * float(_ratio(S))
    return _compared(A, value, _ratio(S), bound, unproved, check.failure, "2")


def _certify_inverse(A: Array, value: Array, X: Array | None, p: Any) -> Assessment:
    if X is None:
        failure = None if np.isinf(value) else "Verification failed: A is singular, its condition number infinite."
        return Assessment("amber", SINGULAR) if failure is None else Assessment("red", failure)
    n = len(A)
    with np.errstate(all="ignore"):
        error = total(times(A, X @ signs(n, X.dtype)) - signs(n, X.dtype), n) * math.sqrt(n)
        bound = error / (1 - error) if error < 0.5 else math.inf
    return _compared(A, value, _product(A, X, p), max(bound, floor(n, A.dtype)), None, None, str(p))


def _compared(
    A: Array, value: Array, right: Array, bound: float | None, unproved: str | None, failure: str | None, p: str
) -> Assessment:
    if failure is None and np.isinf(value) and np.isinf(right):
        return Assessment("amber", SINGULAR)
    if failure is not None or not (np.isfinite(value) and np.isfinite(right)):
        return judge(A.dtype, None, failed=failure or "Verification failed: the number does not fit its factors.")
    if bound is not None and bound >= 1:
        failure = f"A is singular to working precision: its condition number is beyond {value / bound:.0e}."
    check = Residual.of(abs(value - right), right, A.dtype)
    return judge(
        A.dtype,
        bound,
        check,
        what="the condition number",
        condition=Condition(float(right), p),
        green="Computed again from verified factors",
        unproved=unproved,
        failed=failure,
    )


def cost(A: Operand, p: P = 2) -> Cost:
    if p == 2:
        return singular.cost(A)
    n = float(max(A.shape))
    return Cost(2.0 * n**3, 8.0 * 3 * n**2)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """The product of two exact norms, where they are rational or square roots."""
    entries, p = problem.exact.get("A"), problem.params.get("p", 2)
    if p == 2 or entries is None or not exact.fits(entries) or exact.rank(entries) < len(entries):
        return None
    inverse = exact.from_flint(exact.to_flint(entries).inv())
    if p == "fro":
        squares = [sum((x * x for x in M.flat), Fraction(0)) for M in (entries, inverse)]
        value = Radical.root(squares[0] * squares[1]).value
        return {"result": value if isinstance(value, str) else Fraction(value)}
    sums = [np.abs(M).sum(axis=0 if p == 1 else 1).max() for M in (entries, inverse)]
    return {"result": Fraction(sums[0] * sums[1])}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    p = problem.params.get("p", 2)
    shown = "" if p == 2 else ", np.inf" if p == "inf" else f", {p!r}"
    return f"k = np.linalg.cond({names[0]}{shown})"


COND = Operation(
    declare=cond,
    routes=(
        Route("NumPy, ratio of diagonal entries", _by_diagonal, _run_diagonal, _code),
        Route("LAPACK gesdd", _by_values, _run_values, _code),
        Route("LAPACK gesv (NumPy inv)", _by_inverse, _run_inverse, _code),
        device_route("cuSOLVER gesvd", _by_values, _run_values, _code, "spectral", may=_by_values),
        *device.cond_routes(_by_inverse, _code, _product),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
