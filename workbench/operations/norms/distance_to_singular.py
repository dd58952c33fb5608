"""How far a matrix is from being singular, and the singular matrix that is nearest."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_spectra
from workbench.backends.exact_spectra import Radical
from workbench.backends.exact_subspaces import null_space
from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, eps, grain, growth, judge
from workbench.numerics.probes import largest, scaled
from workbench.numerics.spectral import check_svd
from workbench.operations import singular
from workbench.operations.common import diagonal, kept, need_entries, need_square
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always


class Nearest(NamedTuple):
    distance: Annotated[Operand, "the smallest singular value: the distance in the spectral and the Frobenius norm"]
    nearest: Annotated[Operand, "the nearest singular matrix, A − σ u vᴴ"]
    relative: Annotated[Operand, "the distance divided by the spectral norm of A, which is 1/κ₂"]


def distance_to_singular(A: Matrix2) -> Nearest:
    """The distance of a square matrix from the singular ones, and the nearest of them (Eckart and Young 1936).

    The relative distance is the reciprocal of the condition number: what is badly conditioned is nearly singular.
    """
    need_square(A, "the word singular does not apply to it", "Its rank does.", ("matrix_rank", "svdvals"))
    need_entries(A, "it is at no distance from anything")
    real = np.dtype(A.dtype.type(0).real.dtype)
    return Nearest(Operand("distance", (), real), Operand("nearest", A.shape, A.dtype), Operand("relative", (), real))


def _run(problem: Problem) -> Outcome:
    U, S, Vh, method = singular.whole(problem)
    outputs = {"distance": S[-1], "nearest": _nearest(problem["A"], U, S, Vh), "relative": _ratio(S)}
    return Outcome(outputs, {"U": U, "S": S, "Vh": Vh}, method=method)


def _run_diagonal(problem: Problem) -> Outcome:
    """The entries are the singular values, each to its last digit; the nearest matrix has a 0 for the smallest."""
    A = problem["A"]
    d = np.diagonal(kept(problem, "A")[0])
    at = int(np.argmin(np.abs(d)))
    nearest = A.copy()
    nearest[at, at] = 0
    with np.errstate(over="ignore", under="ignore"):
        outputs = {"distance": np.abs(A[at, at]), "nearest": nearest, "relative": _quotient(d)}
    return Outcome(outputs, {"at": at})


def _quotient(d: Array) -> Array:
    sizes = np.abs(d)
    with np.errstate(under="ignore"):
        return np.asarray(sizes.min() / sizes.max() if sizes.max() else 0.0, dtype=sizes.dtype)


def _certify_diagonal(problem: Problem, outputs: Any, at: int) -> Assessment:
    """Every output against what the diagonal says."""
    A, expected = problem["A"], _run_diagonal(problem).outputs
    if at != int(np.argmin(np.abs(np.diagonal(kept(problem, "A")[0])))) or np.shape(outputs["nearest"]) != A.shape:
        return Assessment("red", "Verification failed: the smallest entry of the diagonal is another.")
    checks = [
        Residual.of(np.abs(outputs[name] / 4 - value / 4).max(), largest(value / 4) + grain(A.dtype), A.dtype)
        for name, value in expected.items()
    ]
    return judge(A.dtype, 2 * eps(A.dtype), *checks, what="the distance", green="The diagonal shows it")


def _nearest(A: Array, U: Array, S: Array, Vh: Array) -> Array:
    return np.asarray(A - (U[:, -1:] * S[-1]) @ Vh[-1:])


def _ratio(S: Array) -> Array:
    return np.asarray(S[-1] / S[0] if S[0] else 0.0, dtype=S.dtype)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Verified singular values; the nearest matrix is A less the last of their terms, and sends v to 0.

    The smallest singular value is known to within a few roundings of the largest, and so is the nearest matrix.
    """
    A, outputs = problem["A"], outcome.outputs
    if "at" in outcome.witness:
        return _certify_diagonal(problem, outputs, outcome.witness["at"])
    U, S, Vh = (outcome.witness[key] for key in ("U", "S", "Vh"))
    found = check_svd(A, U, S, Vh)
    if found.failure is not None or found.bound is None:
        return judge(A.dtype, None, failed=found.failure or "Verification failed: the singular values have no bound.")
    nearest = np.asarray(outputs["nearest"])
    if nearest.shape != A.shape or not all(np.isfinite(np.asarray(value)).all() for value in outputs.values()):
        return Assessment("red", "Verification failed: an output has the wrong shape or is not finite.")
    last = (U[:, -1:] * S[-1]) @ Vh[-1:]
    size = float(largest(A)) or 1.0
    checks = (
        Residual.of(np.abs(nearest / 4 - (A / 4 - last / 4)).max(), size / 2 + grain(A.dtype), A.dtype),
        Residual.of(abs(outputs["distance"] / 4 - S[-1] / 4), S[-1] / 2 + grain(A.dtype), A.dtype),
        Residual.of(abs(outputs["relative"] - _ratio(S)), 4 * _ratio(S) + grain(A.dtype), A.dtype),
    )
    ratio = float(_ratio(S))
    known = found.bound < ratio
    near = min(found.bound / ratio, _last_value(A, U[:, -1], S, Vh[-1].conj())) if known else 0.0
    bound = max(near, found.bound * float(S[0] / size), 2 * eps(A.dtype)) if known else None
    return judge(
        A.dtype,
        bound,
        *checks,
        what="the distance",
        residual=found.residual,
        condition=Condition(1 / ratio, "2") if ratio else None,
        green="The singular value decomposition is verified",
        unproved=None if known else f"{problem.name('A')} is singular to working precision: the distance is rounding.",
    )


def _last_value(A: Array, u: Array, S: Array, v: Array) -> float:
    """How far σ may be off, relatively, seen from its own vectors: infinite where others are too near.

    The quotient uᴴ A v is off by the product of the residuals over the gap (Stewart and Sun, Matrix Perturbation
    Theory, V.4); in a graded matrix that is far less than what the largest singular value suggests.
    """
    B, p = scaled(A)
    wide = B.astype(np.result_type(B.dtype, np.float64))
    values = np.ldexp(S.astype(np.float64), -p)
    sigma, unit = float(values[-1]), growth(len(A)) * eps(A.dtype)
    right, left = wide @ v, wide.conj().T @ u
    sizes = [np.abs(wide) @ np.abs(v), np.abs(wide).T @ np.abs(u)]
    residuals = [
        float(np.linalg.norm(np.abs(side - sigma * vector) + unit * size))
        for side, vector, size in zip((right, left), (u, v), sizes, strict=True)
    ]
    gap = float(values[-2] - sigma) - sum(residuals) if len(S) > 1 else sigma
    if gap <= 0:
        return np.inf
    first = abs(float((u.conj() @ right).real) - sigma) + unit * float(np.abs(u) @ sizes[0])
    return (first + 2 * residuals[0] * residuals[1] / gap + max(residuals) ** 2 / gap) / sigma


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(22.0 * n**3, 6.0 * n * n * A.dtype.itemsize)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """Where the smallest singular value is the root of a rational λ: then v with AᵀA v = λ v is rational."""
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    G = A.T.dot(A)
    squares = exact_spectra.eigenvalues(G)
    if squares is None or isinstance(squares[-1], str):
        return None
    least, most = squares[-1], squares[0]
    v = null_space(G - exact.eye(len(A)) * least)[:, :1]
    nearest = A - A.dot(v).dot(v.T) / v.T.dot(v)[0, 0]
    relative = None if isinstance(most, str) else Radical.root(least / most if most else least).value
    return {"distance": Radical.root(least).value, "nearest": nearest, "relative": relative}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A = names[0]
    return f"U, s, Vh = np.linalg.svd({A})\ndistance = s[-1]\nN = {A} - distance * np.outer(U[:, -1], Vh[-1])"


WHY = "the smallest singular value with its vectors"


def _dense(problem: Problem) -> str | None:
    return None if diagonal(problem) else WHY


DISTANCE_TO_SINGULAR = Operation(
    declare=distance_to_singular,
    routes=(
        Route("NumPy, the least entry of the diagonal", diagonal, _run_diagonal, _code),
        Route("LAPACK gesdd", always(WHY), _run, _code),
        device_route(singular.DEVICE, _dense, _run, _code, "spectral"),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
