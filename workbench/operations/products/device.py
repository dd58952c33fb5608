"""Products, sums and multiples on a device. What only moves entries stays on the host, which a copy would not beat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics import device_factor
from workbench.numerics.device import DeviceArray, shift
from workbench.operations.common import refuse_if_singular, zero_pivot
from workbench.operations.on_device import device_route, start
from workbench.operations.products import contraction, squarings
from workbench.operations.products.squarings import Step
from workbench.operations.spec import Array, Outcome, Problem, Route, always

Code = Callable[[Problem, tuple[str, ...]], str]


def matmul_routes(code: Code) -> tuple[Route, ...]:
    """The matrix product."""
    return (device_route("cuBLAS gemm", always("no special structure is used"), _matmul, code, "product"),)


def tensordot_routes(axes: Callable[[int, int], tuple[int, int]], code: Code) -> tuple[Route, ...]:
    """Sums of products for every pair; `axes` are those that are summed over, of arrays of so many axes."""

    def run(problem: Problem) -> Outcome:
        (A, p), (B, q) = start(problem, "A"), start(problem, "B")
        place, (i, j) = problem.place, axes(A.ndim, B.ndim)
        product = place.xp.tensordot(A, B, axes=((i,), (j,)))
        return Outcome({"result": place.get(shift(product, p + q))})

    return (device_route("cuBLAS gemm", always("one sum of products for every pair"), run, code, "product"),)


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


def power_routes(finish: Callable[[Problem, Array, list[Step]], Outcome], code: Code) -> tuple[Route, ...]:
    """Whole powers; `finish` makes the outcome of A or its inverse and of every product on the way."""

    def applies(problem: Problem) -> str | None:
        return "about log₂ n products" if problem.params["n"] else None

    return (
        device_route(
            "cuBLAS gemm", applies, lambda problem: finish(problem, *_raised(problem)), code, "product", applies
        ),
    )


def chain_routes(
    multiply: Callable[[Problem, list[DeviceArray]], DeviceArray],
    finish: Callable[[Problem, Array], Outcome],
    code: Code,
) -> tuple[Route, ...]:
    """A chain of products; `multiply` takes the arrays in the order of brackets that was chosen."""

    def run(problem: Problem) -> Outcome:
        powers = contraction.exponents(list(problem.arrays.values()))
        arrays = [shift(problem.place[key], -p) for key, p in zip(problem.arrays, powers, strict=True)]
        with np.errstate(all="ignore"):
            value = shift(multiply(problem, arrays), sum(powers))
        return finish(problem, problem.place.get(value))

    return (device_route("cuBLAS gemm, pair by pair", always("brackets decide the cost"), run, code, "product"),)


def _finite(problem: Problem) -> str | None:
    """What NaN and Inf make of complex numbers differs from library to library."""
    finite = all(structure.finite for structure in problem.structures.values())
    return "entries meet one by one" if finite else None


def _matmul(problem: Problem) -> Outcome:
    (A, p), (B, q) = start(problem, "A"), start(problem, "B")
    place = problem.place
    return Outcome({"result": place.get(shift(place.xp.matmul(A, B), p + q))})


def _raised(problem: Problem) -> tuple[Array, list[Step]]:
    """The matrix that is raised and every product on the way, all of which the certificate looks at, brought home."""
    place, n = problem.place, problem.params["n"]
    base = place["A"] if n > 0 else _inverse(problem)
    steps = squarings.raised(base, abs(n))[1]
    home = {id(base): problem["A"] if n > 0 else place.get(base)}
    home |= {id(step.product): place.get(step.product) for step in steps}
    return home[id(base)], [Step(home[id(s.left)], home[id(s.right)], home[id(s.product)]) for s in steps]


def _inverse(problem: Problem) -> DeviceArray:
    refuse_if_singular("A", problem)
    place = problem.place
    found = device_factor.lu(place, place["A"], problem["A"].dtype)
    if found.zero_pivot:
        raise zero_pivot(problem)
    return found.on_device(place.xp.eye(len(problem["A"]), dtype=place["A"].dtype, device=place["A"].device))
