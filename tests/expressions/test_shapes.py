"""Shape traces: what each part of a formula is, and what does not fit."""

from __future__ import annotations

import pytest

from workbench.expressions import parse_formula, trace
from workbench.model.errors import UserError

SHAPES = {"A": (3, 2), "B": (3, 2), "b": (2,), "c": (3,), "T": (5, 3, 2)}


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("A.T @ A", (2, 2)),
        ("A @ b", (3,)),
        ("c @ A", (2,)),
        ("b @ b", ()),
        ("A + B", (3, 2)),
        ("A + b", (3, 2)),
        ("2 * A", (3, 2)),
        ("T @ b", (5, 3)),
        ("T @ A.T", (5, 3, 3)),
        ("-A / 2", (3, 2)),
    ],
)
def test_result_shape(text: str, shape: tuple[int, ...]) -> None:
    assert trace(parse_formula(text), SHAPES)[1] == shape


def test_steps_read_from_left_to_right() -> None:
    steps, _ = trace(parse_formula("A.T @ A"), SHAPES)
    assert [(step.text, step.shape) for step in steps] == [("A.T", (2, 3)), ("@", None), ("A", (3, 2))]


@pytest.mark.parametrize("text", ["A @ B", "A + c", "A @ 2", "A.T + A"])
def test_clash_names_both_shapes(text: str) -> None:
    with pytest.raises(UserError) as caught:
        trace(parse_formula(text), SHAPES)
    assert caught.value.kind == "shape"
    assert len(caught.value.details["shapes"]) == 2


def test_unknown_name() -> None:
    with pytest.raises(UserError, match="no matrix called Q"):
        trace(parse_formula("Q + 1"), SHAPES)
