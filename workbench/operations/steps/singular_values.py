"""The singular value decomposition of a 2 x 2 matrix through the eigenpairs of AᵀA."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Number, Step, Way, quotient, subscript
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import pivoting
from workbench.operations.steps.characteristic import coefficients, decimal_roots, exact_roots, polynomial
from workbench.operations.steps.given import DECIMALS, Given, identity, take
from workbench.operations.steps.system import null_vectors
from workbench.operations.steps.tableau import Tableau, reduce
from workbench.operations.steps.vectors import NestedRootError, adjoint_mark, conjugated, length, root, tidy

SINGULAR = 1e-12
LOST = 1e-6
"""A singular value below this part of the largest is taken for 0: its square is rounding error in AᵀA."""
NESTED = "The lengths are roots within roots, so this is worked in decimals."


def svd_steps(problem: Problem, way: Way) -> Derivation:
    """The eigenpairs of AᵀA give V and Σ, and u = A v / σ gives U.

    Raises `UserError` for what `given.take` refuses, and unless the matrix is 2 x 2.
    """
    given = take(problem, way, "A")
    A, name = given["A"], given.names["A"]
    if A.shape != (2, 2):
        raise UserError(
            "unsupported",
            f"{name} is {A.shape[0]} x {A.shape[1]}: steps through AᵀA are shown for 2 x 2.",
            "Programs never form AᵀA for it: that would square the condition number.",
        )
    try:
        return _worked(given)
    except NestedRootError:
        decimals = take(problem, Way(arithmetic=DECIMALS), "A")
        return _worked(decimals, NESTED)


@dataclass(frozen=True)
class _Pairs:
    """The eigenvalues of AᵀA, largest first, and perpendicular vectors of length 1."""

    values: list[Number]
    vectors: list[Array]


def _worked(given: Given, remark: str = "") -> Derivation:
    A, name = given["A"], given.names["A"]
    gram = np.asarray(conjugated(A.T) @ A, dtype=object)
    product = f"{name}{adjoint_mark(A)}{name}"
    steps = _polynomial_steps(A, gram, name, product)
    pairs = _eigenpairs(gram, product, given.exact, steps)
    sigmas: list[Any] = [root(_not_negative(value)) for value in pairs.values]
    lines = tuple((f"σ{subscript(k + 1)}", "=", f"√λ{subscript(k + 1)}", "=", value) for k, value in enumerate(sigmas))
    steps.append(Step("The singular values are the roots of the eigenvalues.", lines=lines))
    left = [_left(A, name, k, sigmas, pairs.vectors, steps) for k in range(2)]
    U = np.concatenate(_completed(left, name, steps), axis=1)
    V = np.concatenate(pairs.vectors, axis=1)
    S = identity(2, given.exact)
    S[0, 0], S[1, 1] = sigmas
    result: tuple[Line, ...] = ((name, "=", f"U Σ V{adjoint_mark(A)}", "=", Grid(U), Grid(S), Grid(conjugated(V.T))),)
    return Derivation(
        f"Through the eigenpairs of {product}",
        tuple(steps),
        f"The columns of V are eigenvectors of {product}, and {name} turns each into σ times a column of U.",
        result,
        way=Way("gram", given.arithmetic, "auto"),
        choices={"arithmetic": (DECIMALS,) if remark else given.choices},
        remark=" ".join(filter(None, (remark, given.remark))),
    )


def _not_negative(value: Number) -> Number:
    return max(value, 0.0) if isinstance(value, float) else value


def _polynomial_steps(A: Array, gram: Array, name: str, product_name: str) -> list[Step]:
    product: Line = (product_name, "=", Grid(conjugated(A.T)), Grid(A), "=", Grid(gram))
    expanded: Line = (f"det({product_name} − λI)", "=", *polynomial(coefficients(gram)))
    whole = ("transpose", "symmetric") if adjoint_mark(A) == "ᵀ" else ("conjugate transpose", "Hermitian")
    says = f"Multiply {name} by its {whole[0]} from the left: what comes out is {whole[1]}."
    return [
        Step(says, lines=(product,)),
        Step("Expand the determinant: a polynomial in λ.", lines=(expanded,)),
    ]


def _eigenpairs(gram: Array, name: str, exact: bool, steps: list[Step]) -> _Pairs:
    roots = exact_roots(gram) if exact else decimal_roots(gram)
    if roots is None:
        raise NestedRootError(f"the eigenvalues of {name}")
    values = [value for value, times in roots for _ in range(times)]
    lines = tuple((f"λ{subscript(k + 1)}", "=", value) for k, value in enumerate(values))
    steps.append(Step("Its roots are the eigenvalues, largest first; none is negative.", lines=lines))
    vectors: list[Array] = []
    for value, _ in roots:
        vectors += _directions(gram, name, value, exact, steps, len(vectors))
    return _Pairs(values, vectors)


def _directions(gram: Array, name: str, value: Number, exact: bool, steps: list[Step], before: int) -> list[Array]:
    """Unit vectors of one eigenvalue: one, or the two axes where both eigenvalues are equal."""
    symbol = f"λ{subscript(before + 1)}"
    M = np.asarray(gram - identity(2, exact) * value, dtype=object)
    says = f"Find what {name} − {symbol} I sends to 0."
    tableau = Tableau(M, pivoting.TEXTBOOK if exact else pivoting.PARTIAL, f"{name} − {symbol}I", says)
    if not exact:
        tableau.limit = max(tableau.limit, SINGULAR * max(abs(x) for x in gram.flat))
    reduce(tableau)
    steps += tableau.steps
    found = []
    for j, x in enumerate(tidy(y) for y in null_vectors(tableau)):
        turned = _upright(x)
        size = length(turned)
        v = np.asarray(turned / size, dtype=object)
        v_name = f"v{subscript(before + j + 1)}"
        line: Line = (v_name, "=", *quotient((Grid(turned),), (size,)), "=", Grid(v))
        steps.append(Step(f"Divide the direction by its length: {v_name}.", lines=(line,)))
        found.append(v)
    return found


def _upright(x: Array) -> Array:
    """The sign in which the program shows a vector: its largest entry is positive."""
    largest: Any = max(x.flat, key=abs)
    return -x if not isinstance(largest, complex) and float(largest) < 0 else x


def _left(A: Array, name: str, k: int, sigmas: list[Any], vectors: list[Array], steps: list[Step]) -> Array | None:
    if abs(sigmas[k]) <= SINGULAR * abs(sigmas[0]):
        return None
    turned = np.asarray(A @ vectors[k], dtype=object)
    u = np.asarray(turned / sigmas[k], dtype=object)
    i = subscript(k + 1)
    ratio = quotient((Grid(turned),), (sigmas[k],))
    line: Line = (f"u{i}", "=", f"{name} v{i}", "/", f"σ{i}", "=", *ratio, "=", Grid(u))
    steps.append(Step(f"{name} stretches v{i} by σ{i} and turns it to u{i}.", lines=(line,)))
    return u


def _completed(left: list[Array | None], name: str, steps: list[Step]) -> list[Array]:
    """Where σ is 0, any perpendicular unit vector will do."""
    first, second = left
    if first is None:
        steps.append(Step(f"{name} is 0, so every pair of perpendicular unit vectors will do for U."))
        return [identity(2, False)[:, :1], identity(2, False)[:, 1:]]
    if second is not None:
        return [first, second]
    turned = np.empty((2, 1), dtype=object)
    turned[0, 0], turned[1, 0] = -first[1, 0].conjugate(), first[0, 0].conjugate()
    exact = not isinstance(turned[0, 0], float | complex)
    zero = "σ₂ is 0" if exact else f"σ₂ is 0 as far as decimals can tell (below {LOST:.0e} σ₁ squares lose it)"
    steps.append(Step(f"{zero}: u₂ is the unit vector perpendicular to u₁.", lines=(("u₂", "=", Grid(turned)),)))
    return [first, turned]
