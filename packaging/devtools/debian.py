"""The Debian package: the frozen folder under /opt, a command, and an entry in the menu."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from devtools import system
from devtools.paths import APPLICATION, PACKAGING, ROOT, relative

CONTROL = """\
Package: matrix-workbench
Version: {version}
Architecture: {architecture}
Section: math
Priority: optional
Maintainer: Matrix Workbench contributors
Depends: {depends}
Recommends: {recommends}
Description: linear algebra that you can point at, see and trust
 Type, paste or open a matrix, point at an operation, and see the answer as a
 matrix, as a picture and as a sentence, with how far it can be trusted.
"""


def build() -> Path:
    """Lay the files out as they will be installed and let dpkg-deb pack them."""
    version, architecture = _version(), _architecture()
    target = APPLICATION.parent / f"matrix-workbench_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "root")
        _lay_out(root)
        (root / "DEBIAN" / "control").write_text(_control(version, architecture), encoding="utf-8")
        words = ("dpkg-deb", "--root-owner-group", "-Zxz", "-z1", "--build", str(root), str(target))
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    print(f"Packed {relative(target)}: {target.stat().st_size / 1e6:.0f} MB.", flush=True)
    return target


def _lay_out(root: Path) -> None:
    for folder in ("DEBIAN", "opt", "usr/bin", "usr/share/applications"):
        (root / folder).mkdir(parents=True)
    root.chmod(0o755)
    shutil.copytree(APPLICATION, root / "opt" / "matrix-workbench", symlinks=True)
    (root / "usr/bin/matrix-workbench").symlink_to("/opt/matrix-workbench/matrix-workbench")
    shutil.copy(PACKAGING / "matrix-workbench.desktop", root / "usr/share/applications")


def _control(version: str, architecture: str) -> str:
    needs = [need for need in system.WINDOW if need not in system.BASE]
    depends = ", ".join(need.package for need in needs if need.required)
    recommends = ", ".join(need.package for need in needs if not need.required)
    return CONTROL.format(version=version, architecture=architecture, depends=depends, recommends=recommends)


def _version() -> str:
    text = (ROOT / "workbench" / "__init__.py").read_text(encoding="utf-8")
    return text.split('__version__ = "')[1].split('"')[0]


def _architecture() -> str:
    words = ("dpkg", "--print-architecture")
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
