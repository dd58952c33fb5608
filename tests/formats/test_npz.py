from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from workbench.formats import inspect_file, load_file, save_file
from workbench.model.errors import UserError

DATA = Path(__file__).parent.parent / "data"


def refusal(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        load_file(path)
    return caught.value


def test_all_arrays_or_the_one_that_is_named() -> None:
    path = DATA / "numpy" / "A_and_C.npz"
    assert [item.name for item in load_file(path)] == ["A", "C"]
    (only,) = load_file(path, "C")
    assert only.array.dtype == np.complex128
    with pytest.raises(UserError, match="holds no array “B”") as caught:
        load_file(path, "B")
    assert caught.value.hint == "It holds A, C."
    assert [(info.name, info.shape) for info in inspect_file(path).arrays] == [("A", (5, 4)), ("C", (4, 4))]


def test_a_round_trip_also_through_numpy(tmp_path: Path) -> None:
    items = [
        ("A", np.eye(3)),
        ("empty", np.zeros((0, 3))),
        ("x", np.float32(2)),
        ("F", np.asfortranarray(np.ones((2, 3)))),
    ]
    save_file(tmp_path / "all.npz", items)
    with np.load(tmp_path / "all.npz") as numpy:
        for loaded, (name, array) in zip(load_file(tmp_path / "all.npz"), items, strict=True):
            assert loaded.name == name
            np.testing.assert_array_equal(loaded.array, array)
            np.testing.assert_array_equal(numpy[name], array)


def test_a_compressed_archive(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "A.npz", A=np.arange(10**5))
    assert load_file(tmp_path / "A.npz")[0].array.sum() == sum(range(10**5))


def test_an_object_array_is_shown_but_not_loaded(tmp_path: Path) -> None:
    np.savez(tmp_path / "A.npz", A=np.array([None]), B=np.eye(2))
    assert [info.loadable for info in inspect_file(tmp_path / "A.npz").arrays] == [False, True]
    assert "needs pickle" in refusal(tmp_path / "A.npz").message
    assert load_file(tmp_path / "A.npz", "B")[0].array.shape == (2, 2)


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "A.npz"
    save_file(path, [("A", np.arange(1000))])
    content = bytearray(path.read_bytes())
    content[500] ^= 255
    path.write_bytes(content)
    assert "CRC" in refusal(path).message
    path.write_bytes(content[:600])
    assert refusal(path).kind == "file"


def test_a_header_that_claims_more_than_its_member(tmp_path: Path) -> None:
    path = tmp_path / "A.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("A.npy", (DATA / "odd" / "truncated.npy").read_bytes())
    assert "claims 160 bytes of entries, it holds 22" in refusal(path).message


def test_a_zip_without_arrays(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "A.npz", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "holds no NumPy arrays" in refusal(tmp_path / "A.npz").message
