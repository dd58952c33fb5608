from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import pytest

from workbench.formats.source import read_source
from workbench.model.errors import UserError
from workbench.model.resources import resource

DATA = Path(__file__).parent.parent / "data"


def test_an_existing_file_wins_and_brings_its_labels() -> None:
    matrix = read_source(str(resource("samples", "iris_species.csv")), "A")
    assert (matrix.name, matrix.shape, matrix.origin) == ("A", (150, 4), "iris_species.csv")
    assert matrix.row_labels[0] == "setosa"
    assert matrix.column_labels[-1] == "petal width"


def test_one_array_of_several() -> None:
    path = str(DATA / "numpy" / "A_and_C.npz")
    assert read_source(f"{path}::C", "B").dtype.kind == "c"
    with pytest.raises(UserError, match="holds 2 arrays: A, C"):
        read_source(path, "B")


def test_literals_are_exact() -> None:
    assert read_source("[[1/3, 2]]", "A").exact_entry(0, 0) == Fraction(1, 3)
    assert read_source("-1 2", "A").to_array().tolist() == [[-1, 2]]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1 2\n3 4\n"))
    assert read_source("-", "A").shape == (2, 2)


def test_a_missing_file_is_not_taken_for_a_literal() -> None:
    with pytest.raises(UserError, match=r"There is no file none\.csv"):
        read_source("none.csv", "A")


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_source_is_no_folder(text: str) -> None:
    with pytest.raises(UserError, match="source of B is empty") as caught:
        read_source(text, "B")
    assert caught.value.hint
