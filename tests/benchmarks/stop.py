"""Stop in the middle of LAPACK, until the next small result is there."""

from __future__ import annotations

import time

import numpy as np

from tests.benchmarks.client import client
from tests.benchmarks.table import Row, percentile
from workbench.jobs.request import Compute

SIDE = 4000
TIMES = 5


def rows() -> list[Row]:
    A = np.random.default_rng(2).standard_normal((SIDE, SIDE))
    waits: list[float] = []
    with client() as session:
        session.put("A", A)
        session.put("S", np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]]))
        for _ in range(TIMES):
            session.session.run(Compute("eig", ("A",)))
            time.sleep(2)  # well into the reduction to Hessenberg form
            started = time.perf_counter()
            session.session.stop()
            session.run("inv", "S")
            waits.append(1e3 * (time.perf_counter() - started))
            time.sleep(1.5)  # the next spare warms up
    return [
        Row(f"Stop of eig, n = {SIDE}, until the next 3 x 3 result, worst of {TIMES}", percentile(waits, 1), 300, "ms")
    ]
