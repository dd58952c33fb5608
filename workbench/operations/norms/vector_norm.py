"""The norms of all columns, of all rows, or of the vectors along any other axis."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, grain, judge, quantum
from workbench.numerics.equilibrium import column_exponents
from workbench.numerics.probes import largest, shifted
from workbench.numerics.sizes import rounding, sizes_of_rows, sizes_of_rows_again
from workbench.operations.common import unusable
from workbench.operations.norms.exactly import exact_norm
from workbench.operations.norms.powers import is_least, vector_kind
from workbench.operations.scaled_code import divided_along
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

MOST = 8
WHAT = "the norms"
BENEATH = "A norm is so far below the entries that underflow leaves none of its digits sure."
Ord = Literal[2, 1, "inf", 0, "-inf"]
"""Choices beside which any number is taken."""


class Sizes(NamedTuple):
    result: Annotated[Operand, "the norms, without the axis along which the vectors lie"]


def vector_norm(
    A: Annotated[Operand, Axes(tuple(range(1, MOST + 1)), "a matrix of vectors, or an array of more axes")],
    axis: Annotated[int, "the axis along which the vectors lie: 0 for columns, 1 for rows"] = 0,
    ord: Annotated[
        Ord | float,
        "2: length, 1: sum of moduli, inf: largest modulus, 0: count of entries other than 0, -inf: least modulus, or "
        "any other p: (Σ |x|ᵖ)^(1/p)",
    ] = 2,
) -> Sizes:
    """The norm of every column, or of every vector along another axis, as numpy.linalg.vector_norm has it.

    The norm of a matrix as a whole is another number, as is that of its entries. Below p = 1 the triangle rule fails,
    so that these are norms by name only; for p < 0 one entry 0 makes them 0.
    """
    count = len(A.shape)
    if not -count <= axis < count:
        message = f"{A.name} has {count} {'axis' if count == 1 else 'axes'}, so there is no axis {axis}."
        raise UserError("domain", message, f"Axes count from 0 to {count - 1}, or from −1 back to {-count}.")
    if isinstance(ord, float) and math.isnan(ord):
        raise UserError("domain", "There is no nan-norm.", "Usual are 1, 2 and infinity.")
    at = axis % count
    if is_least(ord) and not A.shape[at]:
        raise UserError("domain", f"The vectors of {A.name} have no entries: none is the least.", "Choose p = 1 or 2.")
    return Sizes(Operand("result", A.shape[:at] + A.shape[at + 1 :], np.dtype(A.dtype.type(0).real.dtype)))


def cost(A: Operand, axis: int = 0, ord: Ord | float = 2) -> Cost:
    size = float(max(1, math.prod(A.shape)))
    return Cost(4.0 * size, 24.0 * size)


def _lines(A: Array, axis: int) -> tuple[Array, tuple[int, ...]]:
    """The vectors as rows, and the shape of the answer."""
    last = np.moveaxis(A, axis, -1)
    return last.reshape(math.prod(last.shape[:-1]), last.shape[-1]), last.shape[:-1]


def _scaled(problem: Problem) -> tuple[Array, Array, tuple[int, ...]]:
    """The vectors as rows, what counts most in each near 1 in size, their exponents, and the shape of the answer.

    Where that is the least entry, it is less than that if the largest would overflow. A count has no scale.
    """
    lines, shape = _lines(problem["A"], problem.params["axis"])
    kind = _kind(problem)
    if kind == "zero":
        return lines, np.zeros(len(lines), int), shape
    powers = _least_exponents(lines) if _by_least(kind) else column_exponents(lines.T)
    return shifted(lines, -powers[:, None]), powers, shape


def _least_exponents(lines: Array) -> Array:
    """The exponent of the least modulus of each row, or more where the largest would not stay in range."""
    if not lines.size:
        return np.zeros(len(lines), int)
    of_two = lines.dtype.kind == "c"
    parts = np.maximum(np.abs(lines.real), np.abs(lines.imag)) if of_two else np.abs(lines)
    room = np.finfo(parts.dtype).maxexp - of_two
    return np.asarray(np.maximum(np.frexp(parts.min(axis=1))[1], np.frexp(parts.max(axis=1))[1] - room))


def _kind(problem: Problem) -> Any:
    return vector_kind(problem.params["ord"])


def _by_least(kind: Any) -> bool:
    return kind == "min" or is_least(kind)


def _regular(rows: Array, kind: Any) -> Array:
    """Which rows have a norm other than 0."""
    return np.asarray(rows.all(axis=1) if _by_least(kind) else rows.any(axis=1))


def _norms(rows: Array, kind: Any, how: Any) -> Array:
    """In double precision; of the other vectors and those without entries it is 0."""
    found, filled = np.zeros(len(rows)), _regular(rows, kind)
    if filled.any():
        found[filled] = how(rows[filled], kind)
    return found


def _run(problem: Problem) -> Outcome:
    rows, powers, shape = _scaled(problem)
    kind = _kind(problem)
    value = shifted(_norms(rows, kind, sizes_of_rows), powers).astype(rows.real.dtype).reshape(shape)
    return Outcome({"result": value}, warnings=_warnings(kind))


def _warnings(kind: Any) -> tuple[str, ...]:
    """What is called a norm and is none."""
    if _by_least(kind):
        return ("For p < 0 this is no norm: it is 0 as soon as one entry is.",)
    below = kind == "zero" or (isinstance(kind, float) and kind < 1)
    return ("Below p = 1 the triangle rule fails: this is no norm.",) if below else ()


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each norm once more in another order of summation, all in the scale of the largest."""
    rows, powers, shape = _scaled(problem)
    value, dtype = outcome.outputs["result"], rows.real.dtype
    if (bad := unusable(value, shape)) is not None:
        return bad
    again, unit = _norms(rows, _kind(problem), sizes_of_rows_again), rounding(rows, _kind(problem)) / 4
    p = int(np.max(powers, initial=0 if not len(powers) else int(powers.min())))
    wanted, own = shifted(again, powers - p), shifted(np.ravel(value).astype(np.float64), -p)
    check = Residual.of(np.abs(own - wanted), unit * wanted + grain(dtype, -p), dtype)
    size, level = largest(own), float(check.level.max(initial=0))
    spacing = quantum(dtype, -p) / size if size else 0.0
    bound = max(level / size, unit * eps(dtype)) if size else 0.0
    lost = (again < np.finfo(float).tiny) | (np.ravel(value) == 0)
    if is_least(_kind(problem)) and (_regular(rows, _kind(problem)) & lost).any():
        return judge(dtype, None, check, what=WHAT, unproved=BENEATH)
    return judge(dtype, bound, check, what=WHAT, green="Two ways of computing them agree", spacing=spacing)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    lines, shape = _lines(A, problem.params["axis"])
    found = [exact_norm(line, _kind(problem)) for line in lines]
    if any(norm is None for norm in found):
        return None
    return {"result": exact.array(found, shape) if shape else found[0]}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    ord, axis = problem.params["ord"], problem.params["axis"]
    line, A, times = _divided(problem, names[0], ord, axis)
    word = "" if ord == 2 else f", ord={str(ord).replace('inf', 'np.inf')}"
    return f"{line}s = {times}np.linalg.vector_norm({A}, axis={axis}{word})"


def _divided(problem: Problem, name: str, ord: Any, axis: int) -> tuple[str, str, str]:
    """A line that makes powers safe, the input, and the way back; "" where none is needed."""
    kind = _kind(problem)
    if kind in ("zero", "min") or (_by_least(kind) and not _overflows(problem, kind)):
        return "", name, ""
    if _by_least(kind):
        c = next(word for word in ("c", "least", "least_entry") if word not in problem.names.values())
        line = f"{c} = np.abs({name}).min(axis={axis}, keepdims=True)\n{c}[{c} == 0] = 1\n"
        return line, f"{name} / {c}", f"{c}.squeeze({axis}) * "
    power = max(2.0, ord) if isinstance(ord, float) and math.isfinite(ord) else 2.0
    found = divided_along(problem, "A", name, axis, power)
    return found.line, found.of, found.times


def _overflows(problem: Problem, p: float) -> bool:
    """Whether a negative power of the least entry leaves the range of the type, or that of the largest."""
    moduli = np.abs(problem["A"]).ravel()
    exponents = np.frexp(moduli[moduli > 0])[1]
    return bool(np.abs(exponents * p).max(initial=0) > np.finfo(moduli.dtype).maxexp - 10)


VECTOR_NORM = Operation(
    declare=vector_norm,
    routes=(Route("NumPy sums at a safe scale", always("each vector at its own scale"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
