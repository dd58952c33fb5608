"""Exact mode on floating-point numbers: the card names them, and one click makes them fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np


def test_one_click_makes_a_matrix_exact_and_computes_again(window):
    user = window
    user.put("A", np.array([[1 / 3, 0.5], [0.1, 2.0]]))
    user.window.backend.setCurrentIndex(user.window.backend.findData("exact"))
    user.window.operations.choose("det", ("A",))
    user.drain()
    user.run()
    refusal = user.cards[0]
    assert refusal.entry.error.message.startswith("A is not exact: A[0, 0] = 0.3333333333333333")
    (button,) = refusal.body.fixes
    assert button.text() == "Use the nearest fractions"
    user.click(button)
    user.idle()
    assert user.workspace["A"].exact[0, 0] == Fraction(1, 3)
    result = user.cards[0].entry.result
    assert result.certificate.backend == "exact"
    assert result.exact["result"] == Fraction(1, 3) * 2 - Fraction(1, 20)
    user.workspace.undo()
    assert not user.workspace["A"].is_exact
