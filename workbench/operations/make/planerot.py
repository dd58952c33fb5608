"""The rotation of the plane that brings a vector of two to the first axis."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.surd import root
from workbench.numerics.bounds import Residual, eps, judge, quantum, spacing
from workbench.numerics.probes import exponent, largest, shifted
from workbench.operations.common import by, shape_error, unusable
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Pair = Annotated[Operand, Axes((1, 2), "a vector of two, real or complex; a column or row of two is one")]
ROUNDINGS = 4.0
VECTORS = ((2,), (2, 1), (1, 2))


class Turned(NamedTuple):
    G: Annotated[Operand, "the rotation: orthogonal or unitary, with determinant 1"]
    y: Annotated[Operand, "G x, in the shape of x: the length of x, and 0"]


def planerot(x: Pair) -> Turned:
    """Givens' rotation G that takes the second of two numbers to zero: G x = (‖x‖, 0).

    Where that is zero already nothing turns: G is the identity and y is x. Eliminations by rotations are made of it,
    one zero at a time.
    """
    if x.shape not in VECTORS:
        message = f"{x.name} is {by(x.shape)}; a rotation of the plane turns a vector of 2."
        raise shape_error(message, "householder makes a reflector for vectors of any length.", ("householder",), x)
    return Turned(Operand("G", (2, 2), x.dtype), Operand("y", x.shape, x.dtype))


def cost(x: Operand) -> Cost:
    return Cost(16.0, 6.0 * x.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    given = problem["x"]
    x = given.ravel()
    if not x[1]:
        return Outcome({"G": np.eye(2, dtype=x.dtype), "y": given.copy()})
    p = exponent(x)
    z = shifted(x, -p)
    r = np.hypot(*np.abs(z))
    return Outcome({"G": _rotation(z, r), "y": shifted(np.array([r, 0], x.dtype), p).reshape(given.shape)})


def _rotation(z: Array, r: Any) -> Array:
    return np.asarray(np.array([z.conj(), [-z[1], z[0]]]) / r)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Both against their definition, with the length of x as the root of a sum of squares."""
    G, y = (outcome.outputs[name] for name in Turned._fields)
    if (bad := unusable(G, (2, 2), "G") or unusable(y, problem["x"].shape, "y")) is not None:
        return bad
    x, y = problem["x"].ravel(), y.ravel()
    p = exponent(x)
    z, given = shifted(x, -p), shifted(y, -p)
    still = not x[1]
    r = np.sqrt(np.sum(z.real**2 + z.imag**2))
    right = np.eye(2) if still else _rotation(z, r)
    there = z if still else np.array([r, 0])
    size, apart = largest(z) or 1.0, spacing(x.dtype, p, float(r))
    lost = quantum(x.dtype, -p) / eps(x.dtype) if p < 0 else 0.0
    checks = (Residual.of(G - right, 2.0, x.dtype), Residual.of(given - there, 2 * size + lost, x.dtype))
    failed = "Verification failed: the second entry of y is not 0." if y[1] else None
    bound = ROUNDINGS * eps(x.dtype) + apart
    green = "G x = y is verified, and G is unitary"
    return judge(x.dtype, bound, *checks, what="the rotation", green=green, failed=failed, spacing=apart)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """In fractions and one square root."""
    x = problem.exact.get("x")
    if x is None or not exact.fits(x):
        return None
    a, b = x.ravel()
    if not b:
        return {"G": exact.eye(2), "y": x}
    r: Any = root(a * a + b * b)
    G, y = exact.array([a / r, b / r, -b / r, a / r], (2, 2)), exact.array([r, exact.ONE * 0], x.shape)
    return {"G": exact.spelled(G), "y": exact.spelled(y)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    x = problem["x"]
    if not x.ravel()[1]:
        return f"G, y = np.eye(2), {names[0]}.copy()"
    line, z, times, _ = divided(problem, "x", names[0])
    shape = f".reshape({x.shape})" if x.ndim == 2 else ""
    if line or shape:
        flat = f"({z}).ravel()" if line else f"{z}.ravel()"
        line, z = f"{line}z = {flat if shape else z}\n", "z"
    return (
        f"{line}r = np.hypot(*np.abs({z}))\n"
        f"G = np.array([{z}.conj(), [-{z}[1], {z}[0]]]) / r\n"
        f"y = np.array([{times}r, 0]){shape}"
    )


PLANEROT = Operation(
    declare=planerot,
    routes=(Route("one length, found without overflow", always("two numbers and their length"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
