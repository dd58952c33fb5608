"""Random matrices entry by entry, from a seed that is always visible: the same seed gives the same numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, made, operation, whole
from workbench.operations.spec import Array, Operation

Rows = Annotated[int, "rows"]
Columns = Annotated[int, "columns"]
PROOF = "The seed gives the same numbers again"
Seed = Annotated[int, "the same seed gives the same numbers again"]


def random_normal(
    rows: Rows = 3,
    columns: Columns = 3,
    mean: Annotated[float, "mean"] = 0.0,
    std: Annotated[float, "standard deviation"] = 1.0,
    seed: Seed = 0,
) -> Made:
    """Independent normal (Gaussian) entries, from NumPy's default generator (PCG64) with this seed."""
    _need(math.isfinite(mean) and math.isfinite(std), f"mean and std must be finite, not {mean} and {std}.")
    _need(std >= 0, f"std must not be negative, and is {std}.")
    return _seeded(rows, columns, seed)


def random_uniform(
    rows: Rows = 3,
    columns: Columns = 3,
    low: Annotated[float, "smallest value"] = 0.0,
    high: Annotated[float, "largest value, not reached"] = 1.0,
    seed: Seed = 0,
) -> Made:
    """Independent entries, uniform between two values, from NumPy's default generator (PCG64) with this seed."""
    _need(low < high, f"low must be less than high: {low} and {high}.")
    _need(math.isfinite(high - low), f"The distance from {low} to {high} leaves the range of numbers.")
    return _seeded(rows, columns, seed)


def random_integers(
    rows: Rows = 3,
    columns: Columns = 3,
    low: Annotated[int, "smallest value"] = -9,
    high: Annotated[int, "largest value"] = 9,
    seed: Seed = 0,
) -> Made:
    """Independent whole numbers, each value equally likely, from NumPy's default generator (PCG64) with this seed."""
    _need(low <= high, f"low must not exceed high: {low} and {high}.")
    _need(max(abs(low), abs(high)) <= 2**53, "Values up to 2**53 are exact in floating point, not beyond.")
    return _seeded(rows, columns, seed)


def random_markov(n: Annotated[int, "states"] = 3, seed: Seed = 0) -> Made:
    """A Markov matrix: column j holds the probabilities of going from state j to each state, and sums to 1."""
    return _seeded(n, n, seed)


def _need(holds: bool, message: str) -> None:
    if not holds:
        raise UserError("domain", message, "Change it.")


def _seeded(rows: int, columns: int, seed: int) -> Made:
    _need(seed >= 0, f"A seed is a whole number from 0 up, not {seed}.")
    return made(rows, columns)


def _shape(p: Params) -> tuple[int, int]:
    return p["rows"], p["columns"]


def _normal(p: Params) -> Array:
    return np.random.default_rng(p["seed"]).normal(p["mean"], p["std"], _shape(p))


def _uniform(p: Params) -> Array:
    return np.random.default_rng(p["seed"]).uniform(p["low"], p["high"], _shape(p))


def _integers(p: Params) -> Array:
    return np.random.default_rng(p["seed"]).integers(p["low"], p["high"], _shape(p), endpoint=True)


def _markov(p: Params) -> Array:
    """Exponential variables over their sum are uniform on the simplex of probabilities."""
    A = np.random.default_rng(p["seed"]).exponential(size=(p["n"], p["n"]))
    return np.asarray(A / A.sum(axis=0))


def _again(build: Callable[[Params], Array]) -> Callable[[Array, Params], float]:
    """Compare with the same numbers drawn once more: the seed says all of them."""

    def compare(A: Array, p: Params) -> float:
        wanted = build(p).astype(A.dtype)
        return 0.0 if np.array_equal(A, wanted) else float("inf")

    return compare


def _integer_twin(p: Params) -> Array:
    return whole(_integers(p))


def _code(call: str) -> Callable[[Params], str]:
    return lambda p: f"rng = np.random.default_rng({p['seed']})\nA = {call.format(**p)}"


RANDOM_NORMAL: Operation = operation(
    random_normal,
    Recipe(_normal, _code("rng.normal({mean}, {std}, ({rows}, {columns}))"), compare=_again(_normal), proof=PROOF),
    "NumPy Generator.normal",
)
RANDOM_UNIFORM: Operation = operation(
    random_uniform,
    Recipe(_uniform, _code("rng.uniform({low}, {high}, ({rows}, {columns}))"), compare=_again(_uniform), proof=PROOF),
    "NumPy Generator.uniform",
)
RANDOM_INTEGERS: Operation = operation(
    random_integers,
    Recipe(
        _integers,
        _code("rng.integers({low}, {high}, ({rows}, {columns}), endpoint=True)"),
        compare=_again(_integers),
        twin=_integer_twin,
        proof=PROOF,
    ),
    "NumPy Generator.integers",
)
RANDOM_MARKOV: Operation = operation(
    random_markov,
    Recipe(
        _markov, _code("rng.exponential(size=({n}, {n}))\nA /= A.sum(axis=0)"), compare=_again(_markov), proof=PROOF
    ),
    "NumPy Generator.exponential, columns divided by their sums",
)
