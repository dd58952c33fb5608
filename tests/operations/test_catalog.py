"""What holds for every operation: it is described, it answers, its code runs, and no input makes it fail."""

from __future__ import annotations

import itertools
import json
import warnings
from collections.abc import Iterator

import numpy as np
import pytest
import scipy

from workbench.jobs.answer import operation_object, result_object
from workbench.jobs.engine import run
from workbench.jobs.estimate import estimate
from workbench.jobs.request import Compute, Request, Result
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import CATALOG, by_name
from workbench.operations.entry import Entry

CANDIDATES = {
    "definite": np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]]),
    "vector": np.array([1.0, 2.0, 3.0]),
    "integers": np.array([[2, 1, 0], [1, 3, 1], [0, 1, 4]]),
    "tall": np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 4.0], [6.0, 9.0], [7.0, 1.0]]),
    "pair": np.array([1.0, 2.0]),
    "number": np.array(2.0),
    "pairs": np.array([[0, 1], [1, 2], [2, 0]]),
    "adjacency": np.array([[0, 1, 1], [1, 0, 1], [1, 1, 0]]),
    "grid": np.arange(24.0).reshape(2, 3, 4),
    "five": np.array([1.0, 0.0, 2.0, 1.0, 3.0]),
    "two": np.array([[1.0, 2.0], [3.0, 4.0]]),
    "lower": np.array([[2.0, 0.0, 0.0], [1.0, 3.0, 0.0], [1.0, 1.0, 2.0]]),
}
"""Inputs to try an operation with, until some are of the shapes that it wants."""

TURNED = np.array([[0.6, -0.8], [0.8, 0.6]])
UPPER = np.array([[5.0, 2.0], [0.0, 1.0]])
GIVEN = {
    "qr_update": (TURNED, UPPER, CANDIDATES["pair"], CANDIDATES["pair"]),
    "qr_insert": (TURNED, UPPER, CANDIDATES["pair"]),
    "qr_delete": (TURNED, UPPER),
    "cossin": (TURNED,),
    "planerot": (np.array([[1.0], [2.0]]),),
}
"""Inputs that must fit one another, which candidates do not."""

PARAMETERS = {
    "einsum": {"subscripts": "ij,jk"},
    "reshape": {"shape": [3, 3]},
    "broadcast_to": {"shape": [2, 3, 3]},
}
"""Where the defaults do not fit the candidates."""

ODD = {
    "no entries": np.ones((0, 0)),
    "no rows": np.ones((0, 3)),
    "no columns": np.ones((3, 0)),
    "empty vector": np.ones(0),
    "a number": np.array(1.0),
    "one by one": np.ones((1, 1)),
    "stack": np.ones((2, 2, 2)) + np.eye(2),
    "empty stack": np.ones((0, 2, 2)),
    "nan": np.array([[np.nan, 1.0], [2.0, 3.0]]),
    "inf": np.array([[np.inf, 1.0], [2.0, 3.0]]),
    "huge": np.array([[1e308, 1e308], [-1e308, 1e308]]),
    "tiny": np.array([[1e-308, 5e-324], [0.0, 1e-308]]),
    "subnormal": np.array([[1e-310, 0.5], [0.0, 5.0]]),
    "subnormal beside one": np.array([[1e-320, 0.0], [0.0, 1.0]]),
    "huge diagonal": np.array([[1e308, 1.0], [1.0, 1e308]]),
    "mixed": np.array([[1e300, 1e-300], [1e-300, 1e300]]),
    "zero": np.zeros((2, 2)),
    "complex": np.array([[1 + 2j, 0], [1j, 3]]),
    "bool": np.array([[True, False], [False, True]]),
    "half": np.array([[1, 2], [3, 4]], np.float16),
    "unsigned": np.array([[2**63, 1], [1, 2**64 - 1]], np.uint64),
    "singular": np.array([[1, 2], [2, 4]]),
    "wide": np.arange(12.0).reshape(2, 6),
    "negative": -np.eye(3),
    "defective": np.array([[1.0, 1.0], [0.0, 1.0]]),
}
SYMMETRIC_ONLY = ("cholesky", "ldl")
SEVERAL_IN_ONE = ("norms", "vector_norms")
"""Whose code makes one list of all outputs."""
EACH = pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)


def inputs(name: str, arrays: tuple[np.ndarray, ...]) -> tuple[Matrix, ...]:
    keys = by_name(name).keys(len(arrays))
    return tuple(Matrix.of(key, array) for key, array in zip(keys, arrays, strict=True))


def compute(name: str, arrays: tuple[np.ndarray, ...], **settings) -> Result:
    matrices = inputs(name, arrays)
    task = Compute(name, tuple(matrix.name for matrix in matrices), PARAMETERS.get(name, {}), **settings)
    estimate(Request(1, task, matrices))
    return run(task, matrices)


def fitting(name: str) -> Iterator[tuple[tuple[np.ndarray, ...], Result]]:
    """The first candidates that the operation accepts, with what it answers."""
    operation = by_name(name)
    count = sum(1 + item.repeated for item in operation.inputs if not item.optional)
    tried = [GIVEN[name]] if name in GIVEN else itertools.product(CANDIDATES.values(), repeat=count)
    for arrays in tried:
        try:
            yield arrays, compute(name, arrays)
        except UserError:
            continue


def check_sentence(error: UserError) -> None:
    assert error.message.strip().endswith((".", "?")), error.message
    assert error.kind in ("shape", "singular", "domain", "usage", "unsupported", "memory")


def same(found: np.ndarray, value: np.ndarray) -> bool:
    """Equal to rounding; libraries list eigenvalues in an order of their own."""
    found, value = np.asarray(found), np.asarray(value)
    if found.shape != value.shape:
        return False
    near = {"rtol": 1e-6, "atol": 1e-9}
    ordered = np.sort(found, axis=None), np.sort(value, axis=None)
    return np.allclose(found, value, **near) or np.allclose(*ordered, **near)


def test_names_are_used_once():
    names = [entry.name for entry in CATALOG]
    titles = [entry.title for entry in CATALOG]
    assert names == list(dict.fromkeys(names))
    assert titles == list(dict.fromkeys(titles))


@EACH
def test_it_is_described(entry: Entry):
    operation = entry.operation
    assert operation.name == entry.name
    assert operation.summary.endswith(".")
    assert all(item.help for item in (*operation.inputs, *operation.outputs, *operation.parameters))
    json.dumps(operation_object(entry))


def made_by(result: Result, arrays: tuple[np.ndarray, ...]) -> list[np.ndarray]:
    """What the shown code gives."""
    scope = {"np": np, "scipy": scipy} | dict(zip(result.inputs, arrays, strict=True))
    exec(result.code, scope)
    kinds = (np.ndarray, np.generic, int, float, complex)
    return [item for key, item in scope.items() if key not in result.inputs and isinstance(item, kinds)]


@EACH
def test_it_answers_and_its_code_runs(entry: Entry):
    arrays, result = next(fitting(entry.name))
    assert result.certificate.verdict != "red", result.certificate.reason
    shapes = [(array.shape, str(array.dtype)) for array in arrays]
    json.dumps(result_object(result, [""] * len(arrays), shapes), allow_nan=False)
    made, value = made_by(result, arrays), result.outputs.get("result")
    assert value is None or any(same(item, value) for item in made), (result.code, value)


TYPES = {
    "int8": lambda A: np.clip(np.rint(20 * A), -128, 127).astype(np.int8),
    "uint64": lambda A: np.rint(abs(A)).astype(np.uint64),
    "bool": lambda A: np.median(A) < A if A.size > 1 else A != 0,
    "float16": lambda A: A.astype(np.float16),
    "float32": lambda A: A.astype(np.float32),
}
"""What makes a candidate one of another number type; sums and products of these bytes do not fit into bytes."""
SMALL = ("adjacency", "linear_autoencoder")
"""Whose entries are places, or steps that must stay short, so that they cannot be made larger."""
TYPED = {"regression": ("tall", "five"), "polyeig": ("definite", "integers")}
"""Where the first candidates are of no certain rank, or have no certain vectors."""


def reproduced(result: Result, arrays: tuple[np.ndarray, ...]) -> set[str]:
    """The outputs that are among what the code makes, to half of the digits and but for signs and order."""
    made = [np.asarray(item) for item in made_by(result, arrays)]
    made = [item.astype(float) if item.dtype == object else item for item in made]  # integers of any length
    single = result.certificate.dtype in ("float32", "complex64")
    size = max(1.0, *(float(abs(array.astype(np.float64)).max()) for array in arrays))
    near = {"rtol": 1e-3, "atol": 1e-4 * size} if single else {"rtol": 1e-7, "atol": 1e-9 * size}

    def met(value: np.ndarray) -> bool:
        alike = [np.sort(abs(item), axis=None) for item in made if item.shape == value.shape]
        return any(np.allclose(item, np.sort(abs(value), axis=None), equal_nan=True, **near) for item in alike)

    return {name for name, value in result.outputs.items() if value is not None and met(np.asarray(value))}


@pytest.mark.parametrize("entry", [e for e in CATALOG if e.operation.inputs], ids=lambda entry: entry.name)
@pytest.mark.filterwarnings("ignore:logm result may be inaccurate")
@np.errstate(all="ignore")
def test_its_code_gives_the_answer_on_variables_of_every_type(entry: Entry):
    """NumPy computes in the type of its arrays, the engine in those of LAPACK."""
    plain = tuple(CANDIDATES[key] for key in TYPED.get(entry.name, ())) or next(fitting(entry.name))[0]
    shown = reproduced(compute(entry.name, plain), plain)
    for name, made_of in TYPES.items():
        arrays = tuple(made_of(A / 20 if entry.name in SMALL and name == "int8" else A) for A in plain)
        try:
            result = compute(entry.name, arrays)
        except UserError as error:
            check_sentence(error)
            continue
        assert shown <= reproduced(result, arrays), (name, result.code, result.outputs)


STACKED = [entry for entry in CATALOG if entry.operation.stacked]


@pytest.mark.parametrize("front", [(2,), (2, 3)], ids=["one axis", "two axes"])
@pytest.mark.parametrize("entry", STACKED, ids=lambda entry: entry.name)
def test_its_code_runs_on_stacks(entry: Entry, front: tuple[int, ...]):
    """Problems of a stack may go different ways; vectors of libraries differ by a sign."""
    single, _ = next(fitting(entry.name))
    factors = 1 + np.arange(np.prod(front)).reshape(front) / 2
    arrays = tuple(factors.reshape(front + (1,) * array.ndim) * array for array in single)
    if entry.name not in SYMMETRIC_ONLY:
        arrays[0][(-1,) * len(front)] += np.roll(single[0], 1)
    result = compute(entry.name, arrays)
    assert result.details["batch_shape"][: len(front)] == list(front)
    made = made_by(result, arrays)
    value = result.outputs.get("result")
    if value is not None:
        assert any(same(item, value) for item in made), (result.code, value)
    else:
        values = [value for value in result.outputs.values() if value is not None]
        met = [any(same(np.abs(item), np.abs(value)) for item in made) for value in values]
        assert any(met) or entry.name in SEVERAL_IN_ONE, (result.code, result.outputs)


@pytest.mark.parametrize("odd", ODD)
@EACH
def test_odd_inputs_are_answered_or_refused_in_a_sentence(entry: Entry, odd: str):
    count = max(1, sum(not item.optional for item in entry.operation.inputs))
    if not entry.operation.inputs:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = compute(entry.name, (ODD[odd],) * count)
    except UserError as error:
        check_sentence(error)
    else:
        json.dumps(result_object(result, [""] * count, [(ODD[odd].shape, "")] * count), allow_nan=False)


@EACH
def test_odd_inputs_have_exact_answers_or_are_refused_in_a_sentence(entry: Entry):
    count = max(1, sum(not item.optional for item in entry.operation.inputs))
    for odd in ODD.values() if entry.operation.inputs else ():
        try:
            result = compute(entry.name, (odd,) * count, backend="exact")
        except UserError as error:
            check_sentence(error)
        else:
            json.dumps(result_object(result, [""] * count, [(odd.shape, "")] * count), allow_nan=False)


@pytest.mark.parametrize("dtype", ["float32", "complex64", "complex128"])
@EACH
def test_it_computes_in_the_precision_that_is_asked_for(entry: Entry, dtype: str):
    """The certificate speaks for that precision: never more digits than it has, never red for its rounding."""
    if not entry.operation.routes:
        return  # exact arithmetic has no precision
    arrays, _ = next(fitting(entry.name))
    try:
        result = compute(entry.name, arrays, dtype=dtype)
    except UserError as error:
        check_sentence(error)
        if entry.operation.real and dtype.startswith("complex"):
            return
        raise
    found = result.certificate.assessment
    assert found.verdict != "red", found.reason
    assert (found.digits or 0) <= np.finfo(dtype).precision
    assert result.certificate.dtype == dtype
    precise = np.dtype(np.complex128 if dtype == "complex128" else np.complex64)
    for name, value in result.outputs.items():
        if value is not None and value.dtype.kind in "fc":
            assert np.result_type(value.dtype, np.complex64) == precise, f"{name} is {value.dtype}"


@EACH
def test_the_exact_backend_answers_completely_or_refuses(entry: Entry):
    for arrays, _ in itertools.islice(fitting(entry.name), 3):
        whole = tuple(np.round(array).astype(np.int64) for array in arrays)
        try:
            result = compute(entry.name, whole, backend="exact")
        except UserError as error:
            check_sentence(error)
            continue
        assert result.exact is not None
        assert all(value is not None for value in result.exact.values())
