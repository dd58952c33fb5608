"""The same numbers in another number type, with what is lost on the way."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.model.numbers import format_value
from workbench.numerics.bounds import Residual, judge
from workbench.numerics.probes import largest
from workbench.operations.common import by
from workbench.operations.products.same import sure
from workbench.operations.products.shapes import AnyArray, entries
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

Type = Literal[
    "float16", "float32", "float64", "complex64", "complex128",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
]  # fmt: skip
BEYOND = 2.0**64


class Converted(NamedTuple):
    result: Annotated[Operand, "the numbers as the type can hold them"]


def astype(A: AnyArray, dtype: Annotated[Type, "the number type to convert to"] = "float32") -> Converted:
    """Every entry in another number type: rounded to floating point, cut off to an integer, wrapped round beyond it."""
    target = np.dtype(dtype)
    if A.dtype.kind == "c" and target.kind != "c":
        raise UserError("domain", f"{dtype} cannot hold complex numbers.", "Choose complex64 or complex128.")
    return Converted(Operand("result", A.shape, target))


def _target(problem: Problem) -> np.dtype[Any]:
    name: str = problem.params["dtype"]
    return np.dtype(name)


def _run(problem: Problem) -> Outcome:
    A, target = problem["A"], _target(problem)
    _refuse(problem, A, target)
    with np.errstate(all="ignore"):
        result = _to_integers(A, target) if target.kind in "iu" else A.astype(target, copy=False)
    changed = _changed(A, result)
    return Outcome({"result": result}, warnings=_warnings(A, result, changed), details=_details(A, result, changed))


def _refuse(problem: Problem, A: Array, target: np.dtype[Any]) -> None:
    """NaN, Inf and numbers beyond 2⁶⁴ have no integer that every processor agrees on."""
    if target.kind not in "iu" or A.dtype.kind in "iu" or not A.size:
        return
    if not np.isfinite(A).all() or largest(A) >= BEYOND:
        message = f"{problem.name('A')} has an entry that no integer type holds: NaN, Inf or beyond 2^64."
        raise UserError("domain", message, "Clean the entries first, or choose a floating-point type.")


def _to_integers(A: Array, target: np.dtype[Any]) -> Array:
    """Cut off towards zero, then wrapped round modulo 2ᵇⁱᵗˢ: well defined, unlike a bare cast from floating point."""
    if A.dtype.kind in "iu":
        return A.astype(target, copy=False)
    whole = np.trunc(A)
    low = np.where(whole >= 2.0**63, whole - BEYOND, np.where(whole < -(2.0**63), whole + BEYOND, whole))
    return np.asarray(low).astype(np.int64).astype(target)


def _changed(A: Array, result: Array) -> Array:
    """Where the value is another one; NaN stays NaN."""
    with np.errstate(all="ignore"):
        wide = result.astype(np.result_type(A.dtype, result.dtype), copy=False)
        return np.asarray((wide != A) & ~((wide != wide) & (A != A)))


def _lost(A: Array, result: Array) -> Array:
    """Where an integer type wrapped, or a floating-point one overflowed."""
    if result.dtype.kind in "iu":
        limits = np.iinfo(result.dtype)
        whole = np.trunc(A) if A.dtype.kind == "f" else A
        return np.asarray((whole < limits.min) | (whole > limits.max))
    return np.asarray(~np.isfinite(result) & np.isfinite(A))


def _warnings(A: Array, result: Array, changed: Array) -> tuple[str, ...]:
    lost = int(np.count_nonzero(_lost(A, result)))
    rounded, found = int(np.count_nonzero(changed)) - lost, []
    kind = result.dtype.kind
    if lost and kind in "iu":
        limits = np.iinfo(result.dtype)
        what = f"holds {limits.min} to {limits.max}: the value wraps round"
    else:
        what = f"ends at {np.finfo(result.dtype).max:.4g}: the value becomes Inf" if lost else ""
    if lost:
        found.append(f"{_places(lost)} beyond {result.dtype}, which {what}.")
    if rounded > 0:
        how = "cut off to integers" if kind in "iu" else f"rounded to {result.dtype}"
        found.append(f"{_places(rounded)} {how}{_first(A, result, changed)}.")
    return tuple(found)


def _places(count: int) -> str:
    return "1 entry is" if count == 1 else f"{count} entries are"


def _first(A: Array, result: Array, changed: Array) -> str:
    """The first entry that changed, before and after."""
    place = np.unravel_index(int(np.argmax(changed)), changed.shape)
    return f", the first from {format_value(A[place].item())} to {format_value(result[place].item())}"


def _details(A: Array, result: Array, changed: Array) -> dict[str, Any]:
    found: dict[str, Any] = {"from": str(A.dtype), "to": str(result.dtype), "changed": int(np.count_nonzero(changed))}
    if result.dtype.kind in "iu":
        limits = np.iinfo(result.dtype)
        return {**found, "least": int(limits.min), "most": int(limits.max)}
    limit = np.finfo(result.dtype)
    return {**found, "most": float(limit.max), "eps": float(limit.eps), "least_normal": float(limit.tiny)}


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Rounding within half a unit, integers equal where they fit and equal modulo 2ᵇⁱᵗˢ elsewhere."""
    A, value, target = problem["A"], outcome.outputs["result"], _target(problem)
    if not isinstance(value, np.ndarray) or value.shape != A.shape or value.dtype != target:
        return Assessment("red", f"Verification failed: the result is not {by(A.shape)} of {target}.")
    if not A.size:
        return sure(target, "There is nothing to convert.")
    return _integers(A, value) if target.kind in "iu" else _floats(A, value)


def _integers(A: Array, value: Array) -> Assessment:
    if not np.array_equal(value, _to_integers(A, value.dtype)):
        return Assessment("red", "Verification failed: these are not the converted numbers.")
    if _lost(A, value).any():
        return Assessment("amber", "Entries beyond the type wrap round.")
    change = float(np.abs(A - value).max()) if A.dtype.kind == "f" else 0.0
    if not change:
        return sure(value.dtype, "Every number is the same.")
    size = float(np.abs(value.astype(np.float64)).max()) or 1.0
    return Assessment("amber", "Fractional parts are cut off.", change, None, None, change / size, 0)


def _floats(A: Array, value: Array) -> Assessment:
    with np.errstate(all="ignore"):
        same = (value == A) | ((value != value) & (A != A))
        lost = _lost(A, value)
        least = float(np.finfo(value.dtype).smallest_subnormal) / float(np.finfo(value.dtype).eps)
        far = np.where(same | lost, 0.0, np.abs(value - A) / (np.abs(A) + least))
        check = Residual.of(far, 0.25 * np.ones_like(far), value.dtype)
        too_large = np.abs(np.where(lost, A, 0)).max() < 0.999 * float(np.finfo(value.dtype).max)
    if lost.any():
        failed = too_large or not check.passes or not np.isfinite(largest(np.where(lost, A, 0)))
        return Assessment("red" if failed else "amber", "Entries beyond the type become Inf.")
    if not np.isfinite(A).all():
        return judge(value.dtype, None, check, unproved="NaN or Inf in the input pass through.")
    bound = float(np.max(far))
    return judge(value.dtype, bound, check, what="the result", green="Every entry is rounded once")


def _exact(problem: Problem) -> dict[str, Any] | None:
    """The input itself where nothing is lost."""
    A = problem.exact.get("A")
    target = _target(problem)
    if A is None or not A.size:
        return None
    if target.kind in "iu":
        limits = np.iinfo(target)
        kept = all(x.denominator == 1 and limits.min <= x <= limits.max for x in A.flat)
    else:
        with np.errstate(over="ignore"):
            kept = all(_holds(target, x) for x in A.flat)
    return {"result": A} if kept else None


def _holds(target: np.dtype[Any], x: Any) -> bool:
    value = float(target.type(float(x)).real)
    return math.isfinite(value) and x == value


def cost(A: Operand, dtype: str = "float32") -> Cost:
    return Cost(entries(A.shape), entries(A.shape) * 2 * np.dtype(dtype).itemsize)


ASTYPE = Operation(
    declare=astype,
    routes=(
        Route(
            "NumPy astype",
            always("every number by itself"),
            _run,
            lambda problem, names: f"C = {names[0]}.astype(np.{problem.params['dtype']})",
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
    integers=True,
)
