"""LU: the digits that are claimed are those of L and U themselves, and refusals name what is in the way."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact_lu
from workbench.model.errors import UserError

PIVOTING = ("partial", "complete", "none")
shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))

FALSE = [
    (
        [[1.1582993679787092e-11, -1.0164581913828042e-11], [3.9999999999904321, -6.00000000000348], [4.0, -6.0]],
        "partial",
    ),
    (
        [[6.0000000000000107, 4.000000000000008], [9, 5.999999999999999], [6.95e-15, -3.23e-15], [-5.7e-16, -1.07e-14]],
        "none",
    ),
    ([[6.941000649094268e-149, 7.056906492234877e-103], [7.056906492234877e-103, 7.174747814876685e-057]], "none"),
    (
        [
            [9.9181797097232553e26, 6.796222990591227e15, -2.0992503624801934e21],
            [6.796222990591227e15, 46569.681423053742, -14384669358.741581],
            [-2.0992503624801934e21, -14384669358.741581, 4.443206529170852e15],
        ],
        "none",
    ),
]
RIGHT = [
    [[3.5727247e-21, 1.6996834], [1.3136551e-21, -6.1473646e18]],
    [[9.481715e19], [0], [-6.326983e-22]],
    [[-6.1121171e17, -6.5430068e11], [-8.7490685e-33, -1.2645422e-38]],
]
SUBNORMAL = [
    [[4.447721e-42, 2.463483e-41], [2.463483e-41, 5.402105e37]],
    [[0, -8.238402e-40], [-8.238402e-40, 4.360366e28]],
]
"""Single precision whose least numbers are lost when the largest are brought to size 1."""


def error(answer, A, name):
    """How far L or U is from the one of exact arithmetic with the same exchanges, relative to its largest entry."""
    rows = np.argmax(answer["P"], axis=0)
    Q = answer.outcome.outputs["Q"]
    columns = slice(None) if Q is None else np.argmax(Q, axis=1)
    truth = getattr(exact_lu.lu(fractions(A[rows][:, columns]), "none"), name)
    gaps = [abs(x - y) for x, y in zip(fractions(answer[name]).flat, truth.flat, strict=True)]
    size = max(map(abs, truth.flat))
    return float(max(gaps) / size) if size else float(any(gaps))


def fractions(A):
    out = np.empty(A.shape, object)
    out.flat = [Fraction(float(x)) for x in A.flat]
    return out


def true(answer, A):
    bound, digits = answer.assessment.error_bound, answer.assessment.digits
    return bound is None or all(
        (found := error(answer, A, name)) <= max(100 * bound, 1e-15) and found < 10.0 ** (1 - digits) for name in "LU"
    )


@settings(max_examples=60)
@given(shapes, st.integers(0, 2**32 - 1), st.sampled_from(PIVOTING), st.sampled_from([0, 3, 10, 40]))
def test_claimed_digits_are_those_of_l_and_u(run, shape, seed, pivoting, spread):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal(shape) * 10.0 ** rng.uniform(-spread, spread, shape)
    try:
        answer = run("lu", A, pivoting=pivoting)
    except UserError:
        if pivoting != "none":
            raise
        return
    assert true(answer, A)


@settings(max_examples=30)
@given(shapes, st.integers(0, 2**32 - 1))
def test_claimed_digits_where_columns_are_nearly_dependent(run, shape, seed):
    rng = np.random.default_rng(seed)
    A = rng.integers(1, 4, (shape[0], 1)) @ rng.integers(1, 4, (1, shape[1])) + 1e-12 * rng.standard_normal(shape)
    for pivoting in ("partial", "complete"):
        assert true(run("lu", A, pivoting=pivoting), A)


@pytest.mark.parametrize(("A", "pivoting"), FALSE)
def test_no_digits_of_what_rounding_decides(run, A, pivoting):
    answer = run("lu", np.array(A, float), pivoting=pivoting)
    assert answer.verdict == "amber"
    assert true(answer, np.array(A, float))


@pytest.mark.parametrize(
    ("A", "pivoting"), [*((A, "partial") for A in RIGHT), *((A, "complete") for A in RIGHT + SUBNORMAL)]
)
def test_least_numbers_are_kept(run, A, pivoting):
    A = np.array(A, np.float32)
    answer = run("lu", A, pivoting=pivoting)
    assert answer.verdict == "green"
    assert true(answer, A)


@pytest.mark.parametrize("shape", [(140, 300), (300, 140)])
def test_beside_a_large_square_and_below_it(run, shape):
    A = np.random.default_rng(3).standard_normal(shape)
    A[: min(shape), : min(shape)] += 1e-6 * np.eye(min(shape)) - A[: min(shape), : min(shape)] * (1 - 1e-7)
    answer = run("lu", A.astype(np.float32), pivoting="none")
    work = A.astype(np.float32).astype(float)
    for j in range(min(shape)):
        work[j + 1 :, j] /= work[j, j]
        work[j + 1 :, j + 1 :] -= np.outer(work[j + 1 :, j], work[j, j + 1 :])
    truth = {
        "L": np.tril(work, -1)[:, : min(shape)] + np.eye(*shape)[:, : min(shape)],
        "U": np.triu(work)[: min(shape)],
    }
    bound = answer.assessment.error_bound
    off = [np.abs(answer[name] - T).max() / np.abs(T).max() for name, T in truth.items()]
    assert bound is None or max(off) <= 10 * bound


def refused(run, A):
    with pytest.raises(UserError) as caught:
        run("lu", np.array(A, float), pivoting="none")
    return caught.value


def test_a_minor_is_blamed_only_where_it_is_the_first(run):
    assert "leading minor of order 2 is 0" in refused(run, [[1, 2, 3], [2, 4, 5], [1, 1, 1]]).message
    later = refused(run, [[0, 1, 0], [0, 0, 1], [0, 1, 0]])  # has factors, with another multiplier in column 0
    assert "no LU" not in later.message
    assert "row 0 before it was 0 too" in later.message


def test_what_rounding_makes_zero_is_no_minor_of_zero(run):
    stop = refused(run, [[3, 1], [1, 1 / 3], [1, 5]])
    assert "as far as it can be told" in stop.message
    assert stop.details["row"] == 1
