"""Sum, difference, product, quotient and power, entry by entry with broadcasting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.operations.products import device, exactly, wrapping
from workbench.operations.products.entries import Entrywise
from workbench.operations.products.shapes import (
    AnyArray,
    broadcast_shape,
    entries,
    joint_dtype,
    joint_shape,
    square_warning,
)
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

ON_DEVICE = ("add", "subtract", "multiply")


class Sum(NamedTuple):
    result: Annotated[Operand, "A + B"]


class Difference(NamedTuple):
    result: Annotated[Operand, "A − B"]


class Product(NamedTuple):
    result: Annotated[Operand, "each entry of A times the one of B that it meets"]


class Quotient(NamedTuple):
    result: Annotated[Operand, "each entry of A divided by the one of B that it meets"]


class Power(NamedTuple):
    result: Annotated[Operand, "each entry of A to the power that it meets in B"]


def add(A: AnyArray, B: AnyArray) -> Sum:
    """The sum entry by entry, as numpy.add has it: a row, a column or a number is stretched to the other's shape."""
    return Sum(_met(A, B))


def subtract(A: AnyArray, B: AnyArray) -> Difference:
    """The difference entry by entry, as numpy.subtract has it, with the same stretching as the sum."""
    return Difference(_met(A, B))


def multiply(A: AnyArray, B: AnyArray) -> Product:
    """The product entry by entry (Hadamard's), as numpy.multiply and * have it; the matrix product is matmul."""
    return Product(_met(A, B))


def divide(A: AnyArray, B: AnyArray) -> Quotient:
    """The quotient entry by entry, as numpy.divide has it; division by 0 gives Inf or NaN and says where."""
    return Quotient(_met(A, B))


def power(A: AnyArray, B: AnyArray) -> Power:
    """Each entry to a power, as numpy.power has it; the power of a matrix is matrix_power."""
    return Power(_met(A, B))


def _met(A: Operand, B: Operand) -> Operand:
    return Operand("result", broadcast_shape(A, B), joint_dtype(A, B))


def cost(A: Operand, B: Operand) -> Cost:
    size = entries(joint_shape(A, B))
    return Cost(size, size * joint_dtype(A, B).itemsize)


@dataclass(frozen=True)
class Kind:
    """One of these operations: NumPy's function, its sign in code and what it makes."""

    function: Callable[..., Array]
    sign: str
    noun: str
    check: Entrywise
    green: str = "Every entry is rounded once"
    warn: Callable[[Problem], tuple[str, ...]] = lambda problem: ()

    def run(self, problem: Problem) -> Outcome:
        A, B = problem["A"], problem["B"]
        raised: list[str] = []
        with np.errstate(over="ignore", under="ignore", divide="call", invalid="call", call=_heard(raised)):
            result = np.asarray(self.function(A, B))
        return self._finish(problem, result, bool(raised))

    def _finish(self, problem: Problem, result: Array, suspicious: bool = True) -> Outcome:
        """The outcome; only where the processor has complained are the reasons looked for."""
        A, B = problem["A"], problem["B"]
        warnings = square_warning(problem, "A", "B", self.noun) + (self.warn(problem) if suspicious else ())
        if wrapping.is_integer(result):
            warnings += wrapping.warning(wrapping.wrapped(self.function, (A, B), result), result.dtype)
        return Outcome({"result": result}, warnings=warnings, details={"broadcast": list(result.shape)})

    def certify(self, problem: Problem, outcome: Outcome) -> Assessment:
        A, B, value = problem["A"], problem["B"], outcome.outputs["result"]
        shape, what = np.broadcast_shapes(A.shape, B.shape), f"the {self.noun}"
        if wrapping.is_integer(value):
            return wrapping.certify_wrapping(self.function, (A, B), value, shape, what)
        finite = all(structure.finite for structure in problem.structures.values())
        found = self.check.certify((A, B), value, shape, what, self.green, finite)
        words = self.warn(problem) if found.verdict == "red" else ()
        if not words:
            return found
        found = self.check.certify((A, B), value, shape, what, self.green, finite=False)  # Inf and NaN are the answer
        return found if found.verdict == "red" else Assessment("amber", words[0])

    def exact(self, problem: Problem) -> dict[str, Any] | None:
        shape = np.broadcast_shapes(problem["A"].shape, problem["B"].shape)
        pair = exactly.inputs(problem, "A", "B", size=int(np.prod(shape)))
        if pair is None or self.warn(problem) or (self.sign == "**" and not _short(*pair)):
            return None
        answer = exactly.finished(self.function(*pair), shape)
        return None if answer is None else {"result": answer}

    def code(self, problem: Problem, names: tuple[str, ...]) -> str:
        A, B = (wrapping.spelled(problem, key, name) for key, name in zip("AB", names, strict=True))
        return f"C = {A} {self.sign} {B}"

    def operation(self, declare: Callable[..., NamedTuple], *, integers: bool = False) -> Operation:
        name = declare.__name__
        route = Route(f"NumPy {name}", always("entries meet one by one"), self.run, self.code)
        there = device.entrywise_routes(name, self._finish, self.code) if name in ON_DEVICE else ()
        return Operation(declare, (route, *there), self.certify, cost, self.exact, finite=False, integers=integers)


def _heard(raised: list[str]) -> Callable[[str, int], None]:
    """What the processor is told to call at a division by zero or an invalid operation: it costs nothing to listen."""

    def hear(what: str, flag: int) -> None:
        raised.append(what)

    return hear


def _short(A: Array, B: Array) -> bool:
    """Whether every power is rational and can be printed."""
    bits = max(max(x.numerator.bit_length(), x.denominator.bit_length()) for x in A.flat)
    return all(n.denominator == 1 and abs(n) * bits <= exact.BITS for n in B.flat)


def _zero_divisors(problem: Problem) -> tuple[str, ...]:
    count = problem["B"].size - int(np.count_nonzero(problem["B"]))
    if not count:
        return ()
    places = "one place" if count == 1 else f"{count} places"
    return (f"{problem.name('B')} is 0 in {places}: the quotient is Inf or NaN there.",)


def _no_real_power(problem: Problem) -> tuple[str, ...]:
    """Zero to a negative power, and a negative number to one that is no integer."""
    if problem["A"].dtype.kind == "c":
        return ()
    A, B = problem["A"], problem["B"]
    if not ((B.min(initial=0) < 0 and (A == 0).any()) or (A.min(initial=0) < 0 and (np.rint(B) != B).any())):
        return ()
    with np.errstate(all="ignore"):
        bad = ((A == 0) & (B < 0)) | ((A < 0) & (np.rint(B) != B))
    if not bad.any():
        return ()
    return (f"{np.count_nonzero(bad)} of the powers are not real numbers: 0 to a negative power, or a root of one.",)


def _spread_of_power(A: Array, B: Array) -> Array | None:
    """What the rounding of a complex aᵇ = exp(b log a) is relative to; real ones are right to the last digit or so."""
    if A.dtype.kind != "c":
        return None
    return np.asarray(np.abs(np.power(A, B)) * (1 + np.abs(B * np.log(A))))


ADD = Kind(np.add, "+", "sum", Entrywise(np.add)).operation(add, integers=True)
SUBTRACT = Kind(np.subtract, "-", "difference", Entrywise(np.subtract)).operation(subtract, integers=True)
MULTIPLY = Kind(np.multiply, "*", "product", Entrywise(np.multiply, underflows=True)).operation(multiply, integers=True)
DIVIDE = Kind(
    np.divide, "/", "quotient", Entrywise(np.divide, underflows=True), warn=_zero_divisors
).operation(divide)  # fmt: skip
POWER = Kind(
    np.power,
    "**",
    "power",
    Entrywise(np.power, _spread_of_power, underflows=True),
    "Every power is computed once more",
    _no_real_power,
).operation(power)
