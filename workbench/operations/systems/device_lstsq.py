"""Least squares and the pseudoinverse on a device: by QR where the rank is clearly full, by SVD otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.cutoff import relative
from workbench.numerics.device import DeviceArray, adjoint, is_finite, shift
from workbench.numerics.rectangular import QR, SVD, triangle_condition
from workbench.operations.common import scaled_system
from workbench.operations.on_device import device_route, start
from workbench.operations.singular import DEVICE, thin
from workbench.operations.spec import Array, Outcome, Problem, Route, always

SAFETY = 10.0
"""As on the host: how far a condition number keeps from where digits would be lost."""
LAST = "the last right singular vector of [A b]"

Code = Callable[[Problem, tuple[str, ...]], str]
FinishFit = Callable[[Problem, QR | SVD, Array, int, int, str | None], Outcome]
FinishInverse = Callable[[Array, QR | SVD, int, bool, str | None], Outcome]
FinishTotal = Callable[[Problem, SVD, int], Outcome]


def lstsq_routes(applies: Callable[[Problem], str | None], finish: FinishFit, code: Code) -> tuple[Route, ...]:
    """The shortest A x − b; `finish` makes the outputs of factors and x."""
    return (device_route("cuSOLVER geqrf", applies, lambda problem: _lstsq(problem, finish), code, may=applies),)


def pinv_routes(finish: FinishInverse, code: Code) -> tuple[Route, ...]:
    """A⁺; `finish` makes the outputs of it and its factors."""
    words = "the rank is full and the condition moderate"
    return (device_route("cuSOLVER geqrf", always(words), lambda problem: _pinv(problem, finish), code),)


def total_least_squares_routes(power: Callable[[Problem], int], finish: FinishTotal, code: Code) -> tuple[Route, ...]:
    """By the factors of [A b]; `power` is what is taken out of both."""

    def run(problem: Problem) -> Outcome:
        place, p = problem.place, power(problem)
        A, b = shift(place["A"], -p), shift(place["b"], -p)
        M = place.xp.concat([A, b[:, None]], axis=1)
        if M.shape[0] < M.shape[1]:
            M = place.xp.concat([M, place.xp.zeros_like(M[:1, :])], axis=0)
        return finish(problem, thin(place, M, 0.0), p)

    return (device_route(DEVICE, always(LAST), run, code, "spectral"),)


def _lstsq(problem: Problem, finish: FinishFit) -> Outcome:
    host, _, p, q = scaled_system(problem)
    place, name = problem.place, problem.name("A")
    A, b = shift(place["A"], -p), shift(place["b"], -q)
    if host.shape[0] < host.shape[1]:
        return _fit_by_svd(problem, A, p, q, f"{name} is wide: of many solutions the shortest is taken", finish)
    if problem.params.get("rtol") is not None:
        return _fit_by_svd(problem, A, p, q, "a cutoff for singular values was asked for", finish)
    Q, R = place.xp.linalg.qr(A, mode="reduced")
    triangle = np.asfortranarray(place.get(R))
    if not SAFETY * triangle_condition(triangle, scale=True) * eps(host.dtype) < 1:
        return _fit_by_svd(problem, A, p, q, f"the columns of {name} are dependent to working precision", finish)
    x = _refined(problem, A, b, Q, R)
    return finish(problem, QR(place.get(Q), np.triu(triangle)), place.get(x), p, q, None)


def _refined(problem: Problem, A: DeviceArray, b: DeviceArray, Q: DeviceArray, R: DeviceArray) -> DeviceArray:
    """x = R⁻¹ Qᴴ b and one correction by the residual."""
    place, xp = problem.place, problem.place.xp
    left = adjoint(xp, Q)

    def pseudo(c: DeviceArray) -> DeviceArray:
        return place.device.triangular_solve(R, xp.matmul(left, c), False)

    x = pseudo(b)
    better = x + pseudo(b - xp.matmul(A, x))
    return better if is_finite(xp, better) else x


def _fit_by_svd(problem: Problem, A: DeviceArray, p: int, q: int, why: str, finish: FinishFit) -> Outcome:
    found = thin(problem.place, A, _limit(problem))
    x = found.pseudo(scaled_system(problem)[1])
    return replace(finish(problem, found, x, p, q, why), method=DEVICE)


def _limit(problem: Problem) -> float:
    return relative(problem["A"], problem.params.get("rtol"))


def _pinv(problem: Problem, finish: FinishInverse) -> Outcome:
    A, p = start(problem)
    place, xp = problem.place, problem.place.xp
    wide = A.shape[0] < A.shape[1]
    A = adjoint(xp, A) if wide else A
    name = problem.name("A")
    if problem.structures["A"].zero:
        return _inverse_by_svd(problem, A, p, wide, f"{name} is zero", finish)
    Q, R = xp.linalg.qr(A, mode="reduced")
    triangle = np.asfortranarray(place.get(R))
    kappa = triangle_condition(triangle, scale=False)
    if not SAFETY * kappa * _limit(problem) < 1:
        return _inverse_by_svd(problem, A, p, wide, f"{name} is rank-deficient or close to it", finish)
    X = place.device.triangular_solve(R, adjoint(xp, Q), False)
    return finish(place.get(X), QR(place.get(Q), np.triu(triangle), kappa), p, wide, None)


def _inverse_by_svd(problem: Problem, A: DeviceArray, p: int, wide: bool, why: str, finish: FinishInverse) -> Outcome:
    found = thin(problem.place, A, _limit(problem))
    r = found.rank
    X = (found.Vh[:r].conj().T / found.S[:r]) @ found.U[:, :r].conj().T
    return replace(finish(X, found, p, wide, why), method=DEVICE)
