from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.shape import delete_columns, delete_rows, insert_columns, insert_rows


def test_rows_and_columns_come_and_go_with_their_labels() -> None:
    matrix = Matrix.of("A", np.arange(6).reshape(2, 3), row_labels=("a", "b"), column_labels=("x", "y", "z"))
    taller = insert_rows(matrix, 1, 2)
    assert taller.to_array().tolist() == [[0, 1, 2], [0, 0, 0], [0, 0, 0], [3, 4, 5]]
    assert taller.row_labels == ("a", "", "", "b")
    assert taller.dtype == np.int64
    assert taller.version != matrix.version
    back = delete_rows(taller, 1, 2)
    assert back.to_array().tolist() == matrix.to_array().tolist()
    assert back.row_labels == ("a", "b")
    narrow = delete_columns(insert_columns(matrix, 3), 0)
    assert narrow.to_array().tolist() == [[1, 2, 0], [4, 5, 0]]
    assert narrow.column_labels == ("y", "z", "")


def test_the_exact_twin_follows() -> None:
    matrix = Matrix.of("A", [[0.5]], exact=[[Fraction(1, 2)]])
    assert insert_rows(matrix, 0).exact.tolist() == [[Fraction(0)], [Fraction(1, 2)]]
    assert delete_rows(insert_columns(matrix, 1), 0).exact.shape == (0, 2)


def test_a_vector_is_one_column() -> None:
    vector = Matrix.of("v", [1, 2, 3])
    assert insert_rows(vector, 3).to_array().tolist() == [1, 2, 3, 0]
    assert delete_rows(vector, 0, 2).to_array().tolist() == [3]
    with pytest.raises(UserError, match="v is a vector with one axis, so no columns can be inserted"):
        insert_columns(vector, 0)


@pytest.mark.parametrize(
    ("array", "sentence"),
    [(5, "A is a single number, so no rows can be deleted."), (np.zeros((2, 2, 2)), "A has 3 axes, so no rows can be")],
)
def test_what_has_no_rows_refuses(array: object, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        delete_rows(Matrix.of("A", array), 0)


@pytest.mark.parametrize(("at", "count"), [(-1, 1), (2, 1), (1, 2), (0, 0)])
def test_rows_that_are_not_there_are_refused(at: int, count: int) -> None:
    with pytest.raises(UserError):
        delete_rows(Matrix.of("A", np.eye(2)), at, count)
    with pytest.raises(UserError, match="A has 2 columns; column 3 is outside"):
        insert_columns(Matrix.of("A", np.eye(2)), 3)
