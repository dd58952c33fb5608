"""Principal component analysis: centre, find the axes of largest spread, keep k, project, rebuild."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.numerics.bounds import digits, eps
from workbench.numerics.device import adjoint
from workbench.numerics.equilibrium import moved
from workbench.numerics.principal import REASONS, Axes, axes, axes_there, errors, gap, preferred, vague
from workbench.numerics.probes import shifted
from workbench.numerics.samples import centered, lengths
from workbench.operations.data.pca_check import certify
from workbench.operations.data.shared import SIGNS, Divisor, Keep, Table, by_spread, divide_by, need_divisor, need_k
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

Method = Annotated[
    Literal["auto", "covariance", "svd"],
    "eigenvectors of the covariance, or the SVD of the centred data; auto takes the SVD unless the data are large",
]


class Components(NamedTuple):
    mean: Annotated[Operand, "the mean of each column, taken from the data first"]
    scale: Annotated[Operand, "the standard deviation of each column; none unless standardised"]
    components: Annotated[Operand, "the principal axes, one in each row, of length 1 and perpendicular"]
    variances: Annotated[Operand, "the variance along each axis, largest first"]
    ratio: Annotated[Operand, "the share of the total variance along each axis"]
    scores: Annotated[Operand, "each sample in the coordinates of the axes"]
    rebuilt: Annotated[Operand, "the data rebuilt from the scores, with the mean put back"]


def pca(
    X: Table,
    k: Keep = None,
    center: Annotated[bool, "take the mean away first, without which this is no PCA"] = True,
    standardize: Annotated[bool, "divide each column by its standard deviation, so that units do not count"] = False,
    divisor: Divisor = "n - 1",
    method: Method = "auto",
) -> Components:
    """The directions in which the samples spread most, their variances, and the samples in these coordinates.

    Rows are samples. The data are centred; the components are the rows of the answer, so that
    scores = (X − mean) componentsᵀ and rebuilt = mean + scores · components.
    """
    need_divisor(X, divisor)
    (n, p), most = X.shape, min(X.shape)
    need_k(k, most, X.name)
    kept, real = most if k is None else k, np.zeros(0, X.dtype).real.dtype
    return Components(
        Operand("mean", (p,), X.dtype),
        Operand("scale", (p,), real),
        Operand("components", (kept, p), X.dtype),
        Operand("variances", (kept,), real),
        Operand("ratio", (kept,), real),
        Operand("scores", (n, kept), X.dtype),
        Operand("rebuilt", (n, p), X.dtype),
    )


def _run(problem: Problem) -> Outcome:
    X, p = by_spread(problem)
    rows, mean = _rows(problem, X)
    spread = _spread(problem, rows)
    B = rows if spread is None else rows / spread
    asked, k = problem.params["method"], problem.params["k"] or min(X.shape)
    found, scores, rebuilt = _projected(problem, B, preferred(*X.shape) if asked == "auto" else asked, k)
    V = found.vectors[:, :k]
    if spread is not None:
        rebuilt *= spread
    rebuilt += mean
    q = 0 if spread is not None else p
    total = float(found.variances.sum())
    outputs = {
        "mean": moved(mean, p),
        "scale": None if spread is None else _own_scale(spread, rows, p),
        "components": V.conj().T,
        "variances": shifted(found.variances[:k], 2 * q),
        "ratio": found.variances[:k] / (total or 1.0),
        "scores": shifted(scores, q) if q else scores,
        "rebuilt": moved(rebuilt, p) if np.any(p) else rebuilt,
    }
    witness, warnings = {"axes": found, "rows": B}, _warnings(problem, found, k)
    why = REASONS[preferred(*X.shape)] if asked == "auto" else f"the way by {asked} was asked for"
    return Outcome(outputs, witness, warnings, _details(problem, found, k), found.method, why)


def _own_scale(spread: Array, rows: Array, p: Any) -> Array:
    """The deviations as they were, 1 where a column is constant."""
    return np.where((rows == rows[:1]).all(axis=0), 1, moved(spread, p)).astype(spread.dtype)


def _projected(problem: Problem, B: Array, method: str, k: int) -> tuple[Axes, Array, Array]:
    """The axes of rows B, B in k of their coordinates, and back; on the device, where there is one for this problem."""
    divisor = divide_by(len(B), problem.params["divisor"])
    if problem.placed is None:
        found = axes(B, divisor, method)
        V = found.vectors[:, :k]
        scores = B @ V
        return found, scores, scores @ V.conj().T
    place, xp = problem.placed, problem.placed.xp
    rows = place.put(B)
    found = axes_there(place, rows, divisor, method)
    axes_of = place.put(found.vectors[:, :k])
    coordinates = xp.matmul(rows, axes_of)
    return found, place.get(coordinates), place.get(xp.matmul(coordinates, adjoint(xp, axes_of)))


def _rows(problem: Problem, X: Array) -> tuple[Array, Array]:
    if problem.params["center"]:
        return centered(X)
    return X, np.zeros(X.shape[1], X.dtype)


def _spread(problem: Problem, rows: Array) -> Array | None:
    """The deviation of each column from its mean, 1 for a constant one; None where the units are to count."""
    if not problem.params["standardize"]:
        return None
    about_mean = rows if problem.params["center"] else centered(rows).rows
    spread = lengths(about_mean) / np.sqrt(divide_by(len(rows), problem.params["divisor"]))
    return np.where(spread == 0, 1, spread).astype(rows.real.dtype)


def _details(problem: Problem, found: Axes, k: int) -> dict[str, Any]:
    total, dtype, off_by = float(found.variances.sum()), found.vectors.dtype, errors(found)
    return {
        "centered": problem.params["center"],
        "standardized": problem.params["standardize"],
        "divisor": divide_by(len(problem["X"]), problem.params["divisor"]),
        "kept": k,
        "share": float(found.variances[:k].sum()) / (total or 1.0),
        "digits_of_variances": [digits(off, dtype) for off in off_by.variances[:k].tolist()[:100]],
        "digits_of_components": [digits(off, dtype) for off in off_by.axes[:k].tolist()[:100]],
        "cumulative": (np.cumsum(found.variances[:k]) / (total or 1.0)).tolist()[:100],
    }


def _warnings(problem: Problem, found: Axes, k: int) -> tuple[str, ...]:
    dtype, off = found.vectors.dtype, errors(found)
    warnings = []
    if not problem.params["center"]:
        warnings.append("The data are not centred: the first axis may just point at their mean.")
    if gap(found.variances, k) <= 100 * eps(dtype):
        warnings.append(f"Variances {k} and {k + 1} are equal but for rounding, so that the subspace is one of many.")
    small = "next to the largest it is rounding" + (", which the SVD would keep apart" if found.factors is None else "")
    warnings += vague(off.variances[:k], dtype, "Variance", small)
    warnings += vague(off.axes[:k], dtype, "Component", "the next variance is too close")
    return tuple(warnings)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    X, k = names[0], problem.params["k"]
    ddof = 1 if problem.params["divisor"] == "n - 1" else 0
    keep = "" if k is None else f"[:{k}]"
    lines = [
        f"mean = {X}.mean(axis=0)" if problem.params["center"] else f"mean = np.zeros({X}.shape[1])",
        f"B = {X} - mean",
    ]
    if problem.params["standardize"]:
        lines += [f"scale = {X}.std(axis=0, ddof={ddof})", "B = B / np.where(scale == 0, 1, scale)"]
    lines += [
        "U, S, Vh = np.linalg.svd(B, full_matrices=False)",
        *SIGNS,
        f"components, variances = Vh{keep}, (S**2 / (len(B) - {ddof})){keep}",
        "ratio = variances / (S**2).sum() * (len(B) - " + f"{ddof})",
        "scores = B @ components.conj().T",
        "rebuilt = mean + scores @ components" + (" * scale" if problem.params["standardize"] else ""),
    ]
    return "\n".join(lines)


def cost(
    X: Operand,
    k: int | None = None,
    center: bool = True,
    standardize: bool = False,
    divisor: str = "n - 1",
    method: str = "auto",
) -> Cost:
    (n, p), kept = X.shape, min(X.shape) if k is None else k
    way = preferred(n, p) if method == "auto" else method
    short, long = min(n, p), max(n, p)
    flops = 1.0 * n * p * p + 9.0 * p**3 if way == "covariance" else 6.0 * long * short**2 + 20.0 * short**3
    copies = 2.0 * n * p if way == "covariance" else 4.0 * n * p
    return Cost(flops + 4.0 * n * p * kept, (copies + 2.0 * n * kept + 3.0 * p * p) * X.dtype.itemsize)


REASON = always("by the shape of the data, unless it is chosen")
PCA = Operation(
    declare=pca,
    routes=(
        Route("SVD or covariance", REASON, _run, _code),
        device_route("SVD or covariance", REASON, _run, _code, "spectral"),
    ),
    certify=certify,
    cost=cost,
    stacked=True,
)
