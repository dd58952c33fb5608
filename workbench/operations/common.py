"""What several operations share: shape rules, refusals, and the first look at an output."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics import factor
from workbench.numerics.bounds import judge
from workbench.numerics.equilibrium import is_wide
from workbench.numerics.probes import keeping, largest_part, scaled, shifted
from workbench.numerics.spectral import Check
from workbench.numerics.spectral_general import EigenCheck
from workbench.operations.spec import Array, Axes, Operand, Problem

SMALL = 4
"""Up to this order NumPy's own routines are taken, so that the window may compute without loading SciPy."""

WIDE = 1 << 16
"""Entries up to which every matrix is asked whether they are far apart; more where one is beyond 2^BIG."""
BIG = 25
NO_STRUCTURE = "no special structure"

RightSide = Annotated[Operand, Axes((1, 2), "the right-hand side: a vector, or one in each column")]


def by(shape: tuple[int, ...]) -> str:
    """A shape in words: 3 x 2, or a vector of 3."""
    if len(shape) == 1:
        return f"a vector of {shape[0]}"
    return " x ".join(str(n) for n in shape) if shape else "a single number"


def shape_error(message: str, hint: str, fixes: tuple[str, ...], *operands: Operand, **details: Any) -> UserError:
    shapes = {operand.name: list(operand.shape) for operand in operands}
    return UserError("shape", message, hint, fixes, {"shapes": shapes, **details})


def scale(problem: Problem, name: str) -> tuple[Array, int]:
    """The input times 2⁻ᵖ, and p; p is 0 unless its entries are so large or small that squares would not fit."""
    return scaled(problem[name], problem.structures[name].exponent)


def kept(problem: Problem, name: str) -> tuple[Array, int]:
    """As `scale`, but no entry is lost where they are far apart: a matrix is not singular because of its scale."""
    B, p = scale(problem, name)
    q = keeping(problem[name], p)
    return (B, p) if p == q else (shifted(problem[name], -q), q)


def scaled_system(problem: Problem) -> tuple[Array, Array, int, int]:
    """A and b of A x = b, each scaled with nothing lost and both of one type, and the exponents of their scales."""
    dtype = np.result_type(problem["A"], problem["b"])
    (A, p), (b, q) = kept(problem, "A"), kept(problem, "b")
    return A.astype(dtype, copy=False), b.astype(dtype, copy=False), p, q


def need_square(A: Operand, so: str, hint: str, fixes: tuple[str, ...]) -> None:
    """Refuse a matrix that is not square: "A is 3 x 2, so it has no inverse."."""
    if len(set(A.shape)) != 1:
        raise shape_error(f"{A.name} is {by(A.shape)}, so {so}.", hint, fixes, A)


def need_equal_rows(A: Operand, b: Operand, fixes: tuple[str, ...]) -> None:
    """Refuse a right-hand side that has not one entry for each row of the matrix."""
    if A.shape[0] != b.shape[0]:
        raise shape_error(
            f"{A.name} is {by(A.shape)} and {b.name} is {by(b.shape)}: "
            f"{A.name} has {A.shape[0]} rows, {b.name} has {b.shape[0]}.",
            "Every row of the matrix needs its entry of the right-hand side.",
            fixes,
            A,
            b,
            axes={A.name: 0, b.name: 0},
        )


def need_entries(A: Operand, what: str) -> None:
    """Refuse a matrix without entries where the answer is not defined."""
    if 0 in A.shape:
        hint = "Give it at least one entry." if len(A.shape) == 1 else "Give it at least one row and column."
        raise shape_error(f"{A.name} is {by(A.shape)} and has no entries, so {what}.", hint, (), A)


def judged(dtype: Any, check: Check | EigenCheck, **words: Any) -> Assessment:
    """The verdict on a check of singular values or eigenvalues; `words` are those of `bounds.judge`."""
    said = {"residual": check.residual, "backward_error": check.residual, "spacing": check.spacing, **words}
    return judge(dtype, check.bound, failed=check.failure, **said)


def unusable(value: Any, shape: tuple[int, ...], what: str = "result") -> Assessment | None:
    """Red at once for an output of the wrong shape or with NaN or Inf where the input had none."""
    if value is None or np.shape(value) != shape:
        return Assessment("red", f"Verification failed: {what} does not have the shape {by(shape)}.")
    if not np.isfinite(largest_part(np.asarray(value))):
        return Assessment("red", f"{what[0].upper()}{what[1:]} overflows: it holds Inf or NaN.")
    return None


SINGULAR_FIXES = ("pinv", "lstsq")
SINGULAR_HINT = "The pseudoinverse or least squares give the nearest thing to an answer."
NO_SOLUTION = ("Least squares give the x that comes nearest.", ("lstsq", "pinv"))
MANY_SOLUTIONS = (
    "Least squares give the shortest, and the null space what may be added to it.",
    ("null_space", "lstsq"),
)


def refuse_if_singular(name: str, problem: Problem) -> None:
    """Raise if an exact matrix is proved singular; its rank, and a null vector, are the proof."""
    A = problem.exact.get(name)
    if A is None or not exact.fits(A):
        return
    rank = exact.rank(A)
    if rank < len(A):
        raise _proved(problem, name, A, rank, problem.exact.get("b"))


def _proved(problem: Problem, name: str, A: Array, rank: int, b: Array | None) -> UserError:
    """Of a system with exact b: whether it has no solution or many (Rouché and Capelli)."""
    called = problem.name(name)
    message = f"{called} is singular: its determinant is exactly 0 and its rank is {rank} of {len(A)}"
    details = {"null_vector": exact.null_vector(A), "rank": rank, "determinant": "0"}
    if b is None or not exact.fits(A, b):
        return UserError("singular", f"{message}.", SINGULAR_HINT, SINGULAR_FIXES, details)
    system = f"{called} x = {problem.name('b')}"
    if exact.rank(np.column_stack([A, b])) > rank:
        return UserError("singular", f"{message}, and {system} has no solution.", *NO_SOLUTION, details)
    return UserError("singular", f"{message}, and {system} has infinitely many solutions.", *MANY_SOLUTIONS, details)


def zero_pivot(problem: Problem) -> UserError:
    """The refusal for a floating-point matrix A in which elimination met an exact zero pivot."""
    name, A = problem.name("A"), kept(problem, "A")[0]
    if A.dtype.kind == "f" and exact.fits(A):
        fractions = exact.fractions(problem["A"])
        rank = exact.rank(fractions)
        if rank < len(A):
            return _proved(problem, "A", fractions, rank, _right_side(problem))
    x = factor.null_vector(A)
    details = {"null_vector": _plain(x), "rank": None, "determinant": None}
    message = f"{name} is singular to working precision: elimination meets a pivot that is exactly 0."
    return UserError("singular", message, SINGULAR_HINT, SINGULAR_FIXES, details)


def _right_side(problem: Problem) -> Array | None:
    """b as it stands, in fractions, of a system that has a real one."""
    b = problem.arrays.get("b")
    return None if b is None or b.dtype.kind == "c" else exact.fractions(b)


def _plain(x: Array) -> list[Any]:
    return [[z.real, z.imag] for z in x.tolist()] if x.dtype.kind == "c" else list(x.tolist())


def diagonal(problem: Problem) -> str | None:
    """The condition of routes for a diagonal A; it and the ones below answer with the reason."""
    return f"{problem.name('A')} is diagonal" if problem.structures["A"].diagonal and problem["A"].size else None


def triangular(problem: Problem) -> str | None:
    structure = problem.structures["A"]
    side = "upper" if structure.upper else "lower"
    return f"{problem.name('A')} is {side} triangular" if structure.triangular and problem["A"].size else None


def large_triangular(problem: Problem) -> str | None:
    """Where substitution by LAPACK is worth its call, or needed, since entries are far apart."""
    return triangular(problem) if not small(problem) or wide(problem) else None


def unitary(problem: Problem) -> str | None:
    structure = problem.structures["A"]
    word = "unitary" if structure.complex else "orthogonal"
    return f"{problem.name('A')} is {word}" if structure.orthogonal else None


def wide(problem: Problem) -> str | None:
    """The condition of routes for a matrix whose entries are too far apart for elimination at one scale."""
    A, p = problem["A"], problem.structures["A"].exponent or 0
    looked_at = A.dtype.kind in "fc" and (A.size <= WIDE or p > BIG)
    return f"entries of {problem.name('A')} are very far apart" if looked_at and is_wide(A) else None


def general(problem: Problem) -> str:
    """Why the routine for any matrix is taken, where none for a structure was."""
    if not problem.structures["A"].symmetric:
        return NO_STRUCTURE
    return f"{not_definite(problem)}, and LU is faster than LDLᴴ"


def narrow(problem: Problem) -> str | None:
    """The condition of general routes on devices, which have no way to `wide` matrices."""
    return None if wide(problem) else general(problem)


def small(problem: Problem) -> str | None:
    return f"{problem.name('A')} is at most {SMALL} x {SMALL}" if len(problem["A"]) <= SMALL else None


def definite(problem: Problem) -> str | None:
    """Symmetric with a positive diagonal: whether it is definite, Cholesky finds out."""
    structure = problem.structures["A"]
    if not structure.symmetric or structure.positive_definite is False:
        return None
    return f"{problem.name('A')} is {hermitian(problem)} positive definite"


def hermitian(problem: Problem) -> str:
    return "Hermitian" if problem.structures["A"].complex else "symmetric"


def not_definite(problem: Problem) -> str:
    """The reason of a general routine after Cholesky has failed."""
    return f"{problem.name('A')} is {hermitian(problem)}, but not positive definite"
