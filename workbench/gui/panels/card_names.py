"""What outputs are called on a card, and under which names they might be kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from workbench.jobs.request import Result

SYMBOLS = {
    "Vh": "Vᵀ",
    "eigenvalues": "λ",
    "eigenvectors": "V",
    "singular_values": "σ",
    "stored": "numbers stored",
    "break_even": "fewer than A up to k",
}
KEPT = {"eigenvalues": "w", "eigenvectors": "V", "singular_values": "s"}
NUMBERS = {"matrix_rank": "rank", "vdot": "inner product", "cond": "κ"}
"""Operations with one number as their result that is known by another name."""
ASSIGNED = re.compile(r"\s*([A-Za-z_]\w*) = ")
Fresh = Callable[[str], str]


def symbol(result: Result, name: str) -> str:
    """What an output is called on a card: `Vᵀ`, `λ`; a single matrix bears the name that the code gives it."""
    if name == "result" and np.ndim(result.outputs.get(name)) == 0:
        return NUMBERS.get(result.operation, result.operation.replace("_", " "))
    if name == "result":
        return "λ" if result.operation == "eigvals" else variable(result)
    if name == "Vh" and np.asarray(result.outputs.get(name)).dtype.kind == "c":
        return "Vᴴ"
    return SYMBOLS.get(name, name.replace("_", " "))


def variable(result: Result) -> str:
    """The name that the code gives to `result`: what it assigns last and is no other output."""
    others = {KEPT.get(name, name) for name in result.outputs} | set(result.outputs)
    found = [match[1] for line in result.code.splitlines() if (match := ASSIGNED.match(line))]
    return next((name for name in reversed(found) if name not in others), "result")


def proposed(result: Result, fresh: Fresh = str) -> list[str]:
    """Names under which the outputs might be kept, each of them free as `fresh` tells."""
    names: list[str] = []
    for name, value in result.outputs.items():
        if value is not None:
            stem = variable(result) if name == "result" else KEPT.get(name, name)
            names.append(_other(fresh(stem), names, fresh))
    return names


def _other(name: str, taken: list[str], fresh: Fresh) -> str:
    """The name itself, or another where an output before it bears the name."""
    return _other(fresh(f"{name}_2"), taken, fresh) if name in taken else name
