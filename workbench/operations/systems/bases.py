"""Orthonormal bases of subspaces, cut from a singular value decomposition at a tolerance that is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics import cutoff
from workbench.numerics.bounds import Residual, digits, growth, half_digits, judge, max_digits
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import largest
from workbench.numerics.spectral import adjoint_times, check_svd, probe_length, signs, times
from workbench.operations import singular
from workbench.operations.common import unusable
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Outcome, Problem, Route, always
from workbench.operations.systems.factors import orthonormal_check
from workbench.operations.systems.rank import doubt

RTol = Annotated[float | None, "singular values up to rtol times the largest count as zero; max(m, n) · eps if empty"]

Code = Callable[[Problem, tuple[str, ...]], str]


class Cut(NamedTuple):
    """A = U diag(S) Vh, of which the first `rank` singular values lie above the tolerance."""

    U: Array
    S: Array
    Vh: Array
    rank: int
    tolerance: float
    rtol: float

    @property
    def bases(self) -> dict[str, Array]:
        """The four subspaces, as far as U and Vh reach."""
        V, r = conjugate_transpose(self.Vh), self.rank
        return {"column": self.U[:, :r], "row": V[:, :r], "null": V[:, r:], "left_null": self.U[:, r:]}

    @property
    def details(self) -> dict[str, Any]:
        return {"rank": self.rank, "tolerance": self.tolerance, "rtol": self.rtol, "singular_values": self.S}

    @property
    def gap(self) -> float:
        """The distance between the singular values that count and those that do not, relative to the largest."""
        if not self.rank > 0:
            return 1.0
        below = float(self.S[self.rank]) if self.rank < len(self.S) else 0.0
        return (float(self.S[self.rank - 1]) - below) / float(self.S[0])


def routes(reason: str, run: Callable[[Problem], Outcome], code: Code) -> tuple[Route, ...]:
    """The same way on the host and on a device: `cut`."""
    return (Route("LAPACK gesdd", always(reason), run, code), *device_routes(reason, run, code))


def cut(problem: Problem, full: bool) -> Cut:
    """The decomposition of A, with square U and Vh if `full`, and the rank at the tolerance asked for."""
    A = problem["A"]
    rtol = cutoff.relative(A, problem.params.get("rtol"))
    if not A.size:
        m, n = A.shape
        U, Vh = np.eye(m, m if full else 0, dtype=A.dtype), np.eye(n if full else 0, n, dtype=A.dtype)
        return Cut(U, np.zeros(0, A.real.dtype), Vh, 0, 0.0, rtol)
    U, S, Vh, _ = singular.whole(problem, full=full)
    tolerance = rtol * float(S[0])
    return Cut(U, S, Vh, cutoff.count(S, rtol), tolerance, rtol)


def verdict(problem: Problem, outputs: Mapping[str, Any], found: Cut, bases: Mapping[str, str]) -> Assessment:
    """Check the decomposition, that each basis is orthonormal, and that it lies in the subspace it belongs to.

    `bases` says for each output which subspace it is. The angle between a computed and the true subspace is at most the
    backward error over the gap (Wedin 1972).
    """
    A = problem["A"]
    expected = {name: found.bases[which] for name, which in bases.items()}
    for name, basis in expected.items():
        if (bad := unusable(outputs[name], basis.shape, name)) is not None:
            return bad
    if not A.size:
        return _of_nothing(outputs, expected)
    check = check_svd(A, found.U, found.S, found.Vh)
    failed = check.failure
    sizes = [largest(outputs[name]) for name in expected if outputs[name].size]
    residuals = [item for name, basis in expected.items() for item in _checks(outputs[name], basis)]
    free = any(0 < basis.shape[1] < len(basis) for basis in expected.values())
    bound = max(turn(found, check.residual) if free else 0.0, _least(residuals, A)) / min(sizes, default=1.0)
    bound_or_none, unproved = settled(problem, found, bound)
    return judge(
        A.dtype,
        bound_or_none,
        *residuals,
        what="the basis",
        residual=check.residual,
        backward_error=check.residual,
        green=f"The rank is clear, {found.rank} of {len(found.S)}, and the basis is verified",
        unproved=unproved,
        failed=failed,
    )


def turn(found: Cut, residual: float | None) -> float:
    """The sine of the angle by which a backward error turns the subspaces (Wedin 1972)."""
    return (residual or 0.0) / found.gap if found.gap > 0 else np.inf


def settled(problem: Problem, found: Cut, bound: float) -> tuple[float | None, str | None]:
    """The bound, or none and a word why where rounding decides what the subspaces are.

    Few digits of a rank that may be another one are not spoken of: that is the smaller doubt.
    """
    unsure, dtype = doubt(problem, found.S), problem["A"].dtype
    if digits(bound, dtype) >= (1 if unsure is None else half_digits(dtype)):
        return bound, unsure
    return None, unsure or "Singular values on both sides of the tolerance are close: the rank is a decision."


def _of_nothing(outputs: Mapping[str, Any], expected: Mapping[str, Array]) -> Assessment:
    if all(np.array_equal(outputs[name], basis) for name, basis in expected.items()):
        return Assessment("green", "There is nothing to compute.", 0.0, 0.0, None, 0.0, max_digits(np.float64))
    return Assessment("red", "Verification failed: this is no basis.", 0.0, 0.0, None, 0.0)


def _checks(B: Array, W: Array) -> list[Residual]:
    """BᴴB = I and B = W WᴴB, entry by entry or on sign vectors where there are many columns."""
    if not W.shape[1]:
        return []
    with np.errstate(all="ignore"):
        V = signs(B.shape[1], B.dtype)
        part = times(B, V)
        off = np.abs(part - times(W, adjoint_times(W, part))).max(initial=0)
    inside = Residual.of(off, 2 * growth(max(B.shape)) * probe_length(B.shape[1]), B.dtype)
    return [orthonormal_check(B), inside]


def _least(residuals: list[Residual], A: Array) -> float:
    """The least error for which 100 times it is seen, wherever it is."""
    return max((0.6 * item.eps * float(item.scale) * np.sqrt(max(A.shape)) for item in residuals), default=0.0)


def turned(name: str) -> str:
    """The code that makes the largest entry of each column positive."""
    return (
        f"top = {name}[abs({name}).argmax(axis=0), range({name}.shape[1])]\n"
        f"{name} = {name} * (abs(top) / top)"
    )  # fmt: skip


def device_routes(reason: str, run: Callable[[Problem], Outcome], code: Code) -> tuple[Route, ...]:
    """The same way on a device, for a matrix: a single direction is not worth the copy."""

    def applies(problem: Problem) -> str | None:
        return reason if problem["A"].ndim == 2 else None

    return (device_route(singular.DEVICE, applies, run, code, "spectral", applies),)


def as_columns(problem: Problem) -> Problem:
    """The problem with a vector A as a matrix of one column."""
    A = problem["A"]
    return problem if A.ndim == 2 else replace(problem, arrays={**problem.arrays, "A": A.reshape(-1, 1)})
