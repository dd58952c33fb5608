"""Phrases for the rows of a form, and equations that stay in one line."""

from __future__ import annotations

import pytest

from workbench.gui.panels.phrases import unbroken


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("and by how much: A v = λ v.", "and by how much: A_v_=_λ_v."),
        ("The solution of A x = b by Cramer's rule", "The solution of A_x_=_b by Cramer's rule"),
        ("A = U Σ Vᵀ. Works for all", "A_=_U_Σ_Vᵀ. Works for all"),
        ("no equation at all", "no equation at all"),
    ],
)
def test_an_equation_is_cut_nowhere(text, shown):
    assert unbroken(text).replace("\u00a0", "_") == shown
