"""Operations that only move entries: one view says where each belongs, for route, certificate and exact twin."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.same import certify_same
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

View = Callable[[Array, Mapping[str, Any]], Array]
Check = Callable[[Problem, Array], Assessment]
Words = Callable[[Problem], tuple[str, ...]]


def move(
    declare: Callable[..., NamedTuple],
    view: View,
    code: Callable[[str, Problem], str],
    method: str,
    check: Check | None = None,
    words: Words = lambda problem: (),
) -> Operation:
    """An operation on one input A whose result is `view(A, parameters)`.

    The certificate compares the result with that view, unless `check` knows a way back that costs less. `words` are
    its warnings, `code` is given the name of the input.
    """

    def run(problem: Problem) -> Outcome:
        A = problem["A"]
        result = view(A, problem.params)
        return Outcome(
            {"result": result}, warnings=words(problem), details={"before": list(A.shape), "after": list(result.shape)}
        )

    def certify(problem: Problem, outcome: Outcome) -> Assessment:
        value = outcome.outputs["result"]
        if check is not None:
            return check(problem, value)
        return certify_same(view(problem["A"], problem.params), value)

    def exact(problem: Problem) -> dict[str, Any] | None:
        A = problem.exact.get("A")
        if A is None:
            return None
        moved = view(A, problem.params)
        answer = exactly.finished(moved, moved.shape)
        return None if answer is None else {"result": answer}

    def spelled(problem: Problem, names: tuple[str, ...]) -> str:
        return code(wrapping.spelled(problem, "A", names[0]), problem)

    def cost(A: Operand, **params: Any) -> Cost:
        """That of the result, which may be much larger; shapes that are refused are told by the declaration later."""
        try:
            shape = declare(A, **params)[0].shape
        except UserError:
            shape = A.shape
        size = float(max(1, math.prod(shape)))
        return Cost(size, size * A.dtype.itemsize)

    return Operation(
        declare=declare,
        routes=(Route(method, always("entries only change places"), run, spelled),),
        certify=certify,
        cost=cost,
        exact=exact,
        finite=False,
        integers=True,
    )
