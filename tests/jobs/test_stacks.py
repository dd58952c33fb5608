"""Stacks of problems: each is solved and certified by itself, and the worst speaks for all."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import scipy

from workbench.jobs.compute import compute
from workbench.jobs.engine import run
from workbench.jobs.estimate import estimate
from workbench.jobs.request import Compute, Request
from workbench.jobs.stacks import compute_stack
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.numerics import cost
from workbench.operations import by_name


def ask(operation: str, *arrays, **params):
    matrices = tuple(Matrix.of(name, np.asarray(array)) for name, array in zip("AB", arrays, strict=False))
    return run(Compute(operation, tuple(matrix.name for matrix in matrices), params), matrices)


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(len(shape)).standard_normal(shape)


@pytest.mark.parametrize("operation", ["inv", "pinv"])
def test_each_matrix_has_its_own_answer(operation):
    A = random(2, 3, 4, 4)
    result = ask(operation, A)
    np.testing.assert_allclose(result.outputs["result"], getattr(np.linalg, operation)(A), rtol=1e-9)
    assert result.details["batch_shape"] == [2, 3]
    assert result.certificate.assessment.reason.startswith("All 6 problems are verified. The worst, [")


def test_routes_follow_each_matrix():
    symmetric = np.array([[2.0, 1.0], [1.0, 3.0]])
    result = ask("eig", np.stack([symmetric, [[1.0, 2.0], [0.5, 1.0]]]))
    assert "syevd" in result.certificate.routine
    assert "geev" in result.certificate.routine
    assert result.outputs["eigenvalues"].dtype == np.complex128


def test_stacks_are_broadcast_against_each_other():
    A, b = random(5, 1, 3, 3), random(2, 3, 4)
    np.testing.assert_allclose(ask("solve", A, b).outputs["result"], np.linalg.solve(A, b), rtol=1e-9)
    one = random(3, 3)
    np.testing.assert_allclose(ask("solve", one, b).outputs["result"], np.linalg.solve(one, b), rtol=1e-9)


def test_exact_answers_are_stacked_too():
    result = ask("det", [[[2, 1], [1, 3]], [[1, 2], [2, 4]]])
    assert result.exact == {"result": [Fraction(5), Fraction(0)]}


def test_structure_is_what_all_have_in_common():
    result = ask("det", np.stack([np.eye(2), np.ones((2, 2))]))
    assert result.structures == ((),)
    both = ask("det", np.stack([2 * np.eye(2), 3 * np.eye(2)]))
    assert "diagonal" in both.structures[0]


def test_a_bad_one_is_named():
    with pytest.raises(UserError, match=r"A\[1\] is singular") as caught:
        ask("inv", [[[2, 1], [1, 3]], [[1, 2], [2, 4]]])
    assert caught.value.details["index"] == [1]


def test_the_axes_that_count_problems_are_named():
    details = ask("inv", random(2, 3, 4, 4)).details
    assert (details["batch_axes"], details["batch_shape"]) == ([0, 1], [2, 3])
    assert details["stack"] == "axes 0 and 1 (2 x 3 matrices of 4 x 4)"
    assert ask("solve", random(3, 3), random(4, 3, 2)).details["stack"] == "axis 0 (4 matrices of 3 x 2)"
    assert ask("vector_norms", random(5, 3)).details["stack"] == "axis 0 (5 vectors of 3)"
    for name in ("symmetric_skew", "conj_transpose", "tril", "triu"):
        assert ask(name, random(5, 3, 3)).details["stack"] == "axis 0 (5 matrices of 3 x 3)"
        assert "stack" not in ask(name, random(3, 3)).details


@pytest.mark.parametrize("dtype", [np.int64, np.float32, np.complex128])
def test_a_stack_without_problems_has_an_empty_answer(dtype):
    for front in ((0,), (2, 0)):
        A = np.ones((*front, 3, 3), dtype)
        result = ask("inv", A)
        assert result.outputs["result"].shape == np.linalg.inv(A).shape
        assert result.outputs["result"].dtype == np.linalg.inv(A).dtype
        assert made_by(result, A=A)["result"].shape == A.shape
        assert result.certificate.verdict == "green"
        assert result.details["batch_shape"] == list(front)
    assert ask("svd", np.ones((0, 3, 2))).outputs["S"].shape == (0, 2)
    assert ask("det", np.ones((0, 3, 3), int)).exact == {"result": []}


def test_stacks_that_do_not_fit_are_refused():
    with pytest.raises(UserError, match="The stacks do not fit each other"):
        ask("solve", random(2, 3, 3), random(4, 3, 1))


def test_answers_of_different_shapes_make_no_stack():
    matrices = (Matrix.of("A", np.stack([np.diag([1.0, 0.0]), np.zeros((2, 2))])),)
    stacked = replace(by_name("null_space"), stacked=True)
    with pytest.raises(UserError, match="different shapes"):
        compute_stack(stacked, Compute("null_space", ("A",)), matrices, compute)


def test_the_expected_time_counts_every_problem():
    one, many = (
        estimate(Request(1, Compute("inv", ("A",)), (Matrix.of("A", A),)))[0] for A in (random(3, 3), random(100, 3, 3))
    )
    assert many - cost.OVERHEAD == pytest.approx(100 * (one - cost.OVERHEAD))


def test_the_expected_time_and_memory_follow_the_number_type():
    A = random(300, 300)
    seconds, needed = zip(*(
        estimate(Request(1, Compute("inv", ("A",), dtype=dtype), (Matrix.of("A", A),)))
        for dtype in ("float32", "float64", "complex128")
    ), strict=True)  # fmt: skip
    work = [item - cost.OVERHEAD for item in seconds]
    assert work[1:] == pytest.approx([2 * work[0], 8 * work[0]])
    assert needed[1:] == pytest.approx([2 * needed[0], 4 * needed[0]])


@pytest.mark.parametrize(
    ("name", "params"), [("sum", {"axis": 3}), ("mean", {"axis": -3}), ("moveaxis", {"source": 9})]
)
def test_what_is_refused_has_no_estimate(name, params):
    task = Compute(name, ("A",), params)
    with pytest.raises(UserError, match="there is no axis"):
        estimate(Request(1, task, (Matrix.of("A", random(2, 2)),)))


def made_by(result, **arrays):
    scope = {"np": np, "scipy": scipy, **arrays}
    exec(result.code, scope)
    return scope


def test_code_of_a_stack_takes_every_problem_its_own_way():
    """A symmetric matrix and one that is not; the libraries' order is that of each way."""
    A = np.stack([[[2.0, 1.0], [1.0, 3.0]], [[1.0, 2.0], [0.5, 1.0]], [[3.0, 1.0], [1.0, 5.0]]])
    result = ask("eigvals", A)
    assert "for at in [(0,), (2,)]:" in result.code
    np.testing.assert_allclose(made_by(result, A=A)["w"], result.outputs["result"], rtol=1e-12)


def test_code_of_a_stack_stretches_inputs_and_leaves_single_ones():
    A, b = random(5, 1, 3, 3), random(2, 3, 4)
    result = ask("solve", A, b)
    np.testing.assert_allclose(made_by(result, A=A, b=b, B=b)["x"], result.outputs["result"], rtol=1e-12)
    one = random(3, 3)
    result = ask("solve", one, b)
    np.testing.assert_allclose(made_by(result, A=one, B=b)["x"], result.outputs["result"], rtol=1e-12)


def test_code_of_a_stack_is_one_call_where_numpy_takes_it_whole():
    assert ask("inv", random(2, 3, 3)).code == "X = np.linalg.inv(A)"
    assert ask("det", random(2, 2, 3, 3)).code == "d = np.linalg.det(A)"


def test_code_of_a_stack_imports_once():
    code = ask("svd_truncated", random(2, 6, 5), method="lanczos", k=2).code
    assert code.startswith("import scipy.sparse.linalg\nfound = []\n")
    assert code.count("import") == 1


def test_code_of_a_stack_counts_with_a_name_that_is_free():
    at = np.stack([np.eye(2), np.ones((2, 2))])
    result = run(Compute("trace", ("at",)), (Matrix.of("at", at),))
    assert made_by(result, at=at)["t"].tolist() == [2.0, 2.0]


@pytest.mark.parametrize("names", [("x", "X"), ("B", "AB"), ("at", "found"), ("A", "A_all")])
def test_the_code_of_a_stack_leaves_its_inputs_alone_whatever_they_are_called(names):
    A = np.array([[[2.0, 1.0], [1.0, 3.0]], [[1.0, 2.0], [0.0, 1.0]]])
    b = np.array([[1.0, 2.0], [3.0, 4.0]])[:, :, None]
    task = Compute("solve", names)
    result = run(task, (Matrix.of(names[0], A), Matrix.of(names[1], b)))
    space = {"np": np, "scipy": scipy, names[0]: A, names[1]: b}
    exec(result.code, space)
    assert np.allclose(space["x"], np.linalg.solve(A, b)), result.code


def test_the_code_of_a_stack_of_factors_may_name_its_input_as_a_factor():
    Q = np.array([[[2.0, 1.0], [1.0, 3.0]], [[1.0, 2.0], [0.0, 1.0]]])
    result = run(Compute("qr", ("Q",)), (Matrix.of("Q", Q),))
    space = {"np": np, "scipy": scipy, "Q": Q}
    exec(result.code, space)
    assert np.allclose(space["Q"] @ space["R"], Q)
