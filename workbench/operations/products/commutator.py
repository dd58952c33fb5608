"""The commutator of two matrices: what changes when they trade places in a product."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import LIMIT, eps
from workbench.numerics.probes import largest, shifted
from workbench.operations.common import by, need_square, scale, shape_error
from workbench.operations.products import exactly
from workbench.operations.products.freivalds import balanced_pair, certify_product, evaluated
from workbench.operations.products.shapes import joint_dtype
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.zero import truth


class Commutator(NamedTuple):
    result: Annotated[Operand, "A B − B A: all zeros if the matrices commute"]


def commutator(A: Matrix2, B: Matrix2) -> Commutator:
    """The commutator A B − B A of two square matrices: it is 0 if and only if they commute.

    Its trace is 0. Matrices that commute have a common Schur basis, and exp(A + B) = exp(A) exp(B) (Horn and Johnson,
    Matrix Analysis, 2.4).
    """
    for X in (A, B):
        need_square(X, "it has no commutator", "In both orders only square matrices of one size multiply.", ("matmul",))
    if A.shape != B.shape:
        message = f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}, so they have no product in either order."
        raise shape_error(message, "Both must be of one size.", (), A, B)
    return Commutator(Operand("result", A.shape, joint_dtype(A, B)))


def cost(A: Operand, B: Operand) -> Cost:
    n = float(max(1, A.shape[0]))
    return Cost(4.0 * n**3, 6.0 * n * n * joint_dtype(A, B).itemsize)


def _bracket(A: Array, B: Array) -> Array:
    return np.asarray(A @ B - B @ A)


def _as_one_product(A: Array, B: Array) -> tuple[Array, Array]:
    """[A, −B] times B above A."""
    return np.hstack([A, -B]), np.vstack([B, A])


def _run(problem: Problem) -> Outcome:
    C = evaluated(problem, _bracket)
    return Outcome({"result": C}, details={"commute": _commute(problem, C)})


def _commute(problem: Problem, C: Array) -> bool:
    """Whether nothing but rounding is left."""
    (A, p), (B, q) = scale(problem, "A"), scale(problem, "B")
    level = 2.0 * len(C) * eps(C.dtype) * largest(A) * largest(B)
    return bool(largest(shifted(C, -p - q)) <= level)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Freivalds' probes of the commutator as one product of twice as many terms."""
    C, shape = outcome.outputs["result"], problem["A"].shape
    found = certify_product(*balanced_pair(problem, _as_one_product), C, shape, truth(problem, _exact))
    passes = found.backward_error is not None and found.backward_error <= LIMIT * eps(problem.dtype)
    if found.verdict == "red" and found.digits == 0 and passes:
        reason = "To rounding the matrices commute: what is left of the commutator is no more than rounding errors."
        return replace(found, verdict="amber", reason=reason)
    return replace(found, reason=found.reason.replace("product", "commutator"))


def _exact(problem: Problem) -> dict[str, Any] | None:
    pair = exactly.inputs(problem, "A", "B")
    if pair is None:
        return None
    A, B = map(exact.to_flint, pair)
    return {"result": exact.from_flint(A * B - B * A)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    """Where products may overflow on the way, the one of larger or smaller entries is divided by its largest."""
    keys = sorted("AB", key=lambda key: -abs(problem.structures[key].exponent or 0))
    found = divided(problem, keys[0], names["AB".index(keys[0])])
    of = {keys[0]: found.of, keys[1]: names["AB".index(keys[1])]}
    A, B = (f"({of[key]})" if " " in of[key] else of[key] for key in "AB")
    bracket = f"{A} @ {B} - {B} @ {A}"
    return f"{found.line}C = {found.times}({bracket})" if found.times else f"C = {bracket}"


COMMUTATOR = Operation(
    declare=commutator,
    routes=(Route("BLAS gemm, twice", always("no special structure is used"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
