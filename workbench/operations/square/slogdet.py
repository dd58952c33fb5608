"""The determinant as sign and logarithm, for matrices of any order and scale."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.determinant import Product
from workbench.operations.spec import Matrix2, Operand, Operation, Outcome, Problem
from workbench.operations.square import determinants
from workbench.operations.square.determinants import cost, evidence, routes, verdict, wrong_shape
from workbench.operations.steps import worked


class SignAndLog(NamedTuple):
    sign: Annotated[Operand, "1, −1 or 0; of modulus 1 or 0 for a complex matrix"]
    logabsdet: Annotated[Operand, "the natural logarithm of |det A|, −inf for a singular matrix"]


def slogdet(A: Matrix2) -> SignAndLog:
    """Sign and logarithm of the determinant, which cannot over- or underflow."""
    determinants.need(A)
    return SignAndLog(Operand("sign", (), A.dtype), Operand("logabsdet", (), np.zeros(0, A.dtype).real.dtype))


def _finish(problem: Problem, found: Product) -> Outcome:
    dtype = problem["A"].dtype
    sign = np.asarray(found.sign if dtype.kind == "c" else found.sign.real, dtype=dtype)
    return Outcome({"sign": sign, "logabsdet": np.asarray(found.logarithm, dtype=problem["A"].real.dtype)})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The bound is that of the absolute error of log |det|, which is the relative error of the determinant."""
    sign, log = outcome.outputs["sign"], outcome.outputs["logabsdet"]
    if (bad := wrong_shape(sign) or wrong_shape(log)) is not None:
        return bad
    found = evidence(problem, outcome)
    if not found.expected.mantissa:
        right = complex(sign) == 0 and float(log) == -math.inf
        return verdict(problem, found, 0.0 if right else 1.0, 1.0, "the logarithm")
    if not (np.isfinite(log) and np.isfinite(sign)):
        return Assessment("red", "Verification failed: the logarithm is a finite number.")
    turn = abs(complex(sign) - found.expected.sign)
    if turn and sign.dtype.kind != "c":
        return Assessment("red", "Verification failed: the sign is wrong.")
    difference = max(turn, abs(float(log) - found.expected.logarithm))
    return verdict(problem, found, difference, abs(found.expected.logarithm), "the logarithm")


def exact_slogdet(problem: Problem) -> dict[str, Fraction | None] | None:
    value = determinants.exact_value(problem)
    return None if value is None else {"sign": Fraction((value > 0) - (value < 0)), "logabsdet": None}


SLOGDET = Operation(
    declare=slogdet,
    routes=routes(_finish, lambda _, names: f"sign, logabsdet = np.linalg.slogdet({names[0]})"),
    certify=certify,
    cost=cost,
    exact=exact_slogdet,
    steps=worked("determinant", "det_steps"),
    stacked=True,
)
