"""What README.md shows of the command line is what it answers."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from workbench.__main__ import main

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
(SHOWN,) = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
EXAMPLES = [example.split("\n", 1) for example in SHOWN.split("$ ") if example]
NUMBER = re.compile(r"-?\d+\.\d+(e[-+]\d+)?")


def without_rounding(text: str) -> str:
    """The text with decimals cut to six digits: the last ones differ between processors."""
    return NUMBER.sub(lambda found: f"{float(found.group()):.6g}", text).strip()


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=lambda text: text[:40])
def test_the_command_answers_as_shown(command: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    program, *words = shlex.split(command)
    assert program == ".venv/bin/matrix-workbench"
    main(words)
    said = capsys.readouterr()
    assert without_rounding(said.out + said.err) == without_rounding(shown)
