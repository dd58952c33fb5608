"""Code for entries whose squares would leave the range: NumPy has no safe scale, so the code divides by the largest."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from workbench.operations.spec import Problem


class Divided(NamedTuple):
    """The pieces of code: a line that finds the largest modulus, the input divided by it, and ways back in results."""

    line: str
    of: str
    times: str
    over: str


def divided(problem: Problem, key: str, name: str, power: float = 2.0) -> Divided:
    """ "c = np.abs(A).max()\\n", "A / c", "c * " and " / c", or "", "A", "" and "" where the code needs none of it."""
    if not far(problem, key, power):
        return Divided("", name, "", "")
    c = next(word for word in ("c", "size", "largest_entry") if word not in problem.names.values())
    return Divided(f"{c} = np.abs({name}).max()\n", f"{name} / {c}", f"{c} * ", f" / {c}")


def divided_along(problem: Problem, key: str, name: str, axis: int | None, power: float = 2.0) -> Divided:
    """As `divided`, but each vector along the axis by its own largest modulus; those of zeros stay as they are."""
    whole = divided(problem, key, name, power)
    if axis is None or not whole.line:
        return whole
    c = whole.line.split(" =")[0]
    line = f"{c} = np.abs({name}).max(axis={axis}, keepdims=True)\n{c}[{c} == 0] = 1\n"
    return Divided(line, whole.of, f"{c}.squeeze({axis}) * ", whole.over)


def part_code(problem: Problem, key: str, name: str, sign: str = "+") -> str:
    """The Hermitian part of a matrix (with `sign` "-" the other one), halved first where the sum would overflow."""
    adjoint = f"{name}.mT.conj()" if problem[key].dtype.kind == "c" else f"{name}.mT"
    return f"{name} / 2 {sign} {adjoint} / 2" if far(problem, key) else f"({name} {sign} {adjoint}) / 2"


def far(problem: Problem, key: str, power: float = 2.0) -> bool:
    """Whether squares (or other powers) of the largest entry, or a sum of a thousand, are beyond the range or below."""
    p, dtype = problem.structures[key].exponent or 0, problem[key].dtype
    return dtype.kind in "fc" and abs(p) > (np.finfo(dtype).maxexp - 10) // power
