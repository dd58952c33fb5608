"""The norms of all columns, of all rows, or of the vectors along any other axis."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

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
from workbench.operations.norms.powers import check_power, vector_kind
from workbench.operations.norms.unit import P
from workbench.operations.scaled_code import divided_along
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

MOST = 8
WHAT = "the norms"


class Sizes(NamedTuple):
    result: Annotated[Operand, "the norms, without the axis along which the vectors lie"]


def vector_norm(
    A: Annotated[Operand, Axes(tuple(range(1, MOST + 1)), "a matrix of vectors, or an array of more axes")],
    axis: Annotated[int, "the axis along which the vectors lie: 0 for columns, 1 for rows"] = 0,
    ord: Annotated[P | float, "2: length, 1: sum of moduli, inf: largest modulus, or any p: (Σ |x|ᵖ)^(1/p)"] = 2,
) -> Sizes:
    """The norm of every column, or of every vector along another axis, as numpy.linalg.vector_norm has it.

    The norm of a matrix as a whole is another number, as is that of its entries.
    """
    count = len(A.shape)
    if not -count <= axis < count:
        message = f"{A.name} has {count} {'axis' if count == 1 else 'axes'}, so there is no axis {axis}."
        raise UserError("domain", message, f"Axes count from 0 to {count - 1}, or from −1 back to {-count}.")
    check_power(ord)
    if ord == 0:
        raise UserError("domain", "Counting entries that are not 0 is no norm of columns here.", "Choose p = 1 or 2.")
    at = axis % count
    return Sizes(Operand("result", A.shape[:at] + A.shape[at + 1 :], np.dtype(A.dtype.type(0).real.dtype)))


def cost(A: Operand, axis: int = 0, ord: P | float = 2) -> Cost:
    size = float(max(1, math.prod(A.shape)))
    return Cost(4.0 * size, 24.0 * size)


def _lines(A: Array, axis: int) -> tuple[Array, tuple[int, ...]]:
    """The vectors as rows, and the shape of the answer."""
    last = np.moveaxis(A, axis, -1)
    return last.reshape(math.prod(last.shape[:-1]), last.shape[-1]), last.shape[:-1]


def _scaled(problem: Problem) -> tuple[Array, Array, tuple[int, ...]]:
    """The vectors as rows near 1 in size, the exponents of their scales, and the shape of the answer."""
    lines, shape = _lines(problem["A"], problem.params["axis"])
    powers = column_exponents(lines.T)
    return shifted(lines, -powers[:, None]), powers, shape


def _kind(problem: Problem) -> Any:
    return vector_kind(problem.params["ord"])


def _norms(rows: Array, kind: Any, how: Any) -> Array:
    """In double precision; zero vectors and those without entries have the norm 0."""
    found, filled = np.zeros(len(rows)), rows.any(axis=1)
    if filled.any():
        found[filled] = how(rows[filled], kind)
    return found


def _run(problem: Problem) -> Outcome:
    rows, powers, shape = _scaled(problem)
    kind = _kind(problem)
    value = shifted(_norms(rows, kind, sizes_of_rows), powers).astype(rows.real.dtype).reshape(shape)
    below = isinstance(kind, float) and kind < 1
    warnings = ("Below p = 1 the triangle rule fails: this is no norm.",) if below else ()
    return Outcome({"result": value}, warnings=warnings)


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
    power = max(2.0, ord) if isinstance(ord, float) and math.isfinite(ord) else 2.0
    line, A, times, _ = divided_along(problem, "A", names[0], axis, power)
    word = "" if ord == 2 else f", ord={'np.inf' if str(ord) == 'inf' else repr(ord)}"
    return f"{line}s = {times}np.linalg.vector_norm({A}, axis={axis}{word})"


VECTOR_NORM = Operation(
    declare=vector_norm,
    routes=(Route("NumPy sums at a safe scale", always("each vector at its own scale"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
