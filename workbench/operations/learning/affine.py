"""The affine layer of a network: weights and a bias, for one sample or a batch."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import Residual, eps, grain, growth, judge, quantum
from workbench.numerics.device import DeviceArray
from workbench.numerics.probes import abs_times, largest, scaled, shifted, thin, uneven
from workbench.operations.common import by, need_entries, shape_error, unusable
from workbench.operations.learning import device
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

FEW = 4096
"""Products up to which sums that cancel are added up in fractions."""
Batch = Annotated[Operand, Axes((1, 2, 3, 4), "a sample, or a batch of them")]
Weights = Annotated[Operand, Axes((2,), "the weights: a row for each output, a column for each input")]
Bias = Annotated[Operand, Axes((0, 1), "the bias: a number for each output; without it the layer is linear")]
Orientation = Annotated[
    Literal["rows", "columns"], "rows: each sample is a row, X Wᵀ + b; columns: each is a column, W X + b"
]


class Layer(NamedTuple):
    result: Annotated[Operand, "the outputs of the layer, oriented as the samples are"]


def affine(X: Batch, W: Weights, b: Bias | None = None, orientation: Orientation = "rows") -> Layer:
    """The affine layer X Wᵀ + b of a batch whose samples are rows (or W X + b where they are columns)."""
    for part in (X, W):
        need_entries(part, "there is nothing to multiply")
    axis = -1 if orientation == "rows" or len(X.shape) == 1 else -2
    if X.shape[axis] != W.shape[1]:
        raise _clash(X, W, axis, orientation)
    if b is not None and b.shape not in ((), (1,), (W.shape[0],)):
        raise shape_error(
            f"{W.name} has {W.shape[0]} outputs and {b.name} is {by(b.shape)}.", "One bias for each output.", (), W, b
        )
    shape = list(X.shape)
    shape[axis] = W.shape[0]
    return Layer(Operand("result", tuple(shape), np.result_type(X.dtype, W.dtype, *([b.dtype] if b else []))))


def _clash(X: Operand, W: Operand, axis: int, orientation: str) -> Exception:
    transposed = (W.shape[0], X.shape[axis])
    hint = "The samples need as many features as the weights have columns."
    fixes: tuple[str, ...] = ()
    if X.shape[axis] == W.shape[0]:
        hint, fixes = f"Transpose {W.name}? Then it is {by(W.shape[::-1])} and fits.", ("transpose",)
    elif len(X.shape) > 1 and X.shape[-3 - axis] == W.shape[1]:
        other = "columns" if orientation == "rows" else "rows"
        hint = f"Are the samples {other}? With that orientation it fits."
    inner = f"{X.name} is {by(X.shape)} and {W.name} is {by(W.shape)}"
    message = f"{inner}: {X.shape[axis]} features of a sample meet {W.shape[1]} columns of weights."
    axes = {X.name: len(X.shape) + axis, W.name: 1}
    return shape_error(message, hint, fixes, X, W, axes=axes, wanted=list(transposed))


def _rows(problem: Problem, X: Array) -> Array:
    return np.asarray(_rows_in(np, problem, X))


def _rows_in(xp: Any, problem: Problem, X: DeviceArray) -> DeviceArray:
    """The samples as the rows of one matrix, in the array namespace `xp`."""
    if _by_columns(problem):
        X = xp.matrix_transpose(X)
    return xp.reshape(X, (-1, X.shape[-1]))


def _by_columns(problem: Problem) -> bool:
    return problem.params["orientation"] == "columns" and problem["X"].ndim > 1


def _shaped(problem: Problem, rows: Array) -> Array:
    shape = problem["X"].shape
    if _by_columns(problem):
        return np.ascontiguousarray(np.swapaxes(rows.reshape(*shape[:-2], shape[-1], -1), -1, -2))
    return rows.reshape(*shape[:-1], -1)


def _exponents(problem: Problem) -> tuple[dict[str, int], int]:
    """The power of two to take out of samples, weights and bias, and of the result."""
    found = {name: scaled(array)[1] for name, array in problem.arrays.items()}
    p, r = found["X"] + found["W"], found.get("b")
    if r is None or p == r:
        return found, p
    if r > p:
        return {**found, "X": found["X"] - max(p - r, -2000)}, r
    return {**found, "b": r - max(r - p, -2000)}, p


def _scaled(problem: Problem) -> tuple[Array, Array, Any, int]:
    """Samples, weights and bias, with a common exponent of the result taken out where a sum of moduli overflows."""
    powers, p = _exponents(problem)
    if any(powers.values()) and np.isfinite(_moduli(problem)).all():
        powers, p = dict.fromkeys(powers, 0), 0
    small = {name: shifted(problem[name], -q) if q else problem[name] for name, q in powers.items()}
    return small["X"], small["W"], small.get("b", 0), p


def _moduli(problem: Problem) -> Array:
    """|X| |W|ᵀ 1 + Σ |b|, sample by sample: no sum of products is larger."""
    W = problem["W"]
    bias = np.abs(problem.arrays.get("b", np.zeros(1, W.dtype))).sum()
    return np.asarray(abs_times(_rows(problem, problem["X"]), abs_times(W.T, np.ones(len(W)))) + bias)


def _layer(xp: Any, problem: Problem, X: DeviceArray, W: DeviceArray, b: Any) -> DeviceArray:
    """X Wᵀ + b for the samples as rows."""
    return xp.matmul(_rows_in(xp, problem, X), xp.matrix_transpose(W)) + b


def _run(problem: Problem) -> Outcome:
    value = _layer(np, problem, problem["X"], problem["W"], problem.arrays.get("b", 0))
    if not np.isfinite(value).all():  # what left the range only on the way
        X, W, b, p = _scaled(problem)
        value = np.where(np.isfinite(value), value, shifted(_layer(np, problem, X, W, b), p))
    return _outcome(problem, value)


def _outcome(problem: Problem, rows: Array) -> Outcome:
    """The outputs of the layer, of which each sample has a row."""
    details = {
        "orientation": "W X + b: samples are columns" if _by_columns(problem) else "X Wᵀ + b: samples are rows",
        "shapes": f"{by(problem['X'].shape)} · {by(problem['W'].shape)} transposed",
    }
    return Outcome({"result": _shaped(problem, rows)}, details=details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The outputs times a few vectors of uneven signs, against X (Wᵀ v) + bᵀ v (Freivalds)."""
    X, W, b, p = _scaled(problem)
    value = outcome.outputs["result"]
    shape = list(X.shape)
    shape[-2 if _by_columns(problem) else -1] = len(W)
    if (bad := unusable(value, tuple(shape), "the output")) is not None:
        return bad
    rows, Y = _rows(problem, X), _rows(problem, shifted(value, -p) if p else value)
    V = uneven(len(W), Y.dtype)
    bias = np.broadcast_to(b, (len(W),))
    expected = thin(rows, W.T @ V) + bias @ V
    terms = abs_times(rows, abs_times(W.T, np.abs(V))) + np.abs(bias) @ np.abs(V)
    size = largest(Y)
    found = agreement(thin(Y, V), expected, growth(max(W.shape)) * terms + grain(Y.dtype, max(-p, 0)), Y.dtype, size)
    if p and not value.any():
        return Assessment("amber", "The products underflow to 0.")
    if not found.bound < 1 and (known := _by_fractions(problem, value)) is not None:
        return known
    return judge(
        Y.dtype,
        found.bound,
        found.residual,
        what="the layer",
        green="X (Wᵀ v) + bᵀ v is verified",
        spacing=quantum(Y.dtype, max(-p, 0)) / (size or 1.0),
    )


def _by_fractions(problem: Problem, value: Array) -> Assessment | None:
    """Small layers whose terms cancel against exact sums; others may be as far off as the same sums are once more."""
    arrays = [problem.arrays[name] for name in ("X", "W", "b") if name in problem.arrays]
    if value.size * len(problem["W"].T) > FEW or any(item.dtype.kind != "f" for item in arrays):
        return None
    X, W, *b = map(exact.fractions, arrays)
    truth = _rows(problem, X) @ W.T + (b[0] if b else 0)
    size = max(map(abs, truth.flat)) or 1
    off, usual = (_apart(_rows(problem, item), truth, size) for item in (value, _run(problem).outputs["result"]))
    level = max(usual, eps(value.dtype))
    check = Residual.of(off, level / eps(value.dtype), value.dtype)
    return judge(value.dtype, max(off, level), check, what="the layer", green="Exact sums are the same")


def _apart(rows: Array, truth: Array, size: Any) -> float:
    """The largest distance from exact numbers, relative to a size."""
    return float(max(abs(a - b) for a, b in zip(exact.fractions(rows).flat, truth.flat, strict=True)) / size)


def _exact(problem: Problem) -> dict[str, Any] | None:
    given = [problem.exact.get(name) for name in ("X", "W", "b") if name in problem.arrays]
    if any(item is None for item in given) or not exact.fits(*given[:2]):
        return None
    X, W, b = (*given, 0)[:3]
    product = exact.to_flint(_rows(problem, np.asarray(X))) * exact.to_flint(np.asarray(W)).transpose()
    return {"result": _shaped(problem, exact.from_flint(product) + b)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    X, W, *b = names
    if problem["X"].ndim == 1:
        return f"y = {W} @ {X}" + (f" + {b[0]}" if b else "")
    if _by_columns(problem):
        return f"Y = {W} @ {X}" + (f" + np.reshape({b[0]}, (-1, 1))" if b else "")
    return f"Y = {X} @ {W}.T" + (f" + {b[0]}" if b else "")


def cost(X: Operand, W: Operand, b: Operand | None = None, orientation: str = "rows") -> Cost:
    samples = math.prod(X.shape) / max(1, W.shape[1])
    return Cost(2.0 * samples * math.prod(W.shape), 2.0 * samples * W.shape[0] * X.dtype.itemsize)


AFFINE = Operation(
    declare=affine,
    routes=(
        Route("BLAS gemm (NumPy)", always("a product and a sum"), _run, _code),
        *device.affine_routes(_exponents, _layer, _outcome, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
)
