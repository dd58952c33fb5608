"""Whitening: a linear change after which the columns are uncorrelated with variance 1."""

from __future__ import annotations

import math
from typing import Annotated, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics import decompose
from workbench.numerics.agreement import Agreement, agreement, product
from workbench.numerics.bounds import eps
from workbench.numerics.order import with_positive_tops
from workbench.numerics.probes import shifted
from workbench.numerics.samples import centered, check_centered, check_gram
from workbench.numerics.spectral import check_svd
from workbench.operations.common import unusable
from workbench.operations.data import device
from workbench.operations.data.shared import (
    SIGNS,
    Divisor,
    Keep,
    Table,
    by_spread,
    divide_by,
    need_divisor,
    need_k,
    verdict,
)
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always


class Whitened(NamedTuple):
    result: Annotated[Operand, "the whitened rows: their covariance is the identity"]
    W: Annotated[Operand, "the matrix that whitens: result = (X − mean) W"]
    mean: Annotated[Operand, "the mean of each column"]


def whiten(
    X: Table,
    method: Annotated[
        Literal["pca", "zca"], "pca: scores over their deviations; zca: turned back, nearest to the data"
    ] = "pca",
    k: Keep = None,
    divisor: Divisor = "n - 1",
) -> Whitened:
    """Turn and stretch the centred data so that their covariance is the identity: the cloud becomes round."""
    need_divisor(X, divisor)
    (n, p), most = X.shape, min(X.shape)
    need_k(k, most, X.name)
    kept = p if method == "zca" else (p if k is None else k)
    return Whitened(
        Operand("result", (n, kept), X.dtype), Operand("W", (p, kept), X.dtype), Operand("mean", (p,), X.dtype)
    )


def _run(problem: Problem) -> Outcome:
    X, p = by_spread(problem)
    rows, mean = centered(X)
    return _outcome(problem, rows, mean, decompose.svd(rows), p)


def _outcome(problem: Problem, rows: Array, mean: Array, found: decompose.Svd, p: int) -> Outcome:
    """The outputs, of centred rows and their decomposition."""
    X = problem["X"]
    k = _kept(problem, found.S)
    root = math.sqrt(divide_by(len(X), problem.params["divisor"]))
    V, turned = with_positive_tops(found.Vh[:k].conj().T.copy())
    U = found.U[:, :k] * turned
    W = V * (root / found.S[:k])
    result = U * X.dtype.type(root)
    if problem.params["method"] == "zca":
        W, result = W @ V.conj().T, result @ V.conj().T
    outputs = {"result": result, "W": shifted(W, -p), "mean": shifted(mean, p)}
    variances = shifted(found.S[:k] ** 2 / root**2, 2 * p)
    details = {
        "kept": k,
        "divisor": divide_by(len(X), problem.params["divisor"]),
        "variances": variances.tolist()[:100],
    }
    return Outcome(outputs, {"rows": rows, "factors": found, "kept": k}, (), details, found.method)


def _kept(problem: Problem, S: Array) -> int:
    """How many directions are whitened: all, unless k says fewer; those without spread cannot be."""
    p, (n, width) = problem.params["k"], problem["X"].shape
    rank = int(np.count_nonzero(max(n, width) * eps(S.dtype) * S.max(initial=0) < S))
    wanted: int = width if p is None else p
    if wanted > rank:
        name = problem.name("X")
        raise UserError(
            "domain",
            f"The covariance of {name} is singular: only {rank} of {width} directions have any spread to divide by.",
            f"Keep k = {rank} components." if rank else "All rows are equal.",
            ("pca",),
            {"rank": rank, "k": wanted},
        )
    return wanted


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The covariance of the result is the identity, and the result is (X − mean) W, both on a few vectors."""
    X, p = by_spread(problem)
    result, W, mean = (np.asarray(outcome.outputs[name]) for name in Whitened._fields)
    k, rows, (U, S, Vh, _) = (outcome.witness[name] for name in ("kept", "rows", "factors"))
    width = X.shape[1] if problem.params["method"] == "zca" else k
    for value, shape, what in (
        (result, (len(X), width), "the data"),
        (W, (X.shape[1], width), "W"),
        (mean, X.shape[1:], "the mean"),
    ):
        if (bad := unusable(value, shape, what)) is not None:
            return bad
    kappa, check = float(S[0] / S[k - 1]), check_svd(rows, U, S, Vh)
    return verdict(
        X.dtype,
        *check_centered(X, rows, shifted(mean, -p)),
        *_whitened(problem, result, shifted(W, p), rows, S[:k], Vh[:k]),
        bound=kappa * (check.bound or 0.0),
        what="the whitened data",
        condition=Condition(kappa, "2"),
        green="The covariance of the result is the identity",
        failed=check.failure,
    )


def _whitened(problem: Problem, result: Array, W: Array, rows: Array, S: Array, Vh: Array) -> tuple[Agreement, ...]:
    """The covariance of the result, the result as rows · W, and W from the leading singular values and vectors."""
    d, width, zca = divide_by(len(rows), problem.params["divisor"]), W.shape[1], problem.params["method"] == "zca"
    target = (Vh.conj().T @ Vh).T if zca and len(S) < width else np.eye(width, dtype=rows.dtype)
    expected = Vh.conj().T * (math.sqrt(d) / S)
    turned = expected @ Vh if zca else with_positive_tops(expected)[0]
    return (
        check_gram(result, target * d, 1.0, center=False),
        product(result, rows, W),
        agreement(W, turned, np.abs(turned).max(initial=0) * max(1.0, math.sqrt(len(S)) / 8), rows.dtype),
    )


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    ddof = 1 if problem.params["divisor"] == "n - 1" else 0
    keep = "" if problem.params["k"] is None else f"[:{problem.params['k']}]"
    lines = [
        f"mean = {names[0]}.mean(axis=0)",
        f"U, S, Vh = np.linalg.svd({names[0]} - mean, full_matrices=False)",
        *SIGNS,
        f"W = Vh{keep}.conj().T / S{keep} * np.sqrt(len({names[0]}) - {ddof})",
    ]
    if problem.params["method"] == "zca":
        lines.append(f"W = W @ Vh{keep}")
    return "\n".join([*lines, f"Z = ({names[0]} - mean) @ W"])


def cost(X: Operand, method: str = "pca", k: int | None = None, divisor: str = "n - 1") -> Cost:
    n, p = X.shape
    short, long = min(n, p), max(n, p)
    return Cost(6.0 * long * short**2 + 20.0 * short**3, (5.0 * n * p + 3.0 * p * p) * X.dtype.itemsize)


REASON = always("singular values keep small variances exact")
WHITEN = Operation(
    declare=whiten,
    routes=(
        Route("LAPACK gesdd of the centred data", REASON, _run, _code),
        *device.whiten_routes(REASON, _outcome, _code),
    ),
    certify=certify,
    cost=cost,
    stacked=True,
)
