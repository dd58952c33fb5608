"""Operations on two arrays whose entries meet one by one: how each runs, is certified and has an exact twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.operations.products import device, exactly, wrapping
from workbench.operations.products.entries import Entrywise
from workbench.operations.products.shapes import broadcast_shape, entries, joint_dtype, joint_shape, square_warning
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

ON_DEVICE = ("add", "subtract", "multiply")


def met(A: Operand, B: Operand) -> Operand:
    """The result of two arrays that are stretched to each other."""
    return Operand("result", broadcast_shape(A, B), joint_dtype(A, B))


def cost(A: Operand, B: Operand) -> Cost:
    size = entries(joint_shape(A, B))
    return Cost(size, size * joint_dtype(A, B).itemsize)


@dataclass(frozen=True)
class Kind:
    """NumPy's function of two entries, its sign in code (none: it is called by name) and what it makes."""

    function: Callable[..., Array]
    sign: str
    noun: str
    check: Entrywise
    green: str = "Every entry is rounded once"
    warn: Callable[[Problem], tuple[str, ...]] = lambda problem: ()
    rational: Callable[[Array, Array], bool] = lambda A, B: True
    """Whether the answer to fractions is rational and can be printed."""

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
        if pair is None or self.warn(problem) or not self.rational(pair[0], pair[1]):
            return None
        answer = exactly.finished(self.function(*pair), shape)
        return None if answer is None else {"result": answer}

    def code(self, problem: Problem, names: tuple[str, ...]) -> str:
        A, B = (wrapping.spelled(problem, key, name) for key, name in zip("AB", names, strict=True))
        return f"C = {A} {self.sign} {B}" if self.sign else f"C = np.{self.function.__name__}({A}, {B})"

    def operation(self, declare: Callable[..., NamedTuple], *, integers: bool = False, real: bool = False) -> Operation:
        name = declare.__name__
        route = Route(f"NumPy {name}", always("entries meet one by one"), self.run, self.code)
        there = device.entrywise_routes(name, self._finish, self.code) if name in ON_DEVICE else ()
        return Operation(
            declare, (route, *there), self.certify, cost, self.exact, finite=False, integers=integers, real=real
        )


def _heard(raised: list[str]) -> Callable[[str, int], None]:
    """What the processor is told to call at a division by zero or an invalid operation: it costs nothing to listen."""

    def hear(what: str, flag: int) -> None:
        raised.append(what)

    return hear
