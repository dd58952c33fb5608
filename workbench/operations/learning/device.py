"""Layers of a network on a device."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics.device import DeviceArray, shift
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Outcome, Problem, Route, always

Code = Callable[[Problem, tuple[str, ...]], str]
Layer = Callable[[Any, Problem, DeviceArray, DeviceArray, Any], DeviceArray]


def affine_routes(
    exponents: Callable[[Problem], tuple[dict[str, int], int]],
    layer: Layer,
    finish: Callable[[Problem, Array], Outcome],
    code: Code,
) -> tuple[Route, ...]:
    """Weights and a bias for a batch; `exponents` are the powers of two to take out of the inputs and the result."""

    def run(problem: Problem) -> Outcome:
        powers, p = exponents(problem)
        parts = {name: shift(problem.place[name], -q) for name, q in powers.items()}
        with np.errstate(all="ignore"):
            rows = layer(problem.place.xp, problem, parts["X"], parts["W"], parts.get("b", 0))
        return finish(problem, problem.place.get(shift(rows, p)))

    return (device_route("cuBLAS gemm", always("a product and a sum"), run, code, "product"),)
