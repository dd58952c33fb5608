"""The size of a matrix or vector, by the norm that is named."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, digits, eps, grain, judge, quantum
from workbench.numerics.sizes import rounding, size, size_again
from workbench.operations import singular
from workbench.operations.common import need_entries
from workbench.operations.norms import device
from workbench.operations.norms.exactly import exact_norm
from workbench.operations.norms.powers import matrix_kind, vector_kind
from workbench.operations.on_device import device_route
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route

Ord = Literal["fro", 2, "nuc", 1, "inf", "sum", "max", 0, -2, -1, "-inf"]
NAMES: dict[Any, str] = {
    "fro": "Frobenius norm",
    2: "spectral norm",
    "nuc": "nuclear norm",
    1: "maximal column sum",
    "inf": "maximal row sum",
    "sum": "sum of all moduli",
    "max": "largest modulus",
    "least value": "least singular value",
    "least column": "least column sum",
    "least row": "least row sum",
    "min": "least modulus",
}
OF_VALUES = (2, "least value", "nuc")
SUMS = (1, "inf", "sum", "max", "zero", "least column", "least row", "min")


class Size(NamedTuple):
    result: Annotated[Operand, "the norm, a number that is never negative"]


def norm(
    A: Annotated[Operand, Axes((1, 2), "a matrix or a vector")],
    ord: Annotated[
        Ord | float | None,
        "fro: Frobenius, 2: spectral (largest singular value), nuc: nuclear (sum of singular values), 1: maximal "
        "column sum, inf: maximal row sum, -2, -1, -inf: the least of these, sum: of all moduli, max: largest modulus; "
        "of a vector 2 is its length, 1 the sum, inf the maximum, -inf the minimum, 0 counts entries other than 0, and "
        "any other p gives (Σ |x|ᵖ)^(1/p); Frobenius and length if empty",
    ] = None,
) -> Size:
    """How large A is: Frobenius norm of a matrix, length of a vector, or another norm by name.

    Of a vector any p is allowed; below p = 1 the triangle rule fails, so that these are norms by name only. So does it
    for what is least of a matrix.
    """
    if ord == 0 and len(A.shape) == 2:
        raise UserError("usage", "Counting entries that are not 0 is for vectors.", "Choose another norm.")
    if ord == "nuc" and len(A.shape) == 1:
        raise UserError("usage", "The nuclear norm is for matrices.", "For a vector take 1, 2 or inf.")
    if len(A.shape) == 2 and isinstance(ord, float) and ord not in (1, 2, -1, -2, math.inf, -math.inf):
        raise UserError("usage", f"The {ord:g}-norm is for vectors.", "Matrix norms have names: choose one of them.")
    if isinstance(ord, float) and math.isnan(ord):
        raise UserError("domain", "There is no nan-norm.", "Usual are 1, 2 and infinity.")
    if _least(ord):
        need_entries(A, "nothing in it is the least")
    return Size(Operand("result", (), np.dtype(A.dtype.type(0).real.dtype)))


def _least(ord: Any) -> bool:
    return ord == "-inf" or (isinstance(ord, int | float) and ord < 0)


def _kind(problem: Problem) -> Any:
    """The norm in the names of the matrix case; a vector's 2, 1 and inf are entrywise."""
    kind = problem.params.get("ord")
    return vector_kind(kind) if problem["A"].ndim == 1 else matrix_kind(kind)


def _warnings(problem: Problem) -> tuple[str, ...]:
    """What is called a norm and is none."""
    ord = problem.params.get("ord")
    if _least(ord) and problem["A"].ndim == 2:
        return (f"The {NAMES[_kind(problem)]} is no norm: it can be 0 where the matrix is not.",)
    if _least(ord):
        return ("For p < 0 this is no norm: it is 0 as soon as one entry is.",)
    if isinstance(ord, int | float) and ord < 1:
        return ("Below p = 1 the triangle rule fails: this is no norm.",)
    return ()


def _spectral(problem: Problem) -> str | None:
    if _kind(problem) not in OF_VALUES or not problem.structures["A"].finite or not problem["A"].size:
        return None
    return f"the {NAMES[_kind(problem)]} is made of singular values"


def _entrywise(problem: Problem) -> str | None:
    kind = _kind(problem)
    word = "count" if kind == "zero" else f"{kind:g}-norm" if isinstance(kind, float) else NAMES[kind]
    return f"the {word} is made of entries"


def _run_spectral(problem: Problem) -> Outcome:
    S, witness, method = singular.find(problem)
    return Outcome({"result": _of_values(S, _kind(problem))}, witness, _warnings(problem), method=method)


def _of_values(S: Array, kind: Any) -> Array:
    with np.errstate(over="ignore"):
        values = {2: S[0], "least value": S[-1]}
        return np.asarray(values[kind] if kind in values else S.sum(dtype=np.float64), dtype=S.dtype)


def _run_entrywise(problem: Problem) -> Outcome:
    return Outcome({"result": size(problem["A"], _kind(problem))}, {}, _warnings(problem))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Compare with another way of summing, or with singular values that their vectors prove."""
    A, value, kind = problem["A"], np.asarray(outcome.outputs["result"]), _kind(problem)
    if not problem.structures["A"].finite:
        return _not_finite(problem, value)
    if "S" in outcome.witness:
        return _certify_spectral(A, value, kind, outcome)
    unit = rounding(A, kind)
    return _compared(A, value, size_again(A, kind), eps(A.dtype) * unit, None, None, unit / 4, _spacing(A, value, kind))


def _spacing(A: Array, value: Array, kind: Any) -> float:
    """What the least numbers there are leave unsure of a norm so small; sums of real ones are exact."""
    tiny = 0 < abs(float(value)) < np.finfo(A.dtype).tiny
    exact_sum = A.dtype.kind != "c" and kind in SUMS
    return quantum(A.dtype) / abs(float(value)) if tiny and not exact_sum else 0.0


def _not_finite(problem: Problem, value: Array) -> Assessment:
    if not np.array_equal(value, size(problem["A"], _kind(problem)), equal_nan=True):
        return Assessment("red", "Verification failed: this is not what NaN and infinity add up to.")
    return Assessment("amber", f"{problem.name('A')} holds NaN or infinity, so its size is no ordinary number.")


def _certify_spectral(A: Array, value: Array, kind: Any, outcome: Outcome) -> Assessment:
    witness = outcome.witness
    S = witness["S"]
    check = singular.check(A, S, witness)
    factor = {2: 1.0, "nuc": math.sqrt(len(S))}
    least = float(S[0] / S[-1]) if S[-1] > 0 and kind == "least value" else math.inf
    bound, spacing = None if check.bound is None else check.bound * factor.get(kind, least), 0.0
    if S[0] < np.finfo(A.dtype).tiny:
        spacing = check.spacing * factor.get(kind, least)
    unproved = None if singular.proved(witness) else singular.UNPROVED
    if kind == "least value" and bound is not None and digits(bound, A.dtype) < 1:
        bound, unproved = None, "The least singular value is 0 but for rounding: no digit of it is sure."
    return _compared(A, value, _of_values(S, kind), bound, unproved, check.failure, spacing=spacing)


def _compared(
    A: Array,
    value: Array,
    right: Array,
    bound: float | None,
    unproved: str | None,
    failure: str | None,
    roundings: float = 1.0,
    spacing: float = 0.0,
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
        None if bound is None else bound + spacing,
        check,
        what="the norm",
        residual=check.relative,
        green="Two ways of computing it agree" if unproved is None else "",
        unproved=unproved,
        spacing=spacing,
    )


def cost(A: Operand, ord: Ord | float | None = None) -> Cost:
    size = float(math.prod(A.shape))
    if len(A.shape) == 2 and ord in OF_VALUES:
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
    line, A, times, _ = divided(problem, "A", A) if given != 0 else ("", A, "", "")
    if given is None or (given == "fro" and problem["A"].ndim == 1):
        return f"{line}s = {times}np.linalg.norm({A})"
    return f"{line}s = {times}np.linalg.norm({A}, {_spelled(given)})"


def _spelled(ord: Any) -> str:
    return str(ord).replace("inf", "np.inf") if str(ord) in ("inf", "-inf") else repr(ord)


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
