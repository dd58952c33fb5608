"""A /dev/shm that is full or tiny, as in containers, does no harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SCRIPT = """
import queue
import numpy as np
from workbench.jobs.process import ProcessRunner
from workbench.jobs.request import Request
from workbench.model.matrix import Matrix
posted, replies = queue.SimpleQueue(), []
runner = ProcessRunner(posted.put, engine="errands:run", preload=())
runner.start()
matrix = Matrix.of("A", np.ones((4096, 4096)))
runner.submit(Request(1, ("double",), (matrix,)), replies.append)
posted.get(timeout=60)()
runner.close()
assert replies[0].value.sum() == 2 * 4096**2
print("right")
"""


def in_a_namespace(command):
    inner = (
        'mount -t tmpfs -o size=1m tmpfs /dev/shm && { head -c 2m /dev/zero > /dev/shm/full 2>/dev/null; exec "$@"; }'
    )
    return ["unshare", "-m", "sh", "-c", inner, "sh", *command]


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/shm is Linux's")
def test_128_megabytes_with_a_full_shm():
    if shutil.which("unshare") is None or subprocess.run(in_a_namespace(["true"]), capture_output=True).returncode:
        pytest.skip("needs the right to mount in a namespace of its own")
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "jobs" / "engines")])
    result = subprocess.run(
        in_a_namespace([sys.executable, "-c", SCRIPT]),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert (result.stdout.strip(), result.stderr) == ("right", "")
