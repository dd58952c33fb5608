"""The reduced row echelon form as it is found and judged, for the operations that show all of it or its rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.backends import exact, exact_echelon
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import digits, eps
from workbench.numerics.cutoff import CLEAR, relative
from workbench.numerics.echelon import Reduced, rref_error
from workbench.numerics.echelon import rref as reduce
from workbench.numerics.probes import times_abs
from workbench.numerics.sensitivity import natural_unit
from workbench.operations.common import scale, unusable
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.systems.factors import product_check, verdict


def run(problem: Problem) -> Outcome:
    """R and its pivots, by elimination with a tolerance for what is zero."""
    A, p = scale(problem, "A")
    rtol = relative(A, problem.params.get("rtol"))
    tolerance = rtol * float(times_abs(np.ones(A.shape[1]), A.T).max(initial=0))
    found = reduce(A, tolerance)
    details = {"tolerance": float(np.ldexp(tolerance, p)), "rtol": rtol, "rank": len(found.pivots)}
    return Outcome(
        {"R": found.R + 0.0, "pivots": found.pivots},
        {"reduced": found, "tolerance": tolerance},
        _warnings(found, tolerance),
        details,
    )


def _warnings(found: Reduced, tolerance: float) -> tuple[str, ...]:
    if found.smallest > CLEAR * tolerance:
        return ()
    return (f"The smallest pivot, {found.smallest:.1e}, is close to the tolerance {tolerance:.1e}.",)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """A against its pivot columns times R, and the error of R to first order; exact pivots where A is exact."""
    A, _ = scale(problem, "A")
    R, pivots = outcome.outputs["R"], np.asarray(outcome.outputs["pivots"])
    if (bad := unusable(R, A.shape, "R")) is not None:
        return bad
    if not np.array_equal(pivots, outcome.witness["reduced"].pivots):
        return Assessment("red", "Verification failed: these are not the columns of the pivots.")
    if not A.size:
        return Assessment("green", "There is nothing to reduce.", 0.0, 0.0, None, 0.0)
    C, rows = A[:, pivots], R[: len(pivots)]
    product = product_check(A, C, rows)
    unit = natural_unit(min(A.shape), eps(A.dtype), product.residual.relative)
    tolerance = outcome.witness["tolerance"]
    dropped = tolerance if len(pivots) < min(A.shape) else 0.0
    allowed = product._replace(residual=_with_slack(product, dropped))
    assessed = verdict(
        A.dtype,
        rref_error(C, rows, pivots, unit),
        product.backward,
        allowed.residual,
        green=_rebuilt(problem.name("A"), len(pivots)),
        failed=_form(R, pivots),
    )
    doubt = _doubt(problem, outcome, pivots, tolerance)
    if doubt is None or assessed.verdict == "red" or digits(assessed.error_bound or 0.0, A.dtype) < 1:
        return assessed
    return Assessment("amber", doubt, assessed.residual, assessed.backward_error)


def _rebuilt(name: str, count: int) -> str:
    return f"{name} is its {f'{count} pivot columns' if count != 1 else 'one pivot column'} times R"


def _with_slack(product: Any, dropped: float) -> Any:
    """What was taken for zero may be missing from the product."""
    check = product.residual
    return type(check)(np.maximum(check.observed - dropped, 0), check.scale, check.eps)


def _doubt(problem: Problem, outcome: Outcome, pivots: Array, tolerance: float) -> str | None:
    """Why the rank is not sure, if it is not."""
    entries = problem.exact.get("A")
    if entries is not None and exact.fits(entries):
        sure = exact_echelon.rref(entries).pivots
        if tuple(pivots.tolist()) != sure:
            return f"In exact arithmetic the pivots are in the columns {list(sure)}: rounding has hidden that."
        return None
    near = outcome.witness["reduced"].smallest <= CLEAR * tolerance
    return "A pivot is close to the tolerance: the rank is a decision." if near and len(pivots) else None


def _form(R: Array, pivots: Array) -> str | None:
    r = len(pivots)
    units = np.array_equal(R[:, pivots], np.eye(len(R), r, dtype=R.dtype))
    leading = all(not R[i, :j].any() for i, j in enumerate(pivots.tolist()))
    return None if units and leading and not R[r:].any() else "Verification failed: R is not in reduced echelon form."


def code(problem: Problem, name: str) -> str:
    """Elimination in NumPy, which leaves R and pivots."""
    rtol = problem.params.get("rtol")
    kind = "complex" if problem["A"].dtype.kind == "c" else "float"
    limit = "max(R.shape) * np.finfo(float).eps" if rtol is None else repr(rtol)
    return (
        f"R = np.array({name}, dtype={kind})\n"
        f"tolerance = {limit} * abs(R).sum(axis=1).max(initial=0)\n"
        "pivots = []\n"
        "for j in range(R.shape[1]):\n"
        "    k = len(pivots)\n"
        "    if k == len(R):\n"
        "        break\n"
        "    i = k + abs(R[k:, j]).argmax()\n"
        "    if abs(R[i, j]) <= tolerance:\n"
        "        R[k:, j] = 0\n"
        "        continue\n"
        "    R[[k, i]] = R[[i, k]]\n"
        "    R[k] /= R[k, j]\n"
        "    others = np.arange(len(R)) != k\n"
        "    R[others] -= np.outer(R[others, j], R[k])\n"
        "    pivots.append(j)"
    )
