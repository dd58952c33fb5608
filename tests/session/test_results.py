"""Cards share a memory budget: the oldest lose their arrays first and keep the rest."""

from __future__ import annotations

import numpy as np

from workbench.jobs.compute import compute
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix
from workbench.session.results import Results


def test_the_oldest_drop_their_arrays_and_keep_certificate_and_code() -> None:
    task = Compute("transpose", ("A",))
    answer = compute(task, (Matrix.of("A", np.ones((10, 10))),))
    results = Results(budget=2000)
    for _ in range(4):
        results.add("Transpose", task, answer)
    dropped = [entry.dropped for entry in results]
    assert dropped == [False, False, True, True]
    oldest = list(results)[-1]
    assert oldest.result is not None
    assert oldest.result.certificate.verdict == "green"
    assert oldest.result.code


def test_the_newest_stays_whatever_it_takes() -> None:
    task = Compute("transpose", ("A",))
    answer = compute(task, (Matrix.of("A", np.ones((10, 10))),))
    results = Results(budget=1)
    entry = results.add("Transpose", task, answer)
    assert not entry.dropped
