"""Multiples and linear combinations: αA and αA + βB."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations import zero
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
from workbench.operations.products.slabs import aligned, slabs
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, Scalar, always

Factor = Fraction | float | complex
ONE = Fraction(1)


class Multiple(NamedTuple):
    result: Annotated[Operand, "the factor times each entry"]


class Combination(NamedTuple):
    result: Annotated[Operand, "αA + βB"]


def scale(A: AnyArray, factor: Annotated[Scalar, "any number, such as 2, -1/3 or sqrt(2)"] = ONE) -> Multiple:
    """A number times every entry."""
    return Multiple(Operand("result", A.shape, _dtype(A.dtype, factor)))


def linear_combination(
    A: AnyArray,
    B: AnyArray,
    alpha: Annotated[Scalar, "the factor of A, any number"] = ONE,
    beta: Annotated[Scalar, "the factor of B, any number"] = ONE,
) -> Combination:
    """The linear combination αA + βB, entry by entry with NumPy's broadcasting."""
    return Combination(Operand("result", broadcast_shape(A, B), _dtype(joint_dtype(A, B), alpha, beta)))


def _dtype(dtype: np.dtype[Any], *factors: Factor) -> np.dtype[Any]:
    """The type of the result. Raises `UserError` (`domain`) for factors that are not finite or too large."""
    for factor in factors:
        try:
            finite = np.isfinite(complex(factor))
        except OverflowError:
            finite = False
        if not finite:
            raise UserError("domain", f"The factor {str(factor)[:40]} is not a finite number.", "Take a smaller one.")
    return np.result_type(dtype, np.complex64) if any(isinstance(f, complex) for f in factors) else dtype


def _rounded(factor: Factor, dtype: np.dtype[Any]) -> Any:
    """The factor in the type of the result.

    Raises `UserError` (`domain`) where an integer type cannot hold it.
    """
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        if factor != int(factor.real) or not limits.min <= factor.real <= limits.max:
            raise UserError("domain", f"{dtype} cannot hold the factor {factor}.", "Choose float64, or an integer.")
        return dtype.type(int(factor.real))
    with np.errstate(over="ignore"):
        value = dtype.type(complex(factor) if dtype.kind == "c" else float(factor.real))
    if not np.isfinite(value):
        raise UserError("domain", f"The factor {factor} is too large for {dtype}.", "Choose float64.")
    return value


def _factors(problem: Problem) -> tuple[Any, ...]:
    names = ("factor",) if "factor" in problem.params else ("alpha", "beta")
    given = tuple(problem.params[name] for name in names)
    dtype = _dtype(problem["A"].dtype, *given)
    return tuple(_rounded(factor, dtype) for factor in given)


def _terms(problem: Problem) -> tuple[Callable[..., Array], list[Array]]:
    """The entries as a function of the inputs, in the type of the result or in float64."""
    found = _factors(problem)

    def sum_of_terms(*arrays: Array) -> Array:
        terms = [factor * array for factor, array in zip(found, arrays, strict=True)]
        return terms[0] if len(terms) == 1 else np.asarray(terms[0] + terms[1])

    return sum_of_terms, list(problem.arrays.values())


def _sizes(problem: Problem) -> Callable[..., Array]:
    """|α||A| + |β||B|: what rounding is relative to."""
    alpha, beta = (abs(factor) for factor in _factors(problem))
    return lambda A, B: np.asarray(alpha * np.abs(A) + beta * np.abs(B))


def _shape(problem: Problem) -> tuple[int, ...]:
    return np.broadcast_shapes(*(array.shape for array in problem.arrays.values()))


def _run(problem: Problem) -> Outcome:
    factors, arrays = _factors(problem), list(problem.arrays.values())
    with np.errstate(all="ignore"):
        result = np.asarray(arrays[0] * factors[0]) if len(arrays) == 1 else _combined(factors, arrays, _shape(problem))
    warnings = square_warning(problem, "A", "B", "combination") if len(arrays) == 2 else ()
    if wrapping.is_integer(result):
        function, inputs = _terms(problem)
        warnings += wrapping.warning(wrapping.wrapped(function, inputs, result), result.dtype)
    return Outcome({"result": result}, warnings=warnings)


def _combined(factors: tuple[Any, ...], arrays: list[Array], shape: tuple[int, ...]) -> Array:
    """αA + βB part by part, without a temporary of that size; as A lies in memory where it has the shape."""
    alpha, beta = factors
    A, B = (np.broadcast_to(array, shape) for array in arrays)
    result = np.empty_like(A, dtype=np.result_type(A.dtype, alpha, beta), subok=False)
    whole, A, B = aligned(result, A, B)
    for index in slabs(whole.shape):
        whole[index] = A[index] * alpha
        whole[index] += beta * B[index]
    return result


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each entry computed again: factor, products and sum are each rounded once."""
    value, shape = outcome.outputs["result"], _shape(problem)
    function, inputs = _terms(problem)
    if wrapping.is_integer(value):
        return wrapping.certify_wrapping(function, inputs, value, shape, "the combination")
    finite = all(structure.finite for structure in problem.structures.values())
    check = Entrywise(function, _sizes(problem) if len(inputs) == 2 else None, underflows=True)
    what = "the combination"
    return check.certify(
        inputs, value, shape, what, "Every entry is computed once more", finite, lambda: _cancelled(problem, what)
    )


def _cancelled(problem: Problem, what: str) -> Assessment:
    """Products with powers of two, and of short numbers, are exact, and then a difference is 0 for certain."""
    A, B = problem.arrays.values()
    factors = np.array(_factors(problem))
    exact = bool((np.abs(np.frexp(np.abs(factors))[0]) == 0.5).all())
    exact = exact or zero.are_whole([np.concatenate([A.ravel(), B.ravel()]), factors], 2)
    return zero.verdict(what, A.dtype, True, zero.truth(problem, _exact), exact and _as_given(problem), False)


def _as_given(problem: Problem) -> bool:
    """Whether the factors are the numbers that were given, not rounded."""
    return all(x == y for x, y in zip(problem.params.values(), _factors(problem), strict=True))


def _exact(problem: Problem) -> dict[str, Any] | None:
    given = [factor for factor in problem.params.values() if isinstance(factor, Fraction)]
    arrays = exactly.inputs(problem, size=math.prod(_shape(problem)))
    if arrays is None or len(given) < len(arrays):
        return None
    terms = [factor * array for factor, array in zip(given, arrays, strict=True)]
    answer = exactly.finished(terms[0] if len(terms) == 1 else terms[0] + terms[1], _shape(problem))
    return None if answer is None else {"result": answer}


def _scale_cost(A: Operand, factor: Factor = ONE) -> Cost:
    return Cost(entries(A.shape), entries(A.shape) * A.dtype.itemsize)


def _combination_cost(A: Operand, B: Operand, alpha: Factor = ONE, beta: Factor = ONE) -> Cost:
    size = entries(joint_shape(A, B))
    return Cost(3 * size, size * joint_dtype(A, B).itemsize)


def _spelling(factor: Factor) -> str:
    """The factor as Python reads it."""
    if isinstance(factor, Fraction):
        return str(factor) if factor.denominator == 1 else f"({factor.numerator} / {factor.denominator})"
    return repr(factor)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    terms = zip(problem.params.values(), problem.arrays, names, strict=True)
    return "C = " + " + ".join(f"{_spelling(f)} * {wrapping.spelled(problem, key, name)}" for f, key, name in terms)


SCALE = Operation(
    declare=scale,
    routes=(
        Route("NumPy multiply", always("every entry by itself"), _run, _code),
        *device.scale_routes(lambda problem: _factors(problem)[0], _code),
    ),
    certify=certify,
    cost=_scale_cost,
    exact=_exact,
    finite=False,
    integers=True,
)
LINEAR_COMBINATION = Operation(
    declare=linear_combination,
    routes=(Route("NumPy multiply and add", always("entries meet one by one"), _run, _code),),
    certify=certify,
    cost=_combination_cost,
    exact=_exact,
    finite=False,
    integers=True,
)
