"""The quadratic form xᵀA x: its values, and its extremes on the unit circle."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import eps
from workbench.numerics.decompose import hermitian_part, symmetric
from workbench.numerics.equilibrium import moderate_form
from workbench.numerics.forms import forms, judged_form
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.scales import Scaled
from workbench.numerics.spectral import check_symmetric
from workbench.operations.beyond import leaves, told
from workbench.operations.common import by, judged, need_entries, need_square, shape_error, unusable
from workbench.operations.scaled_code import part_code
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import exactly

BADNESS = ("green", "amber", "red")


class Form(NamedTuple):
    result: Annotated[Operand, "xᵀA x, for each column if there are several; nothing without an x"]
    minimum: Annotated[Operand, "its least value for x of length 1: the least eigenvalue of the symmetric part"]
    maximum: Annotated[Operand, "its largest value for x of length 1"]
    minimizer: Annotated[Operand, "an x of length 1 where it is least"]
    maximizer: Annotated[Operand, "an x of length 1 where it is largest"]
    symmetric_part: Annotated[Operand, "(A + Aᵀ) / 2, which has the same form"]


def quadratic_form(
    A: Matrix2,
    x: Annotated[Operand, Axes((1, 2), "a vector, or several as columns; left out, only the extremes")] | None = None,
) -> Form:
    """The values of xᵀA x, and the least and largest of them on the unit circle (or sphere).

    Only the symmetric part of A counts. Its eigenvectors are the axes in which the form is a sum of squares, its
    eigenvalues their weights: all positive make a bowl, of both signs a saddle, some zero a trough.
    """
    need_square(A, "xᵀA x is not defined", "Give a square matrix.", ("svd",))
    need_entries(A, "it has no quadratic form")
    if x is not None and x.shape[0] != A.shape[0]:
        message = f"{A.name} is {by(A.shape)} and {x.name} is {by(x.shape)}."
        raise shape_error(message, f"Give each vector {A.shape[0]} entries.", (), A, x, axes={A.name: 0, x.name: 0})
    kind, n = A.dtype, A.shape[0]
    real = np.dtype(kind.type(0).real.dtype)
    return Form(
        Operand("result", () if x is None else x.shape[1:], kind),
        Operand("minimum", (), real),
        Operand("maximum", (), real),
        Operand("minimizer", (n,), kind),
        Operand("maximizer", (n,), kind),
        Operand("symmetric_part", A.shape, kind),
    )


def _run(problem: Problem) -> Outcome:
    A = problem["A"]
    H = hermitian_part(A)
    w, V = symmetric(H)
    warnings: tuple[str, ...] = ()
    if not problem.structures["A"].symmetric:
        warnings = (f"{problem.name('A')} is not symmetric: only its symmetric part counts.",)
    value = _values(A, problem["x"]) if "x" in problem.arrays else None
    outputs = {
        "result": None if value is None else value.given,
        "minimum": w[-1],
        "maximum": w[0],
        "minimizer": V[:, -1].copy(),
        "maximizer": V[:, 0].copy(),
        "symmetric_part": H,
    }
    witness = {"eigenvalues": w, "eigenvectors": V, "value": value}
    return Outcome(outputs, witness, warnings, {"form": _kind(w), "axes": w.tolist()})


def _values(A: Array, x: Array) -> Scaled:
    B, Y, p = _moderate(A, x)
    values = forms(B, Y)
    return Scaled(values if x.ndim == 2 else np.asarray(values[0]), p)


def _moderate(A: Array, x: Array) -> tuple[Array, Array, int]:
    """A and x as columns, at a scale of their own where squares of them may not fit, and the exponent of the value."""
    columns = x if x.ndim == 2 else x[:, None]
    return moderate_form(A, columns) if scaled(A)[1] or scaled(x)[1] else (A, columns, 0)


def _kind(w: Array) -> str:
    """What the surface looks like, rounding being no slope."""
    small = 10 * len(w) * eps(w.dtype) * float(np.abs(w).max())
    up, down = bool((w > small).any()), bool((w < -small).any())
    if up and down:
        return "indefinite: a saddle"
    flat = bool((np.abs(w) <= small).any())
    if not up and not down:
        return "zero"
    word = "positive" if up else "negative"
    surface = "a trough" if flat else ("a bowl" if up else "a dome")
    return f"{word} {'semidefinite' if flat else 'definite'}: {surface}"


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The eigenpairs of the symmetric part prove the extremes; the values are summed in another order."""
    A, out = problem["A"], outcome.outputs
    H, w, V = hermitian_part(A), outcome.witness["eigenvalues"], outcome.witness["eigenvectors"]
    check = check_symmetric(H, w, V)
    shown = {"minimum": w[-1], "maximum": w[0], "minimizer": V[:, -1], "maximizer": V[:, 0], "symmetric_part": H}
    if check.failure is None and not all(np.array_equal(out[name], shown[name]) for name in shown):
        check = replace(check, failure="Verification failed: the extremes are not those of the symmetric part.")
    found = judged(A.dtype, check, what="the extremes", green="Orthonormal axes prove the extremes")
    if "x" not in problem.arrays:
        return found
    whole = all(structure.integer for structure in problem.structures.values())
    value = outcome.witness["value"]
    if leaves(out["result"], value):
        return told(found, {"the extremes": False, "the value": True}, A.dtype)
    own = _judged_values(A, problem["x"], out["result"], whole)
    worse = max(found, own, key=lambda item: (BADNESS.index(item.verdict), item.error_bound or 0.0))
    bounds = [item.error_bound for item in (found, own)]
    return worse if None in bounds else replace(worse, error_bound=max(x for x in bounds if x is not None))


def _judged_values(A: Array, x: Array, values: Any, whole: bool) -> Assessment:
    if (bad := unusable(values, x.shape[1:], "the value")) is not None:
        return bad
    B, Y, p = _moderate(A, x)
    return judged_form(B, Y, shifted(np.asarray(values).reshape(-1), -p), whole, -p)


def cost(A: Operand, x: Operand | None = None) -> Cost:
    n = float(A.shape[0])
    return Cost(9.0 * n**3, 8.0 * 6 * n * n)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, x = problem.exact["A"], problem.exact.get("x")
    if A is None or not exact.fits(A):
        return None
    half: Array = (A + A.T) / Fraction(2)
    axes = exactly.values(half, 30)
    return {
        "result": None if x is None else _exact_values(A, x),
        "minimum": None if axes is None else axes[-1],
        "maximum": None if axes is None else axes[0],
        "minimizer": None,
        "maximizer": None,
        "symmetric_part": half,
    }


def _exact_values(A: Array, x: Array) -> Any:
    return x @ A @ x if x.ndim == 1 else np.array([y @ A @ y for y in x.T], dtype=object)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A = names[0]
    text = f"H = {part_code(problem, 'A', A)}\nw, V = np.linalg.eigh(H)\n"
    text += "minimum, maximum, minimizer, maximizer = w[0], w[-1], V[:, 0], V[:, -1]"
    if len(names) == 1:
        return text
    x = names[1]
    value = f"np.vdot({x}, {A} @ {x})" if problem["x"].ndim == 1 else f"({x}.conj() * ({A} @ {x})).sum(axis=0)"
    return f"{text}\nvalue = {value}"


QUADRATIC_FORM = Operation(
    declare=quadratic_form,
    routes=(Route("LAPACK syevd", always("the extremes are eigenvalues of the symmetric part"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
