"""The grammar of formulas: what is read, what is refused, and where."""

from __future__ import annotations

import pytest

from workbench.expressions import parse_formula
from workbench.model.errors import UserError


@pytest.mark.parametrize(
    ("text", "target", "names"),
    [
        ("G = A.T @ A", "G", ("A",)),
        ("2*A - b/3", None, ("A", "b")),
        ("x=-A**2", "x", ("A",)),
        ("A \u2212 B", None, ("A", "B")),
    ],
)
def test_reads(text: str, target: str | None, names: tuple[str, ...]) -> None:
    formula = parse_formula(text)
    assert (formula.target, formula.names) == (target, names)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "G =",
        "A @",
        "__import__('os')",
        "A.shape",
        "A[0]",
        "f(A)",
        "A if b else c",
        "[1, 2]",
        "True",
        "'text'",
        "A ** B",
        "A ** 101",
        "(A ** 2) ** 2",
        "2G = A",
        "if = A",
        "A == B",
        "(" * 60 + "A" + ")" * 60 + "+" + "-" * 60 + "A",
        "A" * 3000,
    ],
)
def test_refuses(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_formula(text)
    assert caught.value.kind == "parse"
    assert caught.value.details["column"] >= 1


def test_points_at_the_place() -> None:
    with pytest.raises(UserError) as caught:
        parse_formula("G = A + f(b)")
    assert caught.value.details == {"line": 1, "column": 9}
