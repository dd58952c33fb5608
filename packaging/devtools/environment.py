"""The virtual environment in `.venv`: made once, brought up to date when what it is made from changes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable

from devtools import system
from devtools.paths import PACKAGING, ROOT

VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "workbench-stamp.json"
CONSTRAINTS = PACKAGING / "constraints.txt"


def ensure(extras: Iterable[str], needs: Iterable[system.Need]) -> None:
    """Make sure that the system's libraries and the packages of these extras are there."""
    installed = _stamped()
    wanted = {*extras} | (installed or set())
    ready = installed is not None and wanted <= installed
    system.ensure(need for need in needs if not (ready and need in system.BASE))
    if not ready:
        _create_if_needed()
        _install(sorted(wanted))


def python(*words: str, **variables: str) -> int:
    """Run the environment's Python at the root and answer its exit status."""
    return subprocess.run([str(PYTHON), *words], cwd=ROOT, env={**os.environ, **variables}, check=False).returncode


def _fingerprint() -> str:
    """What the environment depends on: this Python, this folder, and the two files that name the packages."""
    digest = hashlib.sha256(repr((sys.version_info[:3], str(ROOT))).encode())
    for path in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamped() -> set[str] | None:
    """The extras installed so far, or None if there is no finished environment or it is out of date."""
    if not (STAMP.is_file() and PYTHON.exists()):
        return None
    stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    return set(stamp["extras"]) if stamp["fingerprint"] == _fingerprint() else None


def _create_if_needed() -> None:
    if not _usable():
        print(f"Making {VENV.name} with Python {sys.version.split()[0]}.", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def _usable() -> bool:
    """Whether there is an environment of this Python, made at this place, in which pip starts."""
    record = VENV / "pyvenv.cfg"
    if not (record.is_file() and PYTHON.exists()):
        return False
    rows = dict(row.split(" = ", 1) for row in record.read_text(encoding="utf-8").splitlines() if " = " in row)
    here = rows.get("command", "").endswith(str(VENV))
    same = rows.get("version", "") == ".".join(map(str, sys.version_info[:3]))
    return here and same and python("-c", "import pip") == 0


def _install(extras: list[str]) -> None:
    """Install, and say so in the stamp only when it is done."""
    STAMP.unlink(missing_ok=True)
    _pip(extras)
    STAMP.write_text(json.dumps({"fingerprint": _fingerprint(), "extras": extras}), encoding="utf-8")


def _pip(extras: list[str]) -> None:
    target = f".[{','.join(extras)}]" if extras else "."
    print(f"Installing the packages into {VENV.name}.", flush=True)
    words = ("--quiet", "--disable-pip-version-check", "-c", str(CONSTRAINTS), "-e", target)
    if python("-m", "pip", "install", *words) != 0:
        raise SystemExit("pip could not install the packages; its own words are above.")
