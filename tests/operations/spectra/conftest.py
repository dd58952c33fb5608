"""Runs one operation on one matrix as the engine does: structure, choice of route, run, certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from workbench.model.certificate import Assessment
from workbench.numerics.structure import detect
from workbench.operations import by_name
from workbench.operations.choose import choose
from workbench.operations.spec import Operation, Outcome, Problem, Route


@dataclass(frozen=True)
class Answer:
    operation: Operation
    problem: Problem
    route: Route
    why: str
    outcome: Outcome

    def __getitem__(self, name: str) -> Any:
        return self.outcome.outputs[name]

    @property
    @np.errstate(all="ignore")
    def certificate(self) -> Assessment:
        return self.operation.certify(self.problem, self.outcome)

    @np.errstate(all="ignore")
    def certify(self, **outputs: Any) -> Assessment:
        """The verdict on these outputs in place of the right ones, with the same witness."""
        changed = replace(self.outcome, outputs={**self.outcome.outputs, **outputs})
        return self.operation.certify(self.problem, changed)

    @property
    def exact(self) -> Any:
        assert self.operation.exact is not None
        return self.operation.exact(self.problem)


@np.errstate(all="ignore")  # as the engine does
def _run(name: str, A: Any, **params: Any) -> Answer:
    operation, A = by_name(name), np.asarray(A)
    twin = np.vectorize(Fraction, otypes=[object])(A.tolist()) if A.dtype.kind in "iu" and A.size else None
    B = A.astype(np.float64) if A.dtype.kind in "biu" else A
    filled = {item.name: params.get(item.name, item.default) for item in operation.parameters}
    problem = Problem({"A": B}, {"A": detect(B)}, filled, {"A": twin}, {"A": "A"})
    route, why = choose(operation, problem)
    return Answer(operation, problem, route, why, route.run(problem))


@pytest.fixture(scope="session")
def answer() -> Any:
    """`answer("eig", [[2, 1], [1, 3]])`: one input called A, integers with their exact twin."""
    return _run
