"""Row operations as data."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from workbench.formats.plain import line_text
from workbench.model.steps import RowOperation, factor, multiple, power, signed
from workbench.model.surd import root


def test_an_operation_leaves_the_matrix_that_it_is_given_alone():
    A = np.array([[Fraction(1), Fraction(2)], [Fraction(3), Fraction(4)]], dtype=object)
    assert RowOperation("swap", 0, 1).applied(A).tolist() == [[3, 4], [1, 2]]
    assert RowOperation("scale", 1, factor=Fraction(1, 3)).applied(A).tolist() == [[1, 2], [1, Fraction(4, 3)]]
    assert RowOperation("add", 1, 0, Fraction(-3)).applied(A).tolist() == [[1, 2], [0, -2]]
    combined = RowOperation("combine", 1, 0, Fraction(-3), own=Fraction(1), divisor=Fraction(2))
    assert combined.applied(A).tolist() == [[1, 2], [0, -1]]
    assert A.tolist() == [[1, 2], [3, 4]]


def test_notation_counts_rows_from_one():
    texts = [
        line_text(operation.notation)
        for operation in (
            RowOperation("swap", 0, 1),
            RowOperation("scale", 1, factor=Fraction(-1, 3)),
            RowOperation("add", 1, 0, Fraction(-2)),
            RowOperation("add", 2, 0, Fraction(1)),
            RowOperation("add", 11, 9, 1 + root(2)),
            RowOperation("combine", 2, 1, Fraction(-4), Fraction(2), Fraction(-3)),
            RowOperation("combine", 2, 1, Fraction(0), Fraction(2), Fraction(3)),
            RowOperation("combine", 2, 1, Fraction(4), Fraction(1), Fraction(1)),
        )
    ]
    assert texts == [
        "R₁ ↔ R₂", "R₂ ← −1/3 R₂", "R₂ ← R₂ − 2 R₁", "R₃ ← R₃ + R₁", "R₁₂ ← R₁₂ + (1 + √2) R₁₀",
        "R₃ ← (2 R₃ − 4 R₂) / (−3)", "R₃ ← (2 R₃) / 3", "R₃ ← R₃ + 4 R₂",
    ]  # fmt: skip


def test_terms_of_a_sum():
    assert line_text(multiple(Fraction(-1), "x")) == "−x"
    assert line_text(signed(-root(2), "x")) == "− √2 x"
    assert line_text(factor(Fraction(-2))) == "(−2)"
    assert power("λ", 1) + power("λ", 12) == "λλ¹²"
