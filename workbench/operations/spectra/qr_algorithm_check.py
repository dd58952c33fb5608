"""How sure the answer of the QR algorithm is: the factors, each step once more, and the eigenvalues by vectors."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import LIMIT, Residual, eps, growth, quantum
from workbench.numerics.eigenbasis import defective_beyond, small_condition
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.qr_iteration import Iteration, apply, eigenpairs, look
from workbench.numerics.similarity import below, check_similarity, has_wide_block
from workbench.numerics.spectral import check_symmetric
from workbench.numerics.spectral_general import check_general
from workbench.operations.common import unusable
from workbench.operations.spec import Array
from workbench.operations.spectra import eigenvalues

Outputs = dict[str, Array]


class Found(NamedTuple):
    """A, whether it is symmetric, and how the iteration went."""

    A: Array
    symmetric: bool
    iteration: Iteration


def verdict(found: Found, out: Outputs) -> Assessment:
    """Red for a wrong factor, step or value; amber where the iteration has not converged."""
    n, count = len(found.A), len(found.iteration.turns) + 1
    shapes = {"eigenvalues": (n,), "T": (n, n), "Q": (n, n), "diagonals": (count, n), "below": (count, n - 1)}
    for name, shape in shapes.items():
        if (bad := unusable(out[name], shape, name)) is not None:
            return bad
    check = check_similarity(found.A, out["T"], out["Q"])
    failed = check.failure or _form(found, out["T"])
    steps, bound = _steps(found, out)
    if failed is None and not all(part.passes for part in steps):
        failed = "Verification failed: the iterates do not follow from each other."
    if failed is not None:
        return Assessment("red", failed, check.residual)
    w, V = _again(found, out)
    if not _same(found, out["eigenvalues"], w):
        return Assessment("red", "Verification failed: the eigenvalues are not those of the last iterate.")
    said = _unfinished(found, out) if V is None else _values(found, out["eigenvalues"], V)
    if said.error_bound is None:
        return said
    return replace(said, error_bound=max(said.error_bound, check.bound or 0.0, bound))


def _again(found: Found, out: Outputs) -> tuple[Array, Array | None]:
    """The eigenvalues of the last iterate once more, scaled, and their vectors if it is triangular."""
    p = scaled(found.A)[1]
    return eigenpairs(shifted(out["T"], -p), out["Q"], found.symmetric, found.iteration.settled)


def _same(found: Found, w: Array, again: Array) -> bool:
    p = scaled(found.A)[1]
    level = largest(again) + quantum(found.A.dtype, -p) / eps(found.A.dtype)
    off = shifted(w.astype(again.dtype), -p) - again
    return Residual.of(off, np.full(len(w), level), found.A.dtype).passes


def _form(found: Found, T: Array) -> str | None:
    """Whether the last iterate is triangular, as it is said to be."""
    if not found.iteration.settled:
        return None
    real = T.dtype.kind != "c"
    if below(T, -1 if real else 0) or (real and has_wide_block(T)):
        return "Verification failed: T is not triangular."
    return None


def _steps(found: Found, out: Outputs) -> tuple[list[Residual], float]:
    """Every iterate once more, by the factors of all steps, and how far off an entry may be that this does not see."""
    A, p = scaled(found.A)
    T, rows = found.iteration.first.copy(), []
    for turn in found.iteration.turns:
        rows.append(look(T))
        apply(turn.Q, T, found.symmetric)
    rows.append(look(T))
    diagonals, lengths = (np.array(part) for part in zip(*rows, strict=True))
    size = float(np.linalg.norm(A)) or 1.0
    level = growth(len(A)) * size * np.sqrt(1.0 + np.arange(len(rows)))[:, None] + quantum(A.dtype, -p) / eps(A.dtype)
    parts = [
        Residual.of(shifted(out["diagonals"], -p) - diagonals, np.broadcast_to(level, diagonals.shape), A.dtype),
        Residual.of(shifted(out["below"], -p) - lengths.reshape(len(rows), -1), level, A.dtype),
        Residual.of(shifted(out["T"], -p) - T, level[-1] * len(A) ** 0.5 * 2, A.dtype),
    ]
    tops = [float(np.abs(part).max(initial=0)) for part in (diagonals, lengths)]
    seen = [top for top in tops if top > eps(A.dtype) ** 0.5 * size]
    return parts, LIMIT / 100 * eps(A.dtype) * float(level.max()) / min(seen, default=size)


def _unfinished(found: Found, out: Outputs) -> Assessment:
    """The values are the diagonal of the last iterate, which is not triangular yet."""
    size = largest(found.A) or 1.0
    left = float(np.linalg.norm(out["below"][-1] / size))
    steps = len(found.iteration.turns)
    words = f"It did not converge: after {steps} step{'s' * (steps != 1)} {left:.1e} of A is left below the diagonal."
    return Assessment("amber", words, left)


def _values(found: Found, w: Array, V: Array) -> Assessment:
    """As `eigvals` judges them, with vectors of the last iterate; where A is badly scaled these may prove nothing."""
    A = found.A
    green = "T is triangular, every step is right, and eigenvectors prove the values"
    if found.symmetric:
        return eigenvalues.judged(A, check_symmetric(A, w, V), 1.0, green)
    check = check_general(A, w, V)
    kappa, unproved = check.condition, None
    if check.failure is not None or check.values is None or _is_lost(A, w, V):
        check = replace(check, failure=None, values=None)
        unproved = "T is triangular and every step is right, but theory promises no digit of the values."
    elif kappa is not None and kappa > defective_beyond(A.dtype):
        unproved = "Eigenvectors fit, but A is defective or nearly so: they are almost dependent."
    return eigenvalues.judged(A, replace(check, bound=check.values), kappa, green, unproved)


def _is_lost(A: Array, w: Array, V: Array) -> bool:
    """Whether rounding of A as a whole, which steps without balancing cannot avoid, may move every eigenvalue away.

    An error E of A moves eigenvalues by at most κ₂(V) ‖E‖ (Bauer and Fike 1960).
    """
    reach = small_condition(V) * eps(A.dtype) * largest(A)
    return bool(w.any()) and not reach < largest(w)
