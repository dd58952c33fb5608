"""Decompositions of tables and of what they hold on a device; means are taken on the host, which costs it little."""

from __future__ import annotations

from collections.abc import Callable

from workbench.numerics import device_spectral, polar
from workbench.numerics.cutoff import usual
from workbench.numerics.decompose import Svd
from workbench.numerics.device import adjoint
from workbench.numerics.polar import Polar
from workbench.numerics.rectangular import SVD
from workbench.numerics.samples import centered
from workbench.operations.data.shared import by_spread
from workbench.operations.on_device import device_route, start
from workbench.operations.singular import DEVICE, thin
from workbench.operations.spec import Array, Outcome, Problem, Route

Code = Callable[[Problem, tuple[str, ...]], str]
Reason = Callable[[Problem], str]


def low_rank_routes(
    reason: Reason,
    kept: Callable[[Problem, Array], int],
    finish: Callable[[Problem, Svd, Array, int], Outcome],
    code: Code,
) -> tuple[Route, ...]:
    """The product of the leading part of the singular value decomposition; `kept` says how much of it."""

    def run(problem: Problem) -> Outcome:
        place, (A, p) = problem.place, start(problem)
        U, S, Vh = device_spectral.svd_there(place, A)
        host = place.get(S)
        k = kept(problem, host)
        result = place.get(place.xp.matmul(U[:, :k] * S[:k], Vh[:k, :]))
        return finish(problem, Svd(place.get(U), host, place.get(Vh), DEVICE), result, p)

    return (device_route(DEVICE, reason, run, code, "spectral"),)


def whiten_routes(
    reason: Reason, finish: Callable[[Problem, Array, Array, Svd, int], Outcome], code: Code
) -> tuple[Route, ...]:
    """Rows that become round, by the singular value decomposition of the centred ones."""

    def run(problem: Problem) -> Outcome:
        X, p = by_spread(problem)
        rows, mean = centered(X)
        place = problem.place
        found = Svd(*device_spectral.svd(place, place.put(rows), 0), DEVICE)
        return finish(problem, rows, mean, found, p)

    return (device_route(DEVICE, reason, run, code, "spectral"),)


def procrustes_routes(
    reason: Reason, finish: Callable[[Problem, Array, Polar, int], Outcome], code: Code
) -> tuple[Route, ...]:
    """The polar factors of AᴴB; `finish` makes the outcome of that product and of them."""

    def run(problem: Problem) -> Outcome:
        place, (A, p), (B, q) = problem.place, start(problem, "A"), start(problem, "B")
        M = place.xp.matmul(adjoint(place.xp, A), B)
        W, S, Vh = place.xp.linalg.svd(M, full_matrices=False)
        U, P = polar.factors(place.xp, W, S, Vh)
        found = Polar(place.get(U), place.get(P), place.get(S), DEVICE)
        return finish(problem, place.get(M), found, p + q)

    return (device_route(DEVICE, reason, run, code, "spectral"),)


def angle_routes(reason: Reason, finish: Callable[[Problem, SVD, SVD], Outcome], code: Code) -> tuple[Route, ...]:
    """Bases of both spaces; the angles between them are taken on the host."""

    def run(problem: Problem) -> Outcome:
        bases = (thin(problem.place, start(problem, key)[0], usual(problem[key])) for key in ("A", "B"))
        return finish(problem, *bases)

    return (device_route(DEVICE, reason, run, code, "spectral"),)
