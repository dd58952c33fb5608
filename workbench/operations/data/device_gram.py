"""Sums of products of columns on a device, where the columns are centred too: nothing but the sums comes home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.numerics.device import DeviceArray, shift
from workbench.numerics.samples import centered_in, gram_in
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Outcome, Problem, Route

Code = Callable[[Problem, tuple[str, ...]], str]
Reason = Callable[[Problem], str | None]
METHOD = "cuBLAS gemm"


def gram_routes(
    center: bool,
    reason: Reason,
    divisor: Callable[[Problem], int],
    finish: Callable[[Problem, Array], Outcome],
    code: Code,
) -> tuple[Route, ...]:
    """XᵀX over a divisor, of the centred columns or of the columns as they are."""

    def run(problem: Problem) -> Outcome:
        place, (X, p) = problem.place, start(problem, "X")
        G = gram_in(place.xp, centered_in(place.xp, X)[0] if center else X) / divisor(problem)
        return finish(problem, place.get(shift(G, 2 * p)))

    return (device_route(METHOD, reason, run, code, "product"),)


def correlation_routes(
    reason: Reason,
    unit_of: Callable[[Array], Array],
    need_spread: Callable[[Problem, Array], None],
    finish: Callable[[Array], Outcome],
    code: Code,
) -> tuple[Route, ...]:
    """The same of columns of length 1; `unit_of` gives powers of two for their largest entries."""

    def run(problem: Problem) -> Outcome:
        place, xp = problem.place, problem.place.xp
        rows = centered_in(xp, start(problem, "X")[0])[0]
        rows = rows * place.put(unit_of(place.get(xp.max(xp.abs(rows), axis=0))))
        size = _lengths(xp, rows)
        need_spread(problem, place.get(size))
        return finish(place.get(gram_in(xp, rows / xp.astype(size, xp.abs(rows[:1, :]).dtype))))

    return (device_route(METHOD, reason, run, code, "product"),)


def _lengths(xp: Any, X: DeviceArray) -> DeviceArray:
    """The 2-norm of each column, summed in double precision."""
    moduli = xp.abs(X)
    return xp.sqrt(xp.sum(moduli * moduli, axis=0, dtype=xp.float64))
