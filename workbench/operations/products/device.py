"""Products on a device."""

from __future__ import annotations

from collections.abc import Callable

from workbench.numerics.device import shift
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Outcome, Problem, Route, always

Code = Callable[[Problem, tuple[str, ...]], str]


def matmul_routes(code: Code) -> tuple[Route, ...]:
    """The matrix product."""
    return (device_route("cuBLAS gemm", always("no special structure is used"), _matmul, code, "product"),)


def _matmul(problem: Problem) -> Outcome:
    (A, p), (B, q) = start(problem, "A"), start(problem, "B")
    place = problem.place
    return Outcome({"result": place.get(shift(place.xp.matmul(A, B), p + q))}, {"probes": True})
