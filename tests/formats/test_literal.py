"""A file of text may hold one matrix in any syntax that can be pasted."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.formats import inspect_file, load_file
from workbench.model.errors import UserError

ROWS = [[1, 2, 3], [4, 5, 6], [7, 8, 10]]


@pytest.mark.parametrize(
    "text",
    [
        "[[1,2,3],[4,5,6],[7,8,10]]",
        "array([[1, 2, 3],\n       [4, 5, 6],\n       [7, 8, 10]])",
        "[1 2 3; 4 5 6; 7 8 10]",
        "{{1,2,3},{4,5,6},{7,8,10}}",
        r"\begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 10 \end{pmatrix}",
    ],
)
def test_reads_every_syntax(tmp_path: Path, text: str) -> None:
    path = tmp_path / "M.txt"
    path.write_text(text, "utf-8")
    (loaded,) = load_file(path)
    assert (loaded.name, loaded.array.tolist()) == ("M", ROWS)
    found = inspect_file(path)
    assert (found.format, found.arrays[0].shape) == ("text", (3, 3))


def test_a_table_stays_a_table(tmp_path: Path) -> None:
    path = tmp_path / "M.txt"
    path.write_text("1 2 3\n4 5 6\n7 8 10\n", "utf-8")
    assert inspect_file(path).format == "csv"


def test_says_where_it_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "M.txt"
    path.write_text("[[1, 2], [3", "utf-8")
    with pytest.raises(UserError, match=r"M\.txt") as caught:
        load_file(path)
    assert caught.value.kind == "file"
    assert caught.value.details["line"] == 1
