"""Run an operation without the engine: structure, route, certificate."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workbench.model.certificate import Assessment
from workbench.numerics.structure import detect
from workbench.operations import by_name
from workbench.operations.choose import choose
from workbench.operations.spec import Operand, Operation, Outcome, Problem

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Answer:
    """What came out of one run, with all that is needed to certify other outputs in its place."""

    operation: Operation
    problem: Problem
    outcome: Outcome
    assessment: Assessment
    method: str
    why: str

    def __getitem__(self, name: str) -> Array:
        return np.asarray(self.outcome.outputs[name])

    @property
    def result(self) -> Array:
        return self["result"]

    @property
    def verdict(self) -> str:
        return self.assessment.verdict

    def tampered(self, name: str, value: Array) -> Assessment:
        outputs = {**self.outcome.outputs, name: value}
        return self.operation.certify(self.problem, replace(self.outcome, outputs=outputs))


def pose(operation: Operation, *arrays: Array, exact: bool = False, **params: Any) -> Problem:
    names = operation.keys(len(arrays))
    operands = [Operand(name, array.shape, array.dtype) for name, array in zip(names, arrays, strict=True)]
    operation.declare(*operands, **params)
    return Problem(
        dict(zip(names, arrays, strict=True)),
        {name: detect(array) for name, array in zip(names, arrays, strict=True)},
        {**{item.name: item.default for item in operation.parameters}, **params},
        {name: fractions(array) if exact else None for name, array in zip(names, arrays, strict=True)},
    )


@np.errstate(all="ignore")  # as the engine does
def compute(name: str, *arrays: Array, exact: bool = False, **params: Any) -> Answer:
    operation = by_name(name)
    problem = pose(operation, *arrays, exact=exact, **params)
    route, why = choose(operation, problem)
    outcome = route.run(problem)
    assessment = operation.certify(problem, outcome)
    return Answer(operation, problem, outcome, assessment, outcome.method or route.method, outcome.why or why)


def fractions(array: Any) -> Array:
    values = np.asarray(array)
    out = np.empty(values.size, dtype=object)
    out[:] = [value if isinstance(value, Fraction) else Fraction(value) for value in values.ravel().tolist()]
    return out.reshape(values.shape)


@pytest.fixture(scope="session")
def run() -> Callable[..., Answer]:
    """`run("inv", A)` computes and certifies."""
    return compute


@pytest.fixture(scope="session")
def exactly() -> Callable[..., dict[str, Any] | None]:
    """`exactly("inv", F)` is the exact twin for an array of fractions."""

    def answer(name: str, *arrays: Array, **params: Any) -> dict[str, Any] | None:
        operation = by_name(name)
        problem = pose(operation, *(np.asarray(array, dtype=float) for array in arrays), **params)
        exact = {key: fractions(array) for key, array in zip(operation.keys(len(arrays)), arrays, strict=True)}
        assert operation.exact is not None
        return operation.exact(replace(problem, exact=exact))

    return answer


@pytest.fixture(scope="session")
def known() -> dict[str, dict[str, Any]]:
    """Small matrices with their answers, in fractions."""
    path = Path(__file__).parents[1] / "data" / "known_answers.json"
    return {name: _parsed(item) for name, item in json.loads(path.read_text(encoding="utf-8")).items()}


def _parsed(item: dict[str, Any]) -> dict[str, Any]:
    read = {key: value for key, value in item.items() if key in ("rank", "singular_values")}
    for key in ("entries", "inverse"):
        if key in item:
            read[key] = np.array([[Fraction(x) for x in row] for row in item[key]], dtype=object)
    return {**read, "det": Fraction(item["det"]), "trace": Fraction(item["trace"])}
