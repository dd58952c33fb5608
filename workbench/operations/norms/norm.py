"""The size of a matrix or vector, by the norm that is named."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact, exact_spectra
from workbench.backends.exact_spectra import Radical
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, grain, judge
from workbench.numerics.probes import STREAMED, abs_times, blocks, largest, scaled, shifted, times_abs
from workbench.numerics.spectral import frobenius
from workbench.operations import singular
from workbench.operations.norms import device
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


SAFE = (1e-140, 1e140)
"""Where the result is a sum of squares that neither over- nor underflowed."""


class Size(NamedTuple):
    result: Annotated[Operand, "the norm, a number that is never negative"]


def norm(
    A: Annotated[Operand, Axes((1, 2), "a matrix or a vector")],
    ord: Annotated[
        Ord | None,
        "fro: Frobenius, 2: spectral (largest singular value), nuc: nuclear (sum of singular values), 1: maximal "
        "column sum, inf: maximal row sum, sum: of all moduli, max: largest modulus; of a vector 2 is its length, "
        "1 the sum, inf the maximum, 0 counts entries that are not 0; Frobenius and length if empty",
    ] = None,
) -> Size:
    """How large A is: Frobenius norm of a matrix, length of a vector, or another norm by name."""
    if ord == 0 and len(A.shape) == 2:
        raise UserError("usage", "Counting entries that are not 0 is for vectors.", "Choose another norm.")
    if ord == "nuc" and len(A.shape) == 1:
        raise UserError("usage", "The nuclear norm is for matrices.", "For a vector take 1, 2 or inf.")
    return Size(Operand("result", (), np.dtype(A.dtype.type(0).real.dtype)))


def _kind(problem: Problem) -> Any:
    """The norm in the names of the matrix case; a vector's 2, 1 and inf are entrywise."""
    kind = problem.params.get("ord")
    if problem["A"].ndim == 1:
        return {None: "fro", 2: "fro", 1: "sum", "inf": "max"}.get(kind, kind)
    return "fro" if kind is None else kind


def _spectral(problem: Problem) -> str | None:
    if _kind(problem) not in (2, "nuc") or not problem.structures["A"].finite or not problem["A"].size:
        return None
    return f"the {NAMES[_kind(problem)]} is made of singular values"


def _entrywise(problem: Problem) -> str | None:
    return f"the {NAMES.get(_kind(problem), 'count')} is made of entries"


def _run_spectral(problem: Problem) -> Outcome:
    S, witness, method = singular.find(problem)
    return Outcome({"result": _of_values(S, _kind(problem))}, witness, method=method)


def _of_values(S: Array, kind: Any) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(S[0] if kind == 2 else S.sum(dtype=np.float64), dtype=S.dtype)


def _run_entrywise(problem: Problem) -> Outcome:
    return Outcome({"result": _sized(problem, _sum)})


def _sized(problem: Problem, how: Any) -> Array:
    """Apply `how` at a scale where squares neither over- nor underflow, and round once to the type."""
    A, kind = problem["A"], _kind(problem)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        value = np.asarray(how(A, kind), dtype=np.float64)
        if kind != 0 and not SAFE[0] < value < SAFE[1]:
            B, p = scaled(A)
            value = shifted(np.asarray(how(B, kind), dtype=np.float64), p)
        return np.asarray(value).astype(A.real.dtype)


def _sum(A: Array, kind: Any) -> Any:
    """The norm from whole-array sums, in double precision."""
    if kind == "fro":
        return frobenius(A if A.ndim == 2 else A[:, None])
    if kind == 0:
        return np.count_nonzero(A)
    if kind == "max":
        return largest(A)
    if kind in ("sum", 1):
        rows = A if A.ndim == 2 else A[:, None]
        columns = times_abs(np.ones(rows.shape[0]), rows)
        return columns.sum() if kind == "sum" else columns.max(initial=0)
    if kind in (2, "nuc"):  # without entries, or with NaN or infinity among them
        return np.abs(A).sum()
    return abs_times(A, np.ones(A.shape[1])).max(initial=0)


def _again(A: Array, kind: Any) -> Any:
    """The same norm in another order of summation."""
    if kind == 0:
        return (A != 0).sum()
    if kind in (1, "inf"):
        return np.abs(A).sum(axis=0 if kind == 1 else 1, dtype=np.float64).max(initial=0)
    if kind == "max":
        return np.abs(A).max(initial=0)
    if kind == "fro":
        wide = np.result_type(A.dtype, np.float64)
        lines = (np.linalg.norm(block.astype(wide, copy=False)) for block in blocks(A, STREAMED))
        return math.hypot(*map(float, lines))
    return math.fsum(float(np.abs(block).sum(dtype=np.float64)) for block in blocks(A))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Compare with another way of summing, or with singular values that their vectors prove."""
    A, value, kind = problem["A"], np.asarray(outcome.outputs["result"]), _kind(problem)
    if not problem.structures["A"].finite:
        return _not_finite(problem, value)
    if "S" in outcome.witness:
        return _certify_spectral(A, value, kind, outcome)
    return _compared(A, value, _sized(problem, _again), eps(A.dtype) * 4, None, None)


def _not_finite(problem: Problem, value: Array) -> Assessment:
    if not np.array_equal(value, _sized(problem, _sum), equal_nan=True):
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
    A: Array, value: Array, right: Array, bound: float | None, unproved: str | None, failure: str | None
) -> Assessment:
    """Judge the norm against another computation of it, at a scale where the difference cannot overflow."""
    if failure is None and value.shape == () and np.isinf(value) and np.isinf(right):
        return Assessment("amber", "The norm is beyond the largest number of the type.")
    if failure is None and not (value.shape == () and np.isfinite(value)):
        failure = "Verification failed: the norm is not a finite number."
    if failure is not None:
        return judge(A.dtype, None, failed=failure)
    check = Residual.of(abs(value * 0.5 - right * 0.5), abs(right * 0.5) + grain(A.dtype), A.dtype)
    return judge(
        A.dtype,
        bound,
        check,
        what="the norm",
        residual=check.relative,
        green="Two ways of computing it agree" if unproved is None else "",
        unproved=unproved,
    )


def cost(A: Operand, ord: Ord | None = None) -> Cost:
    size = float(math.prod(A.shape))
    if len(A.shape) == 2 and ord in (2, "nuc"):
        return Cost(8.0 * size * min(A.shape), 8.0 * 3 * size)
    return Cost(4.0 * size, 8.0 * size)


def _exact(problem: Problem) -> dict[str, Any] | None:
    entries, kind = problem.exact.get("A"), _kind(problem)
    if entries is None or not exact.fits(entries):
        return None
    if kind in (2, "nuc"):
        return _exact_spectral(entries, kind)
    if kind == "fro":
        return _radical(Radical.root(sum((x * x for x in entries.flat), Fraction(0))))
    if kind == 0:
        return {"result": Fraction(int((entries != 0).sum()))}
    moduli = np.abs(entries)
    sums = moduli.max() if kind == "max" else moduli.sum(axis={"sum": None, 1: 0, "inf": 1}[kind])
    return {"result": Fraction(np.max(sums))}


def _exact_spectral(entries: Array, kind: Any) -> dict[str, Any] | None:
    values = exact_spectra.singular_values(entries)
    if values is None:
        return None
    total = values[0]
    for value in values[1:] if kind == "nuc" else ():
        total = total.plus(value)
    return _radical(total)


def _radical(number: Radical) -> dict[str, Any]:
    value = number.value
    return {"result": value if isinstance(value, str) else Fraction(value)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, kind, given = names[0], _kind(problem), problem.params.get("ord")
    if kind in ("sum", "max") and (problem["A"].ndim == 2 or given in ("sum", "max")):
        return f"s = np.abs({A}).{kind}()"
    if given is None or (given == "fro" and problem["A"].ndim == 1):
        return f"s = np.linalg.norm({A})"
    return f"s = np.linalg.norm({A}, {'np.inf' if given == 'inf' else repr(given)})"


NORM = Operation(
    declare=norm,
    routes=(
        Route("LAPACK gesdd", _spectral, _run_spectral, _code),
        Route("NumPy sums at a safe scale", _entrywise, _run_entrywise, _code),
        device_route("cuSOLVER gesvd", _spectral, _run_spectral, _code, "spectral"),
        *device.norm_routes(_kind, _entrywise, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
    stacked=True,
)
