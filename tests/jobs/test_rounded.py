"""Exact answers as floating point shows them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix


@pytest.mark.parametrize("name", ["minimal_polynomial", "charpoly", "det"])
def test_what_is_beyond_float64_is_said_and_the_exact_answer_stands(name: str) -> None:
    large = Fraction(10) ** 200
    exact = np.array([[large, large], [Fraction(0), large]], dtype=object)
    found = run(Compute(name, ("A",), {}, backend="exact"), (Matrix.of("A", exact.astype(float), exact=exact),))
    assert found.certificate.verdict == "amber"
    assert "exact answer has it" in found.certificate.reason
    assert found.certificate.assessment.digits is None
    assert found.exact is not None


def test_what_is_in_range_is_sure() -> None:
    found = run(Compute("minimal_polynomial", ("A",), {}), (Matrix.of("A", np.diag([1, 2])),))
    assert found.certificate.verdict == "green"
    assert found.outputs["result"].tolist() == [1, -3, 2]
