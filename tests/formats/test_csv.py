from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from workbench.formats import inspect_file, load_file, save_file
from workbench.formats.csv import DESCRIBE_LIMIT
from workbench.formats.spec import Loaded
from workbench.model.errors import UserError
from workbench.model.resources import resource

DATA = Path(__file__).parent.parent / "data"
A = np.load(DATA / "numpy" / "A.npy")


def read(tmp_path: Path, text: str | bytes, name: str = "t.csv") -> Loaded:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (loaded,) = load_file(path)
    return loaded


def refusal(tmp_path: Path, text: str | bytes) -> UserError:
    with pytest.raises(UserError) as caught:
        read(tmp_path, text)
    assert caught.value.kind == "file"
    return caught.value


@pytest.mark.parametrize("name", ["A.tsv", "A_european.csv", "A_savetxt.csv"])
def test_one_matrix_in_several_dialects(name: str) -> None:
    (loaded,) = load_file(DATA / "csv" / name)
    np.testing.assert_array_equal(loaded.array, A)
    assert loaded.warnings == ()


def test_the_digits_table_holds_integers() -> None:
    (loaded,) = load_file(resource("samples", "digits.csv"))
    assert loaded.array.dtype == np.int64
    np.testing.assert_array_equal(loaded.array, np.load(resource("samples", "digits.npy")))


def test_quoted_headers_become_column_labels() -> None:
    (iris,) = load_file(resource("samples", "iris.csv"))
    assert iris.array.shape == (150, 4)
    assert iris.column_labels[0] == "sepal length (cm)"
    assert iris.row_labels is None


def test_a_column_of_words_becomes_row_labels_and_says_so() -> None:
    (iris,) = load_file(resource("samples", "iris_species.csv"))
    assert iris.array.shape == (150, 4)
    assert iris.row_labels[-1] == "virginica"
    assert iris.warnings == ("The last column “species” holds words; they became the labels of the rows.",)


def test_header_comments_of_savetxt_become_labels() -> None:
    (loaded,) = load_file(DATA / "csv" / "A_savetxt.csv")
    assert loaded.column_labels == ("c0", "c1", "c2", "c3")


def test_missing_entries_are_counted() -> None:
    (loaded,) = load_file(DATA / "csv" / "A_missing.csv")
    assert loaded.warnings == ("3 empty or missing entries became NaN.",)
    np.testing.assert_array_equal(loaded.array, [[1, 2, np.nan], [np.nan, 5, 6], [7, np.nan, 9]])


def test_a_written_nan_is_not_missing(tmp_path: Path) -> None:
    loaded = read(tmp_path, "nan,1\n-inf,NaN\n")
    assert loaded.warnings == ()
    np.testing.assert_array_equal(loaded.array, [[np.nan, 1], [-np.inf, np.nan]])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 2\n3 4\n", [[1, 2], [3, 4]]),
        ("  1   2\n 3 4", [[1, 2], [3, 4]]),
        ("1,5 2\n3 4,25\n", [[1.5, 2], [3, 4.25]]),
        ("1;2,5\n3;4", [[1, 2.5], [3, 4]]),
        ("1,2,\n3,4,\n", [[1, 2], [3, 4]]),
        ("7", [[7]]),
        ("1\n2\n", [[1], [2]]),
        ("−1,2\n", [[-1, 2]]),
        ("1/2,1\n2,3\n", [[0.5, 1], [2, 3]]),
        ("1+2j,-j\n3i,4\n", [[1 + 2j, -1j], [3j, 4]]),
        ('"1","2"\n"3","4"\n', [[1, 2], [3, 4]]),
        ("True,False\nFalse,True\n", [[1, 0], [0, 1]]),
        ("1,18446744073709551616\n", [[1.0, 2.0**64]]),
        ("1,9223372036854775808\n", [[1.0, 2.0**63]]),
        ("# note\n\n1,2\n# more\n3,4\n", [[1, 2], [3, 4]]),
    ],
)
def test_dialects(tmp_path: Path, text: str, expected: list[list[complex]]) -> None:
    array = read(tmp_path, text).array
    np.testing.assert_array_equal(array, expected)
    assert array.dtype == np.array(expected).dtype


def test_a_spreadsheet_corner(tmp_path: Path) -> None:
    loaded = read(tmp_path, ",x,y\na,1,2\nb,3,4\n")
    assert (loaded.row_labels, loaded.column_labels) == (("a", "b"), ("x", "y"))
    assert loaded.array.tolist() == [[1, 2], [3, 4]]


def test_encodings(tmp_path: Path) -> None:
    assert read(tmp_path, "1\t2\n3\t4\n".encode("utf-16")).array.tolist() == [[1, 2], [3, 4]]
    latin = read(tmp_path, "Größe;x\n1;2\n".encode("latin-1"))
    assert latin.column_labels == ("Größe", "x")
    assert "Latin-1" in latin.warnings[0]


@pytest.mark.parametrize(
    ("text", "sentence", "details"),
    [
        ("1,2,3\n4,5\n", "Line 2 of t.csv has 2 entries, but line 1 has 3.", {"line": 2}),
        ("a,b\n1,2\n\n3\n", "Line 4 of t.csv has 1 entry, but line 1 has 2.", {"line": 4}),
        ("1,two\n3,4\n", "Line 1, column 2 of t.csv holds “two”", {"line": 1, "column": 2}),
        ("x,y\n1,2\n3,oops\n", "Line 3, column 2 (y) of t.csv holds “oops”", {"line": 3, "column": 2}),
        ("1,2020-11-25\n", "holds “2020-11-25”, which is not a number", {"column": 2}),
        ('1,"2\n3,4\n', "Line 1 of t.csv has an open quotation mark.", {"line": 1}),
        ("a,b\n", "only words in t.csv", {}),
        ("# only\n\n", "no numbers in t.csv", {}),
        ("1,1.2.3\n", "“1.2.3”, which is not a number", {}),
    ],
)
def test_bad_tables_name_the_place(tmp_path: Path, text: str, sentence: str, details: dict[str, int]) -> None:
    error = refusal(tmp_path, text)
    assert sentence in error.message
    assert details.items() <= error.details.items()


def test_binary_content_is_refused(tmp_path: Path) -> None:
    assert "binary" in refusal(tmp_path, b"1,2\n\x00\x01\x02").message
    assert "binary" in refusal(tmp_path, b"1,2\n" * 2000 + b"\x00").message


@settings(deadline=None)
@given(data=st.binary(max_size=60) | st.text(alphabet='0123,;.-\t\n "#ax', max_size=40).map(str.encode))
def test_any_content_is_a_table_or_a_user_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes(data)
    with contextlib.suppress(UserError):
        (loaded,) = load_file(path)
        assert loaded.array.ndim == 2
    with contextlib.suppress(UserError):
        inspect_file(path)


@settings(deadline=None)
@given(array=arrays(st.sampled_from(["f4", "f8", "i8", "c16", "?"]), array_shapes(min_dims=2, max_dims=2, max_side=4)))
def test_saved_numbers_come_back_bit_for_bit(tmp_path_factory: pytest.TempPathFactory, array: np.ndarray) -> None:
    if array.dtype.kind == "c":
        array = np.where(np.isfinite(array), array, 1)
    path = tmp_path_factory.getbasetemp() / "again.csv"
    save_file(path, [("A", array)])
    (loaded,) = load_file(path)
    np.testing.assert_array_equal(loaded.array.astype(array.dtype), array)


def test_vectors_and_numbers_are_saved_as_columns(tmp_path: Path) -> None:
    save_file(tmp_path / "v.csv", [("v", np.array([1, 2]))])
    assert (tmp_path / "v.csv").read_text() == "1\n2\n"
    save_file(tmp_path / "x.csv", [("x", np.array(0.1, dtype=np.float32))])
    assert (tmp_path / "x.csv").read_text() == "0.1\n"


@pytest.mark.parametrize(
    "items", [[("A", np.eye(2)), ("B", np.eye(2))], [("A", np.zeros((2, 2, 2)))], [("A", np.zeros((0, 3)))]]
)
def test_what_csv_cannot_hold_is_refused(tmp_path: Path, items: list[tuple[str, np.ndarray]]) -> None:
    with pytest.raises(UserError):
        save_file(tmp_path / "A.csv", items)
    assert list(tmp_path.iterdir()) == []


def test_describe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = resource("samples", "iris_species.csv")
    for limit in (DESCRIBE_LIMIT, 0):
        monkeypatch.setattr("workbench.formats.csv.DESCRIBE_LIMIT", limit)
        (info,) = inspect_file(path).arrays
        assert (info.name, info.shape, info.dtype, info.loadable) == ("iris_species", (150, 4), "float64", True)
    (bad,) = inspect_file(DATA / "odd" / "ragged.csv").arrays
    assert (bad.loadable, bad.reason) == (False, "Line 2 of ragged.csv has 2 entries, but line 1 has 3.")
