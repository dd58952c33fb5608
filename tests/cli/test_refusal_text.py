"""Refusals in text: the window's button for fractions is no operation, so that the command line offers typing."""

from __future__ import annotations

import pytest

from workbench.__main__ import main
from workbench.cli.refusal_text import refusal_text
from workbench.model.errors import UserError


def test_operations_to_try_are_named():
    error = UserError("shape", "A is 2 x 3.", "Transpose it.", ("transpose", "svd"))
    assert refusal_text(error.to_dict()) == "A is 2 x 3. Transpose it.\nTry: transpose, svd"
    assert refusal_text(UserError("usage", "No.").to_dict()) == "No."


@pytest.mark.parametrize(
    ("source", "way"),
    [("[[sqrt(2), 1], [0.5, 1]]", "1.4142135623730951 typed for A[0, 0]"), ("[[2, 3], [pi, 1]]", "typed for A[1, 0]")],
)
def test_the_button_for_fractions_becomes_what_may_be_typed(source, way, capsys):
    assert main(["compute", "inv", source, "--backend", "exact"]) == 2
    said = capsys.readouterr().err
    assert way in said
    assert "nearest_fractions" not in said


@pytest.mark.parametrize(
    "words",
    [
        ["reshape", "[1,2,3,4,5,6,7,8]", "--set", "shape=4,2"],
        ["reshape", "[1,2,3,4,5,6,7,8]", "--set", "shape=(4, 2)"],
        ["toeplitz", "--set", "c=1, sqrt(2)"],
        ["scaling", "--set", "factors=[1/2, 3]"],
    ],
)
def test_lists_may_be_typed_without_brackets(words, capsys):
    assert main(["compute", *words]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["random_normal", "--set", "seed=1.5"], "seed is described as “the same seed gives the same numbers again”."),
        (["reshape", "[1, 2]", "--set", "shape=a,b"], "shape must be whole numbers, not 'a,b'."),
    ],
)
def test_a_parameter_is_explained_in_sentences(words, said, capsys):
    assert main(["compute", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("operation", "warning"),
    [
        ("toeplitz", "The corner is 1, as c has it: the first entry of r, 5, is not used."),
        ("hankel", "The corner is 2, as c has it: the first entry of r, 5, is not used."),
    ],
)
def test_an_entry_that_is_not_used_is_told(operation, warning, capsys):
    assert main(["compute", operation, "--set", "c=[1,2]", "--set", "r=[5,3]"]) == 0
    assert warning in capsys.readouterr().out


def test_the_hint_for_memory_fits_the_operation(capsys):
    assert main(["compute", "hilbert", "--set", "n=2000000"]) == 2
    said = capsys.readouterr().err
    assert "use a smaller matrix" in said
    assert "vectors" not in said
