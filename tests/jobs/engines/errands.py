"""An engine for the tests of the runners: a task is the name of one of these functions with its arguments."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time
import warnings
from typing import Any

import numpy as np

from workbench.model.errors import UserError


def run(task: Any, matrices: tuple[Any, ...]) -> Any:
    name, *arguments = task
    return globals()[name](*(matrix.to_array() for matrix in matrices), *arguments)


def echo(value):
    return value


def double(array):
    return 2 * array


def total(array):
    return array.sum()


def several(array):
    """Arrays of several kinds, one without a contiguous buffer, one twice."""
    return {"same": array, "gaps": array[::2, ::3], "turned": array.T, "bools": array > 0, "again": [array, 1 + 2j]}


def flags(array):
    return array.flags.writeable, array.flags.c_contiguous


def sleep(seconds):
    time.sleep(seconds)
    return seconds


def pid():
    return os.getpid()


def environment(name):
    return os.environ.get(name)


def modules():
    return sorted(sys.modules)


def svd(array):
    import scipy

    return scipy.linalg.svd(array)


def fill(count):
    return np.ones(count)


def user_error():
    raise UserError("singular", "A is singular.", "Take the pseudoinverse.", ("pinv",), {"null_vector": [1, 0]})


def defect():
    raise ZeroDivisionError("by nothing")


def leave():
    os._exit(3)


def exit_politely():
    sys.exit(4)


def signal_self(number):
    os.kill(os.getpid(), number)
    time.sleep(60)


def segfault():
    print("last words", file=sys.stderr, flush=True)
    ctypes.string_at(0)


def too_much():
    """A real MemoryError: the address space is limited for the time of the allocation."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 32, before[1]))
    try:
        return np.ones(1 << 32)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def not_a_value():
    return lambda: None


def warn():
    warnings.warn("a warning in the compute process", stacklevel=1)
    return signal.SIGKILL.value


def echo_matrix(array):
    return array


def sleep_with(array, seconds):
    return sleep(seconds)


def without_binding():
    """Undo what the kernel was asked for, so that only the watchdog is left."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, 0, 0, 0, 0)
    return os.getpid()


def program():
    return sys.argv[0]


def touch_and_sleep(path, seconds):
    open(path, "w").close()
    return sleep(seconds)
