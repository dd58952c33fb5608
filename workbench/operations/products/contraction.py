"""Sums of products over shared indices, for any number of arrays: evaluated by einsum, checked by probes.

An index is a number, a term the indices of one array's axes. This is the common form of einsum, of stacks of matrix
products and of chains.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, grain, growth, judge, quantum
from workbench.numerics.probes import largest, scaled, shifted, squared
from workbench.operations import zero
from workbench.operations.common import unusable
from workbench.operations.products import wrapping
from workbench.operations.products.freivalds import OVERFLOW, empty
from workbench.operations.spec import Array
from workbench.operations.zero import Truth

Term = tuple[int, ...]

DIRECT = 1 << 17
"""Products up to which the whole of it is computed once more."""
COUNT = 4
WHOLE_COUNT = 16
ENOUGH = 64
"""By how much probes should at least shorten the work."""


@dataclass(frozen=True)
class Contraction:
    """The terms of the arrays, and of the result."""

    terms: tuple[Term, ...]
    out: Term

    def lengths(self, shapes: Sequence[tuple[int, ...]]) -> dict[int, int]:
        """The length of each index; an axis of length 1 is stretched to that of others."""
        found: dict[int, int] = {}
        for term, shape in zip(self.terms, shapes, strict=True):
            for index, n in zip(term, shape, strict=True):
                found[index] = n if found.get(index, 1) == 1 else found[index]
        return found

    def evaluate(self, arrays: Sequence[Array]) -> Array:
        """The result, pair by pair along a cheap path."""
        return _einsum(*_without_ones(self, arrays, self.lengths([array.shape for array in arrays])), self.out)


def _einsum(arrays: Sequence[Array], terms: Sequence[Term], out: Term) -> Array:
    arguments: list[Any] = [item for array, term in zip(arrays, terms, strict=True) for item in (array, list(term))]
    return np.asarray(np.einsum(*arguments, list(out), optimize="greedy"))


def scale_all(arrays: Sequence[Array]) -> tuple[list[Array], int]:
    """Every array scaled so that no product of squares over- or underflows, and the sum of the exponents."""
    pairs = _moderate(arrays)
    return [array for array, _ in pairs], sum(p for _, p in pairs)


def exponents(arrays: Sequence[Array]) -> list[int]:
    """The power of two that `scale_all` takes out of each array."""
    return [p for _, p in _moderate(arrays)]


def _moderate(arrays: Sequence[Array]) -> list[tuple[Array, int]]:
    limit = (50 if arrays[0].real.dtype.itemsize == 4 else 400) // len(arrays)
    return [scaled(array, limit=limit) for array in arrays]


def evaluate_scaled(multiply: Callable[[Sequence[Array]], Array], arrays: Sequence[Array]) -> Array:
    """The result, with entries that left the range only on the way from arrays that were scaled."""
    value = multiply(arrays)
    pairs = _moderate(arrays)
    if not any(p for _, p in pairs) or np.isfinite(value).all():
        return value
    moderate = shifted(multiply([array for array, _ in pairs]), sum(p for _, p in pairs))
    return np.where(np.isfinite(value), value, moderate)


def certify_contraction(
    contraction: Contraction, arrays: Sequence[Array], value: Any, truth: Truth, green: str, what: str = "the result"
) -> Assessment:
    """The result summed with random signs along its longest index, against the same sum of the arrays.

    With the last array first: another order of operations. A small result is compared entry by entry. The rounding
    level of a sum of K products is √K times the root of the sum of their squares (Cauchy and Schwarz).
    """
    lengths = contraction.lengths([array.shape for array in arrays])
    shape = tuple(lengths[index] for index in contraction.out)
    if np.shape(value) != shape or not math.prod(shape):
        return unusable(value, shape, what) or empty(value)
    if not math.prod(lengths.values()):
        return empty(value)
    if not np.isfinite(largest(value)):
        return OVERFLOW
    moderate, p = scale_all(arrays)
    check = _residual(contraction, moderate, shifted(value, -p) if p else value, lengths, p)
    size = largest(shifted(value, -p) if p else value)
    if not size and check.passes:
        return _vanished(contraction, moderate, lengths, check, truth, what)
    bound = float(check.level.max(initial=0))
    spacing = quantum(value.dtype, max(-p, 0)) / size if size else 0.0
    return judge(value.dtype, bound / size if size else math.inf, check, what=what, green=green, spacing=spacing)


def certify_integers(contraction: Contraction, arrays: Sequence[Array], value: Any) -> Assessment:
    """The same sums in the same integer type, where arithmetic modulo 2ᵇⁱᵗˢ is exact."""
    lengths = contraction.lengths([array.shape for array in arrays])
    if np.shape(value) != tuple(lengths[index] for index in contraction.out):
        return Assessment("red", "Verification failed: the result has another shape.")
    if math.prod(lengths.values()):
        left, right, _ = _two_sides(contraction, arrays, value, lengths)
        if not np.array_equal(left, right):
            return Assessment("red", "Verification failed: the result is not right modulo 2ⁿ.")
    return wrapping.verdict(count_wrapped(contraction, arrays, value), value.dtype)


def count_wrapped(contraction: Contraction, arrays: Sequence[Array], value: Array) -> int:
    """How many entries of an integer result are beyond its type."""
    near = contraction.evaluate([array.astype(np.float64) for array in arrays])
    return wrapping.wrapped(lambda x: x, (near,), value)


def _vanished(
    contraction: Contraction,
    arrays: Sequence[Array],
    lengths: dict[int, int],
    check: Residual,
    truth: Truth,
    what: str,
) -> Assessment:
    """The verdict on a result whose entries are all 0."""
    flat, terms = _without_ones(contraction, arrays, lengths)
    found = bool(_einsum([(array != 0).astype(np.float64) for array in flat], terms, ()).any())
    exact = zero.are_whole(arrays, _count(contraction, lengths))
    return zero.verdict(what, arrays[0].dtype, found, truth, exact, bool(check.observed.any()))


def _residual(
    contraction: Contraction, arrays: Sequence[Array], value: Array, lengths: dict[int, int], p: int
) -> Residual:
    with np.errstate(all="ignore"):
        left, right, squares = _two_sides(contraction, arrays, value, lengths)
    scale = np.sqrt(_count(contraction, lengths) * squares) * growth(len(arrays)) + grain(value.dtype, max(-p, 0))
    return Residual.of(np.abs(left - right), scale, value.dtype)


def _two_sides(
    contraction: Contraction, arrays: Sequence[Array], value: Array, lengths: dict[int, int]
) -> tuple[Array, Array, Array]:
    """The result and the sums of products, both multiplied by probes where that is cheaper, and sums of squares."""
    probed = _probed(contraction, lengths)
    probes = [_signs(lengths[index], value.dtype, place) for place, index in enumerate(probed)]
    extra = max(lengths, default=-1) + 1
    beside = [(index, extra) for index in probed]
    out = (*(index for index in contraction.out if index not in probed), *((extra,) if probed else ()))
    flat, terms = _without_ones(contraction, arrays, lengths)
    flat, terms = [*flat[::-1], *probes], [*terms[::-1], *beside]
    left = _einsum([value, *probes], [contraction.out, *beside], out) if probed else value
    right = _einsum(flat, terms, out)
    squares = _einsum([squared(array) for array in flat], terms, out)
    return left, right, squares


def _count(contraction: Contraction, lengths: dict[int, int]) -> int:
    """How many products each entry of the result is the sum of."""
    return math.prod(n for index, n in lengths.items() if index not in contraction.out)


def _probed(contraction: Contraction, lengths: dict[int, int]) -> list[int]:
    """The longest indices of the result that one array alone has, as many as make the check cheap.

    None where the whole is cheap, or where no index is of that kind: summing it first would save nothing.
    """
    if math.prod(lengths.values()) <= DIRECT:
        return []
    found: list[int] = []
    alone = [index for index in contraction.out if sum(index in term for term in contraction.terms) == 1]
    for index in sorted(alone, key=lambda index: -lengths[index]):
        if math.prod(lengths[other] for other in found) >= ENOUGH:
            break
        found.append(index)
    return found


def _signs(n: int, dtype: np.dtype[Any], place: int) -> Array:
    """Signs times sizes in [1/2, 3/2), fixed for each place; for integers more of them, and signs alone."""
    rng = np.random.default_rng(20_240_700 + place)
    if dtype.kind in "iu":
        return (rng.integers(0, 2, (n, WHOLE_COUNT)) * 2 - 1).astype(dtype)
    return np.asarray((rng.integers(0, 2, (n, COUNT)) * 2 - 1) * rng.integers(32, 96, (n, COUNT)) / 64, dtype=dtype)


def _without_ones(
    contraction: Contraction, arrays: Sequence[Array], lengths: dict[int, int]
) -> tuple[list[Array], list[Term]]:
    """The arrays without the axes of length 1 that broadcasting stretches."""
    found: list[tuple[Array, Term]] = []
    for array, term in zip(arrays, contraction.terms, strict=True):
        stretched = [axis for axis, index in enumerate(term) if array.shape[axis] != lengths[index]]
        kept = tuple(index for axis, index in enumerate(term) if axis not in stretched)
        found.append((array.squeeze(tuple(stretched)), kept))
    return [array for array, _ in found], [term for _, term in found]
