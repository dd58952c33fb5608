"""Strategies of inputs: matrices of every structure, rank, size and scale that a property may be asked about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from properties.field import Field
from properties.law import Inputs

Array = np.ndarray[Any, Any]
Maker = Callable[[Field, np.random.Generator, int, int], Array]


def _definite(field: Field, rng: np.random.Generator, m: int, n: int) -> Array:
    G = field.random(rng, m, m)
    return G @ G.conj().T + field.eye(m)


def _dominant(field: Field, rng: np.random.Generator, m: int, n: int) -> Array:
    """Far from singular, and its eigenvalues near one another in the right half-plane."""
    return (
        field.random(rng, m, n) + 5 * m * field.eye(m, n)
        if field.exact
        else (field.random(rng, m, n) / (2 * max(m, n)) + 2 * field.eye(m, n))
    )


def _deficient(field: Field, rng: np.random.Generator, m: int, n: int) -> Array:
    r = max(0, min(m, n) - 1 - int(rng.integers(0, 2)))
    return field.random(rng, m, r) @ field.random(rng, r, n)


def _hermitian(field: Field, rng: np.random.Generator, m: int, n: int) -> Array:
    G = field.random(rng, m, m)
    return G + G.conj().T


def _graded(field: Field, rng: np.random.Generator, m: int, n: int) -> Array:
    scales = np.array([field.power(int(p)) for p in rng.integers(-3, 4, n)])
    return field.random(rng, m, n) * scales


def _turned(field: Field, rng: np.random.Generator, m: int, n: int) -> Array:
    """Unitary; of fractions a permutation with signs."""
    if field.exact:
        return field.held(np.diag(rng.choice([-1, 1], m))[rng.permutation(m)])
    return np.linalg.qr(field.random(rng, m, m))[0] if m else np.zeros((0, 0))


MAKERS: dict[str, Maker] = {
    "general": lambda field, rng, m, n: field.random(rng, m, n),
    "integer": lambda field, rng, m, n: field.held(rng.integers(-3, 4, (m, n))),
    "deficient": _deficient,
    "columns of many scales": _graded,
    "rows of many scales": lambda field, rng, m, n: _graded(field, rng, n, m).T,
    "upper": lambda field, rng, m, n: np.triu(field.random(rng, m, n)),
    "zero": lambda field, rng, m, n: field.held(np.zeros((m, n), dtype=int)),
    "equal": lambda field, rng, m, n: field.held(np.ones((m, n), dtype=int)),
    "symmetric": _hermitian,
    "definite": _definite,
    "dominant": _dominant,
    "dominant upper": lambda field, rng, m, n: np.triu(_dominant(field, rng, m, n)),
    "dominant lower": lambda field, rng, m, n: np.tril(_dominant(field, rng, m, n)),
    "diagonal": lambda field, rng, m, n: field.held(np.diag(rng.integers(1, 9, m))),
    "unitary": _turned,
    "nilpotent": lambda field, rng, m, n: np.triu(field.random(rng, m, n), 1),
    "Jordan": lambda field, rng, m, n: field.held(2 * np.eye(m, dtype=int) + np.eye(m, k=1, dtype=int)),
}
ANY = ("general", "integer", "deficient", "columns of many scales", "rows of many scales", "upper", "zero", "equal")
SQUARE = (*ANY, "symmetric", "definite", "dominant", "diagonal", "unitary", "nilpotent", "Jordan")
REGULAR = ("dominant", "definite", "dominant upper", "dominant lower", "diagonal", "unitary")
POSITIVE = ("dominant", "definite", "dominant upper", "diagonal")
HERMITIAN = ("symmetric", "definite", "diagonal")
MILD = ("general", "integer", "deficient", "upper", "zero", "equal")


@st.composite
def matrices(draw: DrawFn, field: Field, m: int, n: int, kinds: Sequence[str], scaled: bool) -> Array:
    """One matrix of one of the kinds; those that are symmetric are square, with m rows."""
    kind = draw(st.sampled_from(list(kinds)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    made = MAKERS[kind](field, rng, m, n)
    exponent = draw(st.sampled_from([0, 0, field.reach, -field.reach])) if scaled else 0
    return field.held(made * field.power(exponent) if exponent else made)


def orders(field: Field, least: int = 0) -> SearchStrategy[int]:
    return st.integers(least, field.most)


def square(kinds: Sequence[str] = SQUARE, count: int = 1, least: int = 0, scaled: bool = True) -> Inputs:
    """`count` square matrices of one order."""
    return lambda field: orders(field, least).flatmap(
        lambda n: st.tuples(*[matrices(field, n, n, kinds, scaled)] * count)
    )


def rectangular(kinds: Sequence[str] = ANY, count: int = 1, least: int = 0, scaled: bool = True) -> Inputs:
    """`count` matrices of one shape."""
    return lambda field: st.tuples(orders(field, least), orders(field, least)).flatmap(
        lambda shape: st.tuples(*[matrices(field, *shape, kinds, scaled)] * count)
    )


def tall(kinds: Sequence[str] = ANY, least: int = 1, scaled: bool = True) -> Inputs:
    """A matrix with at least as many rows as columns."""
    return lambda field: orders(field, least).flatmap(
        lambda n: st.integers(n, field.most + 2).flatmap(lambda m: st.tuples(matrices(field, m, n, kinds, scaled)))
    )


def chain(count: int, least: int = 1, scaled: bool = False, kinds: Sequence[str] = MILD) -> Inputs:
    """Matrices of which each can be multiplied by the next."""
    return lambda field: st.tuples(*[orders(field, least)] * (count + 1)).flatmap(
        lambda sides: st.tuples(*(matrices(field, sides[k], sides[k + 1], kinds, scaled) for k in range(count)))
    )


def system(shape: Callable[..., Inputs], kinds: Sequence[str], **options: Any) -> Inputs:
    """A matrix and a right-hand side: a vector, or several as columns."""

    def inputs(field: Field) -> SearchStrategy[tuple[Any, ...]]:
        return shape(kinds, **options)(field).flatmap(
            lambda given: st.tuples(st.just(given[0]), right_sides(field, len(given[0])))
        )

    return inputs


@st.composite
def right_sides(draw: DrawFn, field: Field, m: int) -> Array:
    columns = draw(st.sampled_from([None, 1, 3]))
    B = draw(matrices(field, m, columns or 1, ("general", "integer"), False))
    return B[:, 0] if columns is None else B


def vectors(count: int = 1, length: int | None = None, least: int = 1, scaled: bool = False) -> Inputs:
    """`count` vectors of one length."""

    def inputs(field: Field) -> SearchStrategy[tuple[Any, ...]]:
        sides = orders(field, least) if length is None else st.just(length)
        return sides.flatmap(
            lambda n: st.tuples(*[matrices(field, n, 1, ("general", "integer"), scaled).map(lambda A: A[:, 0])] * count)
        )

    return inputs


def together(*several: Inputs) -> Inputs:
    """Inputs of one kind beside those of another."""
    return lambda field: st.tuples(*(inputs(field) for inputs in several)).map(lambda parts: sum(parts, ()))


def chosen(*values: Any) -> Inputs:
    """A parameter, to be drawn beside the inputs."""
    return lambda field: st.tuples(st.sampled_from(list(values)))


def whole(low: int, high: int) -> Inputs:
    """A whole number as a parameter."""
    return lambda field: st.tuples(st.integers(low, high))
