"""The pseudoinverse: (AᵀA)⁻¹Aᵀ, Aᵀ(AAᵀ)⁻¹, or through the rows that are left where the rank falls short of both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Step, Way
from workbench.operations.spec import Array, Problem
from workbench.operations.steps.given import Given, take
from workbench.operations.steps.inverse import inverse_steps
from workbench.operations.steps.reduction import Reduction, reduction
from workbench.operations.steps.shortest import SQUARED, Names, rank_of, shortest
from workbench.operations.steps.vectors import adjoint_mark, conjugated


def pinv_steps(problem: Problem, way: Way) -> Derivation:
    """The inverse where there is one, else elimination on the smaller of AᵀA and A Aᵀ that has one, else on AᵀA.

    Raises `UserError` for what `given.take` refuses, where singular values are cut off, and as `shortest`.
    """
    if problem.params.get("rtol") is not None:
        words = "Steps find the rank by elimination, and that cuts off no singular values."
        raise UserError("unsupported", words, "Leave out rtol.")
    given = take(problem, way, "A")
    A, name = given["A"], given.names["A"]
    rank = rank_of(A)
    if rank == len(A) == A.shape[1]:
        found = inverse_steps(problem, way)
        result = ((f"{name}⁺", "=", *line) for line in found.result)
        words = f"{found.conclusion} Where there is an inverse, it is the pseudoinverse."
        return replace(found, conclusion=words, result=tuple(result))
    taken = reduction(given, way)
    work = _by_rows if rank == len(A) else _by_columns
    steps, words, line = work(A, name, taken, rank)
    return _derivation(given, taken, steps, words, line)


def _by_rows(A: Array, name: str, taken: Reduction, rank: int) -> tuple[list[Step], str, Line]:
    """Y = (A Aᵀ)⁻¹A and its transpose, for a wide matrix whose rows are independent."""
    mark = adjoint_mark(A)
    square = f"{name}{name}{mark}"
    says = f"The rows of {name} are independent, so {square} has an inverse: {name}⁺ = {name}{mark}({square})⁻¹."
    adjoint = conjugated(A.T)
    gram = np.asarray(A @ adjoint, dtype=object)
    steps = [Step(says, lines=((square, "=", Grid(A), Grid(adjoint), "=", Grid(gram)),))]
    found = shortest(gram, A, Names(square, name, "Y", mark), taken, rank, steps)
    line: Line = (f"{name}⁺", "=", Grid(conjugated(found.T)))
    turned = "transpose" if mark == "ᵀ" else "conjugate transpose"
    return steps, f"The {turned} of what stands right of the bar is {name}⁺.", line


def _by_columns(A: Array, name: str, taken: Reduction, rank: int) -> tuple[list[Step], str, Line]:
    """(AᵀA)⁻¹Aᵀ where columns are independent, else the shortest X with AᵀA X = Aᵀ."""
    mark, free = adjoint_mark(A), rank == A.shape[1]
    square, adjoint = f"{name}{mark}{name}", conjugated(A.T)
    says = f"The columns of {name} are independent, so {square} has an inverse: {name}⁺ = ({square})⁻¹{name}{mark}."
    if not free:
        says = f"The rank of {name} is {rank}: {name}⁺ is the shortest X with {square} X = {name}{mark}."
    gram = np.asarray(adjoint @ A, dtype=object)
    steps = [Step(says, lines=((square, "=", Grid(adjoint), Grid(A), "=", Grid(gram)),))]
    found = shortest(gram, adjoint, Names(square, f"{name}{mark}", "X", mark), taken, rank, steps)
    words = f"What stands right of the bar is {name}⁺." if free else f"X is {name}⁺."
    return steps, words, (f"{name}⁺", "=", Grid(found))


def _derivation(given: Given, taken: Reduction, steps: list[Step], words: str, line: Line) -> Derivation:
    return Derivation(
        "Pseudoinverse by elimination",
        tuple(steps),
        words,
        (line,),
        way=taken.way,
        choices=taken.choices,
        remark=given.remark and f"{given.remark} {SQUARED}",
    )
