"""Inverse iteration: solve, normalise, again; it finds the eigenvector nearest to a shift."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual
from workbench.numerics.iteration import Limit, NullError, inverse_limit, inverse_path
from workbench.numerics.probes import abs_times, scaled, shifted
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, Scalar, always
from workbench.operations.spectra import iterations


def inverse_iteration(
    A: Matrix2,
    x: iterations.Start | None = None,
    shift: Annotated[Scalar, "σ: the eigenvector of the eigenvalue nearest to it is found"] = Fraction(0),
    steps: iterations.Steps = 10,
    update: Annotated[
        bool, "take the Rayleigh quotient as the next shift: cubic convergence, if A is symmetric"
    ] = False,
    seed: iterations.Seed = 0,
) -> iterations.Progress:
    """Solve (A − σI) y = x and normalise, again and again: it turns to the eigenvector nearest to the shift σ.

    The angle shrinks by |λ₁ − σ| / |λ₂ − σ| a step, where λ₁ and λ₂ are the nearest two eigenvalues.
    """
    found = iterations.declared(A, x, steps, seed)
    if np.asarray(shift).dtype.kind != "c":
        return found
    kind = np.result_type(found.eigenvector.dtype, np.complex64)
    return found._replace(**{name: Operand(name, getattr(found, name).shape, kind) for name in COMPLEX})


COMPLEX = ("eigenvalue", "eigenvector", "rayleigh", "iterates")


def _shift(problem: Problem, p: int = 0) -> Any:
    """The shift times 2⁻ᵖ, real if it can be."""
    value = problem.params["shift"]
    return shifted(np.asarray(value if isinstance(value, complex) else float(value)), -p).item()


def _limit(problem: Problem, value: complex) -> Limit | None:
    return inverse_limit(problem["A"], value) if iterations.small(problem) else None


def _run(problem: Problem) -> Outcome:
    A, p = scaled(problem["A"])
    shift = _shift(problem, p)
    dtype = problem.dtype if "x" in problem.arrays else A.dtype
    x = iterations.start(problem, np.result_type(dtype, np.complex64) if isinstance(shift, complex) else dtype)
    try:
        path = inverse_path(A.astype(x.dtype), x, problem.params["steps"], shift, problem.params["update"])
    except NullError:
        message = "The solution leaves the range of the number type."
        raise UserError("domain", message, "Choose another shift or start vector.") from None
    warnings: tuple[str, ...] = ()
    if path.shifts[0] != shift:
        warnings = (f"{problem.name('A')} - σI is singular, so the shift was moved by a rounding.",)
    return iterations.outcome(problem, path, _limit(problem, _goal(problem, path.iterates)), warnings)


def _goal(problem: Problem, X: Any) -> Any:
    """What the steps should lead to: the eigenvalue nearest to the shift, or to the last quotient if it moves."""
    if not problem.params["update"]:
        return _shift(problem)
    A, p = scaled(problem["A"])
    return complex(shifted(np.asarray(np.vdot(X[:, -1], A @ X[:, -1])), p))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """(A − σI) times each vector is a multiple of the one before; the shifts are those of the witness."""
    A, _ = scaled(problem["A"])
    X, shifts = np.asarray(outcome.outputs["iterates"]), outcome.witness["shifts"]
    back = A @ X[:, 1:] - X[:, 1:] * shifts
    factors = np.einsum("ij,ij->j", X[:, :-1].conj(), back)
    sizes = abs_times(A, np.abs(X[:, 1:])) + (np.linalg.norm(A) + np.abs(shifts)) / len(A) ** 0.5
    misfits = Residual.of(back - X[:, :-1] * factors, sizes, X.dtype)
    return iterations.certify(problem, outcome, misfits, _limit(problem, _goal(problem, X)))


def cost(
    A: Operand,
    x: Operand | None = None,
    shift: complex | Fraction = Fraction(0),
    steps: int = 10,
    update: bool = False,
    seed: int = 0,
) -> Cost:
    n = float(A.shape[0])
    factorings = steps if update else 1
    return Cost(2.0 / 3 * n**3 * factorings + 6.0 * n * n * steps, 8.0 * (2 * n * n + 4 * n * (steps + 1)))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, steps, shift = names[0], problem.params["steps"], _shift(problem)
    start = names[1] if len(names) > 1 else f"np.random.default_rng({problem.params['seed']}).standard_normal(len({A}))"
    update = "\n    shift = rayleigh[-1]" if problem.params["update"] else ""
    return (
        f"x, rayleigh, shift = {start}, [], {shift!r}\n"
        f"for _ in range({steps}):\n"
        f"    x = np.linalg.solve({A} - shift * np.eye(len({A})), x)\n"
        "    x = x / np.linalg.norm(x)\n"
        f"    rayleigh.append(np.vdot(x, {A} @ x)){update}"
    )


INVERSE_ITERATION = Operation(
    declare=inverse_iteration,
    routes=(Route("LAPACK getrs, step by step", always("step by step, as asked for"), _run, _code),),
    certify=certify,
    cost=cost,
)
