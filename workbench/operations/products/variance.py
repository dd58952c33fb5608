"""Variances and standard deviations over one axis or all of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends.exact_spectra import Radical
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, grain, growth, judge, quantum
from workbench.numerics.equilibrium import column_exponents
from workbench.numerics.probes import blocks, largest, shifted
from workbench.operations import zero
from workbench.operations.common import by, shape_error, unusable
from workbench.operations.products import exactly
from workbench.operations.products.shapes import AnyArray, axis_of, entries
from workbench.operations.scaled_code import divided_along
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

Axis = Annotated[int | None, "the axis along which entries vary, 0 for the first; by default all of them"]
Less = Annotated[int, "squares are divided by n − ddof: 0 as NumPy has it, 1 for a sample, as the covariance has it"]


class Variance(NamedTuple):
    result: Annotated[Operand, "the mean squares of distances from the mean, without the axis they are taken over"]


class Deviation(NamedTuple):
    result: Annotated[Operand, "the square roots of the variances, without the axis they are taken over"]


def var(A: AnyArray, axis: Axis = None, ddof: Less = 0) -> Variance:
    """The variance over an axis, or of all entries: the mean square of the distances from the mean.

    From distances to the first entry, which loses nothing where entries differ little (Chan, Golub and LeVeque, Am.
    Stat. 37, 1983). Of complex entries it is that of the moduli of the distances.
    """
    return Variance(_declared(A, axis, ddof))


def std(A: AnyArray, axis: Axis = None, ddof: Less = 0) -> Deviation:
    """The standard deviation over an axis, or of all entries: the square root of the variance.

    The divisor is n − ddof: 0 as numpy.std has it by default, 1 as MATLAB and R have it.
    """
    return Deviation(_declared(A, axis, ddof))


def _declared(A: Operand, axis: int | None, ddof: int) -> Operand:
    at = None if axis is None else axis_of(A, axis)
    n = math.prod(A.shape) if at is None else A.shape[at]
    if not n:
        raise shape_error(f"{A.name} is {by(A.shape)}: there is nothing that could vary.", "Add entries.", (), A)
    if not 0 <= ddof < n:
        message = f"ddof must lie between 0 and {n - 1} for {n} {'entry' if n == 1 else 'entries'}, and is {ddof}."
        raise UserError("domain", message, "The sum of squares is divided by n − ddof.")
    shape = () if at is None else A.shape[:at] + A.shape[at + 1 :]
    return Operand("result", shape, np.dtype(A.dtype.type(0).real.dtype))


def cost(A: Operand, axis: int | None = None, ddof: int = 0) -> Cost:
    return Cost(5 * entries(A.shape), 40 * entries(A.shape))


def _columns(problem: Problem, A: Array) -> tuple[Array, tuple[int, ...]]:
    """What varies as the columns of a matrix, and the shape of the answer."""
    axis = problem.params["axis"]
    if axis is None:
        return A.reshape(-1, 1), ()
    front = np.moveaxis(A, axis, 0)
    return front.reshape(len(front), -1 if A.size else math.prod(front.shape[1:])), front.shape[1:]


def _scaled(A: Array) -> tuple[Array, Array]:
    """Each column times a power of two, so that squares stay in range, and the exponents."""
    powers = column_exponents(A)
    return shifted(A, -powers), powers


def _once_more(A: Array, divisor: int) -> Array:
    """The variances of columns by sums in a wider type, part by part, of distances to the mean."""
    wide = np.result_type(A.dtype, np.longdouble)
    first, sums = A[:1].astype(wide), np.zeros(A.shape[1], wide)
    for block in _slabs(A):
        sums += (block - first).sum(axis=0)
    mean, left, squares = first + sums / len(A), np.zeros_like(sums), np.zeros(A.shape[1], np.longdouble)
    for block in _slabs(A):
        off = block - mean
        left += off.sum(axis=0)
        squares += (off.real**2 + off.imag**2).sum(axis=0)
    return np.asarray((squares - np.abs(left) ** 2 / len(A)) / divisor)


def _slabs(A: Array) -> Any:
    """Rows, a few at a time."""
    return blocks(A if A.flags.c_contiguous or not A.flags.f_contiguous else np.ascontiguousarray(A))


@dataclass(frozen=True)
class Spread:
    """Variances, or with `root` their square roots."""

    name: str
    what: str
    root: bool = False

    def run(self, problem: Problem) -> Outcome:
        A, shape = _columns(problem, problem["A"])
        B, powers = _scaled(A)
        B = B.astype(np.result_type(B.dtype, np.float64), copy=False)
        divisor = len(A) - problem.params["ddof"]
        found = np.var(B - B[:1], axis=0, ddof=problem.params["ddof"])
        value = shifted(*((np.sqrt(found), powers) if self.root else (found, 2 * powers)))
        details = {"before": list(problem["A"].shape), "after": list(shape), "divisor": divisor}
        return Outcome({"result": value.astype(A.real.dtype).reshape(shape)}, details=details)

    def certify(self, problem: Problem, outcome: Outcome) -> Assessment:
        """Against sums in another order and a wider type; each square is rounded relative to itself."""
        A, shape = _columns(problem, problem["A"])
        value = outcome.outputs["result"]
        if (bad := unusable(value, shape, self.what)) is not None:
            return bad
        B, powers = _scaled(A)
        again = _once_more(B, len(A) - problem.params["ddof"])
        again, powers = (np.sqrt(np.maximum(again, 0)), powers) if self.root else (again, 2 * powers)
        return self._judged(problem, np.ravel(value), again, powers)

    def _judged(self, problem: Problem, value: Array, again: Array, powers: Array) -> Assessment:
        """In the scale of the largest, so that nothing overflows."""
        rounding = growth(min(problem["A"].size, 4096))
        p = int(np.max(powers, initial=-1 << 30, where=again > 0)) if again.any() else 0
        wanted = np.ldexp(again, powers - p).astype(np.float64)
        own = shifted(value.astype(np.float64), -p)
        check = Residual.of(np.abs(own - wanted), wanted * rounding + grain(value.dtype, -p), value.dtype)
        size, level = largest(own), float(check.level.max(initial=0))
        if not size and check.passes:
            terms = bool(again.any())
            return zero.verdict(self.what, value.dtype, terms, zero.truth(problem, self._rational), False, terms)
        bound = level / size if size else math.inf
        green = "Summed once more in another order, wider"
        spacing = quantum(value.dtype, -p) / size if size else 0.0
        return judge(value.dtype, bound, check, what=self.what, green=green, spacing=spacing)

    def _variances(self, problem: Problem) -> Array | None:
        arrays = exactly.inputs(problem, "A")
        if arrays is None:
            return None
        A, shape = _columns(problem, arrays[0])
        off = A - A.sum(axis=0) / len(A)
        return np.asarray((off * off).sum(axis=0) / (len(A) - problem.params["ddof"]), dtype=object).reshape(shape)

    def _rational(self, problem: Problem) -> dict[str, Any] | None:
        """The variances, which are 0 where their roots are."""
        found = self._variances(problem)
        answer = None if found is None else exactly.finished(found, found.shape)
        return None if answer is None else {"result": answer}

    def exact(self, problem: Problem) -> dict[str, Any] | None:
        if not self.root:
            return self._rational(problem)
        found = self._rational(problem)
        if found is None:
            return None
        roots = np.empty(np.shape(found["result"]), dtype=object)
        roots[...] = np.reshape([Radical.root(x).value for x in np.ravel(found["result"])], roots.shape)
        return {"result": roots if roots.shape else roots.item()}

    def code(self, problem: Problem, names: tuple[str, ...]) -> str:
        axis, ddof = problem.params["axis"], problem.params["ddof"]
        line, A, times, _ = divided_along(problem, "A", names[0], axis)
        first = f"{names[0]}.flat[0]" if axis is None else f"{names[0]}.take([0], axis={axis})"
        off = f"{A} - {first}{A[len(names[0]) :]}"
        arguments = [off, *([] if axis is None else [f"axis={axis}"]), *([f"ddof={ddof}"] if ddof else [])]
        found = f"{times}np.{self.name}({', '.join(arguments)})"
        return f"{line}s = {found if self.root or not times else f'{times}({found})'}"

    def operation(self, declare: Callable[..., NamedTuple]) -> Operation:
        route = Route(f"NumPy {self.name}", always("of distances to the first entry"), self.run, self.code)
        return Operation(declare, (route,), self.certify, cost, self.exact)


VAR = Spread("var", "the variance").operation(var)
STD = Spread("std", "the standard deviation", root=True).operation(std)
