from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.lib import format as npy_format

from workbench.formats import inspect_file, load_file, save_file
from workbench.model.errors import UserError

DATA = Path(__file__).parent.parent / "data"


def with_header(path: Path, shape: tuple[int, ...], descr: str = "<f8", body: bytes = b"") -> Path:
    stream = io.BytesIO()
    npy_format.write_array_header_1_0(stream, {"descr": descr, "fortran_order": False, "shape": shape})
    path.write_bytes(stream.getvalue() + body)
    return path


def refusal(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        load_file(path)
    return caught.value


def test_big_endian_fortran_order_reads_as_the_same_matrix() -> None:
    (plain,) = load_file(DATA / "numpy" / "A.npy")
    (foreign,) = load_file(DATA / "numpy" / "A_fortran_bigendian.npy")
    np.testing.assert_array_equal(plain.array, foreign.array)
    assert foreign.array.dtype == np.dtype("=f8")
    assert plain.name == "A"
    assert plain.exact is None


@settings(deadline=None)
@given(array=arrays(st.sampled_from(["f2", "f4", ">f8", "u1", "i8", "c8", "?"]), array_shapes(min_dims=0, min_side=0)))
def test_a_round_trip_changes_nothing(tmp_path_factory: pytest.TempPathFactory, array: np.ndarray) -> None:
    path = tmp_path_factory.getbasetemp() / "A.npy"
    save_file(path, [("A", array)])
    (loaded,) = load_file(path)
    np.testing.assert_array_equal(loaded.array, array)
    assert loaded.array.shape == array.shape
    assert inspect_file(path).arrays[0].shape == array.shape


def test_a_header_that_claims_too_much_is_refused_with_both_numbers(tmp_path: Path) -> None:
    error = refusal(with_header(tmp_path / "A.npy", (10**9, 10**9), body=b"12345678"))
    assert error.kind == "file"
    assert error.details["claimed"] == 8 * 10**18
    assert error.details["held"] == 8
    assert "8,000,000,000,000,000,000" in error.message
    (info,) = inspect_file(tmp_path / "A.npy").arrays
    assert not info.loadable
    assert info.shape == (10**9, 10**9)


def test_more_than_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.formats.npy.physical_memory", lambda: 100)
    error = refusal(DATA / "numpy" / "A.npy")
    assert error.kind == "memory"
    assert error.details == {"needed": 160, "memory": 100}


def test_a_truncated_file(tmp_path: Path) -> None:
    assert "its header claims 160 bytes of entries, it holds 22" in refusal(DATA / "odd" / "truncated.npy").message


def test_pickled_objects_are_never_loaded() -> None:
    error = refusal(DATA / "odd" / "objects.npy")
    assert "needs pickle" in error.message
    (info,) = inspect_file(DATA / "odd" / "objects.npy").arrays
    assert (info.loadable, info.dtype) == (False, "object")


@pytest.mark.parametrize(("descr", "word"), [("<U3", "text"), ("|S3", "text"), ("<M8[D]", "dates"), ("|V2", "records")])
def test_what_is_not_numeric_is_refused(tmp_path: Path, descr: str, word: str) -> None:
    error = refusal(with_header(tmp_path / "A.npy", (1,), descr, b" " * 16))
    assert error.kind == "unsupported"
    assert word in error.message


@pytest.mark.parametrize(
    "content",
    [
        b"\x93NUMPY",
        b"\x93NUMPY\x01\x00\x10\x00garbage",
        b"\x93NUMPY\x09\x09v\x00{}",
        b"\x93NUMPY\x01\x00\x28\x00{'descr': '<f8', 'shape': 5}            ",
    ],
)
def test_a_damaged_header_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "A.npy").write_bytes(content)
    assert refusal(tmp_path / "A.npy").kind in ("file", "unsupported")


@pytest.mark.parametrize("shape", [(-1,), (2**70, 0), (2**61, 2**61, 0)])
def test_an_impossible_shape_is_refused(tmp_path: Path, shape: tuple[int, ...]) -> None:
    assert refusal(with_header(tmp_path / "A.npy", shape)).kind == "file"


def test_text_called_npy_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "A.npy").write_text("1,2\n3,4\n")
    (loaded,) = load_file(tmp_path / "A.npy")
    assert loaded.array.tolist() == [[1, 2], [3, 4]]


def test_names(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no array “B”"):
        load_file(DATA / "numpy" / "A.npy", "B")
    assert load_file(DATA / "numpy" / "A.npy", "A")[0].name == "A"
    with pytest.raises(UserError, match="holds one array, not 2"):
        save_file(tmp_path / "A.npy", [("A", np.eye(2)), ("B", np.eye(2))])
