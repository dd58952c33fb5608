"""Power iteration: multiply, normalise, again."""

from __future__ import annotations

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual
from workbench.numerics.iteration import NullError, Path, power_limit, power_path, powers_in
from workbench.numerics.probes import abs_times, scaled
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import iterations


def power_iteration(
    A: Matrix2, x: iterations.Start | None = None, steps: iterations.Steps = 20, seed: iterations.Seed = 0
) -> iterations.Progress:
    """Multiply a vector by A and normalise it, again and again: it turns to the eigenvector of largest |λ|.

    The angle shrinks by |λ₂/λ₁| a step. Where the two are equal, as with a complex pair, it does not converge.
    """
    return iterations.declared(A, x, steps, seed)


def _run(problem: Problem) -> Outcome:
    x = iterations.start(problem, problem.dtype if "x" in problem.arrays else problem["A"].dtype)
    try:
        path = _path(problem, x)
    except NullError:
        message = f"A power of {problem.name('A')} takes the start vector to zero, and there is no direction left."
        raise UserError("domain", message, "Give another start vector.") from None
    limit = power_limit(problem["A"]) if iterations.small(problem) else None
    return iterations.outcome(problem, path, limit, _warnings(limit))


def _path(problem: Problem, x: Array) -> Path:
    """On the device, where there is one for this problem."""
    steps, place = problem.params["steps"], problem.placed
    if place is None:
        return power_path(scaled(problem["A"])[0].astype(x.dtype, copy=False), x, steps)
    iterates = place.get(powers_in(place.xp, start(problem)[0], place.put(x), steps))
    return Path(iterates, np.zeros(steps, iterates.dtype))


def _warnings(limit: object) -> tuple[str, ...]:
    if limit is None or getattr(limit, "basis", None) is not None:
        return ()
    return ("Several eigenvalues share the largest modulus: the vectors need not converge.",)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Each vector is A times the one before, and the last is an eigenvector as far as its residual says."""
    A, _ = scaled(problem["A"])
    X = np.asarray(outcome.outputs["iterates"])
    wanted = A @ X[:, :-1]
    lengths = np.linalg.norm(wanted, axis=0)
    sizes = abs_times(A, np.abs(X[:, :-1])) + np.linalg.norm(A) / len(A)
    misfits = Residual.of(wanted - X[:, 1:] * lengths, sizes, X.dtype)
    limit = power_limit(problem["A"]) if iterations.small(problem) else None
    return iterations.certify(problem, outcome, misfits, limit)


def cost(A: Operand, x: Operand | None = None, steps: int = 20, seed: int = 0) -> Cost:
    n = float(A.shape[0])
    return Cost(6.0 * n * n * steps + (26.0 * n**3 if n <= 128 else 0.0), 8.0 * 4 * n * (steps + 1))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, steps = names[0], problem.params["steps"]
    start = names[1] if len(names) > 1 else f"np.random.default_rng({problem.params['seed']}).standard_normal(len({A}))"
    return (
        f"x, rayleigh = {start}, []\n"
        f"for _ in range({steps}):\n"
        f"    x = {A} @ x\n"
        "    x = x / np.linalg.norm(x)\n"
        f"    rayleigh.append(np.vdot(x, {A} @ x))"
    )


POWER_ITERATION = Operation(
    declare=power_iteration,
    routes=(
        Route("power iteration", always("step by step, as asked for"), _run, _code),
        device_route("power iteration", always("step by step, as asked for"), _run, _code, "product"),
    ),
    certify=certify,
    cost=cost,
)
