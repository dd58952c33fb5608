"""Bad input of every kind: one clear sentence, the shapes and the axis that clash, and a hint."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.jobs.engine import run as engine
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name
from workbench.operations.products.slicing import parse


def refusal(operation: str, shapes: tuple[tuple[int, ...], ...], params: dict[str, Any]) -> UserError:
    keys = by_name(operation).keys(len(shapes))
    matrices = tuple(Matrix.of(key, np.ones(shape)) for key, shape in zip(keys, shapes, strict=True))
    with pytest.raises(UserError) as caught:
        engine(Compute(operation, keys, params), matrices)
    error = caught.value
    assert error.message.endswith(".")
    assert "Traceback" not in error.message
    return error


@pytest.mark.parametrize(
    ("operation", "shapes", "axes"),
    [
        ("add", ((3, 2), (2, 3)), {"A": 1, "B": 1}),
        ("multiply", ((4, 3, 2), (4, 2)), {"A": 1, "B": 0}),
        ("linear_combination", ((3,), (4,)), {"A": 0, "B": 0}),
        ("matmul", ((2, 3), (2, 3)), {"A": 1, "B": 0}),
        ("matmul", ((5, 2, 3), (5, 2, 3)), {"A": 2, "B": 1}),
        ("dot", ((2, 3), (4, 2, 3)), {"A": 1, "B": 1}),
        ("inner", ((2, 3), (3, 2)), {"A": 1, "B": 1}),
        ("multi_dot", ((2, 3), (3, 4), (3, 4)), {"arrays1": 1, "arrays2": 0}),
        ("concatenate", ((2, 3), (2, 4)), {"arrays0": 1, "arrays1": 1}),
        ("stack", ((2, 3), (3, 3)), {"arrays0": 0, "arrays1": 0}),
        ("einsum", ((2, 3), (2, 3)), {"arrays0": 1, "arrays1": 0}),
    ],
)
def test_shapes_that_clash_name_the_axes(operation, shapes, axes):
    error = refusal(operation, shapes, {"subscripts": "ij,jk"} if operation == "einsum" else {})
    assert error.kind == "shape"
    assert error.hint
    assert error.details["axes"] == axes
    assert list(error.details["shapes"].values()) == [list(shapes[int(key[-1])] if key[-1].isdigit() else
        shapes["AB".index(key)]) for key in axes]  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "shapes", "params", "kind", "words"),
    [
        ("matmul", ((2, 3, 4), (5, 4, 2)), {}, "shape", "stacks do not fit"),
        ("vdot", ((2, 3), (5,)), {}, "shape", "6 entries meet 5"),
        ("cross", ((2,), (2,)), {}, "shape", "takes vectors of 3"),
        ("angle", ((2,), (3,)), {}, "shape", "has 2 entries and y 3"),
        ("angle", ((2, 2), (2,)), {}, "shape", "between two vectors"),
        ("matrix_power", ((2, 3),), {}, "shape", "cannot be multiplied by itself"),
        ("matrix_power", ((2, 2),), {"n": 10**7}, "domain", "beyond 1000000"),
        ("matrix_power", ((2, 2),), {"n": -1}, "singular", "singular"),
        ("matrix_power", ((2, 2),), {"n": 0.5}, "usage", "whole number"),
        ("multi_dot", ((2, 2),), {}, "usage", "2 to 20"),
        ("multi_dot", ((2, 2), (2,), (2, 2)), {}, "shape", "may be vectors"),
        ("symmetric_skew", ((2, 3),), {}, "shape", "its own transpose"),
        ("transpose", ((2, 3),), {"axes": [0, 2]}, "domain", "no axis 2"),
        ("transpose", ((2, 3),), {"axes": [0, 0]}, "domain", "named twice"),
        ("transpose", ((2, 3),), {"axes": [0]}, "domain", "1 of the 2 axes"),
        ("moveaxis", ((2, 3),), {"source": 5}, "domain", "no axis 5"),
        ("moveaxis", ((),), {}, "shape", "no axis to move"),
        ("reshape", ((2, 3),), {"shape": [4, -1]}, "shape", "do not divide into parts of 4"),
        ("reshape", ((2, 3),), {"shape": [-1, -1]}, "domain", "is no shape"),
        ("reshape", ((2, 3),), {"shape": [-2, 3]}, "domain", "is no shape"),
        ("reshape", ((2, 3),), {"order": "K"}, "usage", "order cannot be"),
        ("slice", ((2, 3),), {"index": "2"}, "domain", "outside axis 0"),
        ("slice", ((2, 3),), {"index": "..., 3"}, "domain", "outside axis 1"),
        ("slice", ((2, 3),), {"index": "0, 0, 0"}, "shape", "names 3"),
        ("slice", ((2, 3),), {"index": "..., ..."}, "domain", "used once"),
        ("slice", ((2, 3),), {"index": "::0"}, "domain", "step"),
        ("slice", ((2, 3),), {"index": "0:1:2:3"}, "parse", "not an index"),
        ("slice", ((2, 3),), {"index": "__import__('os')"}, "parse", "not an index"),
        ("slice", ((2, 3),), {"index": "0,,1"}, "parse", "empty"),
        ("slice", ((2, 3),), {"index": ""}, "parse", "empty"),
        ("slice", ((2, 3),), {"index": "0:1, " * 200}, "parse", "characters"),
        ("take", ((2, 3),), {"indices": [2]}, "domain", "outside axis 0"),
        ("take", ((2, 3),), {"axis": 2}, "domain", "no axis 2"),
        ("sum", ((2, 3),), {"axis": 2}, "domain", "no axis 2"),
        ("mean", ((0, 3),), {"axis": 0}, "shape", "nothing to take a mean of"),
        ("concatenate", ((2, 3), (3,)), {}, "shape", "2 and 1 axes"),
        ("block", ((2, 3), (2, 3), (2, 3)), {}, "domain", "do not make rows of 2"),
        ("block", ((2, 3), (3, 3)), {}, "shape", "axis 0 has length 2 and 3"),
        ("block", ((2, 3), (2, 4)), {"columns": 1}, "shape", "3 and 4 columns"),
        ("broadcast_to", ((2, 3),), {"shape": [2, 4]}, "shape", "axis 1 has length 3 and would become 4"),
        ("broadcast_to", ((2, 3),), {"shape": [3]}, "shape", "cannot be stretched"),
        ("diag", ((2, 3),), {"k": 3}, "domain", "no diagonal 3"),
        ("diag", ((2, 3, 4),), {}, "shape", "has 3 axes"),
        ("scale", ((2,),), {"factor": "two"}, "parse", "not a number"),
        ("scale", ((2,),), {"factor": "inf"}, "domain", "not a finite number"),
        ("astype", ((2,),), {"dtype": "float13"}, "usage", "cannot be"),
        ("einsum", ((2, 3),), {}, "usage", "no subscripts"),
        ("einsum", ((2, 3),), {"subscripts": "ij,jk"}, "usage", "2 arrays; the operation is given 1"),
        ("einsum", ((2, 3),), {"subscripts": "i"}, "shape", "names 1"),
        ("einsum", ((2, 3),), {"subscripts": "ijk"}, "shape", "names 3"),
        ("einsum", ((2, 3),), {"subscripts": "ii"}, "shape", "axis 0"),
        ("einsum", ((1, 3),), {"subscripts": "ii"}, "shape", "axis 0"),
        ("einsum", ((2, 3),), {"subscripts": "ij->ik"}, "parse", "in no array"),
        ("einsum", ((2, 3),), {"subscripts": "ij->ii"}, "parse", "twice"),
        ("einsum", ((2, 3),), {"subscripts": "i1"}, "parse", "“1”"),
        ("einsum", ((2, 3),), {"subscripts": "ij->ij->i"}, "parse", "letters"),
        ("einsum", ((2, 3),), {"subscripts": "i..j"}, "parse", "ellipsis"),
        ("einsum", ((2, 3),), {"subscripts": "...->"}, "parse", "needs ..."),
        ("einsum", ((2, 3),), {"subscripts": "i" * 300}, "parse", "characters"),
        ("einsum", ((2, 3),), {"subscripts": "exec('x')"}, "parse", "no part of"),
    ],
)
def test_what_cannot_be_is_said(operation, shapes, params, kind, words):
    error = refusal(operation, shapes, params)
    assert error.kind == kind
    assert words in error.message


def test_a_refused_reshape_offers_shapes_that_fit():
    error = refusal("reshape", ((2, 3),), {"shape": [4, 2]})
    assert error.hint == "As a matrix it can be 1 x 6, 2 x 3, 3 x 2, 6 x 1."


def test_division_by_zero_is_an_answer_with_a_warning(run):
    answer = run("divide", np.array([1.0, 0.0, 4.0]), np.array([0.0, 0.0, 2.0]), exact=True)
    assert answer.result[0] == np.inf
    assert np.isnan(answer.result[1])
    assert answer.verdict == "amber"
    assert answer.outcome.warnings == ("B is 0 in 2 places: the quotient is Inf or NaN there.",)
    assert answer.operation.exact(answer.problem) is None
    assert run("power", np.array([-8.0, 0.0]), np.array([1 / 3, -1.0])).verdict == "amber"


@pytest.mark.parametrize("exponent", [1000.0, 1e9, 1e308, 0.5])
def test_powers_with_too_many_digits_have_no_exact_twin(run, exponent):
    base = 10.0**9
    answer = run("power", np.array([base]), np.array([exponent]), exact=True)
    assert answer.operation.exact(answer.problem) is None or exponent < 1e4
    A = np.array([[1e9, 1.0], [0.5, 3.0]])
    assert run("matrix_power", A, n=1000, exact=True).operation.exact is not None


TEXT = st.text(alphabet="ijk0123456789:.,->[] +-eE_()", max_size=12)


@settings(max_examples=200, deadline=None)
@given(TEXT)
def test_no_text_is_a_defect(text):
    for operation, name in (("slice", "index"), ("einsum", "subscripts")):
        key = by_name(operation).keys(1)
        with contextlib.suppress(UserError):
            engine(Compute(operation, key, {name: text}), (Matrix.of(key[0], np.ones((2, 3))),))


@pytest.mark.parametrize(
    ("index", "column"), [("x", 1), ("0:2, x", 6), ("  0, x", 6), ("[1:, x]", 6), ("0,,1", 3), ("…, −1, y", 8)]
)
def test_a_wrong_item_of_an_index_is_named_by_its_column(index, column):
    with pytest.raises(UserError) as caught:
        parse(index)
    assert caught.value.details["column"] == column
