"""Condition number: how much A can magnify relative errors."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_spectra import Radical
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, digits, eps, judge
from workbench.numerics.inverse_norm import norm_of, relative_error
from workbench.operations import singular
from workbench.operations.common import diagonal, kept, narrow, need_entries, need_square, scale, wide
from workbench.operations.norms import device
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route
from workbench.operations.systems import wide as wide_system

P = Literal[2, 1, "inf", "fro", "nuc", -2, -1, "-inf"]
OF_VALUES = (2, -2, "nuc")
"""Those made of singular values; the others are made of the inverse."""
SIZES = {-1: "least column", "-inf": "least row"}
"""What `numerics.sizes` calls a norm, where that is another name."""
SINGULAR = "A is singular to working precision, so its condition number is infinite."
BEYOND = "The condition number is beyond the largest number of the type, though A is not singular."


class ConditionNumber(NamedTuple):
    result: Annotated[Operand, "the condition number, at least 1; infinite if A is singular"]


def cond(
    A: Matrix2,
    p: Annotated[
        P,
        "the norm: 2 spectral (any shape), 1 maximal column sum, inf maximal row sum, fro Frobenius, nuc sum of "
        "singular values; as in NumPy −2 is 1/κ₂, −1 and −inf are products of the least column or row sums",
    ] = 2,
) -> ConditionNumber:
    """How much A magnifies relative errors: ‖A‖ ‖A⁻¹‖, for the spectral norm σ₁ / σₙ.

    A solution of A x = b can lose as many digits as the condition number has.
    """
    need_entries(A, "it has no condition number")
    if abs(p) != 2 if isinstance(p, int) else True:
        need_square(A, "only its spectral condition number exists", "Choose p = 2.", ("cond",))
    return ConditionNumber(Operand("result", (), np.dtype(A.dtype.type(0).real.dtype)))


def _p(problem: Problem) -> Any:
    return problem.params.get("p", 2)


def _by_values(problem: Problem) -> str | None:
    if _p(problem) not in OF_VALUES:
        return None
    if _p(problem) == "nuc":
        return "κ in the nuclear norm is made of all singular values"
    return "κ₂ is the ratio of the largest and the smallest singular value"


def _by_inverse(problem: Problem) -> str | None:
    return f"κ in the {_p(problem)}-norm needs the inverse" if _p(problem) not in OF_VALUES else None


def _by_diagonal(problem: Problem) -> str | None:
    found = diagonal(problem) if _p(problem) in OF_VALUES else None
    return found and f"{found}: its singular values are the moduli of its entries"


def _moduli(problem: Problem) -> Array:
    """The singular values of a diagonal matrix, each to full relative precision."""
    return np.asarray(np.sort(np.abs(np.diagonal(kept(problem, "A")[0])))[::-1])


def _run_diagonal(problem: Problem) -> Outcome:
    return Outcome({"result": _of_values(_moduli(problem), _p(problem))}, {"diagonal": True})


def _run_values(problem: Problem) -> Outcome:
    S, witness, method = singular.find(problem, back=False)
    return Outcome({"result": _of_values(S, _p(problem))}, witness, method=method)


def _of_values(S: Array, p: Any) -> Array:
    """The number that singular values make, largest first."""
    with np.errstate(all="ignore"):
        if p == -2:
            return np.asarray(S[-1] / S[0] if S[0] > 0 else np.inf, dtype=S.dtype)
        if not S[-1] > 0:
            return np.asarray(np.inf, dtype=S.dtype)
        wide = S.astype(np.float64)
        ratio = wide[0] / wide[-1] if p == 2 else (wide / wide[0]).sum() * (wide[0] / wide).sum()
        return np.asarray(ratio).astype(S.dtype)


def _matrix(problem: Problem) -> Array:
    return problem["A"] if wide(problem) else scale(problem, "A")[0]


def _run_inverse(problem: Problem) -> Outcome:
    A = _matrix(problem)
    try:
        with np.errstate(all="ignore"):
            X = wide_system.solve(problem, np.eye(len(A)))[0] if wide(problem) else np.linalg.inv(A)
    except (np.linalg.LinAlgError, UserError):
        return Outcome({"result": np.asarray(np.inf, dtype=A.real.dtype)})
    return Outcome({"result": _product(A, X, _p(problem))}, {"inverse": X})


def _product(A: Array, X: Array, p: Any) -> Array:
    if not np.isfinite(X).all():
        return np.asarray(np.inf, dtype=A.real.dtype)
    kind = SIZES.get(p, p)
    with np.errstate(all="ignore"):
        return np.asarray(norm_of(A, kind) * norm_of(X, kind)).astype(A.real.dtype)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Prove the singular values or the inverse that the number is made of, and compute it from them again."""
    A, value, witness = problem["A"], np.asarray(outcome.outputs["result"]), outcome.witness
    if value.shape != () or np.isnan(value) or value < 0:
        return Assessment("red", "Verification failed: a condition number is a number that is not negative.")
    if "diagonal" in witness:
        S = _moduli(problem)
        return _compared(A, value, _of_values(S, _p(problem)), 8 * eps(A.dtype), None, None, _p(problem), S[-1] > 0)
    if "S" in witness:
        return _certify_values(problem, value, outcome)
    return _certify_inverse(problem, value, witness.get("inverse"))


def _certify_values(problem: Problem, value: Array, outcome: Outcome) -> Assessment:
    witness, A = outcome.witness, scale(problem, "A")[0]
    S = witness["S"]
    check = singular.check(A, S, witness)
    unproved = None if singular.proved(witness) else singular.UNPROVED
    # σₙ is known to bound · σ₁, so relatively to bound · κ
    bound = None if check.bound is None else check.bound * (float(_of_values(S, 2)) + math.sqrt(len(S)))
    return _compared(A, value, _of_values(S, _p(problem)), bound, unproved, check.failure, _p(problem), S[-1] > 0)


def _certify_inverse(problem: Problem, value: Array, X: Array | None) -> Assessment:
    A, p = _matrix(problem), _p(problem)
    if X is None:
        failure = None if np.isinf(value) else "Verification failed: A is singular, its condition number infinite."
        return Assessment("amber", SINGULAR) if failure is None else Assessment("red", failure)
    bound = relative_error(A, X, SIZES.get(p, p))
    return _compared(A, value, _product(A, X, p), bound, None, None, p, True)


def _compared(
    A: Array,
    value: Array,
    right: Array,
    bound: float | None,
    unproved: str | None,
    failure: str | None,
    p: Any,
    regular: bool,
) -> Assessment:
    """Judge the number against another computation of it; where rounding decides, it is a lower bound at most."""
    if failure is None and np.isinf(value) and np.isinf(right):
        return Assessment("amber", BEYOND if regular else SINGULAR)
    if failure is not None or not (np.isfinite(value) and np.isfinite(right)):
        return judge(A.dtype, None, failed=failure or "Verification failed: the number does not fit its factors.")
    if bound is not None and digits(bound, A.dtype) < 1:
        bound, unproved = None, _hopeless(p, float(right), bound)
    return judge(
        A.dtype,
        bound,
        Residual.of(abs(value - right), right, A.dtype),
        what="the condition number",
        condition=Condition(float(right), str(p)) if p not in SIZES and p != -2 else None,
        green="Computed again from verified factors",
        unproved=unproved,
        why="the larger it is, the more it is itself changed by rounding",
    )


def _hopeless(p: Any, value: float, bound: float | None) -> str:
    """What is left to say where the error may be as large as the number: 1/κ₂ is known to within bound · 1/κ₂."""
    if p == 2 and bound is not None and bound < math.inf:
        return f"A is singular to working precision: κ is beyond {value / (1 + bound):.0e}, and no digit of it is sure."
    return "A is singular to working precision: no digit of its condition number is sure."


def cost(A: Operand, p: P = 2) -> Cost:
    if p in OF_VALUES:
        return singular.cost(A)
    n = float(max(A.shape))
    return Cost(2.0 * n**3, 8.0 * 3 * n**2)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """The product of two exact norms, where they are rational or square roots."""
    entries, p = problem.exact.get("A"), problem.params.get("p", 2)
    if p in OF_VALUES or entries is None or not exact.fits(entries) or exact.rank(entries) < len(entries):
        return None
    inverse = exact.from_flint(exact.to_flint(entries).inv())
    if p == "fro":
        squares = [sum((x * x for x in M.flat), Fraction(0)) for M in (entries, inverse)]
        value = Radical.root(squares[0] * squares[1]).value
        return {"result": value if isinstance(value, str) else Fraction(value)}
    best = np.max if p in (1, "inf") else np.min
    sums = [best(np.abs(M).sum(axis=0 if p in (1, -1) else 1)) for M in (entries, inverse)]
    return {"result": Fraction(sums[0] * sums[1])}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    p = problem.params.get("p", 2)
    shown = "" if p == 2 else f", {str(p).replace('inf', 'np.inf')}" if str(p).endswith("inf") else f", {p!r}"
    return f"k = np.linalg.cond({names[0]}{shown})"


def _on_device(problem: Problem) -> str | None:
    return _by_inverse(problem) if narrow(problem) else None


COND = Operation(
    declare=cond,
    routes=(
        Route("NumPy, ratio of diagonal entries", _by_diagonal, _run_diagonal, _code),
        Route("LAPACK gesdd", _by_values, _run_values, _code),
        Route("LAPACK gesv (NumPy inv)", _by_inverse, _run_inverse, _code),
        device_route("cuSOLVER gesvd", _by_values, _run_values, _code, "spectral", may=_by_values),
        *device.cond_routes(_on_device, _code, _product),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
