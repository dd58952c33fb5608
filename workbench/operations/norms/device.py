"""Norms and condition numbers on a device: sums over entries, and what is made of the inverse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics import device_factor
from workbench.numerics.device import DeviceArray
from workbench.numerics.probes import shifted
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Outcome, Problem, Route

Applies = Callable[[Problem], str | None]
Code = Callable[[Problem, tuple[str, ...]], str]
ENTRYWISE = ("fro", "sum", 1, "inf", "max")


def norm_routes(kind: Callable[[Problem], Any], applies: Applies, code: Code) -> tuple[Route, ...]:
    """Norms that are sums of entries; `kind` names the norm as a matrix has it."""

    def summed(problem: Problem) -> str | None:
        usual = kind(problem) in ENTRYWISE and problem.structures["A"].finite
        return applies(problem) if usual else None

    def run(problem: Problem) -> Outcome:
        return _norm(problem, kind(problem))

    return (device_route("sums on the device", summed, run, code, "product", may=summed),)


def cond_routes(applies: Applies, code: Code, product: Callable[[Array, Array, Any], Array]) -> tuple[Route, ...]:
    """κ from the inverse; `product` makes the number of A and A⁻¹ on the host, where both are for the certificate."""

    def by_inverse(problem: Problem) -> str | None:
        return None if problem.params.get("p", 2) == 2 else "the inverse is needed"

    return (device_route("cuSOLVER getrf", applies, lambda problem: _cond(problem, product), code, may=by_inverse),)


def _norm(problem: Problem, kind: Any) -> Outcome:
    A, p = start(problem)
    value = float(problem.place.get(_sum(problem.place.xp, A, kind)))
    with np.errstate(over="ignore", under="ignore"):
        return Outcome({"result": shifted(np.asarray(value), p).astype(problem["A"].real.dtype)})


def _sum(xp: Any, A: DeviceArray, kind: Any) -> DeviceArray:
    """The norm of a matrix or vector that is scaled, in double precision."""
    moduli = xp.astype(xp.abs(A), xp.float64)
    if kind == "fro":
        return xp.sqrt(xp.sum(moduli * moduli))
    if kind == "sum":
        return xp.sum(moduli)
    if kind == "max":
        return xp.max(moduli)
    return xp.max(xp.sum(moduli, axis=0 if kind == 1 else 1))


def _cond(problem: Problem, product: Callable[[Array, Array, Any], Array]) -> Outcome:
    A, p = start(problem)
    host = shifted(problem["A"], -p) if p else problem["A"]
    found = device_factor.lu(problem.place, A, host.dtype)
    if found.zero_pivot:
        return Outcome({"result": np.asarray(np.inf, dtype=host.real.dtype)})
    X = problem.place.get(found.on_device(problem.place.xp.eye(len(host), dtype=A.dtype, device=A.device)))
    return Outcome({"result": product(host, X, problem.params["p"])}, {"inverse": X})
