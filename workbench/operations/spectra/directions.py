"""What is said of vectors beside their values: to how many digits they are determined, and why to no more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics import graded
from workbench.numerics.bounds import digits, half_digits
from workbench.numerics.determined import Determined
from workbench.numerics.spectral import floor
from workbench.operations.spec import Array

TOLD = ("vector_digits", "gaps")
"""The names under which `details` tells of vectors."""


def warnings(values: Array, found: Determined | None, what: str) -> tuple[str, ...]:
    """A sentence where the vectors of some `what` are determined to less than half of the digits."""
    if found is None or not len(values):
        return ()
    known = found.digits(values.dtype)
    half = half_digits(values.dtype)
    few = [k for k, count in enumerate(known) if count < half]
    if not few:
        return ()
    worst = found.least
    count = "no digit" if not known[worst] else "1 digit only" if known[worst] == 1 else f"{known[worst]} digits only"
    others = (
        f" {len(few)} {what}s have vectors of less than {half_digits(values.dtype)} digits." if len(few) > 2 else ""
    )
    text = f"The vectors of the {what} {shown(values[worst])} are determined to {count}: {_because(values, found)}."
    return (text + others,)


def _because(values: Array, found: Determined) -> str:
    gap = f"the gap to the next is {found.gaps[found.least]:.1e} of the largest"
    turned = found.sines[found.least] * found.gaps[found.least] > 1e3 * found.sines.min() * found.gaps.max()
    return f"{gap}, and the vectors of others are almost dependent" if turned else gap


def faint(values: Array, what: str, method: str | None) -> tuple[str, ...]:
    """A sentence where values are so small beside the largest that rounding leaves them no digit, but for Jacobi's."""
    if method in (graded.JACOBI, graded.CHOLESKY) or not np.isfinite(values).all():
        return ()
    with np.errstate(over="ignore", under="ignore"):
        moduli = np.abs(values)
        lost = (moduli > 0) & (moduli <= floor(len(values), values.dtype) * moduli.max(initial=0))
    count = int(np.count_nonzero(lost))
    if not count:
        return ()
    example = shown(values[lost][0])
    if count == 1:
        return (f"The {what} {example} is zero to working precision: beside the largest it has no digit.",)
    text = f"{count} {what}s, such as {example}, are zero to working precision: beside the largest they have no digit."
    return (text,)


def judged(
    said: Assessment, values: Array, found: Determined | None, what: str, residual: float | None = None
) -> Assessment:
    """The verdict that also speaks of the vectors: amber where no digit of one is determined.

    `found` assumes the residual of a good routine; a larger one that was observed takes its digits.
    """
    if found is None or said.verdict == "red" or said.digits is None or not len(values):
        return said
    more = max(1.0, (residual or 0.0) / floor(len(values), values.dtype))
    count = digits(more * float(found.sines[found.least]), values.dtype)
    shown_by = digits(said.error_bound, values.dtype) if said.error_bound is not None else 0
    span = f" Of the vectors of equal {what}s only the span is determined." if found.groups else ""
    if not count:
        why = f"none of the vectors of {shown(values[found.least])}: {_because(values, found)}"
        reason = f"{_count(said.digits)} of the {what}s can be trusted, but {why}.{span}"
        return replace(said, verdict="amber", reason=reason)
    if shown_by < min(count, said.digits, half_digits(values.dtype)):
        reason = (
            f"{_count(said.digits)} of the {what}s can be trusted, but of the vectors the residual shows {{}}.{span}"
        )
        return replace(said, verdict="amber", reason=reason.format("none" if not shown_by else f"{shown_by} only"))
    count = min(count, shown_by)
    if count >= said.digits - 1:
        return replace(said, reason=said.reason + span)
    tail = f"{said.digits} digits are trusted."
    if said.reason.endswith(tail):
        spoken = f"{said.digits} digits of the {what}s are trusted, and {count} of the vectors."
        return replace(said, reason=said.reason.removesuffix(tail) + spoken + span)
    verb = "is" if count == 1 else "are"
    return replace(said, reason=f"{said.reason} {_count(count)} of the vectors {verb} determined.{span}")


def _count(digits: int) -> str:
    return "1 digit" if digits == 1 else f"{digits} digits"


def details(found: Determined | None, dtype: Any) -> dict[str, Any]:
    """Plain data: the digits of each vector, and the gap of each value relative to the largest."""
    if found is None:
        return {}
    gaps = [float(gap) if gap < float("inf") else None for gap in found.gaps]
    return {"vector_digits": found.digits(dtype), "gaps": gaps}


def shown(value: Any) -> str:
    """A number, real or complex, in a sentence."""
    z = complex(value)
    if z.imag == 0:
        return f"{z.real:.6g}"
    return f"{z.real:.6g} {'-' if z.imag < 0 else '+'} {abs(z.imag):.6g}i"
