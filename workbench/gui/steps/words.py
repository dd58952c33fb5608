"""What the section of worked steps says of the ways that there are."""

from __future__ import annotations

from workbench.model.steps import Derivation

WORDS = {
    ("method", "elimination"): "by elimination",
    ("method", "bareiss"): "without fractions (Bareiss)",
    ("method", "cofactors"): "by cofactors",
    ("method", "sarrus"): "by Sarrus' rule",
    ("method", "leibniz"): "by permutations (Leibniz)",
    ("method", "cramer"): "by Cramer's rule",
    ("method", "expansion"): "by the determinant",
    ("method", "traces"): "by traces (Faddeev, LeVerrier)",
    ("arithmetic", "fractions"): "in fractions",
    ("arithmetic", "decimals"): "in decimals",
    ("pivoting", "textbook"): "pivots as in class",
    ("pivoting", "partial"): "largest pivots",
    ("pivoting", "none"): "no exchanges",
    **{("along", f"{line}{at}"): f"along {line} {at}" for line in ("row", "column") for at in range(1, 5)},
}
FIELDS = {"method": "Method", "arithmetic": "Arithmetic", "pivoting": "Choice of pivots", "along": "Expanded along"}
TIPS = {
    "method": "How the answer is worked out",
    "arithmetic": "Exact fractions and roots, or float64",
    "pivoting": "Which row gives the pivot: 1 or −1 where there is one, the largest entry, or whatever stands there",
    "along": "The row or column along which the determinant is expanded",
}


def title(found: Derivation) -> str:
    """`Gaussian elimination, exact`."""
    return f"{found.title}, {'exact' if found.way.arithmetic == 'fractions' else 'in decimals'}"


def counted(found: Derivation) -> str:
    """How many steps there are, and what is to be known of them."""
    return found.note or ("1 step" if len(found.steps) == 1 else f"{len(found.steps)} steps")
