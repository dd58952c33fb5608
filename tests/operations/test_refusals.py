"""Shapes are refused before anything runs, with the shapes, the clashing axis and the ways out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import workbench
from workbench.jobs.prepare import check_count
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import CATALOG, by_name
from workbench.operations.choose import choose
from workbench.operations.spec import Operand, Problem


def refusal(name: str, *shapes: tuple[int, ...]) -> UserError:
    operation = by_name(name)
    names = operation.keys(len(shapes))
    with pytest.raises(UserError) as caught:
        operation.declare(*(Operand(name, shape) for name, shape in zip(names, shapes, strict=True)))
    assert caught.value.kind == "shape"
    assert caught.value.hint
    return caught.value


def test_inverse_of_a_rectangle():
    error = refusal("inv", (3, 2))
    assert error.message == "A is 3 x 2, so it has no inverse."
    assert error.fixes == ("pinv", "lstsq")
    assert error.details == {"shapes": {"A": [3, 2]}}


@pytest.mark.parametrize("name", ["det", "slogdet"])
def test_determinant_of_a_rectangle(name):
    assert refusal(name, (2, 3)).message == "A is 2 x 3, so it has no determinant."


def test_product_that_does_not_fit():
    error = refusal("matmul", (2, 3), (2, 3))
    assert "the 3 columns of A meet the 2 rows of B" in error.message
    assert error.details["shapes"] == {"A": [2, 3], "B": [2, 3]}
    assert error.details["axes"] == {"A": 1, "B": 0}
    assert "transpose" in error.hint


def test_one_row_is_one_row():
    assert "the 2 columns of A meet the 1 row of B" in refusal("matmul", (2, 2), (1, 2)).message
    assert "the 1 column of A meets the 2 rows of B" in refusal("matmul", (2, 1), (2, 2)).message


def test_a_kernel_is_named_once():
    assert "The kernel is 3 x 3" in refusal("convolve", (2, 2), (3, 3)).message


@pytest.mark.parametrize(("name", "count"), [("det", 1), ("solve", 2)])
def test_a_single_number_is_no_matrix(name, count):
    with pytest.raises(UserError, match="has 0 axes") as caught:
        check_count(by_name(name), tuple(Matrix.of("A", np.array(5.0)) for _ in range(count)))
    assert "[[5]]" in caught.value.hint


@pytest.mark.parametrize("name", ["solve", "lstsq"])
def test_right_hand_side_that_does_not_fit(name):
    error = refusal(name, (3, 3), (4,))
    assert "A has 3 rows, b has 4" in error.message
    assert error.details["axes"] == {"A": 0, "b": 0}


def test_rectangular_system():
    assert "lstsq" in refusal("solve", (3, 2), (3,)).fixes


def test_nothing_to_fit():
    assert "no entries" in refusal("lstsq", (0, 3), (0,)).message


def test_empty_matrices_have_the_answers_of_numpy(run):
    empty = np.zeros((0, 0))
    assert run("det", empty).result == 1
    assert run("trace", empty).result == 0
    assert run("inv", empty).result.shape == (0, 0)
    assert run("solve", empty, np.zeros(0)).result.shape == (0,)
    assert run("transpose", np.zeros((0, 3))).result.shape == (3, 0)
    assert run("pinv", np.zeros((0, 3))).result.shape == (3, 0)
    product = run("matmul", np.zeros((2, 0)), np.zeros((0, 3)))
    assert product.result.shape == (2, 3)
    assert not product.result.any()
    assert product.verdict == "green"


def test_zero_pivot_names_a_null_vector(run):
    A = np.random.default_rng(0).standard_normal((40, 40))
    A[:, 7] = 0
    for more in ((), (np.ones(40),)):
        with pytest.raises(UserError) as caught:
            run("solve" if more else "inv", A, *more)
        assert caught.value.kind == "singular"
        x = np.array(caught.value.details["null_vector"])
        assert np.abs(A @ x).max() < 1e-12
        assert np.abs(x).max() == 1


def test_numerically_singular_keeps_its_numbers_in_red(run):
    rng = np.random.default_rng(1)
    A = rng.standard_normal((40, 39)) @ rng.standard_normal((39, 40))
    answer = run("inv", A)
    assert answer.verdict == "red"
    assert np.isfinite(answer.result).all()


def test_trace_and_transpose_of_missing_values(run):
    A = np.array([[1.0, np.nan], [np.inf, 2.0]])
    assert run("transpose", A).verdict == "green"
    assert run("trace", A).result == 3
    assert np.isnan(run("trace", A.T[::-1]).result)


def test_unknown_operation_offers_the_nearest():
    with pytest.raises(UserError, match="There is no operation inverse") as caught:
        by_name("inverse")
    assert caught.value.kind == "usage"
    assert by_name("inv").name == "inv"


def test_a_route_is_not_chosen_where_it_does_not_run():
    with pytest.raises(UserError) as caught:
        choose(by_name("kron"), Problem({}, {}), "gpu")
    assert caught.value.kind == "backend"
    assert caught.value.details["available"] == ["cpu"]


@pytest.mark.parametrize(
    ("name", "A", "method"),
    [
        ("inv", np.diag([1.0, 2.0]), "NumPy, reciprocals of the diagonal"),
        ("inv", np.array([[0.0, -1.0], [1.0, 0.0]]), "NumPy, conjugate transpose"),
        ("inv", np.array([[1.0, 2.0], [3.0, 4.0]]), "LAPACK gesv (NumPy inv)"),
        ("inv", np.triu(np.ones((6, 6))), "LAPACK trtri"),
        ("inv", np.eye(6) + 1, "LAPACK potri"),
        ("inv", np.arange(36.0).reshape(6, 6) ** 0.5, "LAPACK getri"),
        ("det", np.tril(np.ones((6, 6))), "NumPy, product of the diagonal"),
        ("det", np.eye(6) + 1, "LAPACK potrf"),
        ("pinv", np.vander(np.arange(1.0, 6.0), 3), "LAPACK geqrf"),
        ("pinv", np.ones((5, 3)), "LAPACK gesdd"),
    ],
)
def test_structure_chooses_the_routine(run, name, A, method):
    answer = run(name, A)
    assert answer.method == method
    assert answer.why


def test_definiteness_that_fails_falls_back(run):
    G = np.random.default_rng(5).standard_normal((70, 70))
    A = G + G.T + 5 * np.eye(70)
    assert np.diagonal(A).min() > 0
    answer = run("inv", A)
    assert (answer.method, answer.why) == ("LAPACK getri", "A is symmetric, but not positive definite")
    assert answer.verdict == "green"


def test_many_numbers_of_axes_are_a_range():
    with pytest.raises(UserError, match="vector_norm takes 1 to 8") as caught:
        check_count(by_name("vector_norm"), (Matrix.of("A", np.array(5.0)),))
    assert caught.value.hint


def test_sizes_and_sums_of_zero_in_words():
    with pytest.raises(UserError, match="A matrix has at least one row, not 0"):
        by_name("ones").declare(rows=0, columns=2)
    with pytest.raises(UserError, match="1 of x and −1 of y add up to 0"):
        by_name("cauchy").declare(x=(1,), y=(-1,))


FIXES = {"UserError": 3, "shape_error": 2, "need_square": 3, "need_equal_rows": 2}
"""Where the names of operations that help stand among the arguments."""


def suggested(path: Path) -> Iterator[str]:
    """The names that calls in the file offer as ways out, as far as they stand in the call."""
    for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
        at = FIXES.get(getattr(call.func, "id", ""), len(call.args))
        given = call.args[at : at + 1] + [keyword.value for keyword in call.keywords if keyword.arg == "fixes"]
        for node in (node for item in given for node in ast.walk(item)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_what_is_suggested_is_an_operation():
    files = sorted(Path(workbench.__file__).parent.rglob("*.py"))
    found = {name: path.name for path in files for name in suggested(path)}
    assert len(found) > 30
    assert {name: path for name, path in found.items() if name not in {entry.name for entry in CATALOG}} == {}
