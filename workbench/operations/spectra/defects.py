"""Defects of a matrix that only exact arithmetic sees: rounding gives it a basis of eigenvectors that it has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_enclosures import enclosures
from workbench.model.certificate import Assessment
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.spectra import directions, exactly
from workbench.operations.spectra.diagnosis import lacks

DIGITS = 20
NEAR = 1e-2
"""An exact eigenvalue may be so far from those that rounding has made of it, beside the largest."""
HIDDEN = "defective"
"""The name under which a witness says what is defective in exact arithmetic alone."""


class Defect(NamedTuple):
    """An eigenvalue, how often it counts, and its fewer independent eigenvectors."""

    value: complex
    multiplicity: int
    independent: int

    @property
    def missing(self) -> int:
        return self.multiplicity - self.independent


def known(problem: Problem) -> tuple[Defect, ...]:
    """What exact arithmetic proves of the defects of A: from the numbers as typed, else from a triangle of floats."""
    floats, A = problem["A"], problem.exact.get("A")
    if not np.isfinite(floats).all():
        return ()
    if A is not None:
        return of_exact(A)
    if not problem.structures["A"].triangular or not 0 < len(floats) <= exact.LIMIT:
        return ()
    return _of_triangle(
        exact.fractions(floats.real), exact.fractions(floats.imag) if floats.dtype.kind == "c" else None
    )


def of_exact(A: Array | None) -> tuple[Defect, ...]:
    """Of a matrix of fractions that is small, or triangular; nothing of others."""
    if A is None or not exact.fits(A) or np.array_equal(A, A.T):
        return ()
    if not np.tril(A, -1).any() or not np.triu(A, 1).any():
        return _of_triangle(A, None)
    if len(A) > exactly.FEW or exactly.distinct(A):
        return ()
    found = (item for item in enclosures(A, DIGITS) if item.primary.defective)
    return tuple(
        Defect(complex(float(item.root.real), float(item.root.imag)), item.primary.algebraic, item.primary.geometric)
        for item in found
    )


def _of_triangle(real: Array, imag: Array | None) -> tuple[Defect, ...]:
    """Of real + i imag in fractions: an eigenvalue λ has n - rank(A - λ) independent eigenvectors."""
    n = len(real)
    diagonal = list(zip(np.diagonal(real), np.zeros(n, int) if imag is None else np.diagonal(imag), strict=True))
    found = []
    for a, b in dict.fromkeys(value for value in diagonal if diagonal.count(value) > 1):
        shifted = real - a * exact.eye(n), None if imag is None else imag - b * exact.eye(n)
        if (rank := _rank(*shifted)) is None:
            return ()
        found.append(Defect(complex(float(a), float(b)), diagonal.count((a, b)), n - rank))
    return tuple(defect for defect in found if defect.missing)


def _rank(real: Array, imag: Array | None) -> int | None:
    """Over the complex numbers, half that of the real matrix of twice the order; None beyond the limits."""
    M = real if imag is None else np.block([[real, -imag], [imag, real]])
    if not exact.fits(M):
        return None
    return exact.rank(M) // (1 if imag is None else 2)


def corrected(details: dict[str, Any], w: Array, defects: Sequence[Defect]) -> dict[str, Any]:
    """The details of a diagnosis of the eigenvalues w without the eigenvectors that exact arithmetic denies."""
    if not defects or "repeated" not in details:
        return details
    groups = [dict(group) for group in details["repeated"]]
    centres = np.array([complex(*np.atleast_1d(group["value"])) for group in groups])
    owners = [_owner(defect.value, centres, w) for defect in defects]
    for k, group in enumerate(groups):
        missing = sum(defect.missing for defect, owner in zip(defects, owners, strict=True) if owner == k)
        group["independent_vectors"] = min(group["independent_vectors"], max(1, group["multiplicity"] - missing))
    if groups == details["repeated"] and details["defective"]:
        return details
    said = {name: value for name, value in details.items() if name not in directions.TOLD}
    return {**said, "repeated": groups, "defective": True}


def _owner(value: complex, centres: Array, w: Array) -> int | None:
    """Which group an exact eigenvalue belongs to: none where it is far from them all."""
    if not len(centres):
        return None
    away = np.abs(centres - value)
    return int(np.argmin(away)) if away.min() <= NEAR * np.abs(w).max() else None


def told(outcome: Outcome, w: Array, name: str, defects: Sequence[Defect]) -> Outcome:
    """The outcome, of which eigenvectors seem to be a basis, with what exact arithmetic says against that."""
    if not defects:
        return outcome
    text = f"{name} is defective: rounding hides it, but in exact arithmetic it has no basis of eigenvectors."
    text += "".join(lacks(item.value, item.multiplicity, item.independent) for item in defects[:3])
    details = corrected(dict(outcome.details), w, defects)
    return replace(
        outcome, warnings=(*outcome.warnings, text), details=details, witness={**outcome.witness, HIDDEN: name}
    )


def judged(said: Assessment, outcome: Outcome) -> Assessment:
    """The verdict, amber where the eigenvectors are a basis to working precision alone."""
    name = outcome.witness.get(HIDDEN)
    if said.verdict == "red" or name is None:
        return said
    but = f"{name} is defective: its eigenvectors are independent by rounding alone."
    if not said.digits:
        return replace(said, verdict="amber", reason=f"{said.reason} In exact arithmetic {but}")
    count = "1 digit" if said.digits == 1 else f"{said.digits} digits"
    reason = f"{count} of the eigenvalues can be trusted, but in exact arithmetic {but}"
    return replace(said, verdict="amber", reason=reason)
