"""How sure a least-squares solution is, its residual, its rank and the singular values beside it."""

from __future__ import annotations

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics import cutoff
from workbench.numerics.bounds import digits, judge
from workbench.numerics.fitting_factors import PivotedQR
from workbench.numerics.probes import largest, shifted
from workbench.numerics.rectangular import SVD
from workbench.numerics.scales import spacing
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.systems.fit_check import Factors, check_fit, close, reached, vanishes
from workbench.operations.systems.fitting import leveled, plain_residual, posed, squeezed
from workbench.operations.systems.rank import doubt, of_weighted

HIDDEN = "The residual is orthogonal to the columns of A, but sizes differ so much that no digit of x is proved."


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Check the factors with probes, and that the residual of x is orthogonal to the columns of A."""
    x, found = outcome.outputs["x"], outcome.witness["factors"]
    given = posed(problem)
    given = squeezed(given) if isinstance(found, SVD) else leveled(given) if outcome.witness["leveled"] else given
    A, b = given.A, reached(given.A, given.b)
    if (bad := unusable(x, A.shape[1:] + b.shape[1:], "the solution")) is not None:
        return bad
    failed = _beside(problem, outcome, found, given.p)
    y = given.inward(x, outcome.witness["scaled"])
    check, lost = check_fit(A, b, y, found, given.powers), spacing(x, y, given.outward(y).p)
    bound = given.relative(check.bound, y)
    unsure = _doubt(problem, A, found)
    if unsure is None and digits(bound, x.dtype) < 1 and vanishes(A, b, y, found):
        unsure = _of_nothing(problem, largest(x) + given.absolute(check.bound))
    apart = isinstance(found, PivotedQR) or given.columns.any()
    if unsure is None and apart and digits(bound, x.dtype) < 1:
        unsure = HIDDEN
    return judge(
        outcome.outputs["x"].dtype,
        bound + lost if unsure is None else None,
        *check.residuals,
        what="the solution",
        residual=float(outcome.outputs["residual"].max(initial=0)),
        backward_error=max(item.relative for item in check.residuals),
        condition=Condition(found.condition, "2"),
        green="x is verified" if isinstance(found, SVD) else "The residual is orthogonal to the columns of A",
        unproved=unsure,
        failed=failed,
        spacing=lost,
    )


def _of_nothing(problem: Problem, most: float) -> str:
    A, b = problem.name("A"), problem.name("b")
    return f"{b} is orthogonal to the columns of {A} but for rounding: x is 0 within {most:.1e}."


def _doubt(problem: Problem, A: Array, found: Factors) -> str | None:
    """Why the rank of an SVD is not sure: a value next to the cutoff, or small columns that were taken for zero."""
    if not isinstance(found, SVD) or problem.params.get("k") is not None:
        return None
    if "w" in problem.arrays and problem.params.get("lam") is None:
        return of_weighted(problem, A, found.S)
    if problem.params.get("lam") is not None:
        return cutoff.near(problem["A"], found.S, problem.params.get("rtol"))
    return doubt(problem, found.S)


def _beside(problem: Problem, outcome: Outcome, found: Factors, p: int) -> str | None:
    """What is wrong with the outputs beside x, if anything."""
    given, rank, values = (outcome.outputs[name] for name in ("residual", "rank", "singular_values"))
    residual = plain_residual(problem, outcome.outputs["x"])
    if np.shape(given) != residual.shape or not close(given, residual):
        return "Verification failed: the residual is not the length of A x − b."
    if np.shape(rank) != () or int(rank) != found.rank:
        return f"Verification failed: the rank of the factors is {found.rank}."
    if isinstance(found, SVD):
        expected = shifted(found.S, p)
        if np.shape(values) != expected.shape or not close(values, expected):
            return "Verification failed: the singular values are not those of the factors."
    return None
