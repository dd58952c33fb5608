"""The four subspaces of a matrix, read off its reduced echelon form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.model.steps import Derivation, Grid, Line, Piece, Way
from workbench.operations.spec import Array, Problem
from workbench.operations.steps.given import Given, counted, identity, take
from workbench.operations.steps.reduced import listed, operations
from workbench.operations.steps.reduction import Reduction, reduction
from workbench.operations.steps.system import null_vectors
from workbench.operations.steps.tableau import Tableau
from workbench.operations.steps.vectors import tidy

ORTHONORMAL = "The operation gives an orthonormal basis of the same space."


@dataclass(frozen=True, eq=False)
class _Reduced:
    given: Given
    tableau: Tableau
    taken: Reduction

    @property
    def name(self) -> str:
        return self.given.names["A"]

    def derivation(self, conclusion: str, lines: tuple[Line, ...]) -> Derivation:
        return Derivation(
            self.taken.title,
            tuple(self.tableau.steps),
            conclusion,
            lines,
            operations(self.tableau),
            self.taken.way,
            self.taken.choices,
            remark=self.given.remark,
        )


def _reduced(problem: Problem, way: Way, *, beside: bool = False) -> _Reduced:
    """The reduction of A, with the identity behind a bar if `beside`."""
    given = take(problem, way, "A")
    taken, name, A = reduction(given, way), given.names["A"], given["A"]
    if not beside:
        return _Reduced(given, taken.reduced(A, name, f"Start with {name}."), taken)
    rows = np.concatenate([A, identity(len(A), given.exact)], axis=1)
    says = f"Write the identity beside {name}: it keeps what is done to the rows."
    return _Reduced(given, taken.reduced(rows, f"{name} | I", says, bar=A.shape[1]), taken)


def null_space_steps(problem: Problem, way: Way) -> Derivation:
    """A basis of the x with A x = 0: one vector for each column without a pivot.

    Raises `UserError` for what `given.take` refuses, and for decimals without fractions.
    """
    found = _reduced(problem, way)
    vectors = [tidy(x) for x in null_vectors(found.tableau)]
    if not vectors:
        return found.derivation(f"Every column has a pivot: {found.name} sends only 0 to 0.", ())
    free = found.tableau.free
    where = f"{'Column' if len(free) == 1 else 'Columns'} {listed([j + 1 for j in free])}"
    unknown = "has no pivot: its unknown is free" if len(free) == 1 else "have no pivot: each of their unknowns is free"
    words = f"{where} {unknown} and gives one direction that {found.name} sends to 0. {ORTHONORMAL}"
    return found.derivation(words, (_basis("N", vectors),))


def column_space_steps(problem: Problem, way: Way) -> Derivation:
    """A basis of the images A x: the columns of A in which pivots stand.

    Raises `UserError` for what `given.take` refuses, and for decimals without fractions.
    """
    found = _reduced(problem, way)
    columns = found.tableau.columns
    if not columns:
        return found.derivation(f"{found.name} is 0: its column space holds only 0.", ())
    where = f"{'column' if len(columns) == 1 else 'columns'} {listed([j + 1 for j in columns])}"
    words = f"The pivots stand in {where}, so those of {found.name} itself span all images. {ORTHONORMAL}"
    return found.derivation(words, (_basis("C", [found.given["A"][:, [j]] for j in columns]),))


def subspaces_steps(problem: Problem, way: Way) -> Derivation:
    """Bases of all four: columns with pivots, rows that are left, free unknowns, and what makes rows 0.

    Raises `UserError` for what `given.take` refuses, and for decimals without fractions.
    """
    found = _reduced(problem, way, beside=True)
    tableau, A = found.tableau, found.given["A"]
    n, rank = A.shape[1], found.tableau.rank
    bases = {
        "column space": [A[:, [j]] for j in tableau.columns],
        "row space": [tableau.rows[[i], :n].T for i in range(rank)],
        "null space": [tidy(x) for x in null_vectors(tableau)],
        "left null space": [tidy(tableau.rows[[i], n:].T) for i in range(rank, len(A))],
    }
    lines = tuple(_basis(name, vectors) for name, vectors in bases.items())
    words = (
        f"Rank {rank}: the columns of {found.name} with pivots span its images, the rows that are left the row space; "
        f"{counted(n - rank, 'free unknown')} and {counted(len(A) - rank, 'zero row')} give what is sent to 0 "
        f"from the right and, behind the bar, from the left."
    )
    return found.derivation(words, lines)


def _basis(name: str, vectors: list[Array]) -> Line:
    """`null space: [1; −2; 1]`; only 0 where there is no vector."""
    line: list[Piece] = [name, "="]
    return (*line, "span", *map(Grid, vectors)) if vectors else (*line, "{0}")


def rank_factorization_steps(problem: Problem, way: Way) -> Derivation:
    """A = C R: the columns of A in which pivots stand, and the rows of its reduced form that are not 0.

    Raises `UserError` for what `given.take` refuses, and for decimals without fractions.
    """
    found = _reduced(problem, way)
    tableau, A = found.tableau, found.given["A"]
    if not tableau.rank:
        return found.derivation(f"{found.name} is 0: C has no column, and R no row.", ())
    where = f"{'column' if tableau.rank == 1 else 'columns'} {listed([j + 1 for j in tableau.columns])}"
    words = f"C is {where} of {found.name}, where the pivots stand, and R the rows that are left: {found.name} = C R."
    line: Line = (found.name, "=", Grid(A[:, tableau.columns]), Grid(tableau.rows[: tableau.rank]))
    return found.derivation(words, (line,))
