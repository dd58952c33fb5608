"""The matrix of the discrete Fourier transform."""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np

from workbench.backends.roots_of_unity import roots_of_unity
from workbench.operations.make.made import Made, Params, Recipe, made, operation
from workbench.operations.make.unit_circle import spelled
from workbench.operations.spec import Array, Operand, Operation

Scale = Literal["none", "sqrtn", "n"]


def dft(
    n: Annotated[int, "rows and columns"] = 4,
    scale: Annotated[
        Scale, "none: F x is numpy.fft.fft(x); sqrtn: divided by √n, so unitary; n: divided by n"
    ] = "none",
) -> Made:
    """The matrix F of the discrete Fourier transform, of entries ωʲᵏ for ω = exp(−2πi/n): complex and symmetric.

    Powers of ω are read off a table, each rounded once, where powers that are multiplied out lose digits.
    """
    return Made(Operand("result", made(n, n).result.shape, np.dtype(np.complex128)))


def _divisor(p: Params) -> float:
    return {"none": 1.0, "sqrtn": math.sqrt(p["n"]), "n": float(p["n"])}[p["scale"]]


def _powers(n: int) -> Array:
    """j k modulo n."""
    k = np.arange(n, dtype=np.int64)
    return np.outer(k, k) % n


def _table(n: int) -> Array:
    """ωᵏ for k = 0 ... n − 1, of angles of at most an eighth of a turn, so that axes and diagonals are exact."""
    k = np.arange(n, dtype=np.int64)
    eighth = (8 * k + n) // (2 * n)  # quarters of a turn to the nearest axis
    angle = 2 * np.pi * ((4 * k - eighth * n) / (4 * n))
    near = np.cos(angle) - 1j * np.sin(angle)
    return np.asarray(near * np.array([1, -1j, -1, 1j])[eighth % 4])


def _build(p: Params) -> Array:
    return np.asarray((_table(p["n"]) / _divisor(p))[_powers(p["n"])])


def _compare(A: Array, p: Params) -> float:
    """The largest distance of an entry from the power of ω to full precision, relative to their modulus."""
    known = roots_of_unity(p["n"]) / _divisor(p)
    rows = (np.abs(row - known[power]).max() for row, power in zip(A, _powers(p["n"]), strict=True))
    return float(max(rows)) * _divisor(p)


def _twin(p: Params) -> Array | None:
    """In square roots where the powers of ω are such, for orders that divide 8 or 12."""
    n, scale = p["n"], p["scale"]
    if 8 % n and 12 % n:
        return None
    over, root = (n if scale == "n" else 1), (n if scale == "sqrtn" else 1)
    table = [spelled(-360 * k // n, over, root) for k in range(n)]
    cells = np.empty((n, n), dtype=object)
    for i, j in np.ndindex(n, n):
        cells[i, j] = table[i * j % n]
    return cells


def _code(p: Params) -> str:
    scale = None if p["scale"] == "none" else p["scale"]
    return f"A = scipy.linalg.dft({p['n']}, scale={scale!r})"


DFT: Operation = operation(
    dft,
    Recipe(
        _build,
        _code,
        compare=_compare,
        twin=_twin,
        roundings=lambda p: 2.0,
        proof="Every entry is the power of ω that it should be",
    ),
    "a table of the powers of ω",
)
