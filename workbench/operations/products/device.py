"""Products, sums and multiples on a device. What only moves entries stays on the host, which a copy would not beat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.numerics.device import shift
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Outcome, Problem, Route, always

Code = Callable[[Problem, tuple[str, ...]], str]


def matmul_routes(code: Code) -> tuple[Route, ...]:
    """The matrix product."""
    return (device_route("cuBLAS gemm", always("no special structure is used"), _matmul, code, "product"),)


def entrywise_routes(name: str, finish: Callable[[Problem, Array], Outcome], code: Code) -> tuple[Route, ...]:
    """Entries that meet one by one, by the function of that name; `finish` makes the outcome of the array."""

    def run(problem: Problem) -> Outcome:
        place = problem.place
        return finish(problem, place.get(getattr(place.xp, name)(place["A"], place["B"])))

    return (device_route(f"{name} on the device", _finite, run, code, "product"),)


def scale_routes(factor: Callable[[Problem], Any], code: Code) -> tuple[Route, ...]:
    """A number times every entry; `factor` is the number in the type of the result."""

    def same_type(problem: Problem) -> str | None:
        return _finite(problem) if factor(problem).dtype == problem["A"].dtype else None

    def run(problem: Problem) -> Outcome:
        place = problem.place
        return Outcome({"result": place.get(place["A"] * factor(problem).item())})

    return (device_route("multiply on the device", same_type, run, code, "product"),)


def _finite(problem: Problem) -> str | None:
    """What NaN and Inf make of complex numbers differs from library to library."""
    finite = all(structure.finite for structure in problem.structures.values())
    return "entries meet one by one" if finite else None


def _matmul(problem: Problem) -> Outcome:
    (A, p), (B, q) = start(problem, "A"), start(problem, "B")
    place = problem.place
    return Outcome({"result": place.get(shift(place.xp.matmul(A, B), p + q))}, {"probes": True})
