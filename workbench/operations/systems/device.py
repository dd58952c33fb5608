"""Square systems and inverses on a device, by factorisations that stay there for the certificate to use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics import device_factor
from workbench.numerics.device import DeviceArray, is_finite, shift
from workbench.numerics.device_factor import DeviceCholesky, DeviceLU
from workbench.numerics.factor import Triangular, permutation
from workbench.numerics.probes import COUNT, probes
from workbench.operations.common import (
    definite,
    kept,
    narrow,
    not_definite,
    refuse_if_singular,
    scaled_system,
    triangular,
    zero_pivot,
)
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Outcome, Problem, Route, always

SMALL = 256
"""Up to this order a solution is always refined, and the growth in an elimination looked at."""

Code = Callable[[Problem, tuple[str, ...]], str]


def _definite(problem: Problem) -> str | None:
    return definite(problem) if narrow(problem) else None


def _columns(problem: Problem) -> str | None:
    return "columns of the inverse are solved for" if narrow(problem) else None


def solve_routes(code: Code, definite_code: Code, triangular_code: Code) -> tuple[Route, ...]:
    """A x = b by structure."""
    return (
        device_route("cuBLAS trsm", triangular, _solve_triangular, triangular_code),
        device_route("cuSOLVER potrf", _definite, _solve_definite, definite_code),
        device_route("cuSOLVER getrf", narrow, _solve_general, code),
    )


def inv_routes(code: Code) -> tuple[Route, ...]:
    """The inverse of any square matrix: of all structures LU is what a device is best at."""
    return (device_route("cuSOLVER getrf", _columns, _inv, code),)


def triangular_routes(
    need_pivots: Callable[[Problem], None], ignored: Callable[[Problem], tuple[str, ...]], code: Code
) -> tuple[Route, ...]:
    """One triangle of a matrix; `need_pivots` refuses a zero on its diagonal, `ignored` warns of what is not used."""

    def run(problem: Problem) -> Outcome:
        need_pivots(problem)
        _, _, p, q = scaled_system(problem)
        place, lower = problem.place, problem.params["lower"]
        T = shift(place["A"], -p)
        T = _with_ones(place.xp, T, lower, p) if problem.params["unit_diagonal"] else T
        x = place.device.triangular_solve(T, shift(place["b"], -q), lower)
        return Outcome({"result": place.get(shift(x, q - p))}, warnings=ignored(problem))

    return (device_route("cuBLAS trsm", always("substitution needs no factorisation"), run, code),)


def _with_ones(xp: Any, T: DeviceArray, lower: bool, p: int) -> DeviceArray:
    """The triangle with 2⁻ᵖ on its diagonal, which is 1 before it is scaled."""
    strict = xp.tril(T, k=-1) if lower else xp.triu(T, k=1)
    return strict + shift(xp.eye(T.shape[0], dtype=T.dtype, device=T.device), -p)


def _system(problem: Problem) -> tuple[DeviceArray, DeviceArray, int, int]:
    """A and b scaled, on the device; refuses what is proved singular."""
    refuse_if_singular("A", problem)
    _, _, p, q = scaled_system(problem)
    return shift(problem.place["A"], -p), shift(problem.place["b"], -q), p, q


def _solve_triangular(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    lower = problem.structures["A"].lower
    host = Triangular(scaled_system(problem)[0], lower)
    if not host.pivots.all():
        raise zero_pivot(problem)
    x = problem.place.device.triangular_solve(A, b, lower)
    return Outcome({"result": problem.place.get(shift(x, q - p))}, {"factor": host})


def _solve_definite(problem: Problem) -> Outcome:
    A, b, p, q = _system(problem)
    found = device_factor.cholesky(problem.place, A, problem["A"].dtype)
    if found is None:
        return _solve_general(problem, not_definite(problem))
    return _solved(problem, _refined(problem, A, b, found), found, q - p)


def _solve_general(problem: Problem, why: str | None = None) -> Outcome:
    A, b, p, q = _system(problem)
    found = _regular(problem, A)
    return _solved(problem, _refined(problem, A, b, found), found, q - p, why)


def _solved(problem: Problem, x: DeviceArray, found: Any, p: int, why: str | None = None) -> Outcome:
    method = None if why is None else "cuSOLVER getrf"
    return Outcome({"result": problem.place.get(shift(x, p))}, {"factor": found}, method=method, why=why)


def _regular(problem: Problem, A: DeviceArray) -> DeviceLU:
    """LU factors, or the refusal of a matrix in which elimination meets a zero pivot."""
    found = device_factor.lu(problem.place, A, problem["A"].dtype)
    if found.zero_pivot:
        raise zero_pivot(problem)
    return found


def _refined(problem: Problem, A: DeviceArray, b: DeviceArray, found: DeviceLU | DeviceCholesky) -> DeviceArray:
    """The solution, with one step of refinement where it is cheap, as on the host."""
    xp, x = problem.place.xp, found.on_device(b)
    if b.ndim == 2 and b.shape[1] > COUNT and A.shape[0] > SMALL:
        return x
    better = x + found.on_device(b - xp.matmul(A, x))
    return better if is_finite(xp, better) else x


def _inv(problem: Problem) -> Outcome:
    refuse_if_singular("A", problem)
    A, p = start(problem, scaling=kept)
    place = problem.place
    found = _regular(problem, A)
    X = found.on_device(place.xp.eye(A.shape[0], dtype=A.dtype, device=A.device))
    grown = _grown(problem, found, place.get(X)) if A.shape[0] <= SMALL else 1.0
    return Outcome({"result": place.get(shift(X, -p))}, {"side": "right", "grown": grown})


def _grown(problem: Problem, found: DeviceLU, X: Array) -> Array:
    """How far |L| |U| |X| exceeds |A| |X|, per row: entries of wildly different size grow in elimination."""
    lu, A = problem.place.get(found.lu), kept(problem, "A")[0]
    y = np.abs(X @ probes(len(X), X.dtype)).max(axis=1)
    z = np.abs(np.triu(lu)) @ y
    ratio = np.empty_like(y)
    order = permutation(problem.place.get(found.piv))
    with np.errstate(all="ignore"):
        ratio[order] = np.abs(np.tril(lu, -1)) @ z + z
        ratio /= np.abs(A) @ y
    return np.asarray(np.where(np.isfinite(ratio), np.maximum(ratio / 8, 1), 1.0))
