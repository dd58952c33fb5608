"""Balancing: a similarity by a permutation and powers of two that brings rows and columns to like length."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import judge
from workbench.numerics.probes import largest, largest_part
from workbench.operations.common import kept, need_square, unusable
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always


class Balanced(NamedTuple):
    B: Annotated[Operand, "the balanced matrix T⁻¹ A T, with the eigenvalues of A"]
    T: Annotated[Operand, "a permuted diagonal matrix of powers of two; T times a vector of B is a vector of A"]


def matrix_balance(
    A: Matrix2,
    permute: Annotated[bool, "first move rows and columns that hold an eigenvalue by themselves to the ends"] = True,
    scale: Annotated[bool, "bring rows and columns to like length by powers of two"] = True,
) -> Balanced:
    """Rescale the axes by powers of two, so that rows and columns of A are of like length: B = T⁻¹ A T.

    Powers of two do not round, so B has exactly the eigenvalues of A, and is often much smaller. It helps matrices
    in uneven units; where small entries are only rounding errors it makes them count (Watkins, Electron. Trans.
    Numer. Anal. 2006). Computed by LAPACK gebal (Parlett and Reinsch 1969; James, Langou and Lowery 2014).
    """
    need_square(A, "it cannot be balanced", "A similarity T⁻¹ A T asks for a square matrix.", ("scale",))
    return Balanced(Operand("B", A.shape, A.dtype), Operand("T", A.shape, A.dtype))


def _turned(problem: Problem) -> tuple[Array, Array]:
    """Column j of T is 2^pⱼ times the unit vector of row rⱼ: r and p."""
    A, params = kept(problem, "A")[0], problem.params
    _, (d, rows) = scipy.linalg.matrix_balance(A, params["permute"], params["scale"], separate=True)
    return rows, np.frexp(d.real)[1] - 1


def _factor(rows: Array, powers: Array, dtype: Any) -> Array:
    T = np.zeros((len(rows),) * 2, dtype)
    T[rows, np.arange(len(rows))] = np.ldexp(np.ones(len(rows), dtype), powers)
    return T


def _similar(A: Array, rows: Array, powers: Array) -> Array:
    """T⁻¹ A T with one multiplication of each entry by a power of two."""
    moved, steps = A[np.ix_(rows, rows)], powers[None, :] - powers[:, None]
    if A.dtype.kind != "c":
        return np.asarray(np.ldexp(moved, steps))
    out = np.empty_like(moved)
    out.real, out.imag = np.ldexp(moved.real, steps), np.ldexp(moved.imag, steps)
    return np.asarray(out)


def _run(problem: Problem) -> Outcome:
    A = problem["A"]
    rows, powers = _turned(problem)
    B, T = _similar(A, rows, powers), _factor(rows, powers, A.real.dtype)
    details = {"norm": _size(A), "balanced_norm": _size(B)}
    return Outcome({"B": B, "T": T}, details=details)


def _size(A: Array) -> float | None:
    """The Frobenius norm, None where it is beyond the range of numbers."""
    top = largest(A)
    found = top * float(np.linalg.norm(A / top)) if top else 0.0
    return found if np.isfinite(found) else None


def _read(T: Array) -> tuple[Array, Array] | None:
    """The rows and exponents of T, None where it is no permuted diagonal matrix of powers of two."""
    there = T != 0
    if T.dtype.kind != "f" or not ((there.sum(axis=0) == 1) & (there.sum(axis=1) == 1)).all():
        return None
    rows = np.nonzero(there.T)[1]
    parts, exponents = np.frexp(T[rows, np.arange(len(T))])
    return (rows, exponents - 1) if (parts == 0.5).all() else None


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """B is made again of A and T, which takes no rounding but of entries that underflow.

    Twice T would do as well as T, so it is compared with that of another run.
    """
    A = problem["A"]
    B, T = (np.asarray(outcome.outputs[name]) for name in ("B", "T"))
    bad = unusable(B, A.shape, "the balanced matrix") or unusable(T, A.shape, "the factor T")
    if bad is not None:
        return bad
    read = _read(T)
    if read is None:
        return judge(A.dtype, None, failed="Verification failed: T is not made of one power of two for each axis.")
    if not np.array_equal(B, _similar(A, *read)):
        return judge(A.dtype, None, failed="Verification failed: B is not T⁻¹ A T.")
    if not all(np.array_equal(one, other) for one, other in zip(read, _turned(problem), strict=True)):
        return judge(A.dtype, None, failed="Verification failed: balancing finds another T.")
    if not _lost(A, B, read):
        return judge(A.dtype, 0.0, what="B", green="B is exactly T⁻¹ A T")
    bound = float(np.finfo(A.dtype).smallest_subnormal) / largest_part(B) if B.any() else 1.0
    return judge(A.dtype, bound, what="B", green="B is T⁻¹ A T but for entries that underflow")


def _lost(A: Array, B: Array, read: tuple[Array, Array]) -> bool:
    """Whether an entry of B underflowed, so that going back does not give that of A."""
    rows, powers = read
    at = np.empty_like(rows)
    at[rows] = np.arange(len(rows))
    return not np.array_equal(_similar(B, at, -powers[at]), A)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """The same T, whose powers of two are rational, and T⁻¹ A T in fractions."""
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    rows, powers = _turned(problem)
    two, n = Fraction(2), len(A)
    B, T = exact.zeros(n, n), exact.zeros(n, n)
    for i in range(n):
        T[rows[i], i] = two ** int(powers[i])
        for j in range(n):
            B[i, j] = A[rows[i], rows[j]] * two ** int(powers[j] - powers[i])
    return {"B": B, "T": T}


def cost(A: Operand, permute: bool = True, scale: bool = True) -> Cost:
    n = float(A.shape[0])
    return Cost(20.0 * n**2, 4 * n * n * A.dtype.itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    given = f"permute={problem.params['permute']}, scale={problem.params['scale']}"
    return f"B, T = scipy.linalg.matrix_balance({names[0]}, {given})"


MATRIX_BALANCE = Operation(
    declare=matrix_balance,
    routes=(Route("LAPACK gebal", always("powers of two, row and column by turns"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
