"""The same numbers in another number type, with what is lost on the way."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.model.numbers import format_value
from workbench.numerics.bounds import eps, grain, judge
from workbench.numerics.probes import largest
from workbench.operations.common import by
from workbench.operations.products import wrapping
from workbench.operations.products.same import sure
from workbench.operations.products.shapes import AnyArray, entries
from workbench.operations.products.slabs import aligned, slabs
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

Type = Literal[
    "float16", "float32", "float64", "complex64", "complex128",
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
]  # fmt: skip
BEYOND = 2.0**64


class Converted(NamedTuple):
    result: Annotated[Operand, "the numbers as the type can hold them"]


def astype(
    A: AnyArray, dtype: Annotated[Type | None, "the number type to convert to; by default the one it has"] = None
) -> Converted:
    """Every entry in another number type: rounded to floating point, cut off to an integer, wrapped round beyond it."""
    target = A.dtype if dtype is None else np.dtype(dtype)
    if A.dtype.kind == "c" and target.kind != "c":
        raise _complex(target)
    return Converted(Operand("result", A.shape, target))


def _complex(target: np.dtype[Any]) -> UserError:
    return UserError("domain", f"{target} cannot hold complex numbers.", "Choose complex64 or complex128.")


def _target(problem: Problem) -> np.dtype[Any]:
    name: str | None = problem.params["dtype"]
    return problem["A"].dtype if name is None else np.dtype(name)


def _run(problem: Problem) -> Outcome:
    A, target = problem["A"], _target(problem)
    _refuse(problem, A, target)
    if A.dtype.kind == "c" and target.kind != "c":
        raise _complex(target)
    with np.errstate(all="ignore"):
        result = _to_integers(A, target) if target.kind in "iu" else A.astype(target, copy=False)
    loss = look(A, result)
    return Outcome({"result": result}, warnings=_warnings(loss, target), details=_details(A.dtype, target, loss))


def _refuse(problem: Problem, A: Array, target: np.dtype[Any]) -> None:
    """NaN, Inf and numbers beyond 2⁶⁴ have no integer that every processor agrees on."""
    if target.kind not in "iu" or A.dtype.kind in "iu" or not A.size:
        return
    if not problem.structures["A"].finite or largest(A) >= BEYOND:
        message = f"{problem.name('A')} has an entry that no integer type holds: NaN, Inf or beyond 2^64."
        raise UserError("domain", message, "Clean the entries first, or choose a floating-point type.")


def _to_integers(A: Array, target: np.dtype[Any]) -> Array:
    """Cut off towards zero, then wrapped round modulo 2ᵇⁱᵗˢ: well defined, unlike a bare cast from floating point."""
    if A.dtype.kind in "iu":
        return A.astype(target, copy=False)
    result = np.empty_like(A, dtype=target)
    far = largest(A) >= 2.0**63
    for index in slabs(A.shape):
        part = A[index]
        if far:
            whole = np.trunc(part)
            part = np.where(whole >= 2.0**63, whole - BEYOND, np.where(whole < -(2.0**63), whole + BEYOND, whole))
        result[index] = np.asarray(part).astype(np.int64)
    return result


@dataclass
class Loss:
    """What a conversion did: entries beyond the type, entries rounded or cut off, and how far at most."""

    beyond: int = 0
    rounded: int = 0
    first: tuple[Any, Any] | None = None
    relative: float = 0.0
    change: float = 0.0
    wrong: bool = False
    """Whether an entry is not what the type makes of it."""


def look(A: Array, result: Array) -> Loss:
    """Compare part by part."""
    loss = Loss()
    see = _integer_part if result.dtype.kind in "iu" else _float_part
    result, A = aligned(result, A)
    with np.errstate(all="ignore"):
        for index in slabs(A.shape):
            see(loss, A[index], result[index])
    return loss


def _integer_part(loss: Loss, a: Array, b: Array) -> None:
    """Every entry is the one cut off to an integer, or a multiple of 2ᵇⁱᵗˢ away from it."""
    loss.wrong |= not np.array_equal(b, _to_integers(a, b.dtype))
    changed = b != a
    if not changed.any():
        return
    limits = np.iinfo(b.dtype)
    whole = np.trunc(a) if a.dtype.kind == "f" else a
    beyond = (whole < limits.min) | (whole > limits.max)
    loss.beyond += int(np.count_nonzero(beyond))
    if a.dtype.kind == "f":
        _note(loss, a, b, ~beyond & changed)
        loss.change = max(loss.change, float(np.where(beyond, 0, np.abs(a - b)).max()))


def _float_part(loss: Loss, a: Array, b: Array) -> None:
    """Rounding is within half a unit; Inf stands only for what is too large."""
    limit = np.finfo(b.dtype)
    off = np.abs(b - a)
    changed = off != 0
    if not changed.any():
        return
    if not np.isfinite(off.max()):
        same = (b == a) | (np.isnan(b) & np.isnan(a))
        beyond = np.isinf(b) & np.isfinite(a)
        loss.beyond += int(np.count_nonzero(beyond))
        loss.wrong |= bool((np.abs(a[beyond]) < 0.999 * float(limit.max)).any())
        changed = ~same & ~beyond
        off = np.where(changed, off, 0.0)
        a = np.where(changed, a, 0.0)
    worst = float((off / (np.abs(a) + grain(b.dtype))).max())
    loss.relative = math.inf if math.isnan(worst) else max(loss.relative, worst)
    _note(loss, a, b, changed)


def _note(loss: Loss, a: Array, b: Array, rounded: Array) -> None:
    loss.rounded += int(np.count_nonzero(rounded))
    if loss.first is None and rounded.any():
        place = np.unravel_index(int(np.argmax(rounded)), rounded.shape)
        loss.first = a[place].item(), b[place].item()


def _warnings(loss: Loss, target: np.dtype[Any]) -> tuple[str, ...]:
    found = wrapping.warning(loss.beyond, target) if target.kind in "iu" else ()
    if loss.beyond and target.kind not in "iu":
        found = (
            f"{_places(loss.beyond)} beyond {target}, which ends at {np.finfo(target).max:.4g}: Inf stands there.",
        )
    if loss.first is not None:
        how = "cut off to integers" if target.kind in "iu" else f"rounded to {target}"
        before, after = map(format_value, loss.first)
        found += (f"{_places(loss.rounded)} {how}, the first from {before} to {after}.",)
    return found


def _places(count: int) -> str:
    return "1 entry is" if count == 1 else f"{count} entries are"


def _details(source: np.dtype[Any], target: np.dtype[Any], loss: Loss) -> dict[str, Any]:
    found = {"from": str(source), "to": str(target), "changed": loss.rounded + loss.beyond}
    if target.kind in "iu":
        limits = np.iinfo(target)
        return {**found, "least": int(limits.min), "most": int(limits.max)}
    limit = np.finfo(target)
    return {**found, "most": float(limit.max), "eps": float(limit.eps), "least_normal": float(limit.tiny)}


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Rounding within half a unit, integers equal where they fit and equal modulo 2ᵇⁱᵗˢ elsewhere."""
    A, value, target = problem["A"], outcome.outputs["result"], _target(problem)
    if not isinstance(value, np.ndarray) or value.shape != A.shape or value.dtype != target:
        return Assessment("red", f"Verification failed: the result is not {by(A.shape)} of {target}.")
    loss = look(A, value)
    if loss.wrong or (target.kind not in "iu" and not loss.relative <= 0.51 * eps(target)):
        return Assessment("red", "Verification failed: these are not the converted numbers.")
    if loss.beyond:
        return Assessment("amber", _warnings(loss, target)[0])
    if target.kind in "iu" and loss.change:
        size = largest(A)
        return Assessment("amber", "Fractional parts are cut off.", loss.change, None, None, loss.change / size)
    if target.kind in "iu" or not loss.rounded:
        return sure(target, "Every number is the same.")
    return judge(target, loss.relative, what="the result", green="Every entry is rounded once")


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


def cost(A: Operand, dtype: str | None = None) -> Cost:
    return Cost(entries(A.shape), entries(A.shape) * np.dtype(dtype or A.dtype).itemsize)


ASTYPE = Operation(
    declare=astype,
    routes=(
        Route(
            "NumPy astype",
            always("every number by itself"),
            _run,
            lambda problem, names: f"C = {names[0]}.astype(np.{_target(problem)})",
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
    integers=True,
)
