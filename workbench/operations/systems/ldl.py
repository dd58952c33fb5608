"""LDLᴴ factorisation of symmetric and Hermitian matrices, definite or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy

from workbench.backends import exact, exact_ldl
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.bounds import eps
from workbench.numerics.decompose import asymmetry, hermitian_part
from workbench.numerics.elimination import permutation_matrix
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import largest, shifted
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.numerics.sensitivity import lu_errors, natural_unit
from workbench.operations.common import hermitian, kept, need_square, scale
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.systems.factors import (
    is_upper,
    order_failure,
    pivot_condition,
    product_check,
    usable,
    verdict,
)
from workbench.operations.systems.symmetry import but_for_rounding


class Factors(NamedTuple):
    P: Annotated[Operand, "the permutation matrix; A = P L D Lᴴ Pᵀ"]
    L: Annotated[Operand, "lower triangular, with ones on its diagonal"]
    D: Annotated[Operand, "numbers, and 2 x 2 blocks where a pivot alone would not do, on the diagonal"]


def ldl(A: Matrix2) -> Factors:
    """The factorisation A = P L D Lᴴ Pᵀ of a symmetric or Hermitian matrix, without square roots.

    D has as many positive, negative and zero eigenvalues as A (Sylvester's law of inertia).
    """
    need_square(A, "it is not symmetric", "LU and QR work for any shape.", ("lu", "qr"))
    return Factors(*(Operand(name, A.shape, A.dtype) for name in "PLD"))


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(max(1.0, n**3 / 3), 5 * n * n * A.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    A, p, warnings = _symmetric(problem, kept)
    if not A.size:
        return Outcome({name: A.copy() for name in "PLD"}, {"order": np.arange(0)})
    L, D, order = _factored(A, problem.structures["A"].diagonal)
    inertia = _inertia(D)
    details = {"inertia": dict(zip(("positive", "negative", "zero"), inertia, strict=True)), "row_order": order}
    outputs = {
        "P": permutation_matrix(order, A.dtype),
        "L": L,
        "D": shifted(D, p) if p else D,
    }
    return Outcome(outputs, {"order": order, "D": Scaled(D, p)}, warnings, details)


def _factored(A: Array, diagonal: bool) -> tuple[Array, Array, Array]:
    """L with its rows in the order of A, D, and that order."""
    if diagonal:
        return np.eye(len(A), dtype=A.dtype), A.copy(), np.arange(len(A))
    outer, D, order = scipy.linalg.ldl(A, lower=True, hermitian=True, check_finite=False)
    return outer[order], D, order


def _symmetric(
    problem: Problem, scaling: Callable[[Problem, str], tuple[Array, int]] = scale
) -> tuple[Array, int, tuple[str, ...]]:
    """A scaled; refused unless it is symmetric, or is so but for rounding, which is averaged out."""
    A, p = scaling(problem, "A")
    if problem.structures["A"].symmetric or not A.size:
        return A, p, ()
    name, word = problem.name("A"), hermitian(problem)
    if but_for_rounding(problem, A):
        return hermitian_part(A), p, (f"{name} is {word} but for rounding; (A + Aᴴ) / 2 is factored.",)
    raise UserError(
        "domain",
        f"{name} is not {word}, so it has no LDLᴴ factorisation.",
        "LU works for any square matrix.",
        ("lu",),
        {"asymmetry": asymmetry(A)},
    )


def _inertia(D: Array) -> tuple[int, int, int]:
    """The signs of the eigenvalues of D, block by block."""
    d, below = np.diagonal(D).real, np.abs(np.diagonal(D, -1))
    positive = negative = 0
    k = 0
    while k < len(D):
        if k + 1 < len(D) and below[k]:  # a block of Bunch and Kaufman has one eigenvalue of each sign
            positive, negative, k = positive + 1, negative + 1, k + 2
            continue
        positive, negative, k = positive + bool(d[k] > 0), negative + bool(d[k] < 0), k + 1
    return positive, negative, len(D) - positive - negative


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """P L D Lᴴ Pᵀ against A, and the errors of the factors as those of L (D Lᴴ) to first order."""
    A, p, _ = _symmetric(problem)
    if (bad := usable(outcome.outputs, dict.fromkeys("PLD", A.shape))) is not None:
        return bad
    if not A.size:
        return Assessment("green", "There is nothing to factor.", 0.0, 0.0, None, 0.0)
    P, L, D = (outcome.outputs[name] for name in "PLD")
    D, given = unscaled(D, outcome.witness["D"], p), D
    order = outcome.witness["order"]
    failed = order_failure(P, order, "P") or _form(L, D)
    upper = _banded_times(D, conjugate_transpose(L))
    sizes = _banded_times(np.abs(D), np.abs(L.T))
    product = product_check(A[np.ix_(order, order)], L, upper, sizes)
    unit = natural_unit(len(A), eps(A.dtype), product.residual.relative)
    off_l, off_u = lu_errors(L, upper, unit, D)
    size = largest(D)
    off_d = off_u * largest(upper) / size if size else 0.0
    return verdict(
        A.dtype,
        max(off_l, off_d),
        product.backward,
        product.residual,
        condition=_condition(D),
        green="A = P L D Lᴴ Pᵀ is verified",
        failed=failed,
        spacing=spacing(given, D, p),
    )


def _form(L: Array, D: Array) -> str | None:
    if not is_upper(L.T) or (np.diagonal(L) != 1).any():
        return "Verification failed: L is not lower triangular with ones on its diagonal."
    entries = sum(np.count_nonzero(np.diagonal(D, k)) for k in (-1, 0, 1))
    if np.count_nonzero(D) != entries or not np.array_equal(np.diagonal(D, 1), np.diagonal(D, -1).conj()):
        return "Verification failed: D is not symmetric with blocks of at most two rows."
    return None


def _banded_times(D: Array, B: Array) -> Array:
    """D B for a tridiagonal D."""
    product = np.diagonal(D)[:, None] * B
    above, below = np.diagonal(D, 1), np.diagonal(D, -1)
    rows = np.flatnonzero(below)
    product[rows + 1] += below[rows, None] * B[rows]
    product[rows] += above[rows, None] * B[rows + 1]
    return np.asarray(product)


def _condition(D: Array) -> Condition:
    """The eigenvalue of D that is largest by modulus over the smallest."""
    d, below = np.diagonal(D).real, np.abs(np.diagonal(D, -1))
    middle = (d[:-1] + d[1:]) / 2
    spread = np.hypot((d[:-1] - d[1:]) / 2, below)
    pairs = np.where(below > 0, 1, 0).astype(bool)
    alone = np.ones(len(d), bool)
    alone[:-1] &= ~pairs
    alone[1:] &= ~pairs
    values = np.abs(np.concatenate([d[alone], (middle + spread)[pairs], (middle - spread)[pairs]]))
    return pivot_condition(values)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A) or not np.array_equal(A, A.T):
        return None
    found = exact_ldl.bunch_kaufman(A)
    return {"P": found.P, "L": found.L, "D": found.D}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"outer, D, order = scipy.linalg.ldl({names[0]})\nL = outer[order]\nP = np.eye(len({names[0]}))[:, order]"


LDL = Operation(
    declare=ldl,
    routes=(Route("LAPACK sytrf, hetrf", always("the one for symmetric matrices"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
    steps=worked("ldl", "ldl_steps"),
)
