"""What iterations for A x = b share: inputs, outputs, and how they become a `System` and an outcome."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.errors import UserError
from workbench.numerics.bounds import eps
from workbench.numerics.iterates import CONVERGED, Ending, System, Walk
from workbench.numerics.probes import shifted
from workbench.numerics.scales import Scaled
from workbench.operations.common import by, need_entries, need_equal_rows, need_square, scaled_system, shape_error
from workbench.operations.spec import Axes, Operand, Outcome, Problem

MOST = 20_000_000
"""Numbers that a path may have."""
AUTOMATIC = 1000
Right = Annotated[Operand, Axes((1, 2), "the right-hand side: a vector, or one column")]
Start = Annotated[Operand, Axes((1, 2), "the start, of the shape of b; left out, zeros")]
Tolerance = Annotated[float, "the relative residual to stop at: ‖b − A x‖ as a share of ‖b‖, or what rounding leaves"]
Steps = Annotated[int | None, "the most steps that are taken; by default 1000, of large matrices fewer"]

ENDINGS: dict[Ending, str] = {
    "tolerance": "the residual is within the tolerance",
    "rounding": "the residual is as small as rounding lets it be",
    "stagnated": "the residual is as large as rounding alone makes it",
    "steps": "no more steps were asked for",
    "diverged": "the residual grew beyond all measure",
    "breakdown": "there is no further direction to go",
    "spoiled": "rounding has spoiled the directions",
    "indefinite": "a direction with pᵀA p < 0",
}


class Iterates(NamedTuple):
    result: Annotated[Operand, "the last iterate, which solves A x = b if it has converged"]
    path: Annotated[Operand, "the iterates, one in each row, the start first"]
    residuals: Annotated[Operand, "the length of b − A x of each iterate"]


def declared(A: Operand, b: Operand, x0: Operand | None, steps: int | None, tolerance: float) -> Iterates:
    """The shape rule. Raises `UserError` (`shape`, `domain`)."""
    need_square(A, "A x = b has no single solution", "Least squares work for any shape.", ("lstsq", "pinv"))
    need_entries(A, "there is nothing to solve")
    need_equal_rows(A, b, ())
    if b.shape[1:] not in ((), (1,)):
        message = f"{b.name} is {by(b.shape)}, and the iteration has a single right-hand side."
        raise shape_error(message, "Take one column of it, or solve for all at once.", ("solve",), b)
    if x0 is not None and x0.shape != b.shape:
        message = f"{A.name} is {by(A.shape)}, and the start {x0.name} is {by(x0.shape)}."
        raise shape_error(message, f"Give it {A.shape[0]} entries.", (), A, x0)
    if not 0 <= tolerance < 1:
        raise UserError("domain", f"tolerance cannot be {tolerance}.", "It is a share of ‖b‖, from 0 to 1.")
    count = most_steps(A.shape[0], steps)
    dtype = np.result_type(*(item.dtype for item in (A, b, x0) if item is not None))
    real = np.dtype(dtype.type(0).real.dtype)
    return Iterates(
        Operand("result", b.shape, dtype),
        Operand("path", (count + 1, b.shape[0]), dtype),
        Operand("residuals", (count + 1,), real),
    )


def most_steps(n: int, steps: int | None) -> int:
    """The steps that are asked for, or as many as there is room for."""
    most = max(1, MOST // max(1, n) - 1)
    if steps is None:
        return min(AUTOMATIC, most)
    if not 1 <= steps <= most:
        raise UserError("domain", f"steps is {steps}.", f"Choose 1 to {most}.", details={"steps": steps, "most": most})
    return steps


def system_of(problem: Problem, steps: int | None = None) -> tuple[System, int, int]:
    """The system scaled by powers of two, and the exponents of its x and of its residuals."""
    A, b, p, q = scaled_system(problem)
    dtype = np.result_type(A, b, *(problem[key] for key in ("x0",) if key in problem.arrays))
    x = shifted(problem["x0"].ravel(), p - q).astype(dtype) if "x0" in problem.arrays else np.zeros(len(A), dtype)
    if not np.isfinite(x).all():
        raise UserError("domain", f"{problem.name('x0')} is too large beside the solution.", "Start nearer to 0.")
    count = most_steps(len(A), problem.params["steps"]) if steps is None else steps
    return System(A.astype(dtype), b.astype(dtype).ravel(), x, problem.params["tolerance"], count), q - p, q


def outcome(problem: Problem, system: System, walk: Walk, exponents: tuple[int, int], **more: Any) -> Outcome:
    """The outputs at the scale of the problem, and how it ended; `more` are warnings and details."""
    path, residuals = Scaled(walk.path, exponents[0]), Scaled(walk.residuals, exponents[1])
    outputs = {"result": path.given[-1].reshape(problem["b"].shape), "path": path.given, "residuals": residuals.given}
    if not all(np.isfinite(value).all() for value in outputs.values()):
        raise UserError("domain", "The iterates leave the range of the number type.", "Scale the equations first.")
    details = {
        "steps_taken": len(walk.path) - 1,
        "stopped": ENDINGS[walk.ending],
        "converged": walk.ending in CONVERGED,
        "relative_residual": float(walk.residuals[-1] / system.size) if system.size else 0.0,
        **more.get("details", {}),
    }
    witness = {"path": path, "residuals": residuals, "ending": walk.ending, **walk.witness}
    return Outcome(outputs, witness, tuple(more.get("warnings", ())), details)


def code(problem: Problem, names: tuple[str, ...], before: str, step: str) -> str:
    """A loop in NumPy that stops by the same rule; `before` prepares what `step` makes of x and the residual r."""
    A, (b, *given), after = names[0], vectors(problem, names), in_shape(problem)
    start = f"{given[0]}.copy()" if given else f"np.zeros({len(problem['A'])})"
    size = f"np.linalg.norm({b})" if problem["b"].any() else "lengths[0]"
    limit = eps(problem.dtype) ** -0.75
    return (
        f"x = {start}\n{before}"
        f"lengths = [np.linalg.norm({b} - {A} @ x)]\n"
        f"limit = {limit:.1e} * max({size}, lengths[0])\n"
        f"while {problem.params['tolerance']!r} * {size} < lengths[-1] < limit"
        f" and len(lengths) <= {most_steps(len(problem['A']), problem.params['steps'])}:\n"
        f"    r = {b} - {A} @ x\n"
        f"    {step}\n"
        f"    lengths.append(np.linalg.norm({b} - {A} @ x)){after}"
    )


def vectors(problem: Problem, names: tuple[str, ...]) -> list[str]:
    """Code of b and of the start, if there is one, as vectors where they are columns."""
    return [f"{name}[:, 0]" for name in names[1:]] if problem["b"].ndim == 2 else list(names[1:])


def in_shape(problem: Problem) -> str:
    """The last line of code where x is to be a column as b is."""
    return "\nx = x[:, None]" if problem["b"].ndim == 2 else ""
