"""Derivations as LaTeX and as plain text."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.latex import grid, line, number, prose, symbol, to_latex
from workbench.formats.plain import to_text
from workbench.model.steps import Derivation, Grid, RowOperation, Step, quotient
from workbench.model.surd import root
from workbench.model.written import number_text


def matrix(rows):
    out = np.empty((len(rows), len(rows[0])), dtype=object)
    for at in np.ndindex(out.shape):
        out[at] = rows[at[0]][at[1]]
    return out


AUGMENTED = matrix([[Fraction(2), Fraction(1, 3)], [Fraction(0), -root(5) / 2]])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(-1, 3), r"-\frac{1}{3}"),
        (Fraction(7), "7"),
        (Fraction(5, 2) - root(5) / 2, r"\frac{5}{2} - \frac{\sqrt{5}}{2}"),
        (3 * root(5) / 2, r"\frac{3\sqrt{5}}{2}"),
        (1 + root(-4), "1 + 2 i"),
        (2.5e-7, r"2.5 \times 10^{-7}"),
        (-0.0, "0"),
        (1 - 2j, "1 - 2 i"),
    ],
)
def test_numbers(value, expected):
    assert number(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("λ₁", r"\lambda_{1}"),
        ("u₁ᵀa₂", "u_{1}^{T}a_{2}"),
        ("‖u₁₂‖", r"\|u_{12}\|"),
        ("det(A − λI)", r"\det(A - \lambda I)"),
        ("det A", r"\det A"),
        ("√λ₁", r"\sqrt{\lambda_{1}}"),
        ("A⁻¹", "A^{-1}"),
        ("A⁻¹²", "A^{-12}"),
        ("λ²", r"\lambda^{2}"),
        ("1/2 − λ", r"\frac{1}{2} - \lambda"),
        ("{0}", r"\{0\}"),
        ("(2 times)", r"(2\ \text{times})"),
        ("my_Tᵀmy_T", r"\mathit{my\_T}^{T}\mathit{my\_T}"),
        ("det my_T", r"\det \mathit{my\_T}"),
        ("trace A", r"\text{trace}\ A"),
        ("sum of the principal 2 × 2 minors", r"\text{sum of the principal}\ 2 \times 2\ \text{minors}"),
    ],
)
def test_symbols(text, expected):
    assert symbol(text) == expected


def test_matrices():
    assert grid(Grid(AUGMENTED)) == r"\begin{pmatrix} 2 & \frac{1}{3} \\ 0 & -\frac{\sqrt{5}}{2} \end{pmatrix}"
    assert grid(Grid(AUGMENTED, bar=1)).startswith(r"\left(\begin{array}{r|r} 2 & \frac{1}{3}")
    assert grid(Grid(AUGMENTED, fence="bars")).startswith(r"\begin{vmatrix}")


def test_a_root_of_parentheses_needs_none():
    pieces = ("λ", "=", "(", Fraction(5), "±", "√", "(", Fraction(-4), ")", ")", "/", "2")
    assert line(pieces) == r"\lambda = \frac{5 \pm \sqrt{-4}}{2}"


def derivation() -> Derivation:
    done = RowOperation("add", 1, 0, Fraction(-1, 2))
    first = Step("Start with my_A & go.", Grid(AUGMENTED, bar=1), label="A | b")
    then = Step("Subtract -1/2 times row 1, so that λ₁ is 0.", Grid(done.applied(AUGMENTED), bar=1), done)
    return Derivation("Elimination", (first, then), "That is 100 %.", (("x", "=", root(2)),))


def test_the_whole_of_it():
    text = to_latex(derivation())
    assert r"\xrightarrow{R_{2} \leftarrow R_{2} - \frac{1}{2} R_{1}}" in text
    assert r"my\_A \& go." in text
    assert r"Subtract $-\frac{1}{2}$ times row 1, so that $\lambda_{1}$ is 0." in text
    assert r"100 \%" in text
    assert r"\[ x = \sqrt{2} \]" in text
    assert text.isascii()
    assert text.count("{") == text.count("}")


def test_plain_text_lines_its_columns_up():
    text = to_text(derivation())
    assert "0. Start with" in text
    assert "R₂ ← R₂ − 1/2 R₁" in text
    assert "[ 2  |    1/3 ]\n   [ 0  |  −√5/2 ]" in text
    assert text.endswith("x = √2")


@given(st.text(max_size=40))
def test_any_name_is_harmless_in_a_sentence(text):
    out = prose(text)
    assert not re.search(r"(?<!\\)[#&%_](?![{])", out) or not text.isascii()


@pytest.mark.parametrize(("value", "text"), [(1e-7, "1e−7"), (-0.0, "0"), (1 - 2j, "1 − 2i"), (1 / 3, "0.33333")])
def test_decimals_have_few_digits(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("Then R = QᵀA is triangular.", "Then $R = Q^{T}A$ is triangular."),
        ("Find what A − λ₁ I sends to 0.", r"Find what $A - \lambda_{1} I$ sends to 0."),
        ("A is 3 x 3.", "A is 3 x 3."),
        ("Write my_Tᵀ here.", r"Write $\mathit{my\_T}^{T}$ here."),
        ("Divide row 1 by −1/2, so.", r"Divide row 1 by $-\frac{1}{2}$, so."),
    ],
)
def test_mathematics_in_a_sentence_is_one_formula(text, latex):
    assert prose(text) == latex


def test_a_quotient_is_a_fraction_and_two_equations_stand_apart():
    assert line(quotient((Fraction(18, 17),), (Fraction(9, 17),))) == r"\frac{\frac{18}{17}}{\frac{9}{17}}"
    square = Grid(np.array([[Fraction(1)]], dtype=object))
    assert r"\end{pmatrix} \quad U = " in line(("L", "=", square, "U", "=", square))
    assert r"\quad" not in line(("L U", "=", square, square, "=", square))


def test_complex_decimals_are_short():
    assert [number(z) for z in (1 + 0j, 2j, -1j, 1 - 0.5j)] == ["1", "2 i", "-i", "1 - 0.5 i"]
