"""Matrices of subnormal numbers: what is found is right up to the spacing of such numbers, and no more is claimed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from workbench.numerics.bounds import quantum
from workbench.numerics.probes import shifted

NAMES = ("svd", "svdvals", "eig", "eigvals", "eigh", "schur", "hessenberg", "polar")
LEVELS = {"d": (-1035, -1055, -1070), "f": (-135, -145)}
VALUES = {"svd": "S", "svdvals": "result", "eig": "eigenvalues", "eigvals": "result", "eigh": "eigenvalues"}


def matrix(dtype: Any, p: int, n: int = 4, symmetric: bool = False) -> Any:
    """Random numbers of the size 2ᵖ, each a multiple of the least of all."""
    rng = np.random.default_rng(-p)
    A = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if np.dtype(dtype).kind == "c" else 0)
    A = A + A.conj().T if symmetric else A
    return shifted(A.astype(dtype), p)


def lifted(A: Any) -> Any:
    """The same numbers of usual size."""
    return shifted(A, 140 if A.real.dtype == np.float32 else 1060)


def cases() -> list[Any]:
    return [
        pytest.param(kind, p, symmetric)
        for kind in (np.float64, np.complex128, np.float32, np.complex64)
        for p in LEVELS[np.dtype(kind).type(0).real.dtype.char]
        for symmetric in (False, True)
    ]


@pytest.mark.parametrize(("dtype", "p", "symmetric"), cases())
@pytest.mark.parametrize("name", NAMES)
def test_right_answers_are_not_red_and_no_digit_too_many_is_claimed(
    answer: Any, name: str, dtype: Any, p: int, symmetric: bool
) -> None:
    A = matrix(dtype, p, symmetric=symmetric)
    found = answer(name, A)
    said = found.certificate
    assert said.verdict != "red", said.reason
    if name in VALUES:
        value, truth = lifted(found[VALUES[name]]), answer(name, lifted(A))[VALUES[name]]
        error = np.abs(value - truth).max() / np.abs(truth).max()
        assert said.error_bound is None or error <= 10 * said.error_bound
        assert not said.digits or error <= 10.0 ** (1 - said.digits)


@pytest.mark.parametrize("n", [4, 150])
@pytest.mark.parametrize("name", NAMES)
def test_errors_of_many_spacings_are_red(answer: Any, name: str, n: int) -> None:
    A = matrix(np.float64, -1035, n)
    found = answer(name, A)
    said = found.certificate
    assert said.verdict != "red", said.reason
    if said.error_bound is None:
        return
    for output, value in found.outcome.outputs.items():
        wrong = value.copy()
        wrong[(0,) * value.ndim] += 110 * said.error_bound * np.abs(value).max()
        assert found.certify(**{output: wrong}).verdict == "red", output


def test_the_reason_for_few_digits_is_how_small_the_numbers_are(answer: Any) -> None:
    said = answer("svdvals", matrix(np.float64, -1055)).certificate
    assert said.verdict == "amber"
    assert "near to the least" in said.reason


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("A", [[[1.0, 1.0], [0.0, 1.0]], [[1.0, 1.0], [1.0, -1.0]], [[1.0]], [[0.0, 1.0], [-2.0, 1.0]]])
def test_the_least_numbers_themselves(answer: Any, name: str, A: Any) -> None:
    assert answer(name, np.array(A) * quantum(np.float64)).certificate.verdict != "red"


def test_condition_numbers_have_all_their_digits_however_small_the_entries(answer: Any) -> None:
    A = matrix(np.float64, -1055)
    found = answer("cond", A)
    assert found["result"] == pytest.approx(np.linalg.cond(lifted(A)), rel=1e-12)
    assert found.certificate.digits >= 12


def test_symmetric_parts_are_rounded_once(answer: Any) -> None:
    A = quantum(np.float64) * np.array([[1.0, 3.0], [2.0, 1.0]])
    assert answer("eigh", A)["eigenvalues"].sum() == 2 * quantum(np.float64)
