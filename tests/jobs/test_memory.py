"""Free memory is what the system and every group above us leave."""

from __future__ import annotations

import pytest

from workbench.jobs import memory
from workbench.model.errors import UserError


def test_something_is_free():
    assert 2**20 < memory.available_memory() < 2**50
    memory.check_memory(1)


def test_refusal_names_both_figures(monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 3 * 10**9)
    memory.check_memory(3 * 10**9)
    with pytest.raises(UserError, match=r"about 12\.8 GB.* 3\.0 GB are free") as caught:
        memory.check_memory(12_800_000_000)
    assert caught.value.kind == "memory"
    assert caught.value.details == {"needed": 12_800_000_000, "free": 3_000_000_000}


def write(folder, **values):
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in values.items():
        (folder / name.replace("_", ".", 1)).write_text(f"{value}\n")


def test_the_tightest_group_counts(tmp_path):
    names = ("memory.max", "memory.current", "inactive_file")
    write(tmp_path / "user" / "app", memory_max=1000, memory_current=700, memory_stat="anon 1\ninactive_file 100")
    write(tmp_path / "user", memory_max=5000, memory_current=4800, memory_stat="anon 1")
    write(tmp_path, memory_max="max", memory_current=1, memory_stat="anon 1")
    assert list(memory._free_above(tmp_path, "/user/app", *names)) == [400, 200]


def test_a_group_without_files_has_no_limit(tmp_path):
    assert list(memory._free_above(tmp_path, "/gone", "memory.max", "memory.current", "inactive_file")) == []
