"""The gradient of a norm at a point: the direction in which it grows fastest."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_spectra import Radical
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, grain, judge
from workbench.numerics.probes import largest, scaled
from workbench.numerics.sizes import rounding, size, size_again
from workbench.numerics.spectral import check_svd
from workbench.operations import singular
from workbench.operations.common import need_entries, unusable
from workbench.operations.norms.powers import check_power
from workbench.operations.on_device import device_route
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route

Ord = Literal["fro", "squared", 2, 1, "inf", "nuc"]
CORNER = "Where a norm has a corner there are many slopes and no gradient; move the point a little."


class Gradient(NamedTuple):
    result: Annotated[Operand, "the derivatives of the norm by the entries, in the shape of A"]


def norm_gradient(
    A: Annotated[Operand, Axes((1, 2), "a vector or matrix: the point")],
    ord: Annotated[
        Ord | float,
        "fro: length or Frobenius norm, squared: its square, 1, inf or any p of a vector; of a matrix 2: spectral, "
        "nuc: nuclear",
    ] = "fro",
) -> Gradient:
    """The gradient of a norm: x/‖x‖ for the length, 2x for its square, the signs for the sum of moduli.

    Where the norm has a corner there is none: at 0, for the 1-norm wherever an entry is 0, for the largest modulus
    where two entries tie, for the spectral norm where singular values tie.
    """
    need_entries(A, "there is no point to stand on")
    of_matrix = len(A.shape) == 2
    if of_matrix and ord in (1, "inf"):
        raise UserError("usage", "The gradients of sums of columns or rows are not offered.", "Choose fro, 2 or nuc.")
    if not of_matrix and ord == "nuc":
        raise UserError("usage", "The nuclear norm is for matrices.", "For a vector take 1, 2 or inf.")
    check_power(ord, of_matrix)
    if ord == 0:
        raise UserError("domain", "A count of entries has no slope.", "Choose another norm.")
    return Gradient(Operand("result", A.shape, A.dtype))


def _kind(problem: Problem) -> Any:
    kind = problem.params.get("ord", "fro")
    if problem["A"].ndim == 1 and kind == 2:
        return "fro"
    return {math.inf: "inf", 1: 1}.get(kind, kind)


def _spectral(problem: Problem) -> str | None:
    return "singular vectors give the slope" if _kind(problem) in (2, "nuc") else None


def _entrywise(problem: Problem) -> str | None:
    return "each entry has its own slope"


def _corner(message: str, **details: Any) -> UserError:
    return UserError("domain", message, CORNER, ("norm",), details)


def _need_slope(problem: Problem) -> None:
    """Refuse a point in a corner of the norm."""
    A, kind, name = problem["A"], _kind(problem), problem.name("A")
    if kind == "squared":
        return
    if not A.any():
        raise _corner(f"{name} is 0, where the norm has no gradient: its graph is a cone with its tip there.")
    if kind in (2, "nuc", "fro"):
        return
    if (kind == 1 or (isinstance(kind, float) and kind <= 1)) and not A.all():
        at = int(np.flatnonzero(A == 0)[0])
        message = f"{name}[{at}] is 0, where the {kind:g}-norm has a corner and no gradient."
        raise _corner(message, position=[at])
    moduli = np.abs(A)
    if kind == "inf" and (moduli == moduli.max()).sum() > 1:
        raise _corner(f"Two entries of {name} are the largest, so the maximum norm has a corner there and no gradient.")


def _run_entrywise(problem: Problem) -> Outcome:
    _need_slope(problem)
    return Outcome({"result": _slope(problem, size)})


def _slope(problem: Problem, how: Any) -> Array:
    """sign(x) (|x|/‖x‖)ᵖ⁻¹, and what that is for each p."""
    A, kind = problem["A"], _kind(problem)
    if kind == "squared":
        with np.errstate(over="ignore"):
            return 2 * A
    B = scaled(A, limit=0)[0]
    if kind == "fro":
        return np.asarray(B / how(B, "fro"), dtype=A.dtype)
    moduli = np.abs(B)
    signs = np.divide(B, moduli, out=np.zeros_like(B), where=moduli > 0)
    if kind == 1:
        return np.asarray(signs)
    if kind == "inf":
        return np.where(moduli == moduli.max(), signs, 0).astype(A.dtype)
    return np.asarray(signs * (moduli / how(B, kind)) ** (kind - 1)).astype(A.dtype)


def _run_spectral(problem: Problem) -> Outcome:
    _need_slope(problem)
    A, kind = problem["A"], _kind(problem)
    U, S, Vh, method = singular.whole(problem)
    tie = max(A.shape) * eps(A.dtype) * S[0]
    if kind == 2 and len(S) > 1 and S[0] - S[1] <= tie:
        raise _corner(
            f"The two largest singular values of {problem.name('A')} are equal: the spectral norm has a corner."
        )
    if kind == "nuc" and S[-1] <= tie:
        raise _corner(f"A singular value of {problem.name('A')} is 0: the nuclear norm has a corner there.")
    return Outcome({"result": _of_vectors(U, Vh, kind)}, {"U": U, "S": S, "Vh": Vh}, method=method)


def _of_vectors(U: Array, Vh: Array, kind: Any) -> Array:
    return np.asarray(U[:, :1] @ Vh[:1] if kind == 2 else U @ Vh)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The same from another order of summation, or from singular vectors that are verified."""
    A, value = problem["A"], outcome.outputs["result"]
    if (bad := unusable(value, A.shape, "the gradient")) is not None:
        return bad
    if "S" in outcome.witness:
        return _by_vectors(A, value, outcome, _kind(problem))
    expected, kind = _slope(problem, size_again), _kind(problem)
    unit = rounding(A.ravel(), kind) * max(1.0, kind) if isinstance(kind, float) else 4.0
    check = Residual.of(np.abs(value / 2 - expected / 2), unit / 4 * (np.abs(expected) / 2 + grain(A.dtype)), A.dtype)
    return judge(A.dtype, unit * eps(A.dtype), check, what="the gradient", green="Two ways of computing it agree")


def _by_vectors(A: Array, value: Array, outcome: Outcome, kind: Any) -> Assessment:
    """u vᴴ turns by errors of A over the gap of σ₁ and σ₂, U Vᴴ over the smallest singular values (Kenney, Laub)."""
    U, S, Vh = (outcome.witness[key] for key in ("U", "S", "Vh"))
    found = check_svd(A, U, S, Vh)
    expected = _of_vectors(U, Vh, kind)
    gap = float((S[0] - S[1]) / S[0] if kind == 2 and len(S) > 1 else (S[-1] / S[0] if kind == "nuc" else 1.0))
    top = largest(expected)
    check = Residual.of(np.abs(value - expected).max(), 4 * top, A.dtype)
    bound = (found.bound or 0.0) / gap / top
    return judge(
        A.dtype, max(bound, 4 * eps(A.dtype)), check, what="the gradient", residual=found.residual,
        condition=Condition(1 / gap, "gap of the singular values"), green="The singular vectors are verified",
        failed=found.failure,
    )  # fmt: skip


def cost(A: Operand, ord: Ord | float = "fro") -> Cost:
    count = float(math.prod(A.shape))
    return Cost(22.0 * count * min(A.shape) if ord in (2, "nuc") else 8.0 * count, 48.0 * count)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, kind = problem.exact.get("A"), _kind(problem)
    if A is None or not exact.fits(A) or kind not in ("squared", "fro", 1, "inf"):
        return None
    _need_slope(problem)
    if kind == "squared":
        return {"result": A * Fraction(2)}
    if kind == "fro":
        square = sum((x * x for x in A.flat), Fraction(0))
        shares = [Radical({}).plus(Radical.root(1 / square), x).value for x in A.flat]
        return {"result": np.array(shares, dtype=object).reshape(A.shape).tolist()}
    top = np.abs(A).max()
    signs = [Fraction((x > 0) - (x < 0)) if kind == 1 or abs(x) == top else Fraction(0) for x in A.flat]
    return {"result": exact.array(signs, A.shape)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, kind = names[0], _kind(problem)
    if kind in (2, "nuc"):
        last = "U[:, :1] @ Vh[:1]" if kind == 2 else "U @ Vh"
        return f"U, s, Vh = np.linalg.svd({A}, full_matrices=False)\ng = {last}"
    if isinstance(kind, float):
        return f"g = np.sign({A}) * (np.abs({A}) / np.linalg.norm({A}, {kind!r}))**{kind - 1!r}"
    line, B, _, _ = divided(problem, "A", A)
    texts = {
        "squared": f"g = 2 * {A}",
        "fro": f"{line}g = {B} / np.linalg.norm({B})",
        1: f"g = np.sign({A})",
        "inf": f"g = np.sign({A}) * (np.abs({A}) == np.abs({A}).max())",
    }
    return texts[kind]


NORM_GRADIENT = Operation(
    declare=norm_gradient,
    routes=(
        Route("LAPACK gesdd", _spectral, _run_spectral, _code),
        Route("NumPy, entry by entry", _entrywise, _run_entrywise, _code),
        device_route(singular.DEVICE, _spectral, _run_spectral, _code, "spectral", _spectral),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
)
