"""Whether a function of a matrix is right: by a second, better look at it, and by what its neighbours have."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, digits, eps, growth, judge, quantum
from workbench.numerics.matrix_functions import (
    FAILURES,
    SAMPLES,
    Function,
    noise,
    of_values,
    quietly,
    spread,
    sway,
    total_modulus,
)
from workbench.numerics.probes import abs_times, largest, probes, thin
from workbench.numerics.spectral import check_symmetric
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.square import device

SAMPLED = 128
"""Up to this order the answer is computed again for neighbours of the matrix."""
UNPROVED = 64
"""Above this order a few columns by another algorithm are better than neighbours alone."""
UNSAMPLED = "At this size the identities are verified, but no error bound is known."
UNCHECKED = "At this size a second computation would take too long, and no error bound is known."
UNSURE = "The identities hold as well as those of a matrix at a rounding's distance, but no error bound is known."
ALIKE = 10.0
"""How much worse identities may hold than those of a neighbour."""
UNKNOWN = 0.1
"""From this relative error on no bound is printed."""
FAR = 100.0
"""How many roundings may add up in a computation of many steps."""
JUMP = "A second computation agrees, but of a matrix at some roundings' distance the {} is quite another."
MILD = 8.0
"""The condition, for a level of rounding, of functions that grow no faster than the matrix."""
Truth = Callable[[Array, Array], Array | None]
Action = Callable[[Array, Array, Array, bool], Array | None]
Refuse = Callable[[Problem, Array], None]


@dataclass(frozen=True)
class MatrixFunction:
    """A function of matrices: of numbers, of a general matrix by `general`, and a better look at its answers.

    `truth` gives f(A) better than an answer X has it, from A and X, or None; `sure` does that where it is right for
    this very A, however much its neighbours differ; `action` f(A) V of a large A, the answer X and a few columns V,
    or None, with more effort where it is asked for that. An `exponential` grows with A, and its condition with it; what
    `jumps` hardly moves for a large A, until an eigenvalue crosses a line.
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
    action: Action = lambda A, X, V, finer: None
    exponential: bool = False
    jumps: bool = False
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
    if truth is None and len(A) > UNPROVED and (said := _by_action(function, A, X)).error_bound is not None:
        return said
    expected = near if truth is None else truth
    size, few = largest(X), _few(X)
    least = eps(A.dtype) * growth(len(A)) * size + few
    level = max(level, least)
    if expected is None or not (_relative(level, size) < 0.1 or level <= 2 * few):
        return _sensitive(function, A, X)
    check = _distance(X, expected, level, A.dtype)
    if truth is not None and near is not None and check.passes and not _distance(X, near, level, A.dtype).passes:
        return _sensitive(function, A, X)
    if function.jumps and check.passes and function.sure(A, X) is None and _jumps(function, A, X, level):
        return judge(
            A.dtype, None, *function.branch(X), what=f"the {function.what}", unproved=JUMP.format(function.what)
        )
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


def _jumps(function: MatrixFunction, A: Array, X: Array, level: float) -> bool:
    """Whether the function changes by more than its slope tells some roundings from A, to one side or the other."""
    for E in (noise(A, np.random.default_rng(seed)) * A.real.dtype.type(FAR) for seed in range(SAMPLES)):
        for near in (A + E, A - E):
            try:
                off = largest(quietly(function.general, near) - X)
            except FAILURES:
                return True
            if not off <= 10 * FAR * level:
                return True
    return False


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
    """f(A) V by another algorithm for a few sign vectors.

    The level is what the norm of A allows. Where that does not explain the difference, a neighbour of A tells how far f
    may be from itself there, and its answer from what it should be.
    """
    V, what = probes(len(A), A.dtype, 4), f"the {function.what}"
    expected = function.action(A, X, V, False)
    if expected is None:
        return _by_identity(function, A, X)
    factor = growth(len(A)) * (max(1.0, total_modulus(A)) if function.exponential else MILD)
    check = Residual.of(thin(X, V) - expected, factor * abs_times(X, np.ones(len(A)))[:, None], A.dtype)
    if not check.passes:
        return _by_finer(function, A, X, V, expected, check)
    bound = _relative(float(check.level.max()), largest(X))
    return judge(A.dtype, bound, check, what=what, green=function.proof)


def _by_identity(function: MatrixFunction, A: Array, X: Array) -> Assessment:
    """The verdict without a bound: by identities, as well as those of a neighbour of A hold for its own answer."""
    what, found = f"the {function.what}", (*function.identity(A, X), *function.branch(X))
    if all(item.passes for item in found):
        return judge(A.dtype, None, *found, what=what, unproved=UNSAMPLED if found else UNCHECKED)
    near = _neighbour(function, A)
    usual = [item.relative for item in function.identity(*near)] if near is not None else []
    off = max(item.relative for item in found)
    if usual and off <= ALIKE * max(usual):
        return judge(A.dtype, None, what=what, backward_error=off, unproved=UNSURE)
    return judge(A.dtype, None, *found, what=what)


def _by_finer(function: MatrixFunction, A: Array, X: Array, V: Array, expected: Array, rough: Residual) -> Assessment:
    """The verdict where f(A) V is further from X V than the norm of A explains."""
    what, finer, near = f"the {function.what}", function.action(A, X, V, True), _neighbour(function, A)
    beside = None if near is None else function.action(*near, V, True)
    if finer is None or near is None or beside is None:
        return _by_identity(function, A, X)
    moved = np.maximum(np.abs(finer - beside), np.abs(thin(near[1], V) - beside))
    level = np.maximum(rough.scale * eps(A.dtype), moved.max(initial=0))
    check = Residual.of(thin(X, V) - finer, level / eps(A.dtype), A.dtype)
    bound = _relative(float(check.level.max()), largest(X))
    rest, top = largest(finer - expected), float(level.max())
    if not (rest <= top or rest**2 <= eps(A.dtype) * largest(finer) * top):  # twice the nodes square the error
        return _by_identity(function, A, X)
    kappa = _condition(float(level.max()), largest(X), eps(A.dtype))
    lost = None if bound < UNKNOWN else _lost(function)
    return judge(A.dtype, bound, check, what=what, condition=kappa, green=function.proof, failed=lost)


def _neighbour(function: MatrixFunction, A: Array) -> tuple[Array, Array] | None:
    """A + E for an E whose norm is that of a rounding of A, and the answer for it."""
    top = largest(A)
    part = float(np.linalg.norm(A / top)) / len(A) if top else 1.0
    near = A + noise(A, np.random.default_rng(20_240_604)) * A.real.dtype.type(part)
    try:
        found = quietly(function.general, near)
    except FAILURES:
        return None
    return (near, found) if np.isfinite(found).all() else None


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
