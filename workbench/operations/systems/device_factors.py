"""Factorisations that are answers, made on a device: LU, Cholesky and QR."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from workbench.numerics import device_factor
from workbench.numerics.device import conjugate, shift
from workbench.numerics.elimination import Eliminated
from workbench.numerics.factor import permutation
from workbench.numerics.orthogonal import Orthogonal
from workbench.operations.common import kept
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Outcome, Problem, Route, always

Code = Callable[[Problem, tuple[str, ...]], str]
Applies = Callable[[Problem], str | None]


def lu_routes(
    applies: Applies, finish: Callable[[Problem, Callable[..., Eliminated]], Outcome], code: Code
) -> tuple[Route, ...]:
    """P, L and U with partial pivoting; `finish` makes the outputs of what an elimination gives."""

    def run(problem: Problem) -> Outcome:
        return finish(problem, lambda A, pivoting: _eliminated(problem))

    return (device_route("cuSOLVER getrf", applies, run, code, may=applies),)


def _eliminated(problem: Problem) -> Eliminated:
    A, _ = start(problem, scaling=kept)
    place, (m, n) = problem.place, problem["A"].shape
    lu, piv = place.device.lu(A)
    k = min(m, n)
    L = place.get(place.xp.tril(lu, k=-1)[:, :k])
    np.fill_diagonal(L, 1)
    return Eliminated(L, place.get(place.xp.triu(lu)[:k, :]), permutation(place.get(piv), m), np.arange(n))


def cholesky_routes(
    even: Callable[[Problem], tuple[Array, int]],
    need_symmetric: Callable[[Problem, Array], tuple[str, ...]],
    on_host: Callable[[Problem], Outcome],
    code: Code,
) -> tuple[Route, ...]:
    """L; where there is none, the host finds out which minor fails."""

    def run(problem: Problem) -> Outcome:
        A, p = even(problem)
        warnings = need_symmetric(problem, A)
        found = device_factor.cholesky(problem.place, shift(problem.place["A"], -p), A.dtype)
        if found is None:
            return replace(on_host(problem), method="LAPACK potrf", why="the device finds no Cholesky factor")
        return Outcome({"result": problem.place.get(shift(found.L, p // 2))}, warnings=warnings)

    return (device_route("cuSOLVER potrf", always("the one for positive definite matrices"), run, code),)


def qr_routes(
    applies: Applies, finish: Callable[[Problem, Callable[[Any], Orthogonal]], Outcome], code: Code
) -> tuple[Route, ...]:
    """Q and R by reflections without pivoting; `finish` makes the outputs of them."""

    def reflections(problem: Problem) -> str | None:
        return applies(problem) if problem.params["method"] == "householder" else None

    def run(problem: Problem) -> Outcome:
        return finish(problem, lambda A: _reflected(problem))

    return (device_route("cuSOLVER geqrf", reflections, run, code, may=reflections),)


def _reflected(problem: Problem) -> Orthogonal:
    """With no negative number on the diagonal of R, as on the host."""
    A, _ = start(problem)
    place, xp = problem.place, problem.place.xp
    Q, R = xp.linalg.qr(A, mode="complete" if problem.params["full"] else "reduced")
    R, k = xp.triu(R), min(problem["A"].shape)
    d = xp.linalg.diagonal(R)
    size, one = xp.astype(xp.abs(d), d.dtype), xp.ones_like(d)
    signs = xp.where(size != 0, d / xp.where(size != 0, size, one), one)
    left, upper = Q[:, :k] * signs, conjugate(xp, signs)[:, None] * R[:k, :]
    Q, R = xp.concat([left, Q[:, k:]], axis=1), place.get(xp.concat([upper, R[k:, :]], axis=0))
    np.fill_diagonal(R, np.abs(np.diagonal(R)))
    return Orthogonal(place.get(Q), R, np.arange(A.shape[1]))
