"""What a result that is 0 throughout proves: little, since terms may cancel to 0 or underflow to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends.exact import fractions
from workbench.model.certificate import Assessment
from workbench.model.matrix import EXACT_LIMIT
from workbench.numerics.bounds import max_digits
from workbench.operations.spec import Array, Problem

Truth = Callable[[], Any]
"""The result in exact arithmetic, as fractions, or None where it is not known."""

PROBED = 7
"""Bits that the entries of random vectors take (`numerics.probes.uneven`)."""


def truth(problem: Problem, twin: Callable[[Problem], dict[str, Any] | None], name: str = "result") -> Truth:
    """One output by the exact twin of an operation, from the numbers as typed, else from what floats hold."""

    def find() -> Any:
        entries = {key: _fractions(problem, key) for key in problem.arrays}
        answer = twin(replace(problem, exact=entries))
        return None if answer is None else answer.get(name)

    return find


def _fractions(problem: Problem, key: str) -> Array | None:
    found, array = problem.exact.get(key), problem[key]
    if found is not None or array.dtype.kind != "f" or array.size > EXACT_LIMIT or not np.isfinite(array).all():
        return found
    return fractions(array)


def verdict(what: str, dtype: np.dtype[Any], terms: bool, truth: Truth, exact: bool, underflows: bool) -> Assessment:
    """The verdict on a result that is 0 throughout and has passed its check.

    `terms` says whether any term of its sums differs from 0, `exact` whether such sums are exact in the type
    (`are_whole`), `underflows` whether the check has seen that they are not 0 throughout.
    """
    if not terms:
        return _proved(f"{_capital(what)} is zero: every term is 0.", dtype)
    known = truth()
    if known is not None:
        return _compared(what, dtype, np.ravel(known))
    if underflows:
        return _underflow(what)
    if exact:
        return _proved(f"{_capital(what)} is zero: sums of numbers as short as these are exact.", dtype)
    reason = f"{_capital(what)} is 0 to rounding: terms cancel or underflow, and none of its digits is proved."
    return Assessment("amber", reason, digits=0)


def _compared(what: str, dtype: np.dtype[Any], known: Array) -> Assessment:
    """Against the entries in exact arithmetic."""
    worst = max((Fraction(x) for x in known), key=abs)
    if not worst:
        return _proved(f"{_capital(what)} is zero: exact arithmetic agrees.", dtype)
    if abs(worst) < Fraction(float(np.finfo(dtype).smallest_subnormal)):
        return _underflow(what)
    which = "it" if len(known) == 1 else "the largest entry"
    reason = f"No digit of {what} can be trusted: terms cancel to 0, and exactly {which} is {_near(worst)}."
    return Assessment("red", reason, digits=0)


def _proved(reason: str, dtype: np.dtype[Any]) -> Assessment:
    return Assessment("green", reason, 0.0, 0.0, None, 0.0, max_digits(dtype))


def _underflow(what: str) -> Assessment:
    return Assessment("amber", f"{_capital(what)} underflows to 0.", digits=0)


def _near(x: Fraction) -> str:
    most = Fraction(np.finfo(np.float64).max)
    return f"{float(min(max(x, -most), most)):.3g}"


def _capital(what: str) -> str:
    return what[0].upper() + what[1:]


def are_whole(arrays: Sequence[Array], count: int) -> bool:
    """Whether every sum of `count` products of entries, one of each array, is exact in their type.

    It is where the entries of each are multiples of a power of two and so short that no sum has more bits than the
    type holds, also if it is multiplied by a random vector as probes are.
    """
    room = np.finfo(arrays[0].dtype).nmant + 1 - PROBED - max(1, count).bit_length()
    units = [_unit(array) for array in arrays]
    least = sum(unit for unit, _ in units)
    return sum(bits for _, bits in units) <= room and least - PROBED >= np.finfo(arrays[0].dtype).minexp


def _unit(array: Array) -> tuple[int, int]:
    """The exponent of the largest power of two that divides every entry, and the bits of the largest in units of it."""
    parts = np.concatenate([array.real.ravel(), array.imag.ravel()]) if array.dtype.kind == "c" else array.ravel()
    mantissa, exponents = np.frexp(parts[parts != 0].astype(np.float64))
    if not mantissa.size:
        return 0, 0
    digits = np.ldexp(np.abs(mantissa), 53).astype(np.int64)
    zeros = np.frexp((digits & -digits).astype(np.float64))[1] - 1
    least = int((exponents - 53 + zeros).min())
    return least, int(exponents.max()) - least + (array.dtype.kind == "c")
