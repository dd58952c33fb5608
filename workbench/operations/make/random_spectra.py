"""Random matrices with a wanted spectrum: a diagonal between random orthogonal matrices.

Random orthogonal matrices are distributed evenly (Haar measure): the Q of a normal matrix, with the signs of R's
diagonal moved into it (Stewart 1980; Mezzadri, Notices of the AMS 54, 2007).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np

from workbench.model.errors import UserError
from workbench.numerics.bounds import eps
from workbench.numerics.probes import probes, uneven
from workbench.numerics.spectral import floor
from workbench.operations.make.made import Made, Params, Recipe, made, operation
from workbench.operations.spec import Array, Operation

Order = Annotated[int, "rows and columns"]
Seed = Annotated[int, "the same seed gives the same numbers again"]
Kind = Annotated[Literal["eigenvalues", "singular values"], "what the values are: eigenvalues make it symmetric"]
SMALL = 64
PROOF = "The spectrum is the one that was asked for, relative to its largest value"


def random_orthogonal(n: Order = 3, seed: Seed = 0) -> Made:
    """A random orthogonal matrix, every direction equally likely."""
    return _seeded(n, seed)


def random_positive_definite(n: Order = 3, cond: Annotated[float, "condition number"] = 10.0, seed: Seed = 0) -> Made:
    """A random symmetric positive definite matrix with eigenvalues from 1 down to 1/cond, evenly on a log scale."""
    _need_cond(cond)
    return _seeded(n, seed)


def random_spectrum(
    values: Annotated[tuple[float, ...], "the spectrum, such as 3, 1, 0.5"] = (3.0, 1.0, 0.5),
    kind: Kind = "eigenvalues",
    seed: Seed = 0,
) -> Made:
    """A random matrix with given eigenvalues (symmetric) or given singular values (square)."""
    if not values or not np.isfinite(values).all():
        raise UserError("domain", "values must be some finite numbers.", "Such as 3, 1, 0.5.")
    if kind == "singular values" and min(values) < 0:
        raise UserError("domain", f"Singular values are not negative: {min(values)}.", "Or give eigenvalues.")
    return _seeded(len(values), seed)


def random_cond(n: Order = 3, cond: Annotated[float, "condition number in the 2-norm"] = 1e6, seed: Seed = 0) -> Made:
    """A random square matrix with a given condition number, singular values evenly on a log scale from 1."""
    _need_cond(cond)
    return _seeded(n, seed)


def _need_cond(cond: float) -> None:
    if not 1 <= cond < float("inf"):
        raise UserError("domain", f"A condition number is at least 1 and finite, not {cond}.", "Such as 1e6.")


def _seeded(n: int, seed: int) -> Made:
    if seed < 0:
        raise UserError("domain", f"A seed is a whole number from 0 up, not {seed}.", "Change it.")
    return made(n, n)


def _haar(rng: np.random.Generator, n: int) -> Array:
    Q, R = np.linalg.qr(rng.standard_normal((n, n)))
    return np.asarray(Q * np.where(np.diag(R) < 0, -1.0, 1.0))


def _orthogonal(p: Params) -> Array:
    return _haar(np.random.default_rng(p["seed"]), p["n"])


def _levels(p: Params) -> Array:
    return np.asarray(np.logspace(0, -np.log10(p["cond"]), p["n"]))


def _listed(p: Params) -> Array:
    return np.array(p["values"], dtype=float)


def _symmetric(p: Params, values: Array) -> Array:
    Q = _haar(np.random.default_rng(p["seed"]), len(values))
    A = (Q * values) @ Q.T
    return np.asarray((A + A.T) / 2)


def _general(p: Params, values: Array) -> Array:
    rng = np.random.default_rng(p["seed"])
    return np.asarray((_haar(rng, len(values)) * values) @ _haar(rng, len(values)).T)


def _spectral(p: Params) -> Array:
    values = _listed(p)
    return _symmetric(p, values) if p["kind"] == "eigenvalues" else _general(p, values)


def _invariants(
    values: Callable[[Params], Array], symmetric: Callable[[Params], bool]
) -> Callable[[Array, Params], float]:
    """Compare the spectrum, of a large matrix by orthonormal vectors to which it belongs."""

    def compare(A: Array, p: Params) -> float:
        wanted = np.sort(values(p))[::-1]
        size = max(float(np.abs(wanted).max()), np.finfo(A.real.dtype).tiny)
        if symmetric(p) and not np.allclose(A, A.T, rtol=0, atol=8 * np.finfo(A.real.dtype).eps * size):
            return float("inf")
        if len(A) > SMALL:
            return float(_through_vectors(A, p, values(p), symmetric(p)) / size)
        found = np.linalg.eigvalsh(A) if symmetric(p) else np.linalg.svd(A, compute_uv=False)
        return float(np.abs(np.sort(found)[::-1] - wanted).max() / size)

    return compare


def _through_vectors(A: Array, p: Params, values: Array, symmetric: bool) -> float:
    """A V − U Λ for the U and V of the seed on random vectors, and how far these are from orthonormal.

    Together they say that the values of A are within that of those in Λ (Weyl's theorem).
    """
    rng, n = np.random.default_rng(p["seed"]), len(A)
    U = _haar(rng, n)
    V = U if symmetric else _haar(rng, n)
    W = uneven(n, np.float64)
    off = np.abs(A @ (V @ W) - U @ (values[:, None] * W)).max()
    apart = max(np.abs(Q.T @ (Q @ W) - W).max() for Q in (U, V))
    return float(max(off, apart * np.abs(values).max()))


def _smallest(values: Callable[[Params], Array]) -> Callable[[Params, float], float]:
    """What rounding of the largest value does to the smallest that is not 0."""

    def error(p: Params, unit: float) -> float:
        sizes = np.abs(values(p))
        sizes = sizes[sizes > 0]
        if not len(sizes):
            return 0.0
        grown = unit * floor(len(sizes), np.float64) / eps(np.float64)
        return float(grown * sizes.max() / sizes.min())

    return error


def _orthogonality(A: Array, p: Params) -> float:
    """QᵀQ − I through random signs, and the same numbers from the same seed."""
    V = probes(len(A), np.float64)
    again = _orthogonal(p)
    return float(max(np.abs(A.T @ (A @ V) - V).max(), np.abs(A - again).max()))


def _many(p: Params) -> float:
    return 4.0 * float(p["n"]) if "n" in p else 4.0 * len(p["values"])


def _code(*lines: str) -> Callable[[Params], str]:
    """NumPy code that draws the same matrix."""
    head = (
        "rng = np.random.default_rng({seed})",
        "def haar(n):",
        "    Q, R = np.linalg.qr(rng.standard_normal((n, n)))",
        "    return Q * np.where(np.diag(R) < 0, -1.0, 1.0)",
    )
    return lambda p: "\n".join((*head, *lines)).format(**p)


_SPD = ("Q = haar({n})", "A = (Q * np.logspace(0, -np.log10({cond}), {n})) @ Q.T")
_COND = ("A = (haar({n}) * np.logspace(0, -np.log10({cond}), {n})) @ haar({n}).T",)


def _spectrum_code(p: Params) -> str:
    second = "Q" if p["kind"] == "eigenvalues" else "haar(len(Q))"
    text = _code("values = np.array({values})", "Q = haar(len(values))", f"A = (Q * values) @ {second}.T")
    return text(p)


RANDOM_ORTHOGONAL: Operation = operation(
    random_orthogonal,
    Recipe(_orthogonal, _code("A = haar({n})"), compare=_orthogonality, roundings=_many,
           proof="The columns are orthonormal, and the seed gives the same numbers again",
           cost=lambda shape: 3.0 * shape[0] ** 3),
    "LAPACK geqrf of a normal matrix",
)  # fmt: skip
RANDOM_POSITIVE_DEFINITE: Operation = operation(
    random_positive_definite,
    Recipe(lambda p: _symmetric(p, _levels(p)), _code(*_SPD), compare=_invariants(_levels, lambda p: True),
           roundings=_many, cost=lambda shape: 5.0 * shape[0] ** 3, proof=PROOF, smallest=_smallest(_levels)),
    "Q Λ Qᵀ with a random orthogonal Q",
)  # fmt: skip
RANDOM_SPECTRUM: Operation = operation(
    random_spectrum,
    Recipe(_spectral, _spectrum_code, roundings=_many, cost=lambda shape: 8.0 * shape[0] ** 3, proof=PROOF,
           smallest=_smallest(_listed),
           compare=_invariants(_listed, lambda p: bool(p["kind"] == "eigenvalues"))),
    "random orthogonal matrices around a diagonal",
)  # fmt: skip
RANDOM_COND: Operation = operation(
    random_cond,
    Recipe(lambda p: _general(p, _levels(p)), _code(*_COND), compare=_invariants(_levels, lambda p: False),
           roundings=_many, cost=lambda shape: 8.0 * shape[0] ** 3, proof=PROOF, smallest=_smallest(_levels)),
    "U Σ Vᵀ with random orthogonal U and V",
)  # fmt: skip
