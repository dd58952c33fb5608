"""The determinant as sign and logarithm, for matrices of any order and scale."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact_logarithms
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, eps, judge
from workbench.numerics.determinant import Product
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Matrix2, Operand, Operation, Outcome, Problem
from workbench.operations.square import determinants
from workbench.operations.square.determinant_evidence import Evidence, evidence, exact_value, whole_value
from workbench.operations.square.determinants import AGREES, cost, routes, verdict, wrong_shape
from workbench.operations.steps import worked


class SignAndLog(NamedTuple):
    sign: Annotated[Operand, "1, −1 or 0; of modulus 1 or 0 for a complex matrix"]
    logabsdet: Annotated[Operand, "the natural logarithm of |det A|, −inf for a singular matrix"]


def slogdet(A: Matrix2) -> SignAndLog:
    """Sign and logarithm of the determinant, which cannot over- or underflow."""
    determinants.need(A)
    return SignAndLog(Operand("sign", (), A.dtype), Operand("logabsdet", (), np.zeros(0, A.dtype).real.dtype))


NEAR = 0.5
"""A logarithm nearer to 0 has fewer digits than the determinant: small matrices get it from the exact one."""


def _finish(problem: Problem, found: Product) -> Outcome:
    dtype = problem["A"].dtype
    sign = np.asarray(found.sign if dtype.kind == "c" else found.sign.real, dtype=dtype)
    known = _nearest(problem) if abs(found.logarithm) < NEAR else None
    log = found.logarithm if known is None else known
    outputs = {"sign": sign, "logabsdet": np.asarray(log, dtype=problem["A"].real.dtype)}
    return Outcome(outputs, {"rounded": known is not None})


def _nearest(problem: Problem) -> float | None:
    """The logarithm of the exact determinant, correctly rounded; None where that is out of reach, or there is none."""
    value = whole_value(problem)
    if not value:
        return None
    return exact_logarithms.nearest(value) / (
        2 if problem.exact.get("A") is None and problem["A"].dtype.kind == "c" else 1
    )


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The error of log |det| is the relative error of the determinant; the bound is relative to the logarithm.

    A logarithm near 0 is that of the exact determinant, rounded once, and compared with it.
    """
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
    if outcome.witness.get("rounded"):
        return _rounded_once(problem, found, turn, log)
    expected = found.expected.logarithm
    difference = max(turn, abs(float(log) - expected))
    size = min(abs(expected), 1.0) if sign.dtype.kind == "c" else abs(expected)
    return verdict(
        problem, found, difference, abs(expected), "the logarithm", size or 1.0, unproved=NEXT_TO_ZERO
    )  # fmt: skip


NEXT_TO_ZERO = (
    "The modulus of the determinant is 1 to rounding: no digit of its logarithm, which is next to 0, is sure."
)


def _rounded_once(problem: Problem, found: Evidence, turn: float, log: Array) -> Assessment:
    """The exact logarithm, rounded, is met to the last digits; the sign as far as the factors tell it."""
    expected, unit = _nearest(problem) or 0.0, eps(log.dtype)
    off = abs(float(log) - expected)
    relative = off / abs(expected) if expected else off
    checks = (
        Residual.of(relative, 1.0 if expected else 0.0, log.dtype),
        Residual.of(turn, max(found.level, unit) / unit, log.dtype),
    )
    least = max(unit, found.level if turn else 0.0, turn)
    return judge(
        log.dtype, max(relative, least), *checks, what="the logarithm", residual=max(off, turn),
        condition=found.condition, green=AGREES,
    )  # fmt: skip


def exact_slogdet(problem: Problem) -> dict[str, Any] | None:
    """The logarithm with thirty digits, between two decimals; none for a singular matrix."""
    value = exact_value(problem)
    if value is None:
        return None
    log = exact_logarithms.logarithm(value) if value else None
    return {"sign": Fraction((value > 0) - (value < 0)), "logabsdet": log}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    line, A, times, _ = divided(problem, "A", names[0])
    back = f"\nlogabsdet += len({names[0]}) * np.log({times.rstrip(' *')})" if line else ""
    return f"{line}sign, logabsdet = np.linalg.slogdet({A}){back}"


SLOGDET = Operation(
    declare=slogdet,
    routes=routes(_finish, _code),
    certify=certify,
    cost=cost,
    exact=exact_slogdet,
    steps=worked("determinant", "det_steps"),
    stacked=True,
)
