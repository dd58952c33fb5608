"""The determinant as a number, with sign and logarithm beside it."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import quantum
from workbench.numerics.determinant import Product
from workbench.operations.spec import Array, Matrix2, Operand, Operation, Outcome, Problem
from workbench.operations.square import determinants
from workbench.operations.square.determinant_evidence import Evidence, evidence, exact_value
from workbench.operations.square.determinants import cost, hopeless, routes, verdict, wrong_shape
from workbench.operations.steps import worked


class Determinant(NamedTuple):
    result: Annotated[Operand, "the factor by which A scales volumes, negative where it reverses orientation"]


def det(A: Matrix2) -> Determinant:
    """The determinant of a square matrix.

    Whether A is invertible is a question for its rank or condition number, never for a small determinant.
    """
    determinants.need(A)
    return Determinant(Operand("result", (), A.dtype))


def _finish(problem: Problem, found: Product) -> Outcome:
    dtype = problem["A"].dtype
    sign = found.sign if dtype.kind == "c" else found.sign.real
    value = found.value(dtype)
    warnings: tuple[str, ...] = ()
    if found.mantissa and (not np.isfinite(value) or not value):
        word = "underflows to 0" if not value else "overflows"
        warnings = (f"The determinant {word} in {dtype}; its sign and logarithm are in the details.",)
    details = {"sign": sign, "logabsdet": found.logarithm}
    return Outcome({"result": value}, {}, warnings, details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Compare with the product of verified pivots, or with exact arithmetic; the bound is that of the factors."""
    value = outcome.outputs["result"]
    if (bad := wrong_shape(value)) is not None:
        return bad
    found = evidence(problem, outcome)
    expected = found.expected.value(problem["A"].dtype)
    if found.expected.mantissa and (not np.isfinite(expected) or not expected):
        return _out_of_range(value, expected, problem, found)
    if not np.isfinite(value):
        return Assessment("red", "Verification failed: the determinant is a finite number.")
    difference = abs(complex(value) - complex(expected))
    size = abs(complex(expected))
    spacing = quantum(value.dtype) / size if size else 0.0
    return verdict(
        problem, found, difference / size if size else difference, 1.0, "the determinant", spacing=spacing
    )  # fmt: skip


def _out_of_range(value: Array, expected: Array, problem: Problem, found: Evidence) -> Assessment:
    dtype = problem["A"].dtype
    if np.array_equal(value, expected, equal_nan=True) and hopeless(problem, found):
        return verdict(problem, found, 0.0, 1.0, "the determinant")
    if np.array_equal(value, expected, equal_nan=True):
        reason = f"The determinant is outside the range of {dtype}; sign and log |det| are in the details."
        return Assessment("amber", reason)
    return Assessment("red", f"Verification failed: the determinant is outside the range of {dtype}.")


def exact_det(problem: Problem) -> dict[str, Fraction] | None:
    value = exact_value(problem)
    return None if value is None else {"result": value}


DET = Operation(
    declare=det,
    routes=routes(_finish, lambda _, names: f"d = np.linalg.det({names[0]})"),
    certify=certify,
    cost=cost,
    exact=exact_det,
    steps=worked("determinant", "det_steps"),
    stacked=True,
)
