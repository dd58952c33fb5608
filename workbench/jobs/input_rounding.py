"""A verified answer to numbers that were rounded on the way in, beside the answer to the numbers as they were given."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends.exact import fractions
from workbench.jobs.difference import HELD, Pair, pairs_of
from workbench.jobs.request import Result
from workbench.jobs.rounded import rounded
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import digits, eps, half_digits
from workbench.operations.spec import Operation, Problem

ALLOWED = 100
"""How many error bounds an answer may be off before rounding of its input is looked at."""


def told(operation: Operation, problem: Problem, result: Result) -> Result:
    """The result; where it is right for what its type holds, but not for what was given, with a verdict that says so.

    It is right if it agrees with exact arithmetic on the rounded numbers.
    """
    assessment = result.certificate.assessment
    if assessment.verdict != "green" or result.exact is None or problem.dtype.kind != "f" or not _rounds(problem):
        return result
    allowed = ALLOWED * max(assessment.error_bound or 0.0, eps(problem.dtype))
    off = _off(result)
    held = _of_what_is_held(operation, problem, result) if off > allowed else None
    if held is None or _off(held) > allowed:
        return result
    return replace(result, certificate=replace(result.certificate, assessment=_worded(assessment, problem, off)))


def _rounds(problem: Problem) -> bool:
    """Whether some number is not what was given."""
    entries = ((problem[key], given) for key, given in problem.exact.items() if given is not None)
    return any(Fraction(float(x)) != e for array, given in entries for x, e in zip(array.flat, given.flat, strict=True))


def _of_what_is_held(operation: Operation, problem: Problem, result: Result) -> Result | None:
    """The result beside exact arithmetic on the rounded numbers; None where that has no answer to compare with."""
    assert operation.exact is not None, "an answer with a twin has somewhere to get it from"
    entries = {key: fractions(array) for key, array in problem.arrays.items()}
    try:
        held = operation.exact(replace(problem, exact=entries))
    except UserError:  # of the numbers as they were given there is an answer, of the rounded ones there is none
        return None
    names = [name for name, twin in (result.exact or {}).items() if twin is not None]
    if held is None or any(held.get(name) is None for name in names):
        return None
    return replace(result, exact={name: held.get(name) for name in result.outputs})


def _off(result: Result) -> float:
    """The largest difference from the twin, relative to the largest entry of its output; 0 where there is none.

    An output that is exactly 0 is left out: what is left of it is as small as rounding, and a card says so.
    """
    return max((_relative(pairs_of(result, name)) or _of_roots(result, name) for name in result.outputs), default=0.0)


def _relative(pairs: list[Pair]) -> float:
    size = max((abs(pair.exact) for pair in pairs), default=Fraction(0))
    if not size or any(pair.beyond for pair in pairs):
        return 0.0
    ratio = max(pair.gap for pair in pairs) / size
    return float(min(ratio, Fraction(10) ** 9))


def _of_roots(result: Result, name: str) -> float:
    """The same of a number that is made of roots."""
    value, twin = result.outputs[name], (result.exact or {}).get(name)
    if not isinstance(twin, str) or value is None or np.ndim(value):
        return 0.0
    exact = rounded(twin)[()]
    return float(abs(value - exact) / abs(exact)) if np.isfinite(exact) and exact else 0.0


def _worded(assessment: Assessment, problem: Problem, off: float) -> Assessment:
    left = digits(off, problem.dtype)
    words = f"{HELD} {problem.dtype} holds them; rounding them on the way in leaves {_count(left)} for those given."
    verdict: Any = "green" if left >= half_digits(problem.dtype) else "amber"
    return replace(assessment, verdict=verdict, reason=words, error_bound=off, digits=left)


def _count(left: int) -> str:
    return {0: "no digit", 1: "1 digit"}.get(left, f"{left} digits")
