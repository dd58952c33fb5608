"""A polynomial of a matrix."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_polynomials
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, grain, growth, judge, quantum
from workbench.numerics.device import DeviceArray
from workbench.numerics.equilibrium import moved
from workbench.numerics.probes import abs_times, largest, probes, scaled, shifted, thin
from workbench.operations import zero
from workbench.operations.common import need_square, scale, unusable
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always


class Value(NamedTuple):
    result: Annotated[Operand, "p(A) = c₀ Aᵈ + ... + c₍d−1₎ A + c_d I"]


def polyvalm(
    A: Matrix2, c: Annotated[Operand, Axes((1,), "coefficients of the polynomial, the highest power first")]
) -> Value:
    """The value of a polynomial at a square matrix, by Horner's rule.

    At its own characteristic polynomial a matrix gives 0 (Cayley and Hamilton).
    """
    need_square(A, "it has no powers", "Only square matrices can be multiplied by themselves.", ("matmul",))
    return Value(Operand("result", A.shape, np.result_type(A.dtype, c.dtype)))


class Posed(NamedTuple):
    """Coefficients for A · 2⁻ᵖ with the value times 2^-q, at which their products neither over- nor underflow."""

    c: Array
    p: int
    q: int


def _posed(problem: Problem) -> Posed:
    """As they are, unless A or the coefficients are far from 1."""
    p, c = scale(problem, "A")[1], problem["c"]
    powers = p * np.arange(len(c))[::-1]
    if not p and scaled(c)[1] == 0:
        return Posed(c, 0, 0)
    tops = np.frexp(np.maximum(np.abs(c.real), np.abs(c.imag)))[1] + powers
    q = int(tops[c != 0].max(initial=-(10**6))) if c.any() else 0
    return Posed(moved(c, powers - q), p, q)


def _horner(xp: Any, A: DeviceArray, c: list[complex]) -> DeviceArray:
    """In the array namespace `xp`; coefficients are those of a host."""
    one = xp.eye(A.shape[0], dtype=A.dtype, device=A.device)
    value = xp.zeros_like(one)
    with np.errstate(all="ignore"):
        for x in c:
            value = xp.matmul(value, A) + x * one
    return value


def _run(problem: Problem) -> Outcome:
    given = _posed(problem)
    A = scale(problem, "A")[0].astype(np.result_type(problem["A"], given.c), copy=False)
    value = _horner(np, A, given.c.tolist())
    return Outcome({"result": np.asarray(shifted(value, given.q) if given.q else value)})


def _run_there(problem: Problem) -> Outcome:
    place, given = problem.place, _posed(problem)
    value = place.get(_horner(place.xp, start(problem)[0], given.c.tolist()))
    return Outcome({"result": shifted(value, given.q) if given.q else value})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """p(A) V by Horner's rule on a few sign vectors V, against rounding relative to p(|A|) with moduli throughout."""
    (c, _, q), P, A = _posed(problem), outcome.outputs["result"], scale(problem, "A")[0]
    if (bad := unusable(P, A.shape, "the value")) is not None:
        return bad
    P = shifted(P, -q) if q else P
    V, least = probes(len(A), P.dtype), grain(P.dtype)
    with np.errstate(all="ignore"):
        W, size, under = np.zeros_like(V), np.zeros(len(A)), np.zeros(len(A))
        for x in c:
            W, size = thin(A, W) + x * V, abs_times(A, size) + abs(x)
            under = abs_times(A, under) + least
        off = np.abs(thin(P, V) - W).max(axis=1, initial=0)
    scale_ = growth(len(A)) * max(1, len(c)) / 2 * size + len(A) * under + grain(P.dtype, -q) * (q < 0)
    check = Residual.of(off, scale_, P.dtype)
    if not np.isfinite(size).all():
        return Assessment("amber", "Powers of the entries leave the range of numbers: nothing is verified.")
    top = largest(P)
    if not top and check.passes:
        known, seen = zero.truth(problem, _exact), bool(off.any())
        return zero.verdict("the value", P.dtype, _has_terms(problem), known, _is_whole(A, c), seen)
    bound = float(check.level.max(initial=0)) / top if top else math.inf
    lost = quantum(P.dtype, -q) / top if top else 0.0
    return judge(P.dtype, bound, check, what="the value", green="Horner's rule agrees on vectors", spacing=lost)


def _has_terms(problem: Problem) -> bool:
    """Whether any term of the polynomial may differ from 0, however small."""
    return bool(problem["c"].any() and len(problem["A"]))


def _is_whole(A: Array, c: Array) -> bool:
    """Whether Horner's rule is exact: whole numbers whose powers and their sums are short."""
    n, degree = len(A), max(0, len(c) - 1)
    return zero.are_whole([np.append(c, 1)] + [np.append(A, 1)] * degree, max(1, n) ** degree * (degree + 1))


def cost(A: Operand, c: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(2.0 * n**3 * max(1, c.shape[0] - 1), 4.0 * n * n * A.dtype.itemsize)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, c = problem.exact.get("A"), problem.exact.get("c")
    if A is None or c is None or not exact.fits(A) or len(c) > exact.LIMIT + 1:
        return None
    return {"result": exact.from_flint(exact_polynomials.evaluate(list(c), exact.to_flint(A)))}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, c = names
    lines = (f"P = np.zeros_like({A}, dtype=float)", f"for x in {c}:", f"    P = P @ {A} + x * np.eye(len({A}))")
    kind = f"np.result_type({A}, {c}, float)"
    return "\n".join((lines[0].replace("float", kind), *lines[1:]))


POLYVALM = Operation(
    declare=polyvalm,
    routes=(
        Route("NumPy matmul, Horner's rule", always("one product for each power"), _run, _code),
        device_route("cuBLAS gemm, Horner's rule", always("one product for each power"), _run_there, _code, "product"),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
)
