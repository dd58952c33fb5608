"""Norms of the least numbers there are: no digit is claimed that they cannot hold."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest


def squares(x: np.ndarray) -> Fraction:
    return sum((Fraction(float(part)) ** 2 for v in x.flat for part in (v.real, v.imag)), Fraction(0))


@pytest.mark.parametrize("kind", [np.float64, np.complex128, np.float32])
def test_lengths_are_as_sure_as_is_said(compute, kind):
    rng = np.random.default_rng(0)
    least = float(np.finfo(kind).smallest_subnormal)
    for size in (1, 3, 40, 1e3, 1e6):
        x = (rng.integers(-9, 10, 4) * size * least).astype(kind)
        x = x + x[::-1] * 1j if kind is np.complex128 else x
        for values in (x, x[None]):
            found = compute("norm", values)
            value, bound = Fraction(float(found.outputs["result"])), Fraction(found.certificate.assessment.error_bound)
            assert (value * (1 - bound)) ** 2 <= squares(values) <= (value * (1 + bound)) ** 2
            assert found.certificate.verdict != "red"


def test_the_least_numbers_have_a_norm_without_digits(compute):
    found = compute("norm", np.array([[5e-324, 5e-324]]))
    assert found.certificate.verdict == "amber"
    assert found.certificate.assessment.digits == 0
    assert compute("norm", np.array([[5e-324, 5e-324]]), ord=1).certificate.assessment.digits == 15
    for ord in (2, "nuc", "inf", "fro", "sum"):
        assert compute("norm", np.array([[5e-324, 5e-324]]), ord=ord).certificate.verdict != "red"
    for ord in (3.0, 0.5, -1.0, 2):
        assert compute("norm", np.array([5e-324, 5e-324]), ord=ord).certificate.verdict != "red"
