#!/usr/bin/env python3
"""Set the program up, run it, test it, check it, measure it, package it: one command each, standard library only.

python3 packaging/dev.py run            the window; without a display, the guided tour as pictures
python3 packaging/dev.py test           all tests; further words go to pytest
python3 packaging/dev.py setup          only the set-up that `run` does by itself
python3 packaging/dev.py check          ruff, mypy and the layer rule
python3 packaging/dev.py bench          ratios against peers, as a table
python3 packaging/dev.py package        the frozen application; --self-test runs what was built, --deb packs it
"""

from __future__ import annotations

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036  any python3 may be asked to run this file
    sys.exit("Matrix Workbench needs Python 3.11 or later; this is Python {}.{}.".format(*sys.version_info[:2]))

from devtools import debian, environment, frozen, system
from devtools.paths import ROOT, relative

ALL_CORES = ("-n", "auto", "--dist", "worksteal")


def run(words: list[str]) -> int:
    """Open the window with the files named, or pass a command such as `compute` on."""
    screen = system.has_display()
    environment.ensure((), system.WINDOW if screen else system.OFFSCREEN)
    if screen or not _wants_window(words):
        return environment.python("-m", "workbench", *words)
    return _tour()


def _wants_window(words: list[str]) -> bool:
    return not words or os.path.exists(words[0])


def _tour() -> int:
    print("There is no display, so the guided tour runs off-screen.", flush=True)
    code = environment.python("-m", "workbench", "tour", "--out", "tour", QT_QPA_PLATFORM="offscreen")
    if code == 0:
        print(f"Its pictures and results.json are in {ROOT / 'tour'}.")
    return code


def test(words: list[str]) -> int:
    """Run the tests off-screen, side by side; those marked `screen` start a virtual display of their own."""
    environment.ensure(("test",), system.TESTS)
    return environment.python("-m", "pytest", *(words or ALL_CORES), QT_QPA_PLATFORM="offscreen")


def setup(words: list[str]) -> int:
    """Make the environment that `run` needs, and nothing more."""
    environment.ensure((), system.WINDOW if system.has_display() else system.OFFSCREEN)
    print(f"Ready: {relative(environment.PYTHON)} -m workbench")
    return 0


def check(words: list[str]) -> int:
    """Run every check, also when an earlier one fails, and fail if any did."""
    environment.ensure(("test", "check"), system.BASE)
    lint_imports = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-logo'])"
    checks = {
        "ruff check": ("-m", "ruff", "check", "."),
        "ruff format --check": ("-m", "ruff", "format", "--check", "."),
        "mypy": ("-m", "mypy"),
        "mypy packaging": ("-m", "mypy", "--explicit-package-bases", "packaging/dev.py", "packaging/devtools"),
        "lint-imports": ("-c", lint_imports),
    }
    failed = [title for title, words in checks.items() if _fails(title, *words)]
    print("\nFailed: " + ", ".join(failed) if failed else "\nAll checks passed.")
    return 1 if failed else 0


def _fails(title: str, *words: str) -> bool:
    print(f"\n$ {title}", flush=True)
    return environment.python(*words, MYPYPATH="packaging") != 0


def bench(words: list[str]) -> int:
    """Measure against peers in the same run and print the ratios."""
    environment.ensure(("test", "bench"), system.TESTS)
    return environment.python("tests/benchmarks/run.py", *words)


def package(words: list[str]) -> int:
    """Build the frozen application and, if asked, make it prove itself off-screen and on a virtual display."""
    unknown = set(words) - {"--self-test", "--deb"}
    if unknown:
        raise SystemExit(f"package knows --self-test and --deb, not {' '.join(sorted(unknown))}")
    environment.ensure(("package",), system.FREEZE + (system.SCREEN if "--self-test" in words else ()))
    frozen.build()
    if "--deb" in words:
        debian.build()
    return frozen.self_test() if "--self-test" in words else 0


COMMANDS = {task.__name__: task for task in (run, test, setup, check, bench, package)}


def main(words: list[str]) -> int:
    if not words or words[0] not in COMMANDS:
        print(__doc__)
        return 0 if words[:1] in (["-h"], ["--help"]) else 2
    os.chdir(ROOT)
    return COMMANDS[words[0]](words[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
