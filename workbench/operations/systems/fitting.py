"""A least-squares problem as it is solved: scaled, with weighted rows, and with the rows that damp it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.common import scaled_system
from workbench.operations.spec import Array, Operand, Problem

WITH = {"lam": ("ridge",), "k": ("tsvd",), "rtol": ("auto", "svd")}
"""The methods that each parameter goes with."""


class Posed(NamedTuple):
    """A and b of ‖A x − b‖, scaled by 2⁻ᵖ and 2⁻q; `rows` of them are the user's."""

    A: Array
    b: Array
    p: int
    q: int
    rows: int

    @property
    def plain(self) -> tuple[Array, Array]:
        return self.A, self.b


def posed(problem: Problem) -> Posed:
    """Rows times the roots of their weights; for ridge regression √λ I below A and zeros below b."""
    A, b, p, q = scaled_system(problem)
    m, n = A.shape
    top = 1.0
    if "w" in problem.arrays:
        w = problem["w"].real.astype(np.float64)
        top = float(w.max())
        roots = np.sqrt(w / top).astype(A.real.dtype)
        A, b = A * roots[:, None], (b.T * roots).T
    lam = problem.params.get("lam")
    if lam is not None:
        damping = math.ldexp(math.sqrt(lam / top), -p) * np.eye(n, dtype=A.dtype)
        A = np.vstack([A, damping.astype(A.dtype)])
        b = np.concatenate([b, np.zeros((n, *b.shape[1:]), b.dtype)])
    return Posed(A, b, p, q, m)


def need_parameters(A: Operand, method: str, given: dict[str, Any]) -> None:
    """Refuse parameters that do not belong together, or are out of range."""
    for name, value in given.items():
        if value is not None and method not in WITH[name]:
            _refuse(f"{name} goes with method={' or '.join(WITH[name])}, not with {method}.", name)
    lam, k, rtol = (given[name] for name in ("lam", "k", "rtol"))
    most = min(A.shape)
    if method == "ridge" and (lam is None or not 0 < lam < math.inf):
        _refuse("Ridge regression needs a λ above 0.", "lam")
    if method == "tsvd" and (k is None or not 1 <= k <= most):
        _refuse(f"k must be from 1 to {most}, the number of singular values.", "k")
    if rtol is not None and not 0 <= rtol < 1:
        _refuse(f"A cutoff of {rtol} leaves nothing to solve with: take rtol from 0 to below 1.", "rtol")
    if method in ("qr", "normal") and A.shape[0] < A.shape[1]:
        raise UserError(
            "shape",
            f"{A.name} has {A.shape[1]} columns but only {A.shape[0]} rows: its columns are dependent.",
            "method=svd takes the shortest of many solutions.",
            ("pinv", "null_space"),
            {"shapes": {A.name: list(A.shape)}},
        )


def _refuse(message: str, name: str) -> None:
    raise UserError("usage", message, "See the help of each parameter.", details={"parameter": name})


def need_weights(w: Operand | None, A: Operand) -> None:
    if w is not None and w.shape != (A.shape[0],):
        raise UserError(
            "shape",
            f"{A.name} has {A.shape[0]} rows, but there are {w.shape[0]} weights.",
            "Each row has a weight of its own.",
            (),
            {"shapes": {A.name: list(A.shape), w.name: list(w.shape)}, "axes": {A.name: 0, w.name: 0}},
        )


def check_weights(problem: Problem) -> None:
    """Refuse weights below 0, complex ones, and none above 0."""
    if "w" not in problem.arrays:
        return
    w, name = problem["w"], problem.name("w")
    bad = np.flatnonzero((w.real < 0) | (w.imag != 0))
    if len(bad):
        value = w[bad[0]]
        raise UserError(
            "domain",
            f"Weight {name}[{bad[0]}] is {value}: a weight must not be below 0.",
            "Weights multiply the squares of the residuals.",
            details={"position": [int(bad[0])]},
        )
    if not w.any():
        raise UserError("domain", f"All weights in {name} are 0: nothing is left to fit.", "Give some row a weight.")
