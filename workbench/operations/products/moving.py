"""Operations that only move entries: one view says where each belongs, for route, certificate and exact twin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from workbench.model.certificate import Assessment
from workbench.operations.batches import batch_details
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.same import certify_same
from workbench.operations.products.shapes import entries
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

View = Callable[[Array, Mapping[str, Any]], Array]
Check = Callable[[Problem, Array], Assessment]
Words = Callable[[Problem], tuple[str, ...]]
Details = Callable[[Array, Array], dict[str, Any]]


def before_and_after(A: Array, result: Array) -> dict[str, Any]:
    return {"before": list(A.shape), "after": list(result.shape)}


def of_each_matrix(A: Array, result: Array) -> dict[str, Any]:
    """The same for what is done to each matrix of a stack, whose axes are named."""
    return {**before_and_after(A, result), **(batch_details(A.shape[:-2], A.shape[-2:]) if A.ndim > 2 else {})}


@dataclass(frozen=True)
class Move:
    """An operation on one input A whose result is `view(A, parameters)`.

    The certificate compares the result with that view, unless `check` knows a way back that costs less. `words` are
    its warnings, `details` says what has happened to A, and `code` is given the name of the input.
    """

    declare: Callable[..., NamedTuple]
    view: View
    code: Callable[[str, Problem], str]
    method: str
    check: Check | None = None
    words: Words = lambda problem: ()
    details: Details = before_and_after

    def run(self, problem: Problem) -> Outcome:
        A = problem["A"]
        result = self.view(A, problem.params)
        return Outcome({"result": result}, warnings=self.words(problem), details=self.details(A, result))

    def certify(self, problem: Problem, outcome: Outcome) -> Assessment:
        value = outcome.outputs["result"]
        if self.check is not None:
            return self.check(problem, value)
        return certify_same(self.view(problem["A"], problem.params), value)

    def exact(self, problem: Problem) -> dict[str, Any] | None:
        A = problem.exact.get("A")
        if A is None:
            return None
        moved = self.view(A, problem.params)
        answer = exactly.finished(moved, moved.shape)
        return None if answer is None else {"result": answer}

    def spelled(self, problem: Problem, names: tuple[str, ...]) -> str:
        return self.code(wrapping.spelled(problem, "A", names[0]), problem)

    def cost(self, A: Operand, **params: Any) -> Cost:
        """That of the result, which may be much larger."""
        size = entries(self.declare(A, **params)[0].shape)
        return Cost(size, size * A.dtype.itemsize)

    @property
    def operation(self) -> Operation:
        return Operation(
            declare=self.declare,
            routes=(Route(self.method, always("entries only change places"), self.run, self.spelled),),
            certify=self.certify,
            cost=self.cost,
            exact=self.exact,
            finite=False,
            integers=True,
        )
