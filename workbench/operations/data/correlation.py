"""Correlation: the covariance of standardised columns."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.column_scales import NONE, at_own_scale, column_exponents, moderate
from workbench.numerics.equilibrium import moved
from workbench.numerics.samples import centered, check_gram, gram, lengths
from workbench.operations.common import unusable
from workbench.operations.data import device_gram
from workbench.operations.data.shared import Table, need_table, verdict
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always


class Correlation(NamedTuple):
    result: Annotated[Operand, "entry i, j: from −1 to 1, how far columns i and j lie on one line; 1 on the diagonal"]


def correlation(X: Table) -> Correlation:
    """How far each two columns lie on one line, from −1 to 1; neither units nor the divisor count."""
    need_table(X, 2, "there is no spread to compare")
    return Correlation(Operand("result", (X.shape[1], X.shape[1]), X.dtype))


def _unit(problem: Problem) -> Array:
    """The centred columns, each of length 1; a constant one has no correlation and is refused."""
    rows = _rows(problem)
    size = lengths(rows)
    _need_spread(problem, size)
    return np.asarray(rows / size.astype(rows.real.dtype))


def _rows(problem: Problem) -> Array:
    """The centred columns, each at its own scale, where squares of them fit."""
    rows = centered(at_own_scale(problem["X"])[0]).rows
    powers = column_exponents(rows)
    return moved(rows, -np.where(powers > NONE, powers, 0))


def _unit_of(tops: Array) -> Array:
    """Powers of two that bring these numbers to size 1."""
    return np.ldexp(1.0, -np.frexp(tops)[1]).astype(tops.dtype)


def _need_spread(problem: Problem, size: Array) -> None:
    """Refuse columns of length 0."""
    constant = np.flatnonzero(size == 0).tolist()
    if constant:
        raise UserError(
            "domain",
            f"Column {constant[0]} of {problem.name('X')} is constant, so that it has no correlation with any other.",
            "Leave the constant columns out.",
            ("select_columns",),
            {"constant_columns": constant},
        )


def _run(problem: Problem) -> Outcome:
    return _outcome(gram(_unit(problem)))


def _outcome(R: Array) -> Outcome:
    np.fill_diagonal(R, 1)
    return Outcome({"result": R})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The correlations times a few vectors, anew from the data, whose columns are brought to length 1 beforehand."""
    X, R = problem["X"], outcome.outputs["result"]
    if (bad := unusable(R, (X.shape[1], X.shape[1]), "the correlation")) is not None:
        return bad
    rows = _rows(problem)
    found = check_gram((rows / lengths(rows)).astype(X.dtype), R)
    failed = None
    if not (R == R.conj().T).all() or not (np.diagonal(R) == 1).all():
        failed = "Verification failed: a correlation matrix is symmetric with 1 on the diagonal."
    return verdict(X.dtype, found, what="the correlation", green="The sums agree on a few vectors", failed=failed)


def cost(X: Operand) -> Cost:
    n, p = X.shape
    return Cost(1.0 * n * p * p + 9.0 * n * p, 2.0 * (n * p + p * p) * X.dtype.itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    line, X, _, _ = divided(problem, "X", names[0])
    return f"{line}R = np.atleast_2d(np.corrcoef({X}, rowvar=False))"


def _on_device(problem: Problem) -> str | None:
    """There all columns are scaled at once; the least of them must stand that."""
    powers = column_exponents(problem["X"])
    fits = np.abs(powers[powers > NONE]) <= moderate(problem["X"].dtype)
    return REASON(problem) if fits.all() else None


REASON = always("the columns are brought to length 1 first")
CORRELATION = Operation(
    declare=correlation,
    routes=(
        Route("BLAS syrk (NumPy)", REASON, _run, _code),
        *device_gram.correlation_routes(_on_device, _unit_of, _need_spread, _outcome, _code),
    ),
    certify=certify,
    cost=cost,
    stacked=True,
)
