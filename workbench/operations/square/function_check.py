"""Whether a function of a matrix is right: by a second, better look at it, and by what its neighbours have."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, digits, eps, growth, judge, quantum
from workbench.numerics.matrix_functions import Function, of_values, quietly, spread, sway, total_modulus
from workbench.numerics.probes import abs_times, largest, probes, thin
from workbench.numerics.spectral import check_symmetric
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.square import device

SAMPLED = 128
"""Up to this order the answer is computed again for neighbours of the matrix."""
UNSAMPLED = "At this size the identities are verified, but no error bound is known."
Truth = Callable[[Array, Array], Array | None]
Refuse = Callable[[Problem, Array], None]


@dataclass(frozen=True)
class MatrixFunction:
    """A function of matrices: of numbers, of a general matrix by `general`, and a better look at its answers.

    `truth` gives f(A) better than an answer X has it, from A and X, or None; `sure` does that where it is right for
    this very A, however much its neighbours differ; `action` f(A) V for a few columns V of a large A, or None.
    `identity` gives residuals that must pass there, `branch` those of an answer that is one of many, by which it is the
    principal one. `refuse` raises where an eigenvalue rules the function out, `reject` where an answer shows that there
    is none. `there` is `general` on a device, of an array namespace and a matrix.
    """

    name: str
    what: str
    scalar: Function
    general: Function
    method: str
    truth: Truth
    proof: str
    sure: Truth
    action: Truth = lambda A, V: None
    identity: Callable[[Array, Array], tuple[Residual, ...]] = lambda A, X: ()
    branch: Callable[[Array], tuple[Residual, ...]] = lambda X: ()
    refuse: Refuse | None = None
    reject: Refuse | None = None
    there: device.General | None = None
    code: Callable[[Problem, str], str | None] = lambda problem, name: None
    """Code for a matrix of this name that the function of SciPy is no good for, None for one that it is."""


def certify(function: MatrixFunction, problem: Problem, outcome: Outcome) -> Assessment:
    """By the diagonal, by verified eigenvalues, or by a better value and the spread over neighbours of A."""
    A, X = problem["A"], outcome.outputs["result"]
    if (bad := unusable(X, A.shape, f"the {function.what}")) is not None:
        return bad
    if not A.size:
        return judge(A.dtype, 0.0, green="There are no entries")
    if "diagonal" in outcome.witness:
        return _by_diagonal(function, A, X)
    if "V" in outcome.witness:
        return _by_values(function, A, X, outcome.witness["w"], outcome.witness["V"])
    return by_truth(function, A, X) if len(A) <= SAMPLED else _by_action(function, A, X)


def _by_diagonal(function: MatrixFunction, A: Array, X: Array) -> Assessment:
    d = np.diagonal(A).astype(np.result_type(A.dtype, np.float64))
    expected = np.diag(quietly(function.scalar, d))
    size = largest(expected)
    floor = max(eps(A.dtype) * size, 4 * float(np.finfo(A.dtype).smallest_subnormal))
    check = _distance(X, expected, floor, A.dtype)
    bound = 2 * floor / size if size else 0.0
    return judge(A.dtype, bound, check, what=f"the {function.what}", green="The function of each entry on the diagonal")


def _by_values(function: MatrixFunction, A: Array, X: Array, w: Array, V: Array) -> Assessment:
    """X against V f(Λ) Vᴴ of checked eigenvalues and vectors, and what their errors do to f."""
    found = check_symmetric(A, w, V)
    values = quietly(function.scalar, w)
    expected = of_values(V, values)
    size, top = largest(expected), largest(values)
    level = growth(len(A)) * eps(A.dtype) * top + _few(X)
    check = _distance(X, expected, level, A.dtype)
    delta = (found.bound or 0.0) * largest(w)
    error = max(sway(lambda z: quietly(function.scalar, z), w, delta), level)
    if found.failure is None and check.passes and len(A) <= SAMPLED and not _relative(error, size) < 0.1:
        return _sensitive(function, A, X)
    return judge(
        A.dtype,
        _relative(error, size),
        check,
        what=f"the {function.what}",
        residual=found.residual,
        condition=_condition(error, size, delta / largest(w) if w.any() else 1.0),
        green="Eigenvalues and vectors are verified",
        failed=found.failure,
        spacing=_relative(_few(X), size),
    )


def _few(X: Array) -> float:
    """What rounding does to entries so small that their spacing is that of the least numbers; 0 of others."""
    least = len(X) * quantum(X.dtype)
    return least if least > eps(X.dtype) * largest(X) else 0.0


def by_truth(function: MatrixFunction, A: Array, X: Array) -> Assessment:
    """X, of any shape, against a better value of it, with as much room as neighbours of A differ by."""
    near, level = spread(function.general, A)
    truth = function.truth(A, X)
    expected = near if truth is None else truth
    size, few = largest(X), _few(X)
    least = eps(A.dtype) * growth(len(A)) * size + few
    level = max(level, least)
    if expected is None or not (_relative(level, size) < 0.1 or level <= 2 * few):
        return _sensitive(function, A, X)
    check = _distance(X, expected, level, A.dtype)
    if truth is not None and near is not None and check.passes and not _distance(X, near, level, A.dtype).passes:
        return _sensitive(function, A, X)
    return judge(
        A.dtype,
        _relative(max(level, largest(X - expected)), size),
        check,
        *function.branch(X),
        what=f"the {function.what}",
        condition=_condition(level, size, eps(A.dtype)),
        green=function.proof,
        unproved=None if truth is not None else "Neighbours of the matrix give the same, which is no proof.",
        spacing=_relative(few, size),
    )


def _sensitive(function: MatrixFunction, A: Array, X: Array) -> Assessment:
    """The verdict where neighbours of A have answers without a digit in common, or none at all."""
    truth, branch = function.sure(A, X), function.branch(X)
    trusted = 0 if truth is None else digits(_relative(largest(X - truth), largest(X)), X.dtype)
    if not trusted:
        return judge(X.dtype, 1.0, what=f"the {function.what}", failed=_lost(function))
    words = f"A second computation agrees to {trusted} digits, but of a matrix at a rounding's distance"
    words += f" the {function.what} may have none in common."
    return judge(X.dtype, None, *branch, what=f"the {function.what}", unproved=words)


def _by_action(function: MatrixFunction, A: Array, X: Array) -> Assessment:
    """f(A) V by another algorithm for a few sign vectors; the level is what a relative condition of ‖A‖ allows."""
    V = probes(len(A), A.dtype, 4)
    expected = function.action(A, V)
    identities = (*function.identity(A, X), *function.branch(X))
    if expected is None:
        return judge(A.dtype, None, *identities, what=f"the {function.what}", unproved=UNSAMPLED)
    factor = growth(len(A)) * max(1.0, total_modulus(A))
    check = Residual.of(thin(X, V) - expected, factor * abs_times(X, np.ones(len(A)))[:, None], A.dtype)
    bound = _relative(float(check.level.max()), largest(X))
    return judge(A.dtype, bound, check, *identities, what=f"the {function.what}", green=function.proof)


def _lost(function: MatrixFunction) -> str:
    return f"No digit of the {function.what} can be trusted: at a rounding's distance it is another, or there is none."


def _distance(X: Array, other: Array, level: float, dtype: Any) -> Residual:
    return Residual.of(largest(X - other), level / eps(dtype), dtype)


def _relative(error: float, size: float) -> float:
    return error / size if size else (0.0 if not error else math.inf)


def _condition(error: float, size: float, unit: float) -> Condition | None:
    """What a relative change of A by `unit` did to f(A), as a condition number."""
    found = _relative(error, size) / unit if unit else math.inf
    return Condition(max(found, 1.0), "largest entry, estimated") if math.isfinite(found) else None
