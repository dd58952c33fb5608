"""A linear autoencoder, trained step by step: it finds the plane of the principal components."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.agreement import Agreement, agreement, product
from workbench.numerics.angles import principal_angles
from workbench.numerics.autoencoder import Training, check_training, train
from workbench.numerics.bounds import judge
from workbench.numerics.decompose import symmetric
from workbench.numerics.samples import centered, check_centered, check_gram, gram
from workbench.operations.common import need_entries, shape_error, unusable
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, Scalar, always

KEPT = 5 * 10**7
"""Numbers that the path may hold."""
Table = Annotated[Operand, Axes((2,), "the data: each row a sample, each column a feature")]
Start = tuple[float, ...] | None


class Autoencoder(NamedTuple):
    encoder: Annotated[Operand, "W_e, k x p: codes are W_e x"]
    decoder: Annotated[Operand, "W_d, p x k: a code c is decoded to W_d c"]
    rebuilt: Annotated[Operand, "the data after encoding and decoding, with the mean put back"]
    loss: Annotated[Operand, "the mean squared error before each step and at the end"]


def linear_autoencoder(
    X: Table,
    k: Annotated[int, "the width of the code"] = 1,
    eta: Annotated[Scalar, "the step size"] = Fraction(1, 50),
    steps: Annotated[int, "how many steps are taken"] = 5000,
    encoder: Annotated[Start, "the start of W_e, row by row; by default small random numbers"] = None,
    decoder: Annotated[Start, "the start of W_d, row by row; by default small random numbers"] = None,
    seed: Annotated[int, "of the random start"] = 0,
) -> Autoencoder:
    """Train x → W_d W_e x on the centred data by gradient descent on the mean squared error.

    The columns of W_d come to span the plane of the k leading principal components, though not the components
    themselves: only the plane is determined. Autoencoders usually have an activation in between.
    """
    need_entries(X, "there is nothing to learn from")
    n, p = X.shape
    _need_settings(X, k, eta, steps, seed)
    for name, given in (("encoder", encoder), ("decoder", decoder)):
        if given is not None and len(given) != k * p:
            raise shape_error(
                f"The start of the {name} has {len(given)} numbers, and k x {p} makes {k * p}.", "Row by row.", (), X
            )
    return Autoencoder(
        Operand("encoder", (k, p), X.dtype),
        Operand("decoder", (p, k), X.dtype),
        Operand("rebuilt", (n, p), X.dtype),
        Operand("loss", (steps + 1,), X.dtype),
    )


def _need_settings(X: Operand, k: int, eta: Any, steps: int, seed: int) -> None:
    if not 1 <= k <= X.shape[1]:
        raise UserError("domain", f"k cannot be {k}.", f"A code has from 1 to {X.shape[1]} numbers here.")
    if isinstance(eta, complex) or not eta > 0:
        raise UserError("domain", f"eta cannot be {eta}.", "A step size is above 0.")
    if steps < 1 or (steps + 1) * 2 * k * X.shape[1] > KEPT:
        raise UserError("domain", f"steps cannot be {steps}.", f"Choose from 1 to {KEPT // (2 * k * X.shape[1]) - 1}.")
    if not 0 <= seed < 2**32:
        raise UserError("domain", f"seed cannot be {seed}.", "A seed is from 0 to 2³² − 1.")


def _start(problem: Problem) -> tuple[Array, Array]:
    """W_e and W_d as given, or normal numbers of a tenth from NumPy's frozen legacy stream."""
    k, p, dtype = problem.params["k"], problem["X"].shape[1], problem["X"].dtype
    stream = np.random.RandomState(problem.params["seed"])
    drawn = stream.standard_normal((k, p)) / 10, stream.standard_normal((p, k)) / 10
    given = problem.params["encoder"], problem.params["decoder"]
    first, second = (np.asarray(a if b is None else b, dtype) for a, b in zip(drawn, given, strict=True))
    return first.reshape(k, p), second.reshape(p, k)


def _run(problem: Problem) -> Outcome:
    X = problem["X"]
    rows, mean = centered(X)
    S = _moment(problem, rows)
    found = train(S, *_start(problem), float(problem.params["eta"]), problem.params["steps"])
    E, D = found.encoders[-1], found.decoders[-1]
    outputs = {"encoder": E, "decoder": D, "rebuilt": (rows @ E.T) @ D.T + mean, "loss": found.loss}
    details = _details(S, len(X), E, D, found)
    return Outcome(outputs, {"rows": rows, "mean": mean, "S": S, "training": found}, _warnings(details), details)


def _moment(problem: Problem, rows: Array) -> Array:
    with np.errstate(all="ignore"):
        S = gram(rows) / len(rows)
    if not np.isfinite(S).all():
        raise UserError("domain", f"The squares of {problem.name('X')} overflow.", "Scale it first.", ("standardize",))
    return np.asarray(S, rows.dtype)


def _details(S: Array, n: int, E: Array, D: Array, found: Training) -> dict[str, Any]:
    values, vectors = symmetric(S)
    k, top = len(E), float(values[0])
    Q, R = np.linalg.qr(D)
    spans = bool((np.abs(np.diagonal(R)) > 1e-12 * np.abs(R).max(initial=0)).all()) and top > 0
    angle = float(np.degrees(principal_angles(vectors[:, :k], Q)[0])) if spans else None
    return {
        "steps": len(found.loss) - 1,
        "diverged": found.diverged,
        "angle_to_principal_plane": angle,
        "error": float(found.loss[-1]) * n / max(1, n - 1),
        "least_error": float(np.maximum(values[k:], 0).sum()) * n / max(1, n - 1),
        "variance": float(np.trace(S)) * n / max(1, n - 1),
        "column_lengths": np.linalg.norm(D, axis=0).tolist()[:100],
        "divisor": {"loss": n, "error": max(1, n - 1)},
    }


def _warnings(details: dict[str, Any]) -> tuple[str, ...]:
    if details["diverged"]:
        return ("The loss grows without bound: the step size is too large. It was stopped.",)
    if not _reached(details):
        excess = details["error"] - details["least_error"]
        return (f"The error is {excess:.2g} above the least possible: more steps bring it down.",)
    return ()


def _excess(details: Mapping[str, Any]) -> float:
    """How far the error is above the least possible, as a share of the variance."""
    return float(max(0.0, details["error"] - details["least_error"]) / (details["variance"] or 1.0))


def _reached(details: Mapping[str, Any]) -> bool:
    """Whether the error is the least possible, as far as a training usually goes."""
    excess = details["error"] - details["least_error"]
    return bool(excess <= 1e-3 * details["least_error"] + 1e-6 * details["variance"])


def _ended(details: Mapping[str, Any]) -> str | None:
    """Why the end of the training is not its goal; None where it is."""
    if details["diverged"]:
        return "Every step follows the gradient, but the training diverged."
    if not _reached(details):
        return "Every step follows the gradient, but the least error is not reached."
    return None


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Every step once more with the products the other way round; rounding of the steps adds up at most."""
    X, given = problem["X"], outcome.outputs
    rows, S, found = (outcome.witness[name] for name in ("rows", "S", "training"))
    E, D, rebuilt, loss = (np.asarray(given[name]) for name in Autoencoder._fields)
    bad = unusable(E, found.encoders.shape[1:], "the encoder") or unusable(D, found.decoders.shape[1:], "the decoder")
    bad = bad or unusable(rebuilt, X.shape, "the rebuilt data") or unusable(loss, found.loss.shape, "the loss")
    if bad is not None:
        return bad
    steps = len(found.loss) - 1
    path = [
        Agreement(part.residual, part.bound * max(1, steps) ** 0.5 * 4)
        for part in check_training(S, found.encoders, found.decoders, float(problem.params["eta"]))
    ]
    first, second = _start(problem)
    exact = [(E, found.encoders[-1]), (D, found.decoders[-1]), (found.encoders[0], first), (found.decoders[0], second)]
    parts = (
        *path,
        *check_centered(X, rows, outcome.witness["mean"]),
        check_gram(X, S, len(X)),
        *(agreement(a, b, 0.0, X.dtype, 1.0) for a, b in exact),
        _of_rebuilt(rows, outcome.witness["mean"], E, D, rebuilt),
        _of_losses(S, found, loss),
    )
    return judge(
        X.dtype,
        max(part.bound for part in parts),
        *(part.residual for part in parts),
        what="the training",
        green=f"The error is above the least by {_excess(outcome.details):.1e} of the variance; "
        "every step follows the gradient, and of the path",
        unproved=_ended(outcome.details),
    )


def _of_rebuilt(rows: Array, mean: Array, E: Array, D: Array, rebuilt: Array) -> Agreement:
    shifted = rebuilt - mean
    size = float(np.abs(rebuilt).max(initial=0))
    found = product(shifted, rows @ E.T, D.T, size)
    residual = found.residual
    scale = residual.scale + np.abs(mean).max(initial=0) * math.sqrt(len(mean))
    return agreement(residual.observed, 0.0, scale, rows.dtype, size)


def _of_losses(S: Array, found: Training, loss: Array) -> Agreement:
    """tr S − 2 tr W_d W_e S + tr W_eᵀ W_dᵀ W_d W_e S, whose terms are as large as the spread."""
    E, D = found.encoders, found.decoders
    ES = E @ S
    cross = np.einsum("tki,tik->t", ES, D)
    last = np.einsum("tkl,tki,tli->t", np.swapaxes(D, 1, 2) @ D, ES, E, optimize=True)
    total = float(np.trace(S))
    scale = 4 * (total + 2 * np.abs(cross) + last)
    return agreement(loss, total - 2 * cross + last, scale, loss.dtype)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    E, D = (part.tolist() for part in _start(problem))
    eta = 2 * float(problem.params["eta"])
    return (
        f"B = {names[0]} - {names[0]}.mean(axis=0)\n"
        "S = B.T @ B / len(B)\n"
        f"encoder, decoder = np.array({E}), np.array({D})\n"
        f"for step in range({problem.params['steps']}):\n"
        "    off = (decoder @ encoder - np.eye(len(S))) @ S\n"
        f"    encoder, decoder = encoder - {eta!r} * decoder.T @ off, decoder - {eta!r} * off @ encoder.T"
    )


def cost(X: Operand, k: int = 1, eta: Any = 0.02, steps: int = 5000, **others: Any) -> Cost:
    n, p = X.shape
    return Cost(
        1.0 * n * p * p + steps * (8.0 * p * p * k + 1e4), 8.0 * (steps * 4.0 * k * p + 3.0 * n * p + 4.0 * p * p)
    )


LINEAR_AUTOENCODER = Operation(
    declare=linear_autoencoder,
    routes=(Route("Gradient descent", always("both matrices move at once"), _run, _code),),
    certify=certify,
    cost=cost,
    real=True,
)
