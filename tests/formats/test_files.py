from __future__ import annotations

import errno
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from workbench.formats import inspect_file, load_file, save_file
from workbench.model.errors import UserError

DATA = Path(__file__).parent.parent / "data"


def test_inspecting_names_format_and_size() -> None:
    found = inspect_file(DATA / "numpy" / "A.npy")
    assert (found.format, found.bytes) == ("npy", 288)
    assert found.arrays[0].dtype == "float64"


@pytest.mark.parametrize("action", [inspect_file, load_file])
def test_files_that_cannot_be_opened(tmp_path: Path, action: object, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\x00\x01")
    cases = {"none.npy": "no file", "": "is a folder", "empty.csv": "empty.csv is empty.", "photo.jpg": "in no format"}
    for name, sentence in cases.items():
        with pytest.raises(UserError, match=sentence) as caught:
            action(tmp_path / name)
        assert caught.value.kind == "file"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(PermissionError(errno.EACCES, "no"), "You may not read"), (OSError(errno.EIO, "disk broken"), "disk broken")],
)
def test_what_the_system_refuses_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, sentence: str
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UserError, match=sentence):
        load_file(tmp_path / "A.npy")


def test_an_unknown_extension_is_read_by_content_but_not_written(tmp_path: Path) -> None:
    (tmp_path / "A.dat").write_text("1 2\n3 4\n")
    assert load_file(tmp_path / "A.dat")[0].array.tolist() == [[1, 2], [3, 4]]
    with pytest.raises(UserError, match="no extension that can be written"):
        save_file(tmp_path / "B.dat", [("A", np.eye(2))])


def test_saving_into_nowhere(tmp_path: Path) -> None:
    (tmp_path / "folder.npy").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        save_file(tmp_path / "folder.npy", [("A", np.eye(2))])
    with pytest.raises(UserError, match="There is no folder"):
        save_file(tmp_path / "none" / "A.npy", [("A", np.eye(2))])


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.ENOSPC, "not enough room on the disk to save A.npy"),
        (errno.EROFS, "You may not write to the folder"),
        (errno.EIO, "A.npy cannot be saved"),
    ],
)
def test_a_failed_save_keeps_the_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    path = tmp_path / "A.npy"
    save_file(path, [("A", np.eye(2))])
    before = path.read_bytes()

    def refuse(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(UserError, match=sentence) as caught:
        save_file(path, [("A", np.ones((3, 3)))])
    assert caught.value.kind == "file"
    assert caught.value.hint == "The file that was there is unchanged."
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if os.name != "posix" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system needs root on Linux")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", ["A.npy", "A.npz", "A.csv"])
def test_a_disk_that_is_really_full(small_disk: Path, name: str) -> None:
    path = small_disk / name
    save_file(path, [("A", np.eye(2))])
    before = path.read_bytes()
    with pytest.raises(UserError, match="not enough room on the disk"):
        save_file(path, [("A", np.full((400, 400), 1.5))])
    assert path.read_bytes() == before
    assert list(small_disk.iterdir()) == [path]


def test_permissions_and_links_survive(tmp_path: Path) -> None:
    path, link = tmp_path / "A.npy", tmp_path / "link.npy"
    save_file(path, [("A", np.eye(2))])
    path.chmod(0o640)
    link.symlink_to(path)
    save_file(link, [("A", np.ones(3))])
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert load_file(path)[0].array.tolist() == [1, 1, 1]
