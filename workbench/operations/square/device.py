"""Functions of a square matrix on a device: by eigenvectors where it is Hermitian, or by the general algorithm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics import device_spectral
from workbench.numerics.device import DeviceArray, Placed, adjoint
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Outcome, Problem, Route

Applies = Callable[[Problem], str | None]
Code = Callable[[Problem, tuple[str, ...]], str]
General = Callable[[Any, DeviceArray], DeviceArray]
Finish = Callable[[Problem, Array, dict[str, Array]], Outcome]


def hermitian_route(hermitian: Applies, values: Callable[[Problem, Array], Array], finish: Finish, code: Code) -> Route:
    """V f(Λ) Vᴴ; `values` makes f(Λ) of the eigenvalues on the host, where they are for the certificate anyway."""

    def applies(problem: Problem) -> str | None:
        return None if problem.structures["A"].diagonal else hermitian(problem)

    def run(problem: Problem) -> Outcome:
        place, (A, p) = problem.place, start(problem)
        there, V = device_spectral.symmetric_there(place, A, p)
        w = place.get(there)
        X = _of_values(place, V, values(problem, w))
        return finish(problem, place.get(X), {"w": w, "V": place.get(V)})

    return device_route("cuSOLVER syevd", applies, run, code, "spectral", may=applies)


def general_routes(method: str, function: General | None, finish: Finish, code: Code) -> tuple[Route, ...]:
    """The algorithm of the host in the namespace of the device, where it is written for any."""
    if function is None:
        return ()

    def run(problem: Problem) -> Outcome:
        place = problem.place
        return finish(problem, place.get(function(place.xp, place["A"])), {})

    def applies(problem: Problem) -> str | None:
        return None if problem.structures["A"].diagonal else "no special structure"

    return (device_route(method, applies, run, code, "product"),)


def _of_values(place: Placed, V: DeviceArray, values: Array) -> DeviceArray:
    """V diag(values) Vᴴ, complex where either is."""
    xp, f = place.xp, place.put(values)
    kind = xp.result_type(V.dtype, f.dtype)
    V, f = xp.astype(V, kind, copy=False), xp.astype(f, kind, copy=False)
    with np.errstate(all="ignore"):
        return xp.matmul(V * f, adjoint(xp, V))
