"""The frozen application: built by PyInstaller into one folder, then asked to prove itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from devtools import environment, screen
from devtools.paths import APPLICATION, PACKAGING, ROOT, relative

SELF_TEST_SECONDS = 120


def build() -> None:
    """Run PyInstaller on the specification; whatever an earlier build left is replaced."""
    started = time.monotonic()
    shutil.rmtree(APPLICATION, ignore_errors=True)
    folders = ("--distpath", str(APPLICATION.parent), "--workpath", str(ROOT / "build"))
    words = ("--noconfirm", "--clean", "--log-level", "ERROR", *folders, str(PACKAGING / "matrix-workbench.spec"))
    if environment.python("-m", "PyInstaller", *words) != 0:
        raise SystemExit("PyInstaller could not build the application; its own words are above.")
    seconds = time.monotonic() - started
    print(f"Built {relative(APPLICATION)}: {_megabytes(APPLICATION):.0f} MB in {seconds:.0f} s.", flush=True)


def _megabytes(folder: Path) -> float:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) / 1e6


def self_test() -> int:
    """Open the window, compute and take a picture, off-screen and on a virtual screen; 0 only if both pass."""
    passed = [_self_test("off-screen", {"QT_QPA_PLATFORM": "offscreen"})]
    with screen.virtual_screen() as variables:
        passed.append(_self_test("virtual screen", variables))
    return 0 if all(passed) else 1


def _self_test(title: str, variables: dict[str, str]) -> bool:
    """Run the built program away from the sources, with a home of its own; it must leave a picture."""
    with tempfile.TemporaryDirectory() as home:
        pictures = Path(home, "pictures")
        program = APPLICATION / "matrix-workbench"
        done = _run([str(program), "--self-test", str(pictures)], home, variables)
        kept = sorted(path for path in pictures.glob("*.png") if path.stat().st_size > 0)
        passed = done == 0 and bool(kept)
        reason = "" if passed else f" (exit status {done}, {len(kept)} pictures)"
        print(f"Self-test, {title}: {'passed' if passed else 'FAILED'}{reason}", flush=True)
        _keep(kept, title)
    return passed


def _keep(pictures: list[Path], title: str) -> None:
    target = APPLICATION.parent / "self-test" / title.replace(" ", "-")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for picture in pictures:
        shutil.copy(picture, target)


def _run(words: list[str], home: str, variables: dict[str, str]) -> int | str:
    """The exit status, or the word `timeout`; nothing of this Python's environment reaches the program."""
    inherited = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    try:
        return subprocess.run(
            words, cwd=home, env={**inherited, "HOME": home, **variables}, timeout=SELF_TEST_SECONDS, check=False
        ).returncode
    except subprocess.TimeoutExpired:
        return "timeout"
