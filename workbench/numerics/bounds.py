"""From residuals and conditions to error bounds, trusted digits and a verdict.

The rule behind every certificate: a right answer is never taken for a wrong one, and an error of more than 100
times the printed bound always is. So a residual is measured against its natural rounding level `scale * eps`:
up to `LIMIT` times that level it passes, and the bound that is printed never assumes less than the level itself.
An error beyond 100 bounds then leaves a residual beyond `LIMIT` levels.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment, Condition, Verdict
from workbench.numerics.probes import weighed

Array = np.ndarray[Any, np.dtype[Any]]

LIMIT = 50.0
SUBNORMAL = "numbers so near to the least have few"


def eps(dtype: Any) -> float:
    """The distance from 1 to the next number of a floating-point type."""
    return float(np.finfo(dtype).eps)


def grain(dtype: Any, p: int = 0) -> float:
    """The least number of full precision, times 2ᵖ: what was scaled by so much may have lost digits below it.

    Where that is beyond the range of numbers it is a number next to the largest, to which others may be added.
    """
    return math.ldexp(1.0, min(int(np.finfo(dtype).minexp) + p, 1000))


def quantum(dtype: Any, p: int = 0) -> float:
    """The distance between neighbours among the least numbers, the subnormal ones, times 2ᵖ.

    Whatever is scaled back to that size is rounded by half of it, however exact it was before. A finite number, as
    of `grain`.
    """
    info = np.finfo(dtype)
    return math.ldexp(1.0, min(int(info.minexp) - int(info.nmant) + p, 1000))


def spacing(dtype: Any, p: int, size: float) -> float:
    """The `quantum` relative to a size that has been scaled by 2⁻ᵖ; 0 where nothing has been scaled up."""
    return quantum(dtype, -p) / (size or 1.0) if p < 0 else 0.0


def max_digits(dtype: Any) -> int:
    """The decimal digits that a type can hold: 15 for float64, 6 for float32 (NumPy's own count)."""
    return int(np.finfo(dtype).precision)


def half_digits(dtype: Any) -> int:
    """What green asks for: 8 trusted digits in float64, 4 in float32."""
    return (max_digits(dtype) + 2) // 2


def digits(bound: float, dtype: Any) -> int:
    """Trusted decimal digits left by a relative error bound: ⌊−log₁₀ bound⌋, within what the type holds."""
    if not bound < 1:
        return 0
    return max_digits(dtype) if bound <= 0 else min(max_digits(dtype), math.floor(-math.log10(bound)))


@dataclass(frozen=True)
class Residual:
    """Observed residuals with the sizes of the terms they are the difference of (scalars or equal shapes).

    `scale` is what rounding is relative to, for example |A||x| + |b| for b − A x (Oettli and Prager 1964).
    """

    observed: Array
    scale: Array
    eps: float

    @classmethod
    def of(cls, observed: Any, scale: Any, dtype: Any) -> Residual:
        return cls(np.abs(np.asarray(observed)), np.asarray(scale, dtype=np.float64), eps(dtype))

    @property
    def relative(self) -> float:
        """max observed / scale, with 0/0 = 0: a backward error."""
        if not self.observed.size:
            return 0.0
        with np.errstate(all="ignore"):
            ratio = np.where(self.observed == 0, 0.0, self.observed / self.scale)
        worst = float(ratio.max())
        return math.inf if math.isnan(worst) else worst

    @property
    def passes(self) -> bool:
        """Whether rounding alone explains what was observed."""
        return self.relative <= LIMIT * self.eps

    @property
    def level(self) -> Array:
        """The observed residual, or the natural rounding level where that is larger: what bounds are made of."""
        result: Array = np.maximum(self.observed, self.scale * self.eps)
        return result


def judge(
    dtype: Any,
    bound: float | None,
    *residuals: Residual,
    what: str = "the answer",
    residual: float | None = None,
    backward_error: float | None = None,
    condition: Condition | None = None,
    green: str = "Verified",
    unproved: str | None = None,
    failed: str | None = None,
    spacing: float = 0.0,
    why: str | None = None,
) -> Assessment:
    """The verdict: red if a residual does not pass or no digit is left, amber for few digits or no proof.

    `unproved` says what could not be verified (best verdict then amber); `failed` a finding that is red by itself.
    `spacing` is the `quantum` relative to the answer: where that alone takes all digits, nothing has gone wrong. `why`
    is the reason for few digits, if it is not the condition number.
    """
    trusted = None if bound is None else digits(bound, dtype)
    worst = max((item.relative for item in residuals), default=0.0)
    backward_error = worst if backward_error is None else backward_error

    tiny = bound is not None and bound <= LIMIT * spacing
    because = _because(condition, SUBNORMAL if tiny else why)

    def give(verdict: Verdict, reason: str) -> Assessment:
        shown = None if bound is None or math.isnan(bound) else bound
        return Assessment(verdict, reason, residual, backward_error, condition, shown, trusted)

    if failed is not None or not all(item.passes for item in residuals):
        return give("red", failed or f"Verification failed: the equation of {what} is not satisfied ({worst:.1e} off).")
    if trusted is not None and trusted < 1:
        return give("amber" if tiny else "red", f"No digit of {what} can be trusted{because}.")
    if trusted is not None and trusted < half_digits(dtype):
        return give("amber", f"{_few(trusted)} of {what} can be trusted{because}.")
    if unproved is not None:
        return give("amber", unproved)
    return give("green", f"{green}; {trusted} digits are trusted." if trusted is not None else f"{green}.")


def _few(count: int) -> str:
    return "Only 1 digit" if count == 1 else f"Only {count} digits"


def _because(condition: Condition | None, why: str | None) -> str:
    if why is not None:
        return f": {why}"
    return "" if condition is None else f": the condition number is {condition.value:.1e}"


def growth(n: int) -> float:
    """How rounding errors of sums of n terms grow against one rounding: like √n (Higham and Mary 2019)."""
    return max(1.0, math.sqrt(n) / 8)


def combine(level: Array, X: Array) -> tuple[float, float, float]:
    """What errors of size levelᵢ do through |X|: max over j of Σᵢ levelᵢ |Xᵢⱼ|; the 1-norm of X; its largest entry.

    Above 64 rows many independent errors do not conspire: 8 times the root of the sum of squares, which the
    worst case exceeds by √n/8 only.
    """
    if not X.size:
        return 0.0, 0.0, 0.0
    sums, squares, largest = weighed(np.stack([level, np.ones(len(X))]), level * level, X)
    worst, norm = (float(row.max()) for row in sums)
    return (worst if len(X) <= 64 else min(worst, 8 * math.sqrt(float(squares.max())))), norm, largest


def inverse_times(
    solve: Callable[[Array], Array], solve_adjoint: Callable[[Array], Array], weights: Array, steps: int = 5
) -> float:
    """An estimate of max |A⁻¹| w for weights w ≥ 0, from a few solves with A and Aᴴ.

    Hager's method as refined by Higham (Accuracy and Stability of Numerical Algorithms, 15.2 and 15.3): the
    1-norm of diag(w) A⁻ᴴ by ascent over sign vectors. It never overestimates, and seldom errs by more than 3.
    """
    n = len(weights)
    if not n:
        return 0.0
    x, best, seen = np.full(n, 1.0 / n), 0.0, -1
    for _ in range(steps):
        y = weights * solve_adjoint(x)
        size = float(np.abs(y).sum())
        if not np.isfinite(size):
            return math.inf
        if size <= best and seen >= 0:
            break
        best = max(best, size)
        magnitude = np.abs(y)
        sign = np.where(magnitude == 0, 1, y / np.where(magnitude == 0, 1, magnitude))
        z = np.abs(solve(weights * sign))
        j = int(np.argmax(z))
        if j == seen:
            break
        x, seen = np.zeros(n), j
        x[j] = 1.0
    ramp = (1 + np.arange(n) / max(1, n - 1)) * np.where(np.arange(n) % 2, -1.0, 1.0)
    y = weights * solve_adjoint(ramp)
    return max(best, 2 * float(np.abs(y).sum()) / (3 * n))
