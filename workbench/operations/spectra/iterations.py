"""What power and inverse iteration share: inputs, outputs step by step, and how they are certified."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.bounds import LIMIT, Residual, eps, judge
from workbench.numerics.iteration import Limit, Path, angles, quotients
from workbench.numerics.probes import abs_times, scaled, shifted
from workbench.numerics.spectral import WHOLE, floor
from workbench.operations.common import by, need_entries, need_square, shape_error
from workbench.operations.spec import Array, Axes, Operand, Outcome, Problem

MOST = 20_000_000
UNFINISHED = "it has not converged yet, so take more steps"
Start = Annotated[Operand, Axes((1,), "the start vector; left out, random numbers from the seed")]
Steps = Annotated[int, "how many steps"]
Seed = Annotated[int, "the seed of the random start vector"]


class Progress(NamedTuple):
    eigenvalue: Annotated[Operand, "the Rayleigh quotient after the last step"]
    eigenvector: Annotated[Operand, "the vector after the last step, of length 1"]
    rayleigh: Annotated[Operand, "the Rayleigh quotient xᵀA x after each step"]
    residuals: Annotated[Operand, "‖A x − (xᵀA x) x‖ after each step"]
    angles: Annotated[Operand, "the angle to the eigenvector it leads to after each step, in degrees; up to 128 rows"]
    iterates: Annotated[Operand, "the vectors of all steps as columns, the start first"]


def declared(A: Operand, x: Operand | None, steps: int, seed: int) -> Progress:
    """The shape rule. Raises `UserError` (`shape`, `domain`)."""
    need_square(A, "it has no eigenvalues", "Singular values exist for every shape.", ("svd",))
    need_entries(A, "there is no vector to begin with")
    if x is not None and x.shape != A.shape[:1]:
        message = f"{A.name} is {by(A.shape)}, and the start vector {x.name} is {by(x.shape)}."
        raise shape_error(message, f"Give it {A.shape[0]} entries.", (), A, x)
    if steps < 1 or A.shape[0] * (steps + 1) > MOST:
        most = max(1, MOST // A.shape[0] - 1)
        raise UserError("domain", f"steps is {steps}.", f"Choose 1 to {most}.", details={"steps": steps, "most": most})
    if seed < 0:
        raise UserError("domain", f"seed is {seed}; it cannot be negative.", "Choose 0 or more.")
    dtype = A.dtype if x is None else np.result_type(A.dtype, x.dtype)
    real = np.dtype(dtype.type(0).real.dtype)
    each = (steps,)
    return Progress(
        Operand("eigenvalue", (), dtype),
        Operand("eigenvector", A.shape[:1], dtype),
        Operand("rayleigh", each, dtype),
        Operand("residuals", each, real),
        Operand("angles", each, real),
        Operand("iterates", (A.shape[0], steps + 1), dtype),
    )


def start(problem: Problem, dtype: Any) -> Array:
    """The given vector, or random numbers."""
    if "x" not in problem.arrays:
        return np.random.default_rng(problem.params["seed"]).standard_normal(len(problem["A"])).astype(dtype)
    x = problem["x"].astype(dtype)
    if not x.any():
        raise UserError("domain", f"{problem.name('x')} is zero, which leads nowhere.", "Give any other vector.")
    return x


def outcome(problem: Problem, path: Path, limit: Limit | None, warnings: tuple[str, ...] = ()) -> Outcome:
    """The outputs; `limit` is known of small matrices."""
    B, p = scaled(problem["A"])
    values, residuals = quotients(B, path.iterates[:, 1:])
    basis = None if limit is None else limit.basis
    values, residuals = shifted(values, p), shifted(residuals, p)
    outputs = {
        "eigenvalue": values[-1],
        "eigenvector": path.iterates[:, -1].copy(),
        "rayleigh": values,
        "residuals": residuals,
        "angles": None if basis is None else angles(basis, path.iterates[:, 1:]).astype(residuals.dtype),
        "iterates": path.iterates,
    }
    details: dict[str, Any] = {} if limit is None else {"ratio": limit.ratio}
    if "x" not in problem.arrays:
        details["seed"] = problem.params["seed"]
    return Outcome(outputs, {"shifts": path.shifts}, warnings, details)


def certify(problem: Problem, found: Outcome, misfits: Residual, limit: Limit | None) -> Assessment:
    """Every step is checked (`misfits`); the last quotient is as near to an eigenvalue as its residual says.

    |μ − λ| ≤ κ(λ) ‖A x − μ x‖ to first order, with κ = 1 if A is Hermitian (Wilkinson).
    """
    out = {name: None if value is None else np.asarray(value) for name, value in found.outputs.items()}
    X, rayleigh, residuals = (np.asarray(out[name]) for name in ("iterates", "rayleigh", "residuals"))
    B, p = scaled(problem["A"])
    values, lengths = quotients(B, X[:, 1:])
    sizes = np.einsum("ij,ij->j", np.abs(X[:, 1:]), abs_times(B, np.abs(X[:, 1:]))) + np.linalg.norm(B) / len(B)
    dtype = X.dtype
    checks = [
        misfits,
        Residual.of(shifted(rayleigh, -p) - values, sizes, dtype),
        Residual.of(shifted(residuals, -p) - lengths, np.linalg.norm(B) * np.ones(len(lengths)), dtype),
        Residual.of(np.linalg.norm(X, axis=0) - 1, np.ones(X.shape[1]), dtype),
    ]
    failed = _inconsistent(out, X, rayleigh, limit)
    kappa = limit.condition if limit is not None else 1.0 if problem.structures["A"].symmetric else None
    top = float(np.abs(values).max(initial=0)) or 1.0
    least = float(np.abs(values[-1])) or float(np.finfo(dtype).tiny)
    bound = None
    if kappa is not None:
        level = LIMIT / 80 * eps(dtype) * max(len(B) ** 0.5, float(np.linalg.norm(B)) / min(top, least))
        bound = max(kappa * float(lengths[-1]) / least, floor(len(B), dtype), level)
        bound = bound if bound < 0.1 else None
    rounding = LIMIT * eps(dtype) * float(np.linalg.norm(B))
    null = kappa is not None and max(least, float(lengths[-1])) * kappa <= rounding
    green = "Every step is right, and the last vector is an eigenvector"
    return judge(
        dtype,
        bound,
        *checks,
        what="the eigenvalue",
        residual=float(lengths[-1]) / (float(np.linalg.norm(B)) or 1.0),
        condition=None if kappa is None else Condition(kappa, "of the eigenvalue"),
        green=f"{green} for 0: A x vanishes but for rounding" if null and bound is None else green,
        unproved=None if null else _unproved(bound, limit, values[-1], problem["A"], p),
        failed=failed,
        why=UNFINISHED if lengths[-1] > rounding else None,
    )


def _inconsistent(out: dict[str, Array | None], X: Array, rayleigh: Array, limit: Limit | None) -> str | None:
    if not np.array_equal(np.asarray(out["eigenvector"]), X[:, -1]) or out["eigenvalue"] != rayleigh[-1]:
        return "Verification failed: the eigenvalue or its vector is not that of the last step."
    given, basis = out["angles"], None if limit is None else limit.basis
    if given is None or basis is None:
        return None
    if not np.allclose(given, angles(basis, X[:, 1:]), rtol=64 * eps(X.dtype), atol=1e3 * eps(X.dtype)):
        return "Verification failed: the angles are not those to the eigenvector."
    return None


def _unproved(bound: float | None, limit: Limit | None, value: Any, A: Array, p: int) -> str | None:
    if bound is None and limit is not None and limit.basis is None:
        return "Every step is right, but several eigenvalues are equally near, so that it need not converge."
    if bound is None:
        return "Every step is right, but it has not converged yet: take more steps."
    if limit is not None and abs(complex(shifted(np.asarray(value), p)) - limit.value) > 0.1 * abs(limit.value):
        return "It has met an eigenvector, but not the one that is expected: another start may lead there."
    return None


def small(problem: Problem) -> bool:
    """Whether all eigenvalues come almost free, so that one may say where the steps lead."""
    return len(problem["A"]) <= WHOLE
