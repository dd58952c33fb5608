"""Principal component analysis: centre, find the axes of largest spread, keep k, project, rebuild."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.agreement import Agreement, agreement, product, underflow
from workbench.numerics.bounds import eps
from workbench.numerics.principal import REASONS, Axes, axes, check_axes, gap, preferred
from workbench.numerics.probes import largest, shifted, thin_with_rows, uneven
from workbench.numerics.samples import centered, check_centered, lengths
from workbench.operations.common import scale, unusable
from workbench.operations.data.shared import SIGNS, Divisor, Keep, Table, divide_by, need_divisor, need_k, verdict
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
    X, p = scale(problem, "X")
    rows, mean = _rows(problem, X)
    spread = _spread(problem, rows)
    B = rows if spread is None else rows / spread
    asked = problem.params["method"]
    found = axes(B, divide_by(len(X), problem.params["divisor"]), preferred(*X.shape) if asked == "auto" else asked)
    k = problem.params["k"] or min(X.shape)
    V = found.vectors[:, :k]
    scores = B @ V
    rebuilt = scores @ V.conj().T
    if spread is not None:
        rebuilt *= spread
    rebuilt += mean
    q = 0 if spread is not None else p
    total = float(found.variances.sum())
    outputs = {
        "mean": shifted(mean, p),
        "scale": None if spread is None else shifted(spread, p),
        "components": V.conj().T,
        "variances": shifted(found.variances[:k], 2 * q),
        "ratio": found.variances[:k] / (total or 1.0),
        "scores": shifted(scores, q) if q else scores,
        "rebuilt": shifted(rebuilt, p) if p else rebuilt,
    }
    witness, warnings = {"axes": found, "rows": B}, _warnings(problem, found, k)
    why = REASONS[preferred(*X.shape)] if asked == "auto" else f"the way by {asked} was asked for"
    return Outcome(outputs, witness, warnings, _details(problem, found, k), found.method, why)


def _rows(problem: Problem, X: Array) -> tuple[Array, Array]:
    if problem.params["center"]:
        return centered(X)
    return X, np.zeros(X.shape[1], X.dtype)


def _spread(problem: Problem, rows: Array) -> Array | None:
    """The deviation of each column, 1 for a constant one; None where the units are to count."""
    if not problem.params["standardize"]:
        return None
    spread = lengths(rows) / np.sqrt(divide_by(len(rows), problem.params["divisor"]))
    return np.where(spread == 0, 1, spread).astype(rows.real.dtype)


def _details(problem: Problem, found: Axes, k: int) -> dict[str, Any]:
    total = float(found.variances.sum())
    return {
        "centered": problem.params["center"],
        "standardized": problem.params["standardize"],
        "divisor": divide_by(len(problem["X"]), problem.params["divisor"]),
        "kept": k,
        "share": float(found.variances[:k].sum()) / (total or 1.0),
        "cumulative": (np.cumsum(found.variances[:k]) / (total or 1.0)).tolist()[:100],
    }


def _warnings(problem: Problem, found: Axes, k: int) -> tuple[str, ...]:
    warnings = []
    if not problem.params["center"]:
        warnings.append("The data are not centred: the first axis may just point at their mean.")
    if gap(found.variances, k) <= 100 * eps(found.vectors.dtype):
        warnings.append(f"Variances {k} and {k + 1} are equal but for rounding, so that the subspace is one of many.")
    return tuple(warnings)


SHAPES = "The components, scores or rebuilt data have the wrong shape"


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Centring anew, the whole decomposition with its residual, then scores and rebuilt data on a few vectors."""
    X, p = scale(problem, "X")
    given = {name: outcome.outputs[name] for name in Components._fields}
    k = problem.params["k"] or min(X.shape)
    (n, width), shapes = X.shape, {}
    shapes = {"mean": (width,), "components": (k, width), "variances": (k,), "ratio": (k,), "scores": (n, k)}
    for name, shape in {**shapes, "rebuilt": X.shape}.items():
        if (bad := unusable(given[name], shape, name)) is not None:
            return bad
    B, found = outcome.witness["rows"], outcome.witness["axes"]
    spread = None if given["scale"] is None else shifted(given["scale"], -p)
    q = p if spread is None else 0
    check = check_axes(B, divide_by(n, problem.params["divisor"]), found)
    parts = (
        *_prepared(problem, X, B, shifted(given["mean"], -p), spread),
        *_kept(found, given, k, q),
        *_projected(B, given, shifted(given["mean"], -p), spread, p, q),
    )
    return verdict(
        X.dtype,
        *parts,
        *check.extra,
        bound=check.bound,
        what="the decomposition",
        residual=check.residual,
        green="The components are orthonormal eigenvectors, and they rebuild the data",
        failed=check.failure,
    )


def _prepared(problem: Problem, X: Array, B: Array, mean: Array, spread: Array | None) -> tuple[Agreement, ...]:
    """The rows that were decomposed: centred (or as they are), over their deviations where that was asked for."""
    factor = np.ones(1, B.real.dtype) if spread is None else spread
    if not problem.params["center"]:
        return agreement(B * factor, X, np.abs(X), X.dtype), agreement(mean, 0.0, 0.0, X.dtype)
    parts = check_centered(X, B, mean, factor)
    if spread is None:
        return parts
    unit = lengths(B) / np.sqrt(divide_by(len(X), problem.params["divisor"]))
    return *parts, agreement(unit, np.where(unit == 0, 0, 1), 4.0, X.dtype, 1.0)


def _kept(found: Axes, given: dict[str, Any], k: int, q: int) -> tuple[Agreement, ...]:
    """The outputs are the leading part of what was checked."""
    dtype = found.vectors.dtype
    expected = found.variances[:k]
    ratio = expected / (float(found.variances.sum()) or 1.0)
    top, lost = float(expected.max(initial=0)), underflow(dtype, -2 * q)
    return (
        agreement(shifted(given["variances"], -2 * q), expected, top + lost, dtype, max(top, lost)),
        agreement(given["ratio"], ratio, 1.0, dtype),
        agreement(given["components"], found.vectors[:, :k].conj().T, 1.0, dtype),
    )


def _projected(
    B: Array, given: dict[str, Any], mean: Array, spread: Array | None, p: int, q: int
) -> tuple[Agreement, ...]:
    """Scores = B componentsᴴ, and what was rebuilt, less the mean, = scores · components, both on a few vectors."""
    V = given["components"]
    scores = shifted(given["scores"], -q) if q else given["scores"]
    rebuilt = shifted(given["rebuilt"], -p) if p else given["rebuilt"]
    probes = uneven(B.shape[1], B.dtype)
    stretched = probes if spread is None else probes * spread[:, None]
    with np.errstate(all="ignore"):
        seen, sizes = thin_with_rows(rebuilt, probes)
        observed = np.abs(seen - mean @ probes - scores @ (V @ stretched))
    scales = sizes[:, None] * 1.5 + np.abs(mean) @ np.abs(probes)
    back = agreement(observed, 0.0, scales, B.dtype, largest(rebuilt))
    return product(scores, B, V.conj().T), back


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


PCA = Operation(
    declare=pca,
    routes=(Route("SVD or covariance", always("by the shape of the data, unless it is chosen"), _run, _code),),
    certify=certify,
    cost=cost,
    stacked=True,
)
