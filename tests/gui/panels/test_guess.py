"""What a form proposes, given what there is and what is selected."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.gui.panels.guess import guess
from workbench.model.matrix import Matrix
from workbench.operations import by_name

SHAPES = {
    "A": (3, 3),
    "B": (3, 3),
    "b": (3,),
    "tall": (5, 2),
    "y": (5,),
    "T": (2, 3, 4),
    "p": (2,),
    "k": (2, 2),
    "s": (),
}


def proposed(name: str, selected: str | None, shapes=SHAPES, given=None) -> tuple[str, ...]:
    matrices = [Matrix.of(key, np.ones(shape)) for key, shape in shapes.items()]
    return guess(by_name(name), matrices, selected, {}, given)


@pytest.mark.parametrize(
    ("operation", "selected", "names"),
    [
        ("svd", "tall", ("tall",)),
        ("inv", "tall", ("tall",)),  # what is wrong with the selected one is said, with ways out
        ("inv", "b", ("A",)),
        ("solve", "A", ("A", "b")),
        ("solve", "b", ("A", "b")),
        ("solve", None, ("A", "b")),
        ("lstsq", "tall", ("tall", "y")),
        ("cramer", "A", ("A", "b")),
        ("matmul", "A", ("A", "B")),
        ("matmul", "tall", ("tall", "k")),
        ("project", "A", ("A", "b")),
        ("add", "A", ("A", "B")),
        ("add", "b", ("b", "B")),
        ("angle", "b", ("b", "b")),
        ("convolution_matrix", "A", ("b",)),
        ("correlate", "k", ("k", "k")),
        ("stack", "A", ("A", "B")),
        ("concatenate", "T", ("T", "T")),
        ("multi_dot", "A", ("A", "B")),
        ("hilbert", "A", ()),
        ("norm", "b", ("b",)),
        ("vector_norms", "A", ("b",)),
        ("outer", "A", ("b", "y")),
        ("outer", "y", ("y", "p")),
        ("svd", "T", ("T",)),
        ("rayleigh_quotient", "A", ("A", "b")),
    ],
)
def test_what_is_accepted_is_proposed(operation, selected, names):
    assert proposed(operation, selected) == names


def test_a_variable_with_the_name_of_the_input_comes_first():
    shapes = {"X": (4, 3), "v": (2,), "b1": (2,), "W2": (1, 2), "W1": (2, 3), "b2": (1,), "z": (1,)}
    assert proposed("mlp", "X", shapes) == ("X", "W1", "b1", "W2", "b2")


def test_what_was_chosen_stays():
    assert proposed("solve", "A", given={1: "B"}) == ("A", "B")


def test_nothing_is_proposed_where_nothing_is():
    assert proposed("svd", None, {}) == ()
    assert proposed("solve", None, {}) == ()


def test_a_right_hand_side_is_left_to_choose_where_none_fits():
    assert proposed("solve", "A", {"A": (3, 3)}) == ("A",)
    assert proposed("solve", "A", {"A": (3, 3), "p": (2,), "tall": (5, 2)}) == ("A",)
    assert proposed("solve", "A", {"A": (3, 3), "p": (2,), "wide": (3, 2)}) == ("A", "wide")
    assert proposed("lstsq", "iris", {"iris": (150, 4), "A": (2, 2), "b": (2,)}) == ("iris",)
    assert proposed("solve", None, {"iris": (150, 4), "A": (2, 2), "b": (2,)}) == ("A", "b")
    assert proposed("matmul", "A", {"A": (3, 3)}) == ("A", "A")


def test_some_variables_are_proposed_even_where_none_fit():
    assert proposed("solve", "tall", {"tall": (5, 2), "p": (2,)}) == ("tall", "p")
