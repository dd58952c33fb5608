"""QR factorisation: orthonormal columns times a triangle, by four algorithms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_gram_schmidt import gram_schmidt
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics import orthogonal
from workbench.numerics.bounds import Residual, digits, eps
from workbench.numerics.elimination import permutation_matrix
from workbench.numerics.orthogonal import DependentError, Orthogonal
from workbench.numerics.probes import largest, shifted
from workbench.numerics.rectangular import triangle_condition
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.numerics.sensitivity import natural_unit, qr_errors
from workbench.operations.common import scale
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route
from workbench.operations.steps import worked
from workbench.operations.systems import device_factors
from workbench.operations.systems.factors import (
    columns_check,
    is_upper,
    least_seen,
    order_failure,
    orthonormal_check,
    usable,
    verdict,
)

Method = Literal["householder", "pivoted", "classical", "modified"]
GRAM_SCHMIDT = ("classical", "modified")
LOSES = {"classical": 2, "modified": 1}
"""The power of the condition number with which orthogonality is lost (Giraud and others 2005, Björck 1967)."""


class Factors(NamedTuple):
    Q: Annotated[Operand, "orthonormal columns"]
    R: Annotated[Operand, "upper triangular, its diagonal not negative"]
    P: Annotated[Operand, "the permutation of the columns, with pivoting: A P = Q R; else none"]


def qr(
    A: Matrix2,
    method: Annotated[
        Method, "householder reflections; pivoted: longest column first; classical or modified Gram-Schmidt"
    ] = "householder",
    full: Annotated[bool, "a square Q with a basis of all space"] = False,
) -> Factors:
    """The QR factorisation A = Q R of a matrix of any shape.

    The Gram-Schmidt algorithms are here for comparison: the certificate shows how much orthogonality they lose.
    """
    if full and method in GRAM_SCHMIDT:
        raise UserError(
            "usage",
            f"{method.capitalize()} Gram-Schmidt gives no more columns than A has.",
            "Take householder or pivoted for a square Q.",
            details={"method": method},
        )
    (m, n), k = A.shape, A.shape[0] if full else min(A.shape)
    return Factors(Operand("Q", (m, k), A.dtype), Operand("R", (k, n), A.dtype), Operand("P", (n, n), A.dtype))


def cost(A: Operand, method: str = "householder", full: bool = False) -> Cost:
    (m, n), k = A.shape, A.shape[0] if full else min(A.shape)
    pivots = n * n if method == "pivoted" else 0
    return Cost(max(1.0, 4.0 * m * n * min(m, n)), float(2 * m * n + m * k + k * n + pivots) * A.dtype.itemsize)


def _reflections(problem: Problem) -> Outcome:
    pivoted = problem.params["method"] == "pivoted"
    return _finish(problem, lambda A: orthogonal.householder(A, problem.params["full"], pivoted))


def _gram_schmidt(problem: Problem) -> Outcome:
    algorithm = orthogonal.classical if problem.params["method"] == "classical" else orthogonal.modified
    try:
        return _finish(problem, algorithm)
    except DependentError as stop:
        name = problem.name("A")
        raise UserError(
            "singular",
            f"Column {stop.column} of {name} lies in the span of those before it: nothing is left to normalise.",
            "Householder reflections factor every matrix.",
            ("qr", "subspaces"),
            {"column": stop.column, "null_vector": None},
        ) from None


def _finish(problem: Problem, algorithm: Callable[[Array], Orthogonal]) -> Outcome:
    A, p = scale(problem, "A")
    found = algorithm(A) if A.size else _of_nothing(A, problem.params["full"])
    pivoted = problem.params["method"] == "pivoted"
    P = permutation_matrix(found.columns, A.dtype) if pivoted else None
    loss = orthonormal_check(found.Q)
    details = {"orthogonality_loss": float(loss.observed), "diagonal": np.abs(np.diagonal(found.R))}
    if pivoted:
        details["column_order"] = found.columns
    outputs = {"Q": found.Q, "R": shifted(found.R, p) if p else found.R, "P": P}
    return Outcome(outputs, {"columns": found.columns, "R": Scaled(found.R, p)}, details=details)


def _of_nothing(A: Array, full: bool) -> Orthogonal:
    (m, n), k = A.shape, A.shape[0] if full else min(A.shape)
    return Orthogonal(np.eye(m, k, dtype=A.dtype), np.zeros((k, n), A.dtype), np.arange(n))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Q R against A, QᴴQ against I, and the errors of both to first order (Stewart 1977; Higham 19.9)."""
    A, p = scale(problem, "A")
    full, method, out = problem.params["full"], problem.params["method"], outcome.outputs
    (m, n), k = A.shape, A.shape[0] if full else min(A.shape)
    shapes = {"Q": (m, k), "R": (k, n), **({"P": (n, n)} if method == "pivoted" else {})}
    if (bad := usable(out, shapes)) is not None:
        return bad
    if not A.size:
        known = np.array_equal(out["Q"], np.eye(m, k)) and (out["P"] is None or np.array_equal(out["P"], np.eye(n)))
        return Assessment("green" if known else "red", "There is nothing to factor.", 0.0, 0.0, None, 0.0)
    Q, R, columns = out["Q"], unscaled(out["R"], outcome.witness["R"], p), outcome.witness["columns"]
    check, loss, thin = (
        columns_check(A[:, columns] if method == "pivoted" else A, Q, R),
        orthonormal_check(Q),
        min(m, n),
    )
    unit = natural_unit(max(m, n), eps(A.dtype), check.relative)
    loss = replace(loss, scale=loss.scale * triangle_condition(R[:thin, :thin], scale=False) ** LOSES.get(method, 0))
    forward = max(*qr_errors(Q[:, :thin], R[:thin], unit), least_seen(check, loss, Q, R))
    failed = _form(R, out["P"], columns)
    return verdict(
        A.dtype,
        max(forward, float(loss.observed)),
        _relative(check, A),
        check,
        loss,
        condition=_condition(R[:, :thin], A),
        green="A = Q R and QᴴQ = I are verified",
        failed=failed or _spoilt(loss, method, A.dtype),
        spacing=spacing(out["R"], R, p),
    )


def _form(R: Array, P: Array | None, columns: Array) -> str | None:
    if not is_upper(R):
        return "Verification failed: R is not upper triangular."
    d = np.diagonal(R)
    if (d.real < 0).any() or d.imag.any():
        return "Verification failed: the diagonal of R is not positive."
    return None if P is None else order_failure(P, columns, "P")


def _relative(check: Residual, A: Array) -> float:
    size = float(np.sqrt(A.shape[0])) * largest(A)
    return float(np.max(check.observed, initial=0)) / size if size and check.observed.size else 0.0


def _spoilt(loss: Residual, method: str, dtype: Any) -> str | None:
    lost = float(loss.observed)
    if method in GRAM_SCHMIDT and digits(lost, dtype) < 1:
        return f"{method.capitalize()} Gram-Schmidt has lost all orthogonality: QᴴQ differs from I by {lost:.1e}."
    return None


def _condition(R: Array, A: Array) -> Condition | None:
    if not min(A.shape) or A.shape[0] < A.shape[1]:
        return None
    return Condition(triangle_condition(R, scale=False), "2")


def _plain(problem: Problem) -> str | None:
    method = problem.params["method"]
    if method in GRAM_SCHMIDT:
        return None
    return "longest remaining column first" if method == "pivoted" else "reflections keep Q orthonormal"


def _asked(problem: Problem) -> str:
    return f"{problem.params['method']} Gram-Schmidt was asked for"


def _signs(names: str) -> str:
    return (
        "\nd = np.diag(R)"
        "\ns = np.where(d == 0, 1, d / np.where(d == 0, 1, abs(d)))"
        f"\nQ[:, :len(s)] *= s{names}"
        "\nR[:len(s)] *= s.conj()[:, None]"
    )


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    full = problem.params["full"]
    line, A, times, _ = divided(problem, "A", names[0])
    back = f"\nR = {times}R" if line else ""
    if problem.params["method"] == "pivoted":
        mode = "full" if full else "economic"
        call = f"{line}Q, R, order = scipy.linalg.qr({A}, mode={mode!r}, pivoting=True)"
        return call + _signs("") + back + f"\nP = np.eye({names[0]}.shape[1])[:, order]"
    mode = "complete" if full else "reduced"
    return f"{line}Q, R = np.linalg.qr({A}, mode={mode!r})" + _signs("") + back


def _gram_schmidt_code(problem: Problem, names: tuple[str, ...]) -> str:
    kind = "complex" if problem["A"].dtype.kind == "c" else "float"
    classical = problem.params["method"] == "classical"
    head = (
        f"A_ = np.array({names[0]}, dtype={kind})\n"
        "k = min(A_.shape)\n"
        f"Q, R = np.zeros((len(A_), k), {kind}), np.zeros((k, A_.shape[1]), {kind})\n"
        "for j in range(k):\n"
    )
    if classical:
        return head + (
            "    R[:j, j] = Q[:, :j].conj().T @ A_[:, j]\n"
            "    v = A_[:, j] - Q[:, :j] @ R[:j, j]\n"
            "    R[j, j] = np.linalg.norm(v)\n"
            "    Q[:, j] = v / R[j, j]\n"
            "R[:, k:] = Q.conj().T @ A_[:, k:]"
        )
    return head + (
        "    R[j, j] = np.linalg.norm(A_[:, j])\n"
        "    Q[:, j] = A_[:, j] / R[j, j]\n"
        "    R[j, j + 1:] = Q[:, j].conj() @ A_[:, j + 1:]\n"
        "    A_[:, j + 1:] -= np.outer(Q[:, j], R[j, j + 1:])"
    )


def exact_qr(problem: Problem) -> dict[str, Any] | None:
    """Q and R with their square roots, by Gram and Schmidt in fractions; for independent columns, without pivoting."""
    A, method = problem.exact.get("A"), problem.params["method"]
    if A is None or not exact.fits(A) or method == "pivoted" or problem.params["full"]:
        return None
    found = gram_schmidt(A)
    if found.independent != tuple(range(min(A.shape))):
        return None
    return {"Q": exact.spelled(found.Q), "R": exact.spelled(found.lengths)}


QR = Operation(
    declare=qr,
    routes=(
        Route("LAPACK geqrf, geqp3", _plain, _reflections, _code),
        Route("Gram-Schmidt in NumPy", _asked, _gram_schmidt, _gram_schmidt_code),
        *device_factors.qr_routes(_plain, _finish, _code),
    ),
    certify=certify,
    cost=cost,
    exact=exact_qr,
    steps=worked("gram_schmidt", "qr_steps"),
    stacked=True,
)
