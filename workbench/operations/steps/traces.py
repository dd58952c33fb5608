"""The characteristic polynomial by traces, after Faddeev and LeVerrier: products in place of a determinant."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.steps import Grid, Line, Step, quotient, signed, subscript
from workbench.operations.spec import Array
from workbench.operations.steps.given import identity


def traced(A: Array, name: str, exact: bool) -> tuple[list[Any], list[Step]]:
    """The coefficients 1, c₁, ... cₙ of det(λI − A) from the highest power down, and the steps that find them.

    M₁ = I and Mₖ = A Mₖ₋₁ + cₖ₋₁ I; then cₖ = −trace(A Mₖ) / k, and A Mₙ + cₙ I = 0 (Cayley and Hamilton).
    """
    n, one = len(A), identity(len(A), exact)
    M, found = one, [one[0, 0]]
    stand = "c₁ stands" if n == 1 else f"c₁ to c{subscript(n)} stand"
    says = f"det(λI − {name}) begins with the highest power of λ; {stand} before the lower ones."
    steps = [Step(says, lines=((name, "=", Grid(A)),))]
    for k in range(1, n + 1):
        lines: list[Line] = []
        if k > 1:
            M = np.asarray(A @ M + one * found[-1], dtype=object)
            added = signed(found[-1], "I") if found[-1] else ()
            lines.append((f"M{subscript(k)}", "=", *_times(name, k - 1), *added, "=", Grid(M)))
        product = np.asarray(A @ M, dtype=object)
        lines += [(*_times(name, k), "=", Grid(product))] if k > 1 else []
        trace = sum(np.diagonal(product)[1:], product[0, 0])
        found.append(-trace / k + 0)
        lines.append(_coefficient(name, k, trace, found[-1]))
        steps.append(Step(_says(name, k), lines=tuple(lines)))
    return found, [*steps, *(_end(name, n, found[-1]) if exact else ())]


def _times(name: str, k: int) -> Line:
    """`A M₂`; `A` alone for M₁, which is I."""
    return (name,) if k == 1 else (f"{name} M{subscript(k)}",)


def _coefficient(name: str, k: int, trace: Any, value: Any) -> Line:
    """`c₂ = −trace(A M₂) / 2 = −10 / 2 = −5`."""
    symbol = f"−trace({_times(name, k)[0]})"
    if k == 1:
        return ("c₁", "=", symbol, "=", value)
    over = str(k)
    return (f"c{subscript(k)}", "=", symbol, "/", over, "=", *quotient((-trace + 0,), (over,)), "=", value)


def _says(name: str, k: int) -> str:
    if k == 1:
        return f"The first coefficient is the trace of {name} with its sign turned."
    before = k - 1
    return (
        f"Add c{subscript(before)} I to {_times(name, before)[0]}, multiply by {name}, "
        f"and divide the trace by {k}, its sign turned."
    )


def _end(name: str, n: int, last: Any) -> list[Step]:
    """The last product and coefficient cancel, which proves the work."""
    line: Line = (*_times(name, n), *(signed(last, "I") if last else ()), "=", "0")
    return [Step(f"The next sum is 0: {name} solves its own equation (Cayley and Hamilton).", lines=(line,))]
