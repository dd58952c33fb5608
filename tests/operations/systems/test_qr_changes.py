"""QR factors after a change of their product: they rebuild it, agree with a new factorisation, and errors are seen."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends.exact_text import value
from workbench.model.errors import UserError
from workbench.numerics import qr_changes
from workbench.operations import by_name
from workbench.operations.spec import Operand

seeds = st.integers(0, 2**32 - 1)
sides = st.integers(1, 8)
NAMES = ("qr_update", "qr_insert row", "qr_insert col", "qr_delete row", "qr_delete col")
EACH = pytest.mark.parametrize("name", NAMES)
HARMLESS = ("columns swapped",)


def factors(m: int, n: int, seed: int, complex_: bool = False, full: bool = False) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((m, n)) + (1j * rng.standard_normal((m, n)) if complex_ else 0)
    Q, R = np.linalg.qr(A, mode="complete" if full else "reduced")
    return rng, Q, R


def posed(name: str, m: int, n: int, seed: int, complex_: bool = False, full: bool = False, count: int | None = None):
    """The inputs, the parameters and the matrix that is to be factored."""
    rng, Q, R = factors(m, n, seed, complex_, full or m < n)
    before, shape = Q @ R, () if count is None else (count,)

    def draw(side: int) -> Any:
        x = rng.standard_normal((side, *shape))
        return x + 1j * rng.standard_normal(x.shape) if complex_ else x

    p = 1 if count is None else count
    match name.split():
        case ["qr_update"]:
            u, v = draw(m), draw(n)
            columns, rows = u.reshape(m, p), v.reshape(n, p)
            return (Q, R, u, v), {}, before + columns @ rows.conj().T
        case ["qr_insert", "row"]:
            u, k = draw(n).T, int(rng.integers(0, m + 1))
            return (Q, R, u), {"k": k, "which": "row"}, np.vstack([before[:k], u, before[k:]])
        case ["qr_insert", "col"]:
            u, k = draw(m), int(rng.integers(0, n + 1))
            return (Q, R, u), {"k": k, "which": "col"}, np.column_stack([before[:, :k], u, before[:, k:]])
    row = name.endswith("row")
    k = int(rng.integers(0, (m if row else n) - p + 1))
    return (Q, R), {"k": k, "p": p, "which": name[-3:]}, np.delete(before, slice(k, k + p), 0 if row else 1)


def operation(name: str) -> str:
    return name.split()[0]


@settings(max_examples=100)
@given(st.sampled_from(NAMES), sides, sides, seeds, st.booleans(), st.booleans())
def test_the_factors_are_those_of_the_changed_matrix(run, name, m, n, seed, complex_, full):
    arrays, params, A = posed(name, m, n, seed, complex_, full)
    answer = run(operation(name), *arrays, **params)
    Q, R = answer["Q"], answer["R"]
    np.testing.assert_allclose(Q @ R, A, atol=1e-13 * max(1, np.abs(A).max(initial=0)))
    np.testing.assert_allclose(Q.conj().T @ Q, np.eye(Q.shape[1]), atol=1e-13)
    assert not np.tril(R, -1).any()
    assert (np.diagonal(R).real >= 0).all()
    assert Q.shape[1] == (len(A) if full or m <= n else min(A.shape))
    assert answer.verdict != "red", answer.assessment


@settings(max_examples=30)
@given(sides, sides, seeds, st.booleans())
def test_there_and_back(run, m, n, seed, full):
    (Q, R, u, v), _, _ = posed("qr_update", m, n, seed, full=full)
    there = run("qr_update", Q, R, u, v)
    back = run("qr_update", there["Q"], there["R"], u, -v)
    np.testing.assert_allclose(back["Q"] @ back["R"], Q @ R, atol=1e-12)
    (Q, R, u), params, _ = posed("qr_insert row", m, n, seed, full=full)
    there = run("qr_insert", Q, R, u, **params)
    back = run("qr_delete", there["Q"], there["R"], **params)
    np.testing.assert_allclose(back["Q"] @ back["R"], Q @ R, atol=1e-13)
    assert back.verdict != "red"


@settings(max_examples=30)
@given(st.sampled_from(NAMES), seeds, st.integers(0, 3), st.booleans())
def test_several_at_once(run, name, seed, count, full):
    if count == 0 and "delete" in name:
        return
    arrays, params, A = posed(name, 6, 4, seed, full=full, count=count)
    answer = run(operation(name), *arrays, **params)
    np.testing.assert_allclose(answer["Q"] @ answer["R"], A, atol=1e-12)
    assert answer.verdict != "red"


@EACH
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("sizes", [(1, 1), (9, 4), (6, 6), (4, 7), (150, 140), (300, 20)])
@pytest.mark.parametrize("complex_", [False, True])
def test_right_answers_are_green_and_every_error_is_seen(run, unseen, name, sizes, full, complex_):
    arrays, params, A = posed(name, *sizes, 5, complex_, full)
    answer = run(operation(name), *arrays, **params)
    assert answer.verdict == "green", answer.assessment
    assert not A.size or not unseen(answer, HARMLESS)


@EACH
@pytest.mark.parametrize("size", [1e-300, 1e-150, 1e150, 1e300])
def test_sizes(run, unseen, name, size):
    (Q, R, *rest), params, _ = posed(name, 6, 4, 5)
    answer = run(operation(name), Q, R * size, *([rest[0] * size, *rest[1:]] if rest else []), **params)
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


@EACH
@pytest.mark.parametrize("dtype", [np.float32, np.complex64])
def test_single_precision(run, unseen, name, dtype):
    arrays, params, _ = posed(name, 7, 4, 5, np.dtype(dtype).kind == "c")
    answer = run(operation(name), *(A.astype(dtype) for A in arrays), **params)
    assert answer["Q"].dtype == answer["R"].dtype == dtype
    assert answer.verdict == "green", answer.assessment
    assert not unseen(answer)


@EACH
def test_graded_columns_and_rows(run, unseen, name):
    _, Q, R = factors(7, 5, 3)
    A = Q @ R
    for graded in (A * np.geomspace(1, 1e-12, 5), A * np.geomspace(1, 1e-12, 7)[:, None]):
        (_, _, *rest), params, _ = posed(name, 7, 5, 3)
        answer = run(operation(name), *np.linalg.qr(graded), *rest, **params)
        assert answer.verdict != "red", answer.assessment
        assert not unseen(answer)


def test_a_column_in_the_span_of_others(run):
    """SciPy gives up on it; the direction that is left over is any."""
    _, Q, R = factors(5, 2, 3)
    answer = run("qr_insert", Q, R, Q @ np.array([1.0, 2.0]), k=1, which="col")
    np.testing.assert_allclose(answer["Q"].T @ answer["Q"], np.eye(3), atol=1e-14)
    assert answer.verdict == "amber"


def test_a_row_that_has_a_direction_for_itself(run):
    """Without it the rank is less by one."""
    A = np.array([[1.0, 2.0], [0.0, 3.0], [0.0, 0.0], [0.0, 1.0]])
    Q, R = np.linalg.qr(A)
    answer = run("qr_delete", Q, R, k=0)
    np.testing.assert_allclose(answer["Q"] @ answer["R"], A[1:], atol=1e-14)
    np.testing.assert_allclose(answer["Q"].T @ answer["Q"], np.eye(2), atol=1e-14)
    assert answer.verdict == "amber"


def test_what_cancels_is_not_red(run):
    _, Q, R = factors(4, 3, 3)
    answer = run("qr_update", Q, R, -Q @ R[:, 0], np.eye(3)[0])
    assert answer.verdict == "amber"
    assert "rounding decides" in answer.assessment.reason


def test_nothing_is_added(run):
    _, Q, R = factors(4, 3, 3)
    for u, v in ((np.zeros(4), np.ones(3)), (np.ones(4), np.zeros(3))):
        answer = run("qr_update", Q, R, u, v)
        np.testing.assert_allclose(np.abs(answer["R"]), np.abs(R), atol=1e-15)
        assert answer.verdict == "green"


def test_many_at_once_are_factored_anew(run):
    arrays, params, A = posed("qr_insert row", 40, 40, 3, count=10)
    answer = run("qr_insert", *arrays, **params)
    assert answer.method == "LAPACK geqrf"
    np.testing.assert_allclose(answer["Q"] @ answer["R"], A, atol=1e-12)


@EACH
def test_no_entries(run, name):
    for m, n in ((0, 0), (3, 0), (0, 3)):
        if ("delete row" in name and not m) or ("delete col" in name and not n):
            continue
        Q, R = np.eye(m), np.zeros((m, n))
        rest = {"qr_update": (np.ones(m), np.ones(n)), "qr_insert row": (np.ones(n),), "qr_insert col": (np.ones(m),)}
        params = {} if name == "qr_update" else {"which": name[-3:]}
        assert run(operation(name), Q, R, *rest.get(name, ()), **params).verdict != "red"


def test_a_q_of_few_digits_is_mended_and_said(run):
    _, Q, R = factors(5, 3, 3)
    rounded = np.round(Q, 4)
    answer = run("qr_update", rounded, R, np.ones(5), np.ones(3))
    assert "orthonormal only to" in answer.outcome.warnings[0]
    assert answer.verdict == "green"
    np.testing.assert_allclose(answer["Q"] @ answer["R"], rounded @ R + 1, atol=1e-13)


@pytest.mark.parametrize(
    ("Q", "R", "message"),
    [
        (np.eye(3), np.ones((3, 3)), "R is not upper triangular"),
        (np.ones((3, 3)), np.eye(3), "columns of Q are not orthonormal"),
        (2 * np.eye(3), np.eye(3), "columns of Q are not orthonormal"),
        (np.eye(3, 2), np.eye(3), "not the factors"),
        (np.eye(2, 3), np.eye(3), "not the factors"),
        (np.eye(4, 2), np.eye(2, 3), "not the factors"),
    ],
)
@EACH
def test_what_are_no_factors_is_refused(run, name, Q, R, message):
    rest = {"qr_update": (np.ones(3), np.ones(3)), "qr_insert row": (np.ones(3),), "qr_insert col": (np.ones(3),)}
    with pytest.raises(UserError, match=message) as caught:
        run(operation(name), Q, R, *rest.get(name, ()))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "shapes", "params", "message"),
    [
        ("qr_update", ((3,), (3,)), {}, "u has to be a vector of 4; it is a vector of 3"),
        ("qr_update", ((4,), (4,)), {}, "v has to be a vector of 3; it is a vector of 4"),
        ("qr_update", ((4, 2), (3, 1)), {}, "v has to be 3 x 2; it is 3 x 1"),
        ("qr_insert", ((4,),), {}, "a row of it has 3 entries"),
        ("qr_insert", ((3, 4),), {"which": "col"}, "a column of it has 4 entries"),
        ("qr_insert", ((3,),), {"k": 5}, "of 4 rows it is -4 to 4"),
        ("qr_insert", ((3,),), {"k": -5}, "of 4 rows it is -4 to 4"),
        ("qr_delete", (), {"k": 4}, "of 4 rows it is -4 to 3"),
        ("qr_delete", (), {"p": 0}, "p is 0"),
        ("qr_delete", (), {"k": 2, "p": 2, "which": "col"}, "from column 2 on there are 1"),
    ],
)
def test_shapes_and_places_that_do_not_fit(name, shapes, params, message):
    keys = ("u", "v")
    operands = (
        Operand("Q", (4, 3)),
        Operand("R", (3, 3)),
        *(Operand(*item) for item in zip(keys, shapes, strict=False)),
    )
    with pytest.raises(UserError, match=message) as caught:
        by_name(name).declare(*operands, **params)
    assert caught.value.hint


def test_indices_from_the_end(run):
    _, Q, R = factors(4, 3, 3)
    for params in ({"which": "row"}, {"which": "col"}):
        last = run("qr_delete", Q, R, k=-1, **params)
        same = run("qr_delete", Q, R, k=3 if params["which"] == "row" else 2, **params)
        assert np.array_equal(last["R"], same["R"])


@EACH
@pytest.mark.parametrize("full", [False, True])
def test_exact_factors_have_their_roots(run, exactly, name, full):
    Q = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1]])[:, : 3 if full else 2]
    R = np.array([[2, 1], [0, 3], [0, 0]])[: Q.shape[1]]
    rest = {"qr_update": ([1, 2, 3], [1, -1]), "qr_insert row": ([4, 5],), "qr_insert col": ([1, 2, 2],)}
    params = {} if name == "qr_update" else {"k": 2 if name == "qr_delete row" else 1, "which": name[-3:]}
    arrays = (Q, R, *map(np.array, rest.get(name, ())))
    answer = run(operation(name), *(A.astype(float) for A in arrays), exact=True, **params)
    found = answer.operation.exact(answer.problem)
    if answer["Q"].shape[1] > answer["R"].shape[1]:
        assert found is None
        return
    for key in ("Q", "R"):
        spelled = [[value(str(x)) for x in row] for row in found[key]]
        np.testing.assert_allclose(spelled, answer[key], atol=1e-14)


def test_rational_factors_stay_rational(exactly):
    Q = np.array([[Fraction(3, 5), Fraction(-4, 5)], [Fraction(4, 5), Fraction(3, 5)]])
    R = np.array([[Fraction(5), Fraction(1)], [Fraction(0), Fraction(2)]])
    u, v = np.array([Fraction(3), Fraction(4)]), np.array([Fraction(1), Fraction(0)])
    found = exactly("qr_update", Q, R, u, v)
    assert np.array_equal(found["Q"], Q)
    assert np.array_equal(found["R"], np.array([[10, 1], [0, 2]]))


@EACH
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("count", [None, 2])
@pytest.mark.parametrize("complex_", [False, True])
def test_the_code_runs(run, name, full, count, complex_):
    arrays, params, _ = posed(name, 6, 4, 5, complex_, full, count)
    answer = run(operation(name), *arrays, **params)
    keys = answer.operation.keys(len(arrays))
    names: dict[str, Any] = {"np": np, "scipy": scipy} | dict(zip(keys, arrays, strict=True))
    exec(answer.operation.routes[0].code(answer.problem, keys), names)
    np.testing.assert_allclose(names["R1"], answer["R"], atol=1e-13)
    thin = min(answer["R"].shape)
    np.testing.assert_allclose(names["Q1"][:, :thin], answer["Q"][:, :thin], atol=1e-13)


def test_rotations_of_the_least_numbers():
    """A complex number over a subnormal one is not a number."""
    R = np.array([[1e-322 - 5e-323j, 3e-322j], [0, 5e-323j]])
    pair = qr_changes.with_row(qr_changes.Pair(np.eye(2, dtype=complex), R), np.array([5e-323j, 1e-322]), 0)
    assert np.isfinite(pair.Q).all()
    np.testing.assert_allclose(pair.Q.conj().T @ pair.Q, np.eye(3), atol=1e-14)
