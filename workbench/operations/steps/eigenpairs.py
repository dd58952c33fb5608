"""Eigenvalues and eigenvectors of 2 x 2 and 3 x 3 matrices by the characteristic polynomial."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Number, Piece, Step, Way, factor, subscript
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import pivoting
from workbench.operations.steps.characteristic import (
    Root,
    coefficients,
    decimal_roots,
    exact_roots,
    minors,
    polynomial,
)
from workbench.operations.steps.given import DECIMALS, identity, said, take
from workbench.operations.steps.system import null_vectors
from workbench.operations.steps.tableau import Tableau, reduce
from workbench.operations.steps.vectors import conjugated, tidy

LARGEST = 3
IRREDUCIBLE = "The polynomial has no roots made of square roots, so this is worked in decimals."
SINGULAR = 1e-9
"""Pivots of A − λI below this, against its largest entry, are rounding error: λ is only known so well."""


def eig_steps(problem: Problem, way: Way) -> Derivation:
    """det(A − λI) expanded, its roots, and the null space of A − λI for each of them.

    In decimals where the roots are not made of square roots. Raises `UserError` for what `given.take` refuses and
    above 3 x 3.
    """
    given = take(problem, way, "A")
    A, name = given["A"], given.names["A"]
    need_small(name, A)
    roots = exact_roots(A) if given.exact else None
    choices, remark = given.choices, given.remark
    if roots is None and given.exact:
        given = take(problem, Way(arithmetic=DECIMALS), "A")
        choices, remark = (DECIMALS,), f"{IRREDUCIBLE} {given.remark}"
        A = given["A"]
    found = decimal_roots(A) if roots is None else roots
    steps = [*expansion(A, name), _roots_step(A, name, found)]
    pairs = _pairs(A, name, found, steps)
    words, lines = _conclusion(name, found, pairs, len(A))
    return Derivation(
        "Characteristic polynomial",
        tuple(steps),
        words,
        lines,
        way=Way("characteristic polynomial", given.arithmetic, "auto"),
        choices={"arithmetic": choices},
        remark=remark,
    )


def need_small(name: str, A: Array) -> None:
    """Refuse matrices whose polynomial nobody expands by hand."""
    if len(A) > LARGEST:
        n = len(A)
        raise UserError(
            "unsupported",
            f"{name} is {n} x {n}: steps through the characteristic polynomial are shown up to {LARGEST} x {LARGEST}.",
            "Larger eigenvalue problems are solved by iteration (the QR algorithm), never by the polynomial.",
        )


def shifted_by_symbol(A: Array) -> Array:
    """A − λI with the symbol in it."""
    out = A.copy()
    for i in range(len(A)):
        out[i, i] = "−λ" if not A[i, i] else f"{said(A[i, i])} − λ".replace("-", "−")
    return out


def expansion(A: Array, name: str) -> list[Step]:
    """The matrix A − λI and its determinant as a polynomial."""
    n, shown, values = len(A), shifted_by_symbol(A), coefficients(A)
    words = "Expand the determinant: a polynomial in λ."
    diagonal = frozenset((i, i) for i in range(n))
    first = Step("Subtract λ from each entry of the diagonal.", Grid(shown, zeros=diagonal), label=f"{name} − λI")
    head: Line = (f"det({name} − λI)", "=", Grid(shown, fence="bars"))
    if n == 2:
        (a, b), (c, d) = shown
        middle: Line = ("(", a, ")", "·", "(", d, ")", "−", *factor(b), "·", *factor(c))
        lines: tuple[Line, ...] = ((*head, "=", *middle), ("=", *polynomial(values)))
    else:
        lines = ((*head, "=", *polynomial(values)), *(_parts(A, name) if n > 2 else ()))
    if n > 2:
        words += " Its coefficients are the trace, the sum of the principal minors and the determinant, signs in turn."
    return [first, Step(words, lines=lines)]


def _parts(A: Array, name: str) -> tuple[Line, ...]:
    return (
        (f"trace {name}", "=", minors(A, 1)),
        ("sum of the principal 2 × 2 minors", "=", minors(A, 2)),
        (f"det {name}", "=", minors(A, 3)),
    )


def _roots_step(A: Array, name: str, found: list[Root]) -> Step:
    lines: list[Line] = []
    if len(A) == 2:
        trace, det = minors(A, 1), minors(A, 2)
        square = trace * trace - 4 * det
        plain = isinstance(square, Fraction) and square.denominator == 1 and square >= 0
        inside: Line = (square,) if plain else ("(", square, ")")
        formula: Line = ("λ", "=", "(", trace, "±", "√", *inside, ")", "/", "2")
        lines.append(formula)
    for k, (value, multiplicity) in enumerate(found):
        times: Line = (f"({multiplicity} times)",) if multiplicity > 1 else ()
        lines.append((f"λ{subscript(k + 1)}", "=", value, *times))
    return Step(
        f"The eigenvalues are the roots: where the determinant is 0, {name} − λI sends a vector to 0.",
        lines=tuple(lines),
    )


def _pairs(A: Array, name: str, found: list[Root], steps: list[Step]) -> list[list[Array]]:
    """The eigenvectors of each root; those of a conjugate root are the conjugates of its partner's."""
    pairs: list[list[Array]] = []
    for k, (value, _) in enumerate(found):
        partner = next((j for j in range(k) if _conjugates(found[j][0], value, A)), None)
        if partner is None:
            vectors = _eigenvectors(A, name, k, value, steps)
        else:
            vectors = [conjugated(x) for x in pairs[partner]]
            words = f"λ{subscript(k + 1)} is the conjugate of λ{subscript(partner + 1)}, and so are the eigenvectors."
            steps.append(Step(words, lines=_named(vectors, _count(pairs))))
        pairs.append(vectors)
    return pairs


def _conjugates(one: Number, two: Number, A: Array) -> bool:
    """Whether two roots of a real matrix are conjugate, and not real."""
    x, y = complex(one), complex(two)
    real = not any(isinstance(value, complex) for value in A.flat)
    return real and x.imag != 0 and abs(x - y.conjugate()) <= 1e-12 * abs(x)


def _eigenvectors(A: Array, name: str, k: int, value: Number, steps: list[Step]) -> list[Array]:
    n, symbol = len(A), f"λ{subscript(k + 1)}"
    exact = not isinstance(value, float | complex)
    M = np.asarray(A - identity(n, exact) * value, dtype=object)
    says = f"For {symbol} = {said(value)}, find the vectors that {name} − {symbol} I sends to 0."
    tableau = Tableau(M, pivoting.TEXTBOOK if exact else pivoting.PARTIAL, f"{name} − {symbol}I", says)
    if not exact:
        tableau.limit = max(tableau.limit, SINGULAR * max(abs(x) for x in A.flat))
    reduce(tableau)
    steps += tableau.steps
    found = null_vectors(tableau)
    vectors = [tidy(x) for x in found]
    many = len(vectors) > 1
    count = f"{len(vectors)} unknowns are free: as many directions" if many else "One unknown is free: one direction"
    plain = all((x == y).all() for x, y in zip(found, vectors, strict=True))
    words = f"{count}." if plain else f"{count}, written without fractions."
    steps.append(Step(words, lines=_named(vectors, _made(steps))))
    return vectors


def _named(vectors: list[Array], before: int) -> tuple[Line, ...]:
    line: list[Piece] = []
    for j, x in enumerate(vectors):
        line += [f"v{subscript(before + j + 1)}", "=", Grid(x)]
    return (tuple(line),)


def _count(pairs: list[list[Array]]) -> int:
    return sum(map(len, pairs))


def _made(steps: list[Step]) -> int:
    """How many vectors have a name already."""
    names = {piece for step in steps for line in step.lines for piece in line if isinstance(piece, str)}
    return sum(f"v{subscript(k + 1)}" in names for k in range(LARGEST))


def _conclusion(name: str, found: list[Root], pairs: list[list[Array]], n: int) -> tuple[str, tuple[Line, ...]]:
    count = _count(pairs)
    vectors = [x for group in pairs for x in group]
    if count < n:
        short = next(k for k, (_, m) in enumerate(found) if len(pairs[k]) < m)
        times, there = found[short][1], len(pairs[short])
        directions = "1 direction" if there == 1 else f"{there} directions"
        words = (
            f"{name} is defective: λ{subscript(short + 1)} is a root {times} times but has only {directions}, "
            f"so there is no basis of eigenvectors."
        )
        return words, _named(vectors, 0)
    values = [value for (value, _), group in zip(found, pairs, strict=True) for _ in group]
    D = np.empty((n, n), dtype=object)
    for at in np.ndindex(n, n):
        D[at] = values[at[0]] if at[0] == at[1] else vectors[0][0, 0] * 0
    V = np.concatenate(vectors, axis=1)
    words = f"{n} independent eigenvectors: {name} V = V D. (eig divides each vector by its length.)"
    return words, (("V", "=", Grid(V), "D", "=", Grid(D)),)
