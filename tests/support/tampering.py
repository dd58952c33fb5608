"""The whole path of one operation, and other outputs put to its certificate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.prepare import prepare
from workbench.jobs.request import Compute, Result
from workbench.model.certificate import Assessment
from workbench.model.matrix import Matrix
from workbench.operations import by_name
from workbench.operations.choose import choose
from workbench.operations.spec import Operation, Outcome, Problem

FACTOR = 120.0


@dataclass(frozen=True)
class Answer:
    """One run without the engine's exact twin, with all that is needed to certify other outputs."""

    operation: Operation
    problem: Problem
    outcome: Outcome

    @property
    @np.errstate(all="ignore")
    def assessment(self) -> Assessment:
        return self.operation.certify(self.problem, self.outcome)

    @np.errstate(all="ignore")
    def certify(self, **outputs: Any) -> Assessment:
        changed = replace(self.outcome, outputs={**self.outcome.outputs, **outputs})
        return self.operation.certify(self.problem, changed)


def matrices(*arrays: Any) -> tuple[Matrix, ...]:
    return tuple(Matrix.of("ABCD"[at], np.asarray(array)) for at, array in enumerate(arrays))


@pytest.fixture(scope="session")
def compute() -> Callable[..., Result]:
    """`compute("expm", A)` through the engine; options of the task begin with an underscore."""

    def answer(name: str, *arrays: Any, **params: Any) -> Result:
        given = matrices(*arrays)
        options = {key[1:]: params.pop(key) for key in list(params) if key.startswith("_")}
        return run(Compute(name, tuple(item.name for item in given), params, **options), given)

    return answer


@pytest.fixture(scope="session")
def answer() -> Callable[..., Answer]:
    @np.errstate(all="ignore")  # as the engine does
    def found(name: str, *arrays: Any, **params: Any) -> Answer:
        operation = by_name(name)
        problem = prepare(operation, matrices(*arrays), params, "auto")
        route, _ = choose(operation, problem)
        return Answer(operation, problem, route.run(problem))

    return found


def wrong(value: np.ndarray, bound: float) -> Iterator[np.ndarray]:
    """The output with errors of more than 100 bounds of its largest entry."""
    size = float(np.abs(value).max(initial=0))
    step = FACTOR * bound * size
    for place in {0, value.size - 1, int(np.argmax(np.abs(value))), int(np.argmin(np.abs(value)))}:
        for more in (step, size):
            other = value.copy()
            other.flat[place] += more
            yield other
    yield -value
    yield value * (1 + FACTOR * bound)
    yield value / 2
    if value.ndim == 2 and len(value) > 1:
        yield value[:, [1, 0, *range(2, value.shape[1])]]


@pytest.fixture(scope="session")
def check_tampering(answer: Any) -> Callable[..., None]:
    """Every error of more than 100 bounds in the output `name` goes red; the answer itself does not."""

    def check(operation: str, *arrays: Any, output: str = "result", **params: Any) -> None:
        found = answer(operation, *arrays, **params)
        said = found.assessment
        assert said.verdict != "red", said.reason
        value = np.asarray(found.outcome.outputs[output])
        if said.error_bound is None or FACTOR * said.error_bound > 1:
            return
        for other in wrong(value, said.error_bound):
            change = np.abs(other - value).max() / np.abs(value).max()
            if change > 100 * said.error_bound:
                assert found.certify(**{output: other}).verdict == "red", (operation, change, said.error_bound)

    return check
