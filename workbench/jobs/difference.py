"""How far floating point is from the exact answer, and why, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.jobs.request import Result

Array = np.ndarray[Any, Any]
MAGNIFIED = 1e3
"""Condition numbers from which they, and not the rounding of single steps, explain a difference."""
OTHER = 1e-2
"""A difference, relative to the largest entry, that no verified answer has from its twin unless they are two bases."""
LONGEST = 13
"""Characters of a fraction that may stand in a sentence."""
USUAL = Fraction(10) ** 6
"""Of entries that are much larger, or smaller than its inverse, differences are told as a part of them."""
BASES = frozenset({"eigenvectors", "U", "Q", "V", "Vh", "components"})
OF_BASES = frozenset({"null_space", "orth", "subspaces"})
"""Outputs, and operations, whose answers are bases."""
OTHER_BASIS = "another basis of the same space, without roots"
PIVOTED = frozenset({"lu", "ldl", "qr"})
"""Operations whose factors are others where pivots are."""
HELD = "Right for the numbers as"
"""How a certificate begins that knows of numbers that were rounded before the first step."""
OTHER_PIVOTS = "other pivots than without rounding, and so other factors"


class Pair(NamedTuple):
    """One entry of an output, rounded (Inf or NaN if it has left the range of its type) and exact."""

    rounded: float
    exact: Fraction

    @property
    def gap(self) -> Fraction:
        return abs(Fraction(self.rounded) - self.exact)

    @property
    def beyond(self) -> bool:
        return not math.isfinite(self.rounded)


def difference(result: Result) -> str:
    """`float64 differs by 1.9e−17`, or that it agrees in every digit; "" where nothing is rational."""
    if _repivoted(result):
        return OTHER_PIVOTS
    if any(_rescaled(result, name) for name in result.outputs):
        return OTHER_BASIS
    pairs = list(_pairs(result))
    if not pairs:
        return ""
    dtype = result.certificate.dtype
    if any(pair.beyond for pair in pairs):
        return f"the answer leaves the range of {dtype}"
    worst, size = max(pair.gap for pair in pairs), max(abs(pair.exact) for pair in pairs)
    if not worst:
        return f"{dtype} agrees in every digit"
    if size >= worst and not 1 / USUAL <= size <= USUAL:
        return f"{dtype} differs by {_figure(worst / size)} of the largest entry"
    return f"{dtype} differs by {_figure(worst)}"


def reason(result: Result) -> str:
    """Why they differ, one sentence; "" where they agree, and of integers that wrapped round, which a warning tells."""
    pairs = list(_pairs(result))
    dtype = np.dtype(result.certificate.dtype if pairs else bool)
    if dtype.kind not in "fc" or not any(pair.beyond or pair.gap for pair in pairs):
        return ""
    if (left := _out_of_range(pairs, dtype)) is not None:
        return left
    if result.certificate.reason.startswith(HELD):
        return f"The input was rounded to {result.certificate.dtype} before the first step."
    if _decided(result):
        return "What counts as 0 among rounded numbers is not 0 exactly."
    lost = next((pair for pair in pairs if not pair.exact and pair.rounded), None)
    if lost is not None and _small(lost, pairs):
        return _cancelled(lost, result.certificate.dtype)
    if all(_nearest(pair, result.certificate.dtype) for pair in pairs):
        return _not_binary(pairs, result.certificate.dtype)
    return _magnified(result) or (
        f"{result.certificate.dtype} rounds every step to {_digits(result)} digits, and a few roundings add up."
    )


def _pairs(result: Result) -> Iterator[Pair]:
    for name in result.outputs:
        yield from pairs_of(result, name)


def pairs_of(result: Result, name: str) -> list[Pair]:
    """The real entries of an output whose twin is rational, beside it; none of exact answers."""
    if result.certificate.backend == "exact" or _repivoted(result):  # or it is not known, or not to be compared
        return []
    value = result.outputs[name]
    twin = _rational(value, (result.exact or {}).get(name))
    return [] if value is None or twin is None or _rescaled(result, name) else list(_entries(value, twin))


def _entries(value: Array, twin: Array) -> Iterator[Pair]:
    rows = zip(np.asarray(value).flat, twin.flat, strict=True)
    return (Pair(float(x.real), Fraction(e)) for x, e in rows if not x.imag or not np.isfinite(x))


def _rescaled(result: Result, name: str) -> bool:
    """Whether a verified output and its twin are other vectors of one space, such as a basis without roots."""
    if name not in BASES and result.operation not in OF_BASES:
        return False
    value, twin = result.outputs.get(name), _rational(result.outputs.get(name), (result.exact or {}).get(name))
    certificate = result.certificate
    if value is None or twin is None or np.ndim(value) == 0 or certificate.backend == "exact":
        return False
    if certificate.verdict != "green":
        return False
    pairs = [pair for pair in _entries(value, twin) if not pair.beyond]
    size = max((abs(pair.exact) for pair in pairs), default=Fraction(0))
    return any(pair.gap > OTHER * max(size, Fraction(OTHER)) for pair in pairs)


def _repivoted(result: Result) -> bool:
    """Whether rows or columns were exchanged otherwise than exact numbers ask, or taken in other blocks of D."""
    if result.operation not in PIVOTED or result.certificate.backend == "exact":
        return False
    names = ("P", "Q") if result.operation == "lu" else ("P", "D")
    twins = {name: _rational(result.outputs.get(name), (result.exact or {}).get(name)) for name in names}
    known = ((name, np.asarray(result.outputs[name]), twin) for name, twin in twins.items() if twin is not None)
    return any(not np.array_equal(_chosen(name, value), _chosen(name, twin)) for name, value, twin in known)


def _chosen(name: str, factor: Array) -> Array:
    """Where a permutation has its ones, or D its blocks of two rows."""
    return np.asarray((np.diagonal(factor, 1) if name == "D" else factor) != 0, dtype=bool)


def _rational(value: Array | None, exact: Any) -> Array | None:
    if value is None or exact is None or isinstance(exact, str):
        return None
    twin = np.asarray(exact, dtype=object)
    whole = twin.shape == np.shape(value) and all(isinstance(item, (int, Fraction)) for item in twin.flat)
    return twin if whole else None


def _out_of_range(pairs: list[Pair], dtype: np.dtype[Any]) -> str | None:
    """Of overflow, and of underflow where the largest difference comes from it."""
    info = np.finfo(dtype)
    left = next((pair for pair in pairs if pair.beyond), None)
    if left is not None and abs(left.exact) <= Fraction(float(info.max)):
        return f"The exact entry is {_figure(left.exact)}, but a step on the way to it leaves the range of {dtype}."
    if left is not None:
        return f"The exact entry {_figure(left.exact)} is beyond the largest {dtype}, {_figure(float(info.max))}."
    worst = max(pairs, key=lambda pair: pair.gap)
    if worst.exact and max(abs(worst.exact), abs(Fraction(worst.rounded))) < Fraction(float(info.tiny)):
        least = float(info.smallest_subnormal)
        if abs(worst.exact) < least:
            return f"The exact entry {_figure(worst.exact)} is below the least {dtype}, {_figure(least)}: underflow."
        return f"The entry {_figure(worst.exact)} is next to the least {dtype}, {_figure(least)}, and has few digits."
    return None


def _decided(result: Result) -> bool:
    """Whether the rank was taken for another one than it is."""
    exact = result.exact or {}
    pivots, name = result.outputs.get("pivots"), "result" if result.operation == "matrix_rank" else "rank"
    if pivots is not None and exact.get("pivots") is not None:
        return np.size(pivots) != np.size(exact["pivots"])
    value, twin = result.outputs.get(name), exact.get(name)
    return isinstance(twin, (int, Fraction)) and value is not None and float(value) != twin


def _small(lost: Pair, pairs: list[Pair]) -> bool:
    """Whether it is little beside the other entries; where all are exactly 0 there is nothing to compare it with."""
    size = max(abs(pair.exact) for pair in pairs)
    return not size or lost.gap <= size * Fraction(OTHER)


def _cancelled(pair: Pair, dtype: str) -> str:
    return (
        f"Exactly 0; {dtype} gives {_figure(pair.rounded)}, because what should cancel was rounded on the way "
        "and leaves a remainder."
    )


def _nearest(pair: Pair, dtype: str) -> bool:
    """Whether the rounded entry is the number of that type next to the exact one."""
    try:
        with np.errstate(over="ignore"):
            return bool(np.asarray(float(pair.exact)).astype(dtype) == pair.rounded)
    except OverflowError:
        return False


def _not_binary(pairs: list[Pair], dtype: str) -> str:
    example = max((pair for pair in pairs if pair.gap), key=lambda pair: -pair.exact.denominator)
    text = str(example.exact).replace("-", "−")
    if len(text) > LONGEST:
        return f"Each entry is the nearest {dtype}: few fractions have a binary form as short as that."
    return f"Each entry is the nearest {dtype}: numbers such as {text} have no finite binary form."


def _magnified(result: Result) -> str:
    condition = result.certificate.assessment.condition
    if condition is None or not condition.value >= MAGNIFIED:
        return ""
    unit = _figure(float(np.finfo(result.certificate.dtype).eps) / 2)
    return f"The condition number {_figure(condition.value)} magnifies rounding errors of {unit}."


def _digits(result: Result) -> int:
    return int(np.finfo(result.certificate.dtype).precision) + 1


def _figure(value: float | Fraction) -> str:
    """Two digits and a short exponent: `2.4e−16`; three digits of what is near 1. Fractions may be of any size."""
    if isinstance(value, float) and not math.isfinite(value):
        return "∞"
    exact = Fraction(value)
    if not exact or Fraction(1, 100) <= abs(exact) < 10_000:
        return f"{float(exact):.3g}".replace("-", "−")
    mantissa, power = f"{Decimal(exact.numerator) / exact.denominator:.1e}".split("e")
    return f"{mantissa}e{int(power)}".replace("-", "−")
