"""Inverses in NumPy and SciPy, as the code that reproduces each route."""

from __future__ import annotations

from workbench.operations.scaled_code import divided
from workbench.operations.spec import Problem


def general_code(problem: Problem, names: tuple[str, ...]) -> str:
    line, A, _, over = divided(problem, "A", names[0])
    return f"{line}X = np.linalg.inv({A}){over}"


def diagonal_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"X = np.diag(1 / np.diag({names[0]}))"


def unitary_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"X = {names[0]}.conj().T"


def triangular_code(problem: Problem, names: tuple[str, ...]) -> str:
    A, lower = names[0], problem.structures["A"].lower
    return f"X = scipy.linalg.solve_triangular({A}, np.eye(len({A})), lower={lower})"


def definite_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"X = scipy.linalg.inv({names[0]}, assume_a='pos')"
