"""Worked steps in a whole window, by mouse and keyboard, through a compute process as well."""

from __future__ import annotations

from PySide6.QtCore import Qt


def test_the_steps_of_an_inverse(window):
    user = window
    user.choose("Inverse")
    user.run()
    steps = user.cards[0].steps
    user.click(steps.head.fold)
    assert steps.head.title.text() == "Gauss-Jordan elimination, exact"
    assert steps.conclusion.accessibleName().endswith("A⁻¹ = [3/5 −1/5; −1/5 2/5]")
    user.click(steps.head.first)
    user.key(Qt.Key.Key_Right)
    assert [tile.isVisible() for tile in steps.tiles][:3] == [True, True, False]
    user.click(steps.ways.copy)
    assert r"\xrightarrow" in user.clipped


def test_steps_are_about_the_matrix_that_was_asked_for(window):
    user = window
    user.choose("Determinant")
    user.run()
    user.put("A", [[7, 7], [7, 8]])
    user.click(user.cards[0].steps.head.fold)
    assert user.cards[0].steps.conclusion.accessibleName().endswith("= 5")


def test_a_refusal_shows_the_elimination(window):
    user = window
    user.put("S", [[1, 2], [2, 4]])
    user.choose("Inverse")
    user.run()
    user.click(user.cards[0].steps.head.fold)
    assert "the rank of S is 1, less than 2" in user.cards[0].steps.conclusion.accessibleName()


def test_the_theme_leaves_them_open(window):
    user = window
    user.choose("Determinant")
    user.run()
    user.click(user.cards[0].steps.head.fold)
    user.window.actions_by_name["theme_dark"].trigger()
    user.drain()
    user.drain()
    assert user.cards[0].steps.is_open
    assert user.cards[0].steps.tiles


def test_a_compute_process_works_them_out(live_window):
    user = live_window
    user.put("B", [[3, 0], [4, 5]])
    user.choose("svd")
    user.run()
    steps = user.cards[0].steps
    user.click(steps.head.fold)
    user.until(lambda: bool(steps.tiles))
    assert "σ₁ = √λ₁ = 3√5" in " ".join(tile.accessibleName() for tile in steps.tiles)


def test_what_unfolds_comes_into_view(window):
    user = window
    user.choose("Inverse")
    user.run()
    section, view = user.cards[0].steps, user.window.results.area.viewport()
    user.window.results.area.ensureWidgetVisible(section)
    user.drain()
    user.click(section.head.fold)
    user.drain()
    top = section.mapTo(view, section.rect().topLeft()).y()
    bottom = section.mapTo(view, section.rect().bottomLeft()).y()
    assert 0 <= top < view.height() // 2
    assert bottom > view.height() // 2
