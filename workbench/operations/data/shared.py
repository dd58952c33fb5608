"""What operations on tables share: rows are samples, columns are features; the divisor is always said."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.agreement import Agreement, worst
from workbench.numerics.bounds import Residual, judge
from workbench.numerics.column_scales import NONE, at_own_scale, column_exponents, moderate
from workbench.numerics.probes import shifted
from workbench.numerics.samples import centered
from workbench.operations.common import by, need_entries, scale, shape_error
from workbench.operations.spec import Array, Axes, Operand, Problem

Table = Annotated[Operand, Axes((2,), "the data: each row a sample, each column a feature")]
Divisor = Annotated[Literal["n - 1", "n"], "what sums of squares are divided by; n - 1 makes the estimate unbiased"]
Keep = Annotated[int | None, "how many components are kept; by default all"]


def need_table(X: Operand, rows: int = 1, what: str = "there is nothing to average") -> None:
    """Refuse a table without entries, or with fewer samples than the answer asks for."""
    need_entries(X, what)
    if X.shape[0] < rows:
        raise shape_error(
            f"{X.name} is {by(X.shape)}: with {X.shape[0]} row{'s' * (X.shape[0] != 1)}, {what}.",
            "Rows are samples: transpose it if each column is one.",
            ("transpose",),
            X,
        )


def need_divisor(X: Operand, divisor: str) -> None:
    """Refuse a table whose n − 1 would be 0."""
    rows = 2 if divisor == "n - 1" else 1
    need_table(X, rows, "there is no spread to divide by n − 1" if rows == 2 else "there is nothing to average")


def divide_by(n: int, divisor: str) -> int:
    return n - 1 if divisor == "n - 1" else n


def need_k(k: int | None, most: int, of: str) -> None:
    """Refuse a number of components that there are not."""
    if k is not None and not 1 <= k <= most:
        raise UserError(
            "domain",
            f"k cannot be {k}: {of} has {most} components at most.",
            f"Choose k from 1 to {most}.",
            (),
            {"k": k},
        )


def vanished(value: Array, top: float, what: str = "products") -> Assessment | None:
    """Amber where a value is next to 0 and even its largest term, below 2 to the power of `top`, is hardly a number."""
    least = np.finfo(value.dtype)
    if top >= least.minexp or not np.abs(value).max(initial=0) <= 2 * least.tiny:
        return None
    return Assessment("amber", f"The {what} of such small numbers underflow.")


def verdict(dtype: Any, *parts: Agreement, also: tuple[Residual, ...] = (), **words: Any) -> Assessment:
    """The verdict on several outputs at once; `words` are those of `bounds.judge`. A bound of None promises nothing."""
    residuals = (*(part.residual for part in parts), *also)
    bound = words.pop("bound", 0.0)
    return judge(dtype, None if bound is None else max(bound, worst(*parts)), *residuals, **words)


def by_spread(problem: Problem) -> tuple[Array, Any]:
    """The data times 2⁻ᵖ, and p: a scale at which squares of what is left after centring fit.

    As `common.scale`, but a huge mean does not count, unless the data themselves would leave the range. Where columns
    are to be standardised each has a p of its own.
    """
    if problem.params.get("standardize", False):
        own, powers = at_own_scale(problem["X"])
        return own, powers if powers.any() else 0
    X, p = scale(problem, "X")
    if not p or not problem.params.get("center", True):
        return X, p
    limit = moderate(X.dtype)
    own, powers = at_own_scale(problem["X"])
    exponents = column_exponents(centered(own).rows)
    left = (exponents + powers)[exponents > NONE]
    if not left.size:
        return X, p
    q = int(left.max())
    q = max(0 if abs(q) <= limit else q, p - 4 * limit)
    return (problem["X"] if q == 0 else shifted(problem["X"], -q)), q


SIGNS = (
    "top = np.take_along_axis(Vh, np.abs(Vh).argmax(axis=1)[:, None], axis=1)",
    "Vh = Vh * (np.abs(top) / top)",
)
"""Lines of code for the sign rule: the largest entry of each row is positive."""


def mean_exactly(X: Array) -> Any:
    """The means of the columns of an array of fractions, or the mean of a vector."""
    return X.sum(axis=0) / X.shape[0]
