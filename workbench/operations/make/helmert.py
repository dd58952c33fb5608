"""Helmert's orthogonal matrix."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import numpy as np

from workbench.backends.exact_spectra import Radical
from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, grid, made, operation
from workbench.operations.spec import Array, Operation


def helmert(
    n: Annotated[int, "columns"] = 4,
    full: Annotated[bool, "with the first row, all entries of which are 1 / √n: then it is orthogonal"] = False,
) -> Made:
    """The Helmert matrix: each row compares the mean of the numbers so far with the next one.

    Its rows are orthonormal and, without the first of the full one, orthogonal to constants; scipy.linalg.helmert.
    """
    if n < 2 and not full:
        raise UserError("domain", f"Of order {n} there is nothing to compare.", "Give an order of 2 or more.")
    return made(n if full else n - 1, n)


def _row(i: int, p: Params) -> int:
    """The number of the row in the full matrix."""
    return i if p["full"] else i + 1


def _weight(k: int, j: int, n: int) -> tuple[int, int]:
    """Entry j of row k of the full matrix is w / √d: 1 / √n, then 1 ... 1, −k over √(k (k + 1))."""
    if not k:
        return 1, n
    return (1 if j < k else -k if j == k else 0), k * (k + 1)


def _build(p: Params) -> Array:
    n = p["n"]
    k = np.arange(n)[:, None]
    full = (np.tri(n, n, -1) - np.diag(np.arange(n))) / np.sqrt(np.where(k, k * (k + 1.0), 1.0))
    full[0] = 1 / np.sqrt(n)
    return full if p["full"] else full[1:]


def _square(i: int, j: int, p: Params) -> Fraction:
    """The square of an entry, with its sign."""
    w, d = _weight(_row(i, p), j, p["n"])
    return Fraction(w * abs(w), d)


def _compare(A: Array, p: Params) -> float:
    """Squares of entries against the fractions that they are, row by row."""
    worst, n = 0.0, p["n"]
    for i, row in enumerate(A):
        k = _row(i, p)
        w, d = _weight(k, 0, n)
        wanted = np.where(np.arange(n) < (k or n), w * w / d, 0.0)
        if k:
            wanted[k] = -k / (k + 1)
        signed = row.real.astype(np.float64) * np.abs(row)
        off = np.where(wanted == 0, np.where(row == 0, 0.0, np.inf), np.abs(signed / np.where(wanted, wanted, 1) - 1))
        worst = max(worst, float((off + np.abs(row.imag)).max()))
    return worst


def _twin(p: Params) -> Array:
    cells = grid(_square, (p["n"] if p["full"] else p["n"] - 1, p["n"]), p)
    for place, square in np.ndenumerate(cells):
        root = Radical.root(abs(square))
        cells[place] = (Radical({d: -c for d, c in root.terms.items()}) if square < 0 else root).value
    return cells


def _code(p: Params) -> str:
    return f"A = scipy.linalg.helmert({p['n']}{', full=True' * p['full']})"


HELMERT: Operation = operation(
    helmert, Recipe(_build, _code, compare=_compare, twin=_twin, roundings=lambda p: 4.0)
)  # fmt: skip
