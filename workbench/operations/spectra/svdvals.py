"""Singular values alone: how far A stretches, direction by direction."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact_spectra
from workbench.model.certificate import Assessment
from workbench.numerics.spectral import WHOLE
from workbench.operations import singular
from workbench.operations.common import judged
from workbench.operations.on_device import device_route
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import directions
from workbench.operations.steps import worked


class Values(NamedTuple):
    result: Annotated[Operand, "singular values, largest first"]


def svdvals(A: Matrix2) -> Values:
    """The singular values of A, largest first: the half-axes of the ellipsoid that A makes of the unit sphere."""
    return Values(Operand("result", (min(A.shape),), np.dtype(A.dtype.type(0).real.dtype)))


def _is_small(problem: Problem) -> str | None:
    if not singular.is_small(problem):
        return None
    return "vectors come almost free at this size, and prove the values"


def _run(problem: Problem) -> Outcome:
    S, witness, method = singular.find(problem)
    return Outcome({"result": S}, witness, directions.faint(S, "singular value", method), method=method)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """With vectors as the witness the values are proved; without, only their sum of squares is compared."""
    A, S, witness = problem["A"], np.asarray(outcome.outputs["result"]), outcome.witness
    check = singular.check(A, S, witness)
    if check.failure:
        check = replace(check, bound=None)
    unproved = "Values alone: none is negative and their squares add up to those of A, but no vectors prove each."
    return judged(
        A.dtype,
        check,
        what="the singular values",
        green="Sturm counts of a bidiagonal form prove the values"
        if "bidiagonal" in witness
        else "Singular vectors rebuild A with these values",
        unproved=None if singular.proved(witness) else unproved,
    )


def cost(A: Operand) -> Cost:
    long, short = max(A.shape), min(A.shape)
    if short <= WHOLE:
        return Cost(4.0 * long * short**2 + 22.0 * short**3, 8.0 * 4 * long * short)
    return Cost(8.0 * (long * short**2 - short**3 / 3), 8.0 * (long * short + math.sqrt(long)))


def _exact(problem: Problem) -> dict[str, Any] | None:
    values = exact_spectra.singular_values(problem.exact.get("A"))
    return None if values is None else {"result": [item.value for item in values]}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"S = np.linalg.svd({names[0]}, compute_uv=False)"


SVDVALS = Operation(
    declare=svdvals,
    routes=(
        Route("LAPACK gesdd", _is_small, _run, _code),
        Route("LAPACK gesdd", always("only the values are asked for"), _run, _code),
        device_route("cuSOLVER gesvd", always("only the values are asked for"), _run, _code, "spectral"),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("singular_values", "svd_steps"),
    stacked=True,
)
