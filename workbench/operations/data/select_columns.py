"""Feature selection: some columns as they are, which no principal component is."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import max_digits
from workbench.operations.common import by, need_entries
from workbench.operations.data.shared import Table
from workbench.operations.spec import Cost, Operand, Operation, Outcome, Problem, Route, always


class Selection(NamedTuple):
    result: Annotated[Operand, "the columns that were asked for, in that order"]


def select_columns(
    X: Table, columns: Annotated[tuple[int, ...], "which columns, counted from 0; negative ones from the end"] = (0,)
) -> Selection:
    """Some of the columns, unchanged: features are selected, whereas principal components mix all of them."""
    need_entries(X, "there is nothing to select")
    width = X.shape[1]
    if not columns:
        raise UserError("usage", "No column is named.", f"Name columns from 0 to {width - 1}.")
    for j in columns:
        if not -width <= j < width:
            raise UserError(
                "domain",
                f"{X.name} is {by(X.shape)}: it has no column {j}.",
                f"Columns are counted from 0 to {width - 1}.",
                (),
                {"column": j},
            )
    return Selection(Operand("result", (X.shape[0], len(columns)), X.dtype))


def _run(problem: Problem) -> Outcome:
    return Outcome({"result": problem["X"][:, list(problem.params["columns"])]})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Column by column, entry by entry."""
    X, value, columns = problem["X"], np.asarray(outcome.outputs["result"]), problem.params["columns"]
    same = value.shape == (len(X), len(columns)) and all(
        np.array_equal(value[:, at], X[:, j], equal_nan=True) for at, j in enumerate(columns)
    )
    if not same:
        return Assessment("red", "Verification failed: these are not the columns of the data.")
    return Assessment("green", "Nothing is rounded.", 0.0, 0.0, None, 0.0, max_digits(X.dtype))


def _exact(problem: Problem) -> dict[str, Any] | None:
    X = problem.exact.get("X")
    return None if X is None else {"result": X[:, list(problem.params["columns"])]}


def cost(X: Operand, columns: tuple[int, ...] = (0,)) -> Cost:
    size = float(X.shape[0] * len(columns))
    return Cost(size, size * X.dtype.itemsize)


SELECT_COLUMNS = Operation(
    declare=select_columns,
    routes=(
        Route(
            "NumPy indexing",
            always("columns are copied"),
            _run,
            lambda problem, names: f"B = {names[0]}[:, {list(problem.params['columns'])}]",
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    finite=False,
    stacked=True,
)
