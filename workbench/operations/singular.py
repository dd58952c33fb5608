"""Singular values as the makings of an answer, with what proves them: vectors, or a bidiagonal form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from workbench.numerics import bidiagonal, device_spectral
from workbench.numerics.cutoff import count
from workbench.numerics.decompose import Svd, singular_values, svd
from workbench.numerics.device import DeviceArray, Placed
from workbench.numerics.rectangular import SVD
from workbench.numerics.spectral import WHOLE, Check, check_singular_values, check_svd
from workbench.operations.common import scale
from workbench.operations.on_device import start
from workbench.operations.spec import Array, Cost, Operand, Problem

DEVICE = "cuSOLVER gesvd"
UNPROVED = "Made of singular values that are consistent, but that no vectors prove."


class Found(NamedTuple):
    """The values, largest first; what proves them, themselves included; and the LAPACK routine."""

    S: Array
    witness: dict[str, Any]
    method: str


def whole(problem: Problem, name: str = "A", full: bool = False) -> Svd:
    """The decomposition of an input, on the device where there is one for this problem."""
    if problem.placed is None:
        return svd(problem[name], full)
    return Svd(*device_spectral.svd(problem.place, *start(problem, name), full), DEVICE)


def thin(place: Placed, A: DeviceArray, limit: float) -> SVD:
    """The thin decomposition of an array on the device, with the singular values above `limit` times the largest."""
    U, S, Vh = (place.get(part) for part in place.xp.linalg.svd(A, full_matrices=False))
    return SVD(U, S, Vh, count(S, limit))


def is_small(problem: Problem) -> bool:
    """Whether vectors come almost free."""
    return bool(min(problem["A"].shape) <= WHOLE)


def find(problem: Problem, back: bool = True) -> Found:
    """On the device, where there is one for this problem; not shifted `back`, of A as `common.scale` gives it."""
    if problem.placed is not None:
        return _find_on_device(problem, back)
    A = problem["A"] if back else scale(problem, "A")[0]
    if is_small(problem):
        U, S, Vh, method = svd(A)
        return Found(S, {"U": U, "S": S, "Vh": Vh}, method)
    proved_values = bidiagonal.values(A)
    if proved_values is not None:
        S, form = proved_values
        return Found(S, {"S": S, "bidiagonal": form}, "LAPACK gebrd and dqds")
    S, method = singular_values(A)
    return Found(S, {"S": S}, method)


def _find_on_device(problem: Problem, back: bool) -> Found:
    A, p = start(problem)
    p = p if back else 0
    if is_small(problem):
        U, S, Vh = device_spectral.svd(problem.place, A, p)
        return Found(S, {"U": U, "S": S, "Vh": Vh}, DEVICE)
    S = device_spectral.singular_values(problem.place, A, p)
    return Found(S, {"S": S}, DEVICE)


def proved(witness: Mapping[str, Any]) -> bool:
    return "U" in witness or "bidiagonal" in witness


def check(A: Array, S: Array, witness: Mapping[str, Any]) -> Check:
    """Check the values by the vectors or the bidiagonal form of the witness; without, only by their sum of squares."""
    if "bidiagonal" in witness:
        return bidiagonal.check_values(A, S, witness["bidiagonal"])
    if "U" not in witness:
        return check_singular_values(A, S)
    found = check_svd(A, witness["U"], S, witness["Vh"])
    return found if found.values is None else replace(found, bound=found.values)


def cost(A: Operand) -> Cost:
    long, short = max(A.shape), min(A.shape)
    return Cost(8.0 * long * short**2 + (22.0 * short**3 if short <= WHOLE else 0.0), 8.0 * 3 * long * short)
