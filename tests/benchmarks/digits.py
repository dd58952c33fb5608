"""The digits that certificates claim, beside the true ones: no timing, but as long as one.

The references are exact fractions (FLINT), or balls of 600 bits where the answer is irrational. A claim should be
at most one digit above the truth in 99 % of all cases, and at most three below it in 90 %.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor, log10
from pathlib import Path
from typing import Any

import flint
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from matrices import MATRICES
from tests.benchmarks.table import Row
from workbench.backends import exact
from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Result
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix

Array = np.ndarray[Any, Any]
Truth = Callable[..., Any]
BITS = 1200
MOST = 15
ABOVE, BELOW = 1.0, 10.0  # per cent


@dataclass
class Tally:
    """What one operation claimed over all matrices."""

    above: int = 0
    below: int = 0
    silent: int = 0
    count: int = 0
    worst: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, claimed: int | None, true: int, label: str) -> None:
        if claimed is None:
            self.silent += 1
            return
        self.count += 1
        self.above += claimed > true + 1
        self.below += claimed < true - 3
        if claimed > true + 1:
            self.worst.append((claimed, true, label))


def rows() -> list[Row]:
    flint.ctx.prec = BITS
    found = []
    for name, (make, truth) in STUDIED.items():
        tally = study(name, make, truth)
        share = 100.0 / max(1, tally.count)
        peer = f"of {tally.count} claims, {tally.silent} without one"
        found += [
            Row(f"digits of {name}: claimed more than one above the truth", tally.above * share, ABOVE, "%", peer),
            Row(f"digits of {name}: claimed less than three below it", tally.below * share, BELOW, "%", peer),
        ]
        print(f"  {name}: {tally.above} above, {tally.below} below, {peer} {tally.worst[:3]}", file=sys.stderr)
    return found


def study(name: str, make: Callable[[Array, int], tuple[Array, ...] | None], truth: Truth) -> Tally:
    tally = Tally()
    for k, (label, A) in enumerate(MATRICES):
        arrays = make(A, k)
        if arrays is None:
            continue
        result = answer(name, arrays)
        if result is None:
            continue
        value = result.outputs[FIRST.get(name, "result")]
        if value is None or not np.isfinite(value).all():
            continue
        try:
            wanted = truth(*arrays)
        except (ZeroDivisionError, ValueError, ArithmeticError):
            continue
        if wanted is not None and not decided(result, arrays[0]):
            tally.add(
                result.certificate.assessment.digits,
                digits(np.asarray(value), wanted, name == "eig"),
                f"{name} {label}",
            )
    return tally


def decided(result: Result, A: Array) -> bool:
    """Whether the numerical rank was found to be smaller, so that the answer is that of a matrix nearby."""
    rank = result.outputs.get("rank", result.details.get("rank"))
    return rank is not None and int(rank) < min(A.shape)


def answer(name: str, arrays: tuple[Array, ...]) -> Result | None:
    keys = [f"M{k}" for k in range(len(arrays))]
    matrices = tuple(Matrix.of(key, array) for key, array in zip(keys, arrays, strict=True))
    try:
        found: Result = run(Compute(name, tuple(keys), exact=False), matrices)
    except UserError:
        return None
    return found


def digits(value: Array, wanted: Any, unordered: bool = False) -> int:
    """The true decimal digits of the worst entry, relative to the largest."""
    if unordered:
        wanted = _matched(value, list(wanted))
    pairs = list(zip(value.ravel(), np.asarray(wanted, dtype=object).ravel(), strict=True))
    size = max((_size(y) for _, y in pairs), default=0.0)
    off = max((_distance(x, y) for x, y in pairs), default=0.0)
    if not off or not size:
        return MOST if not off else 0
    return min(MOST, max(0, floor(-log10(off / size)))) if off < size else 0


def _matched(values: Array, left: list[Any]) -> list[Any]:
    """Eigenvalues as one set is near another: each takes the nearest that is left."""
    return [left.pop(min(range(len(left)), key=lambda at: _distance(value, left[at]))) for value in values]


def _size(y: Any) -> float:
    return abs(float(y)) if isinstance(y, (int, Fraction)) else float(abs(flint.acb(y)).mid())


def _distance(x: Any, y: Any) -> float:
    if isinstance(y, (int, Fraction)):
        return float(abs(Fraction(float(x.real)) - y)) + abs(float(x.imag))
    return float(abs(flint.acb(complex(x).real, complex(x).imag) - y).mid())


def fractions(A: Array) -> Any:
    return exact.to_flint(exact.fractions(A))


# what is computed, and its truth


def _square(A: Array, k: int) -> tuple[Array, ...]:
    return (A,)


def _system(A: Array, k: int) -> tuple[Array, ...] | None:
    b = A @ np.ones(len(A)) + np.arange(len(A)) * np.abs(A).max()
    return (A, b) if np.isfinite(b).all() else None


def _tall(A: Array, k: int) -> tuple[Array, ...]:
    more = np.random.default_rng(k).standard_normal((3, len(A))) * np.abs(A).max()
    return (np.vstack([A, more])[:, : max(1, len(A) - 2)],)


def _overdetermined(A: Array, k: int) -> tuple[Array, ...]:
    (B,) = _tall(A, k)
    return B, np.cos(np.arange(1.0, len(B) + 1)) * np.abs(B).max()


def _symmetric(A: Array, k: int) -> tuple[Array, ...] | None:
    S = A + A.T
    return (S,) if np.isfinite(S).all() else None


def _definite(A: Array, k: int) -> tuple[Array, ...] | None:
    """A Gram matrix in numbers of moderate size."""
    if not 1e-20 < np.abs(A).max() < 1e20:
        return None
    G = A @ A.T
    return (G + G.T,)


def _moderate(A: Array, k: int) -> tuple[Array, ...] | None:
    """For functions of a matrix: norm about 1 to 10."""
    size = np.abs(A).sum(axis=0).max()
    return (A / size * (1 + k % 10),) if 0 < size < np.inf else None


def _inverse(A: Array) -> Array | None:
    M = fractions(A)
    return exact.from_flint(M.inv()) if M.det() else None


def _solution(A: Array, b: Array) -> Array | None:
    M = fractions(A)
    return exact.from_flint(M.solve(fractions(b)), b.shape) if M.det() else None


def _determinant(A: Array) -> list[Fraction]:
    return [exact.fraction(fractions(A).det())]


def _least_squares(A: Array, b: Array) -> Array | None:
    M = fractions(A)
    gram = M.transpose() * M
    return exact.from_flint(gram.solve(M.transpose() * fractions(b)), (A.shape[1],)) if gram.det() else None


def _pseudoinverse(A: Array) -> Array | None:
    M = fractions(A)
    gram = M.transpose() * M
    return exact.from_flint(gram.inv() * M.transpose()) if gram.det() else None


def _balls(M: Any) -> Any:
    return flint.acb_mat(flint.fmpq_mat(M))


def _eigenvalues(A: Array) -> list[Any] | None:
    values = _balls(fractions(A)).eig(multiple=True)
    return sorted(values, key=lambda z: -float(z.real.mid()))


def _general_eigenvalues(A: Array) -> list[Any]:
    """In no order: complex pairs and equal moduli have several right ones. Balls around a multiple one are wide."""
    if not np.tril(A, -1).any() or not np.triu(A, 1).any():
        return list(np.diagonal(exact.fractions(A)))
    return list(_balls(fractions(A)).eig(multiple=True))


def _singular_values(A: Array) -> list[Any]:
    M = fractions(A)
    wide = A.shape[0] < A.shape[1]
    gram = M * M.transpose() if wide else M.transpose() * M
    values = sorted((z.real for z in _balls(gram).eig(multiple=True)), key=lambda x: -float(x.mid()))
    return [flint.acb(x.mid() if x.mid() > 0 else 0).sqrt() for x in values]


def _exponential(A: Array) -> list[Any]:
    return list(_balls(fractions(A)).exp().entries())


def _frobenius(A: Array) -> list[Any]:
    total = sum((x * x for x in exact.fractions(A).flat), Fraction(0))
    return [flint.acb(flint.arb(flint.fmpq(total.numerator, total.denominator))).sqrt()]


def _condition(A: Array) -> list[Any]:
    values = _singular_values(A)
    return [values[0] / values[-1]]


def _charpoly(A: Array) -> list[Fraction]:
    return [exact.fraction(c) for c in reversed(fractions(A).charpoly().coeffs())]


def _adjugate(A: Array) -> Array | None:
    M = fractions(A)
    return exact.from_flint(M.inv() * M.det()) if M.det() else None


def _twice(A: Array, k: int) -> tuple[Array, ...] | None:
    """A factor pair whose product does not overflow."""
    return (A, A.T) if 1e-100 < np.abs(A).max() < 1e100 else None


def _product(A: Array, B: Array) -> Array:
    return exact.from_flint(fractions(A) * fractions(B))


def _square_of(A: Array) -> Array:
    return exact.from_flint(fractions(A) ** 2)


def _covariance(A: Array) -> Array | None:
    rows = exact.fractions(A)
    if len(rows) < 2:
        return None
    centred = rows - sum(rows) / Fraction(len(rows))
    return np.asarray(centred.T.dot(centred)) / Fraction(len(rows) - 1)


FIRST = {"lstsq": "x", "eig": "eigenvalues", "svd": "S"}

STUDIED: dict[str, tuple[Callable[[Array, int], tuple[Array, ...] | None], Truth]] = {
    "inv": (_square, _inverse),
    "solve": (_system, _solution),
    "det": (_square, _determinant),
    "lstsq": (_overdetermined, _least_squares),
    "pinv": (_tall, _pseudoinverse),
    "eigvals": (_symmetric, _eigenvalues),
    "eig": (_square, _general_eigenvalues),
    "svdvals": (_tall, _singular_values),
    "svd": (_square, _singular_values),
    "norm": (_square, _frobenius),
    "cond": (_tall, _condition),
    "expm": (_moderate, _exponential),
    "charpoly": (_moderate, _charpoly),
    "adjugate": (_moderate, _adjugate),
    "matmul": (_twice, _product),
    "matrix_power": (_moderate, _square_of),
    "covariance": (_moderate, _covariance),
}
