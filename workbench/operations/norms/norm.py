"""The size of a matrix or vector, by the norm that is named."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, grain, judge
from workbench.numerics.sizes import rounding, size, size_again
from workbench.operations import singular
from workbench.operations.norms import device
from workbench.operations.norms.exactly import exact_norm
from workbench.operations.norms.powers import check_power, vector_kind
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route

Ord = Literal["fro", 2, "nuc", 1, "inf", "sum", "max", 0]
NAMES: dict[Any, str] = {
    "fro": "Frobenius norm",
    2: "spectral norm",
    "nuc": "nuclear norm",
    1: "maximal column sum",
    "inf": "maximal row sum",
    "sum": "sum of all moduli",
    "max": "largest modulus",
}


class Size(NamedTuple):
    result: Annotated[Operand, "the norm, a number that is never negative"]


def norm(
    A: Annotated[Operand, Axes((1, 2), "a matrix or a vector")],
    ord: Annotated[
        Ord | float | None,
        "fro: Frobenius, 2: spectral (largest singular value), nuc: nuclear (sum of singular values), 1: maximal "
        "column sum, inf: maximal row sum, sum: of all moduli, max: largest modulus; of a vector 2 is its length, "
        "1 the sum, inf the maximum, 0 counts entries that are not 0, and any other p ≥ 0 gives (Σ |x|ᵖ)^(1/p); "
        "Frobenius and length if empty",
    ] = None,
) -> Size:
    """How large A is: Frobenius norm of a matrix, length of a vector, or another norm by name.

    Of a vector any p is allowed; below p = 1 the triangle rule fails, so that these are norms by name only.
    """
    if ord == 0 and len(A.shape) == 2:
        raise UserError("usage", "Counting entries that are not 0 is for vectors.", "Choose another norm.")
    if ord == "nuc" and len(A.shape) == 1:
        raise UserError("usage", "The nuclear norm is for matrices.", "For a vector take 1, 2 or inf.")
    check_power(ord, of_matrix=len(A.shape) == 2)
    return Size(Operand("result", (), np.dtype(A.dtype.type(0).real.dtype)))


def _kind(problem: Problem) -> Any:
    """The norm in the names of the matrix case; a vector's 2, 1 and inf are entrywise."""
    kind = problem.params.get("ord")
    if problem["A"].ndim == 1:
        return vector_kind(kind)
    return {None: "fro", math.inf: "inf"}.get(kind, kind)


def _spectral(problem: Problem) -> str | None:
    if _kind(problem) not in (2, "nuc") or not problem.structures["A"].finite or not problem["A"].size:
        return None
    return f"the {NAMES[_kind(problem)]} is made of singular values"


def _entrywise(problem: Problem) -> str | None:
    kind = _kind(problem)
    word = "count" if kind == "zero" else f"{kind:g}-norm" if isinstance(kind, float) else NAMES[kind]
    return f"the {word} is made of entries"


def _run_spectral(problem: Problem) -> Outcome:
    S, witness, method = singular.find(problem)
    return Outcome({"result": _of_values(S, _kind(problem))}, witness, method=method)


def _of_values(S: Array, kind: Any) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(S[0] if kind == 2 else S.sum(dtype=np.float64), dtype=S.dtype)


def _run_entrywise(problem: Problem) -> Outcome:
    return Outcome({"result": size(problem["A"], _kind(problem))})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Compare with another way of summing, or with singular values that their vectors prove."""
    A, value, kind = problem["A"], np.asarray(outcome.outputs["result"]), _kind(problem)
    if not problem.structures["A"].finite:
        return _not_finite(problem, value)
    if "S" in outcome.witness:
        return _certify_spectral(A, value, kind, outcome)
    unit = rounding(A, kind)
    return _compared(A, value, size_again(A, kind), eps(A.dtype) * unit, None, None, unit / 4)


def _not_finite(problem: Problem, value: Array) -> Assessment:
    if not np.array_equal(value, size(problem["A"], _kind(problem)), equal_nan=True):
        return Assessment("red", "Verification failed: this is not what NaN and infinity add up to.")
    return Assessment("amber", f"{problem.name('A')} holds NaN or infinity, so its size is no ordinary number.")


def _certify_spectral(A: Array, value: Array, kind: Any, outcome: Outcome) -> Assessment:
    witness = outcome.witness
    S = witness["S"]
    check = singular.check(A, S, witness)
    bound = None if check.bound is None else check.bound * (1 if kind == 2 else math.sqrt(len(S)))
    unproved = None if singular.proved(witness) else singular.UNPROVED
    return _compared(A, value, _of_values(S, kind), bound, unproved, check.failure)


def _compared(
    A: Array,
    value: Array,
    right: Array,
    bound: float | None,
    unproved: str | None,
    failure: str | None,
    roundings: float = 1.0,
) -> Assessment:
    """Judge the norm against another computation of it, at a scale where the difference cannot overflow."""
    if failure is None and value.shape == () and np.isinf(value) and np.isinf(right):
        return Assessment("amber", "The norm is beyond the largest number of the type.")
    if failure is None and not (value.shape == () and np.isfinite(value)):
        failure = "Verification failed: the norm is not a finite number."
    if failure is not None:
        return judge(A.dtype, None, failed=failure)
    check = Residual.of(abs(value * 0.5 - right * 0.5), roundings * (abs(right * 0.5) + grain(A.dtype)), A.dtype)
    return judge(
        A.dtype,
        bound,
        check,
        what="the norm",
        residual=check.relative,
        green="Two ways of computing it agree" if unproved is None else "",
        unproved=unproved,
    )


def cost(A: Operand, ord: Ord | float | None = None) -> Cost:
    size = float(math.prod(A.shape))
    if len(A.shape) == 2 and ord in (2, "nuc"):
        return Cost(8.0 * size * min(A.shape), 8.0 * 3 * size)
    return Cost(4.0 * size, 8.0 * size)


def _exact(problem: Problem) -> dict[str, Any] | None:
    entries, kind = problem.exact.get("A"), _kind(problem)
    if entries is None or not exact.fits(entries):
        return None
    found = exact_norm(entries, kind)
    return None if found is None else {"result": found}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, kind, given = names[0], _kind(problem), problem.params.get("ord")
    if kind in ("sum", "max") and (problem["A"].ndim == 2 or given in ("sum", "max")):
        return f"s = np.abs({A}).{kind}()"
    if given is None or (given == "fro" and problem["A"].ndim == 1):
        return f"s = np.linalg.norm({A})"
    return f"s = np.linalg.norm({A}, {'np.inf' if given in ('inf', math.inf) else repr(given)})"


NORM = Operation(
    declare=norm,
    routes=(
        Route("LAPACK gesdd", _spectral, _run_spectral, _code),
        Route("NumPy sums at a safe scale", _entrywise, _run_entrywise, _code),
        device_route("cuSOLVER gesvd", _spectral, _run_spectral, _code, "spectral", may=_spectral),
        *device.norm_routes(_kind, _entrywise, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
    stacked=True,
)
