"""All the usual norms of a matrix, or of a vector, at once."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, eps, grain, judge
from workbench.numerics.sizes import rounding, size, size_again
from workbench.operations import singular
from workbench.operations.common import need_entries
from workbench.operations.norms.exactly import exact_norm
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

MATRIX = {
    "frobenius": "fro",
    "spectral": 2,
    "nuclear": "nuc",
    "max_column_sum": 1,
    "max_row_sum": "inf",
    "entrywise_sum": "sum",
    "max_modulus": "max",
}
VECTOR = {"nonzeros": "zero", "half": 0.5, "sum": "sum", "length": "fro", "max": "max"}
"""The outputs and what `numerics.sizes` calls them."""


class MatrixNorms(NamedTuple):
    frobenius: Annotated[Operand, "Frobenius norm: the root of the sum of squares"]
    spectral: Annotated[Operand, "spectral norm: the largest singular value, the most that a vector is stretched"]
    nuclear: Annotated[Operand, "nuclear norm: the sum of the singular values"]
    max_column_sum: Annotated[Operand, "maximal column sum of moduli, NumPy's norm 1"]
    max_row_sum: Annotated[Operand, "maximal row sum of moduli, NumPy's norm inf"]
    entrywise_sum: Annotated[Operand, "the sum of all moduli"]
    max_modulus: Annotated[Operand, "the largest modulus of an entry"]


class VectorNorms(NamedTuple):
    nonzeros: Annotated[Operand, "p = 0: how many entries are not 0, which is no norm"]
    half: Annotated[Operand, "p = 1/2: (Σ √|x|)², which is no norm either"]
    sum: Annotated[Operand, "p = 1: the sum of the moduli"]
    length: Annotated[Operand, "p = 2: the length"]
    length_squared: Annotated[Operand, "the square of the length, xᵀ x"]
    max: Annotated[Operand, "p = ∞: the largest modulus"]


def norms(A: Matrix2) -> MatrixNorms:
    """Every named norm of a matrix: Frobenius, spectral, nuclear, the maximal sums, and the entrywise ones.

    NumPy's norm 1 of a matrix is the maximal column sum, not the sum of all entries.
    """
    need_entries(A, "it has no size to speak of")
    real = np.dtype(A.dtype.type(0).real.dtype)
    return MatrixNorms(*(Operand(name, (), real) for name in MatrixNorms._fields))


def vector_norms(x: Annotated[Operand, Axes((1,), "a vector")]) -> VectorNorms:
    """The p-norms of a vector for p = 0, 1/2, 1, 2 and ∞, and the square of its length.

    The length is the largest p-norm that an inner product belongs to; the norms shrink as p grows.
    """
    need_entries(x, "it has no size to speak of")
    real = np.dtype(x.dtype.type(0).real.dtype)
    return VectorNorms(*(Operand(name, (), real) for name in VectorNorms._fields))


def _run_matrix(problem: Problem) -> Outcome:
    A = problem["A"]
    S, witness, method = singular.find(problem)
    outputs = {name: size(A, kind) for name, kind in MATRIX.items() if kind not in (2, "nuc")}
    outputs |= _spectral(S)
    return Outcome({name: outputs[name] for name in MATRIX}, witness, method=f"{method}, and sums")


def _spectral(S: Array) -> dict[str, Array]:
    with np.errstate(over="ignore"):
        total = S.sum(dtype=np.float64)
    return {"spectral": np.asarray(S[0]), "nuclear": np.asarray(total, dtype=S.dtype)}


def _run_vector(problem: Problem) -> Outcome:
    return Outcome(_of_vector(problem["x"], size))


def _of_vector(x: Array, how: Any) -> dict[str, Array]:
    found = {name: how(x, kind) for name, kind in VECTOR.items()}
    with np.errstate(over="ignore", under="ignore"):
        squared = np.asarray(np.square(found["length"].astype(np.float64))).astype(x.real.dtype)
    found["length_squared"] = squared
    return {name: found[name] for name in VectorNorms._fields}


def _certify_matrix(problem: Problem, outcome: Outcome) -> Assessment:
    """Sums in another order, and singular values that their vectors prove."""
    A, S = problem["A"], outcome.witness["S"]
    found = singular.check(A, S, outcome.witness)
    expected = {name: size_again(A, kind) for name, kind in MATRIX.items() if kind not in (2, "nuc")} | _spectral(S)
    bound = None if found.bound is None else max(found.bound * math.sqrt(len(S)), 4 * eps(A.dtype))
    unproved = None if singular.proved(outcome.witness) else singular.UNPROVED
    failure = found.failure if np.isfinite(S).all() else None
    return _compared(A, outcome, expected, 1.0, bound, unproved, failure)


def _certify_vector(problem: Problem, outcome: Outcome) -> Assessment:
    """Every norm once more, in another order of summation."""
    x = problem["x"]
    unit = rounding(x, 0.5)
    return _compared(x, outcome, _of_vector(x, size_again), unit / 4, eps(x.dtype) * unit, None, None)


def _compared(
    A: Array,
    outcome: Outcome,
    expected: dict[str, Array],
    roundings: float,
    bound: float | None,
    unproved: str | None,
    failure: str | None,
) -> Assessment:
    """Each output against the other computation of it; they are halved, so that differences cannot overflow."""
    values = np.array([np.asarray(outcome.outputs[name], dtype=np.float64) for name in expected])
    right = np.array([np.asarray(value, dtype=np.float64) for value in expected.values()])
    beyond = np.isinf(right)
    if not np.array_equal(np.isinf(values), beyond) or np.isnan(values).any():
        failure = failure or "Verification failed: a norm is not a finite number."
    off = np.where(beyond, 0.0, np.abs(np.where(beyond, 0, values) / 2 - np.where(beyond, 0, right) / 2))
    check = Residual.of(off / 64, roundings / 64 * (np.where(beyond, 0, right) / 2 + grain(A.dtype)), A.dtype)
    return judge(
        A.dtype,
        bound,
        check,
        what="the norms",
        residual=check.relative,
        green="Two ways of computing them agree",
        unproved="A norm is beyond the largest number of the type." if beyond.any() else unproved,
        failed=failure,
    )


def _matrix_cost(A: Operand) -> Cost:
    return singular.cost(A)


def _vector_cost(x: Operand) -> Cost:
    return Cost(40.0 * x.shape[0], 24.0 * x.shape[0])


def _exact_matrix(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    return {name: exact_norm(A, kind) for name, kind in MATRIX.items()}


def _exact_vector(problem: Problem) -> dict[str, Any] | None:
    x = problem.exact.get("x")
    if x is None or not exact.fits(x):
        return None
    found: dict[str, Any] = {name: exact_norm(x, kind) for name, kind in VECTOR.items()}
    return {**found, "length_squared": sum(v * v for v in x)}


def _matrix_code(problem: Problem, names: tuple[str, ...]) -> str:
    A = names[0]
    ords = ", ".join(("'fro'", "2", "'nuc'", "1", "np.inf"))
    return (
        f"sizes = [np.linalg.norm({A}, p, axis=(-2, -1)) for p in ({ords})]\n"
        f"sizes += [np.abs({A}).sum((-2, -1)), np.abs({A}).max((-2, -1))]"
    )


def _vector_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"sizes = [np.linalg.norm({names[0]}, p, axis=-1) for p in (0, 0.5, 1, 2, np.inf)]"


WHY = always("two are made of singular values")
NORMS = Operation(
    declare=norms,
    routes=(
        Route("LAPACK gesdd, and sums", WHY, _run_matrix, _matrix_code),
        device_route(f"{singular.DEVICE}, and sums", WHY, _run_matrix, _matrix_code, "spectral"),
    ),
    certify=_certify_matrix,
    cost=_matrix_cost,
    exact=_exact_matrix,
    stacked=True,
)
VECTOR_NORMS = Operation(
    declare=vector_norms,
    routes=(Route("NumPy sums at a safe scale", always("made of the entries"), _run_vector, _vector_code),),
    certify=_certify_vector,
    cost=_vector_cost,
    exact=_exact_vector,
    stacked=True,
)
