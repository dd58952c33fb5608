"""Definiteness of symmetric rational matrices, and their Cholesky factor in fractions and square roots."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_ldl import Inertia, ldl
from workbench.model.surd import Number, root

Array = np.ndarray[Any, np.dtype[Any]]


class Minor(NamedTuple):
    """The leading principal minor of `order`: the determinant of the first rows and columns."""

    order: int
    value: Fraction


class Definiteness(NamedTuple):
    """In words, such as "positive semidefinite"; the signs of the eigenvalues; and the first minor that is not > 0."""

    kind: str
    inertia: Inertia
    failing: Minor | None


class NotDefiniteError(ArithmeticError):
    """A Cholesky factor of a matrix that is not positive definite: `minor` is the first that is not positive."""

    def __init__(self, minor: Minor) -> None:
        super().__init__(f"The leading minor of order {minor.order} is {minor.value}, not positive.")
        self.minor = minor


def definiteness(A: Array) -> Definiteness:
    """What the signs of all eigenvalues together are called, for a symmetric array of fractions.

    By Sylvester's law of inertia for the signs, by his criterion for the minor. Raises ValueError for a matrix that is
    not symmetric.
    """
    inertia, failing = ldl(A).inertia, first_failing_minor(A)
    exact.confirm((failing is None) == (inertia.positive == len(A)), "inertia and minors disagree")
    return Definiteness(_kind(inertia), inertia, failing)


def _kind(inertia: Inertia) -> str:
    if inertia.positive and inertia.negative:
        return "indefinite"
    if not inertia.positive and not inertia.negative:
        return "zero"
    sign = "positive" if inertia.positive else "negative"
    return f"{sign} {'semidefinite' if inertia.zero else 'definite'}"


def first_failing_minor(A: Array) -> Minor | None:
    """The first leading principal minor that is not positive; none for positive definite matrices (Sylvester)."""
    M = exact.to_flint(A)
    for k in range(1, len(A)):
        value = exact.fraction(exact.to_flint(A[:k, :k]).det())
        if value <= 0:
            return Minor(k, value)
    value = exact.fraction(M.det())
    return Minor(len(A), value) if value <= 0 else None


def cholesky(A: Array) -> Array:
    """The lower triangular L with positive diagonal and L Lᵀ = A, n x n, as fractions and sums of roots (Surd).

    Column j of the factor L₁ of A = L₁ D L₁ᵀ times √d is exact; only pivots that are squares give fractions. Raises
    NotDefiniteError, or ValueError for a matrix that is not symmetric.
    """
    factors = ldl(A)
    if factors.pivoted or factors.inertia.positive < len(A):
        minor = first_failing_minor(A)
        if minor is not None:
            raise NotDefiniteError(minor)
    roots = [root(d) for d in np.diagonal(factors.D)]
    for value, square in zip(roots, np.diagonal(factors.D), strict=True):
        exact.confirm(value * value == square, "a root is not the root of its pivot")
    return exact.array((_times(x, r) for row in factors.L for x, r in zip(row, roots, strict=True)), A.shape)


def _times(x: Fraction, value: Number) -> Number:
    return value * x
