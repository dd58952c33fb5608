"""Covariance, scatter and second moment: three sums of products of columns that are often taken for one another."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import judge, quantum
from workbench.numerics.column_scales import back, level_of, lost, scaled_columns
from workbench.numerics.probes import largest
from workbench.numerics.samples import centered, check_gram, gram
from workbench.operations.common import unusable
from workbench.operations.data import device_gram
from workbench.operations.data.shared import (
    Divisor,
    Table,
    divide_by,
    mean_exactly,
    need_divisor,
    need_table,
)
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always


class Covariance(NamedTuple):
    result: Annotated[Operand, "entry i, j: how columns i and j vary together; the variances are on the diagonal"]


class Scatter(NamedTuple):
    result: Annotated[Operand, "the sums of products of the centred columns, not divided by anything"]


class SecondMoment(NamedTuple):
    result: Annotated[Operand, "the mean products of the columns as they are, not centred"]


def covariance(X: Table, divisor: Divisor = "n - 1") -> Covariance:
    """How the columns vary together: the centred XᵀX, divided by n − 1 (or n).

    The scatter matrix is not divided, the second moment not centred.
    """
    need_divisor(X, divisor)
    return Covariance(_square(X))


def scatter(X: Table) -> Scatter:
    """The scatter matrix: XᵀX of the centred columns, not divided by the number of rows."""
    need_table(X)
    return Scatter(_square(X))


def second_moment(X: Table) -> SecondMoment:
    """The second moment XᵀX / n of the columns as they are: unlike the covariance it is not centred."""
    need_table(X)
    return SecondMoment(_square(X))


def _square(X: Operand) -> Operand:
    return Operand("result", (X.shape[1], X.shape[1]), X.dtype)


def _divisor(problem: Problem, kind: str) -> int:
    """1 for the scatter, n for the second moment, what is asked for else."""
    if kind == "scatter":
        return 1
    return divide_by(len(problem["X"]), problem.params.get("divisor", "n"))


def _run(problem: Problem, kind: str) -> Outcome:
    X, powers = _scaled(problem, kind)
    G = gram(X if kind == "second_moment" else centered(X).rows)
    G /= _divisor(problem, kind)
    return _outcome(problem, back(G, powers), kind)


def _scaled(problem: Problem, kind: str) -> tuple[Array, Array | None]:
    return scaled_columns(problem["X"], kind != "second_moment", problem.structures["X"].exponent)


def _outcome(problem: Problem, G: Array, kind: str) -> Outcome:
    details = {"divisor": _divisor(problem, kind), "centered": kind != "second_moment", "rows": len(problem["X"])}
    return Outcome({"result": G}, details=details)


def _certify(problem: Problem, outcome: Outcome, kind: str) -> Assessment:
    """The sums anew on a few vectors of uneven signs, sample by sample (Freivalds), with a mean found otherwise."""
    (X, powers), G = _scaled(problem, kind), outcome.outputs["result"]
    if (bad := unusable(G, (X.shape[1], X.shape[1]), "the matrix")) is not None:
        return bad
    own = back(G, None if powers is None else -powers)
    found, _ = check_gram(X, own, _divisor(problem, kind), kind != "second_moment", lost(powers, X.dtype))
    size = largest(G)
    said = judge(
        X.dtype,
        level_of(found.level, powers, size),
        found,
        what="the matrix",
        green="The sums agree on a few vectors",
        failed=None if (G == G.conj().T).all() else "Verification failed: the matrix is not symmetric.",
        spacing=quantum(X.dtype) / size if size else 0.0,
    )
    return said if said.verdict == "red" else _faint(problem["X"], G, kind) or said


def _faint(X: Array, G: Array, kind: str) -> Assessment | None:
    """Whether the squares of a column that is not constant underflow, be it that all are so small."""
    limits = np.finfo(X.dtype)
    small = np.flatnonzero(np.abs(np.diagonal(G)) < limits.tiny / limits.eps)
    columns = X[:, small] if kind == "second_moment" else X[:, small] - X[:1, small]
    faint = small[columns.any(axis=0)]
    if faint.size and not G.any():
        return Assessment("amber", "The products of such small numbers underflow.")
    zeros = faint[np.diagonal(G)[faint] == 0]
    if not zeros.size:
        return None
    return Assessment("amber", f"Column {zeros[0]} is so small beside the largest that its squares underflow to 0.")


def _exact(problem: Problem, kind: str) -> dict[str, Any] | None:
    X = problem.exact.get("X")
    if X is None or not exact.fits(X):
        return None
    rows: Array = X if kind == "second_moment" else X - mean_exactly(X)
    M = exact.to_flint(rows)
    return {"result": exact.from_flint(M.transpose() * M) / _divisor(problem, kind)}


def _code(problem: Problem, names: tuple[str, ...], kind: str) -> str:
    X = names[0]
    if kind == "second_moment":
        return f"C = {X}.T @ {X}.conj() / len({X})"
    if kind == "scatter":
        return f"B = {X} - {X}.mean(axis=0)\nC = B.T @ B.conj()"
    ddof = 1 if problem.params["divisor"] == "n - 1" else 0
    return f"C = np.atleast_2d(np.cov({X}, rowvar=False, ddof={ddof}))"


def cost(X: Operand, divisor: str = "n - 1") -> Cost:
    n, p = X.shape
    return Cost(1.0 * n * p * p + 6.0 * n * p, 1.0 * (n * p + 2 * p * p) * X.dtype.itemsize)


def _operation(declare: Any, kind: str) -> Operation:
    why = always("the product of a matrix with its own transpose")

    def code(problem: Problem, names: tuple[str, ...]) -> str:
        return _code(problem, names, kind)

    return Operation(
        declare=declare,
        routes=(
            Route("BLAS syrk (NumPy)", why, lambda problem: _run(problem, kind), code),
            *device_gram.gram_routes(
                kind != "second_moment",
                lambda problem: why(problem) if _scaled(problem, kind)[1] is None else None,
                lambda problem: _divisor(problem, kind),
                lambda problem, G: _outcome(problem, G, kind),
                code,
            ),
        ),
        certify=lambda problem, outcome: _certify(problem, outcome, kind),
        cost=cost,
        exact=lambda problem: _exact(problem, kind),
        stacked=True,
    )


COVARIANCE = _operation(covariance, "covariance")
SCATTER = _operation(scatter, "scatter")
SECOND_MOMENT = _operation(second_moment, "second_moment")
