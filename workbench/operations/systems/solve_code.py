"""Square systems in NumPy and SciPy, as the code that reproduces each route."""

from __future__ import annotations

from workbench.numerics.banded import find_band
from workbench.operations.scaled_code import divided, far
from workbench.operations.spec import Problem


def general_code(problem: Problem, names: tuple[str, ...]) -> str:
    line, A, _, over = divided(problem, "A", names[0])
    if line and far(problem, "b"):
        return f"{line}x = np.linalg.solve({A}, {names[1]}{over})"
    return f"{line}x = np.linalg.solve({A}, {names[1]}){over}"


def triangular_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = scipy.linalg.solve_triangular({names[0]}, {names[1]}, lower={problem.structures['A'].lower})"


def definite_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = scipy.linalg.solve({names[0]}, {names[1]}, assume_a='pos')"


def banded_code(problem: Problem, names: tuple[str, ...]) -> str:
    """The rows that solve_banded wants: diagonals from the highest to the lowest."""
    A, b = names
    band = find_band(problem["A"])
    below, above = band if band is not None else (len(problem["A"]) - 1,) * 2
    return (
        f"n, (l, u) = len({A}), ({below}, {above})\n"
        f"rows = [np.pad(np.diag({A}, k), (max(k, 0), max(-k, 0))) for k in range(u, -l - 1, -1)]\n"
        f"x = scipy.linalg.solve_banded((l, u), rows, {b})"
    )


def diagonal_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = ({names[1]}.T / np.diag({names[0]})).T"


def unitary_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = {names[0]}.conj().T @ {names[1]}"
