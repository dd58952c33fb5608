"""Which eigenvalues of a covariance stick out of what pure noise would give."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import grain
from workbench.numerics.marchenko_pastur import Band, band, median_of_noise, variance_of_noise
from workbench.numerics.principal import REASONS, Axes, axes, axes_there, check_axes, preferred
from workbench.numerics.probes import shifted
from workbench.numerics.samples import centered, check_centered
from workbench.operations.common import scale, unusable
from workbench.operations.data.shared import Divisor, Table, divide_by, need_divisor, vanished, verdict
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always


class NoiseBand(NamedTuple):
    lower: Annotated[Operand, "the lower edge of the band of pure noise"]
    upper: Annotated[Operand, "the upper edge: what lies above is more than noise"]
    eigenvalues: Annotated[Operand, "of the covariance, largest first"]
    variance: Annotated[Operand, "the variance of the noise, given or estimated"]
    above: Annotated[Operand, "how many eigenvalues lie above the band"]


def noise_band(
    X: Table,
    variance: Annotated[float | None, "of the noise; by default estimated from the median eigenvalue"] = None,
    divisor: Divisor = "n - 1",
) -> NoiseBand:
    """The band σ² (1 ± √(p/n))² that holds the eigenvalues of pure noise, and what sticks out (Marchenko, Pastur 1967).

    A guide for many rows and columns: the edges blur in small samples.
    """
    need_divisor(X, divisor)
    if variance is not None and not variance > 0:
        raise UserError("domain", f"variance cannot be {variance}.", "Noise has a variance above 0.")
    real = np.zeros(0, X.dtype).real.dtype
    return NoiseBand(
        Operand("lower", (), real),
        Operand("upper", (), real),
        Operand("eigenvalues", (min(X.shape),), real),
        Operand("variance", (), real),
        Operand("above", (), np.dtype(np.int64)),
    )


def _run(problem: Problem) -> Outcome:
    X, p = scale(problem, "X")
    rows, mean = centered(X)
    found = _axes(problem, rows)
    values = shifted(found.variances[: min(X.shape)], 2 * p)
    sigma, edges = _edges(problem, values)
    above = int(np.count_nonzero(values > edges.upper))
    kind = values.dtype.type
    outputs = {
        "lower": kind(edges.lower),
        "upper": kind(edges.upper),
        "eigenvalues": values,
        "variance": kind(sigma),
        "above": np.asarray(above),
    }
    witness, why = {"axes": found, "rows": rows, "mean": mean}, REASONS[preferred(*X.shape)]
    return Outcome(outputs, witness, (), _details(problem, values, edges, above), found.method, why)


def _axes(problem: Problem, rows: Array) -> Axes:
    """On the device, where there is one for this problem."""
    divisor, method = divide_by(len(rows), problem.params["divisor"]), preferred(*rows.shape)
    if problem.placed is None:
        return axes(rows, divisor, method)
    return axes_there(problem.placed, problem.placed.put(rows), divisor, method)


def _edges(problem: Problem, values: Array) -> tuple[float, Band]:
    n, p = problem["X"].shape
    given = problem.params["variance"]
    sigma = variance_of_noise(values, n, p) if given is None else float(given)
    return sigma, band(n, p, sigma)


def _details(problem: Problem, values: Array, edges: Band, above: int) -> dict[str, Any]:
    finding = {0: "Nothing stands above the noise.", 1: "1 eigenvalue stands above the noise."}
    return {
        "finding": finding.get(above, f"{above} eigenvalues stand above the noise."),
        "below": int(np.count_nonzero(values < edges.lower)),
        "inside": int(np.count_nonzero((values >= edges.lower) & (values <= edges.upper))),
        "share_above": float(values[:above].sum() / (values.sum() or 1.0)),
        "variance": "estimated from the median eigenvalue" if problem.params["variance"] is None else "given",
        "divisor": divide_by(len(problem["X"]), problem.params["divisor"]),
    }


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The whole decomposition with its residual; the edges once more from the formula."""
    X, p = scale(problem, "X")
    given = {name: np.asarray(outcome.outputs[name]) for name in NoiseBand._fields}
    values = given["eigenvalues"]
    if (bad := unusable(values, (min(X.shape),), "the eigenvalues")) is not None:
        return bad
    rows, found = outcome.witness["rows"], outcome.witness["axes"]
    if found.variances.any() and (bad := vanished(values, 2 * p + math.log2(len(X)), "variances")) is not None:
        return bad
    check = check_axes(rows, divide_by(len(X), problem.params["divisor"]), found)
    sigma, edges = _edges(problem, values)
    expected = np.asarray([edges.lower, edges.upper, sigma])
    numbers = np.asarray([given[name] for name in ("lower", "upper", "variance")], np.float64)
    wrong = int(given["above"]) != int(np.count_nonzero(values > edges.upper))
    top, lost = float(found.variances.max(initial=0)), grain(X.dtype, -2 * p)
    parts = (
        *check_centered(X, rows, outcome.witness["mean"]),
        agreement(shifted(values, -2 * p), found.variances[: len(values)], top + lost, X.dtype, max(top, lost)),
        agreement(numbers, expected, 4 * np.abs(expected), X.dtype, float(np.abs(expected).max())),
    )
    return verdict(
        X.dtype,
        *parts,
        *check.extra,
        bound=check.bound,
        what="the spectrum",
        residual=check.residual,
        green="The eigenvalues belong to orthonormal eigenvectors",
        failed=check.failure
        or ("Verification failed: the eigenvalues above the band are miscounted." if wrong else None),
    )


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    X, variance = names[0], problem.params["variance"]
    ddof = 1 if problem.params["divisor"] == "n - 1" else 0
    n, p = problem["X"].shape
    sigma = f"{variance!r}" if variance is not None else f"np.median(w[:{min(n - 1, p)}]) / {median_of_noise(n, p)!r}"
    return (
        f"w = np.linalg.svd({X} - {X}.mean(axis=0), compute_uv=False)**2 / (len({X}) - {ddof})\n"
        f"variance = {sigma}\n"
        f"lower, upper = variance * (1 - np.sqrt({p}/{n}))**2, variance * (1 + np.sqrt({p}/{n}))**2\n"
        "above = (w > upper).sum()"
    )


def cost(X: Operand, variance: float | None = None, divisor: str = "n - 1") -> Cost:
    (n, p), short = X.shape, min(X.shape)
    return Cost(6.0 * max(n, p) * short**2 + 20.0 * short**3, (4.0 * n * p + 3.0 * p * p) * X.dtype.itemsize)


NOISE_BAND = Operation(
    declare=noise_band,
    routes=(
        Route("SVD or covariance", always("by the shape of the data"), _run, _code),
        device_route("SVD or covariance", always("by the shape of the data"), _run, _code, "spectral"),
    ),
    certify=certify,
    cost=cost,
    stacked=True,
)
