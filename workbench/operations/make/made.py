"""What all operations that make a matrix share: no inputs, one definition, and two ways to compute it.

`build` makes the whole array with NumPy. `exact` says what each entry is by definition, as a Fraction. The
certificate compares the two, so that a slip in either shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import digits, eps, half_digits
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

Params = Mapping[str, Any]
Definition = Callable[[int, int, Params], Fraction]
ENTRIES = 10_000
"""Entries up to which a matrix is exact (as many as a variable keeps as fractions), and all are compared."""
SAMPLED = 500
TOLD = ("seed", "unit")
"""Parameters that the details repeat, as nothing in the matrix shows them."""


class Made(NamedTuple):
    result: Annotated[Operand, "the matrix"]


def made(rows: int, columns: int) -> Made:
    """The declared output; refuses sizes that are not positive."""
    for what, n in (("row", rows), ("column", columns)):
        if n < 1:
            raise UserError("domain", f"A matrix has at least one {what}, not {n}.", "Give a size from 1 up.")
    return Made(Operand("result", (rows, columns)))


def need_real(name: str, value: Any) -> None:
    """Refuse a number that is complex or not finite."""
    if isinstance(value, complex) or not math.isfinite(value):
        raise UserError("domain", f"{name} must be a finite real number, not {value}.", "Such as 1/2.")


@dataclass(frozen=True)
class Recipe:
    """How a matrix is made: `build` for all entries at once, `entry` for one of them by its definition.

    `compare` stands in for `entry` where entries are not rational: it answers how far an array is from what defines
    the matrix, relative to its entries.
    """

    build: Callable[[Params], Array]
    code: Callable[[Params], str]
    entry: Definition | None = None
    compare: Callable[[Array, Params], float] | None = None
    twin: Callable[[Params], Any] | None = None
    roundings: Callable[[Params], float] = lambda params: 1.0
    """How many roundings an entry may have gone through."""
    cost: Callable[[tuple[int, ...]], float] = lambda shape: float(np.prod(shape))
    proof: str = "Every entry is that of the definition"
    smallest: Callable[[Params, float], float] = lambda params, unit: 0.0
    """The relative error, for a rounding unit, of the smallest number that the matrix promises to have."""
    warns: Callable[[Params], tuple[str, ...]] = lambda params: ()
    """What of the parameters goes unused."""


def operation(declare: Callable[..., Made], recipe: Recipe, method: str = "NumPy, by definition") -> Operation:
    """The operation that makes the matrix that `declare` describes."""

    def run(problem: Problem) -> Outcome:
        result = _of_type(recipe.build(problem.params), problem.dtype)
        told = {name: problem.params[name] for name in TOLD if name in problem.params}
        return Outcome({"result": result}, warnings=_warnings(recipe, problem), details=told)

    def certify(problem: Problem, outcome: Outcome) -> Assessment:
        return _certify(recipe, problem, outcome.outputs["result"], declare(**problem.params).result.shape)

    def exact(problem: Problem) -> dict[str, Any] | None:
        return _twin(recipe, problem.params, declare(**problem.params).result.shape)

    def cost(**params: Any) -> Cost:
        shape = declare(**params).result.shape
        return Cost(max(1.0, recipe.cost(shape)), 24.0 * float(np.prod(shape)))

    route = Route(method, always("its definition"), run, lambda problem, _: recipe.code(problem.params))
    has_twin = recipe.entry is not None or recipe.twin is not None
    return Operation(declare, (route,), certify, cost, exact if has_twin else None)


def _warnings(recipe: Recipe, problem: Problem) -> tuple[str, ...]:
    known = digits(recipe.smallest(problem.params, eps(problem.dtype)), problem.dtype)
    if known >= half_digits(problem.dtype):
        return recipe.warns(problem.params)
    known_to = f"{known} digit{'s' * (known > 1)} only" if known else "no digit"
    return (f"Next to the largest, rounding leaves the smallest number that was asked for {known_to}.",)


def _of_type(A: Array, dtype: np.dtype[Any]) -> Array:
    """In the working dtype, which becomes complex where the definition is."""
    wanted = np.result_type(dtype, np.complex64) if A.dtype.kind == "c" else dtype
    with np.errstate(over="ignore"):
        return np.asarray(A.astype(wanted, copy=False))


def whole(A: Array) -> Array:
    """Integers as Fractions."""
    out = np.empty(A.size, dtype=object)
    out[:] = [Fraction(int(x)) for x in A.flat]
    return out.reshape(A.shape)


def grid(entry: Definition, shape: tuple[int, ...], params: Params) -> Array:
    """All entries by their definition, as an object array of Fractions."""
    out = np.empty(shape, dtype=object)
    for i, j in np.ndindex(*shape):
        out[i, j] = entry(i, j, params)
    return out


def _twin(recipe: Recipe, params: Params, shape: tuple[int, ...]) -> dict[str, Any] | None:
    if shape[0] * shape[1] > ENTRIES:
        return None
    if recipe.twin is not None:
        found = recipe.twin(params)
        return None if found is None else {"result": found}
    return None if recipe.entry is None else {"result": grid(recipe.entry, shape, params)}


def _certify(recipe: Recipe, problem: Problem, A: Array, shape: tuple[int, ...]) -> Assessment:
    """Compare with the definition: every entry of a small matrix, of a large one some, and all with a second build."""
    if (bad := unusable(A, shape, "the matrix")) is not None:
        return bad
    unit = eps(problem.dtype)
    worst = _distance(recipe, np.asarray(A), problem.params, shape)
    most = recipe.roundings(problem.params)
    if worst > 4 * most * unit:
        return Assessment("red", f"Verification failed: entries differ from the definition ({worst:.1e}).", worst)
    bound = max(worst, most * unit)
    trusted = digits(bound, problem.dtype)
    if not digits(recipe.smallest(problem.params, unit), problem.dtype):
        words = f"{recipe.proof}, but rounding leaves no digit of the smallest number that was asked for."
        return Assessment("amber", words, worst, worst, None, bound, trusted)
    words = f"{recipe.proof}; {trusted} digits are trusted."
    return Assessment("green", words, worst, worst, None, bound, trusted)


def _distance(recipe: Recipe, A: Array, params: Params, shape: tuple[int, ...]) -> float:
    """The largest relative difference of an entry from its definition."""
    if recipe.compare is not None:
        return recipe.compare(A, params)
    assert recipe.entry is not None
    size = shape[0] * shape[1]
    if size > ENTRIES:
        again = _of_type(recipe.build(params), A.dtype)
        if not np.array_equal(A, again):
            return float("inf")
    chosen = range(size) if size <= ENTRIES else np.random.default_rng(1).integers(0, size, SAMPLED)
    return max(_off(A, divmod(int(k), shape[1]), recipe.entry, params) for k in chosen)


def _off(A: Array, at: tuple[int, int], entry: Definition, params: Params) -> float:
    given, wanted = complex(A[at]), entry(*at, params)
    distance = max(abs(Fraction(given.real) - wanted), abs(Fraction(given.imag)))
    return float(distance / abs(wanted)) if wanted else float(distance)
