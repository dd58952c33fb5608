"""Vectors brought to length 1."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_spectra import Radical
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, grain, judge
from workbench.numerics.equilibrium import unit_rows
from workbench.numerics.sizes import rounding, sizes_of_rows, sizes_of_rows_again
from workbench.operations.common import need_entries, unusable
from workbench.operations.norms.exactly import exact_norm
from workbench.operations.norms.powers import check_power, vector_kind
from workbench.operations.norms.unit import P
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Each = Literal["columns", "rows", "whole"]


class Unit(NamedTuple):
    result: Annotated[Operand, "the same direction, with norm 1"]


def normalize(
    x: Annotated[Operand, Axes((1, 2), "a vector, or a matrix of vectors")],
    p: Annotated[P | float, "the norm that becomes 1: 2 length, 1 sum of moduli, inf largest modulus, or any p"] = 2,
    each: Annotated[Each, "of a matrix: every column, every row, or the whole as one vector"] = "columns",
) -> Unit:
    """Divide a vector, or each column or row of a matrix, by its norm.

    With p = 1 numbers that are not negative become shares that add up to 1. A zero vector has no direction.
    """
    check_power(p)
    if p == 0:
        raise UserError("domain", "Counting entries is no norm to divide by.", "Choose p = 1 or 2.")
    need_entries(x, "there is nothing to divide")
    return Unit(Operand("result", x.shape, x.dtype))


def _lines(x: Array, each: Each) -> tuple[Array, bool]:
    """The vectors as rows, and whether they were columns."""
    if x.ndim == 1 or each == "whole":
        return x.reshape(1, -1), False
    return (x.T, True) if each == "columns" else (x, False)


def _each(problem: Problem) -> Each:
    each: Each = problem.params.get("each", "columns")
    return each


def _units(problem: Problem, how: Any) -> Array:
    """Every vector divided by its norm, at a scale where that neither over- nor underflows."""
    lines, turned = _lines(problem["x"], _each(problem))
    rows = unit_rows(lines)
    sizes = how(rows, vector_kind(problem.params.get("p", 2))).astype(rows.real.dtype)
    return _back(rows / sizes[:, None], turned, problem)


def _back(rows: Array, turned: bool, problem: Problem) -> Array:
    return np.ascontiguousarray(rows.T if turned else rows).reshape(problem["x"].shape)


def _run(problem: Problem) -> Outcome:
    lines, turned = _lines(problem["x"], _each(problem))
    empty = np.flatnonzero(~lines.any(axis=1))
    if empty.size:
        raise _no_direction(problem, turned, int(empty[0]))
    return Outcome({"result": _units(problem, sizes_of_rows)})


def _no_direction(problem: Problem, turned: bool, at: int) -> UserError:
    name, whole = problem.name("x"), len(_lines(problem["x"], _each(problem))[0]) == 1
    place = "" if whole else f"{'column' if turned else 'row'} {at} of "
    message = f"{place[:1].upper()}{place[1:]}{name} is zero, so it has no direction."
    return UserError("domain", message, "Only vectors other than 0 can be brought to length 1.", (), {"position": [at]})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Every vector divided by its norm in another order of summation."""
    x, value = problem["x"], outcome.outputs["result"]
    if (bad := unusable(value, x.shape, "the unit vector")) is not None:
        return bad
    expected = _units(problem, sizes_of_rows_again)
    unit = rounding(unit_rows(_lines(x, _each(problem))[0]), vector_kind(problem.params.get("p", 2)))
    check = Residual.of(np.abs(value - expected), unit / 4 * (np.abs(expected) + grain(x.dtype)), x.dtype)
    return judge(x.dtype, unit * eps(x.dtype), check, what="the unit vector", green="The norm is 1")


def cost(x: Operand, p: P | float = 2, each: Each = "columns") -> Cost:
    count = float(np.prod(x.shape))
    return Cost(6.0 * count, 32.0 * count)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """Rational where the norms are; of length 1 in square roots."""
    x, kind = problem.exact.get("x"), vector_kind(problem.params.get("p", 2))
    if x is None or not exact.fits(x):
        return None
    lines, turned = _lines(x, _each(problem))
    rows = [_exact_line(row, kind) for row in lines]
    known = [row for row in rows if row is not None]
    if len(known) < len(rows):
        return None
    table = np.array(known, dtype=object)
    return {"result": (table.T if turned else table).reshape(x.shape).tolist()}


def _exact_line(row: Array, kind: Any) -> list[Fraction | str] | None:
    if not any(row):
        return None
    if kind == "fro":
        square = sum((x * x for x in row), Fraction(0))
        return [Radical({}).plus(Radical.root(1 / square), x).value for x in row]
    norm = exact_norm(row, kind)
    return [x / norm for x in row] if isinstance(norm, Fraction) else None


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    x, p, each = names[0], problem.params.get("p", 2), problem.params.get("each", "columns")
    word = "np.inf" if p == "inf" else repr(p)
    line, x, _, _ = divided(problem, "x", x)
    if problem["x"].ndim == 1:
        return f"{line}u = {x} / np.linalg.norm({x}, {word})"
    if each == "whole":
        return f"{line}u = {x} / np.linalg.norm(np.ravel({x}), {word})"
    return f"{line}u = {x} / np.linalg.norm({x}, {word}, axis={0 if each == 'columns' else 1}, keepdims=True)"


NORMALIZE = Operation(
    declare=normalize,
    routes=(Route("NumPy division by the norm", always("one norm and one division"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
