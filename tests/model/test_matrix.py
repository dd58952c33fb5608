from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.cells import dtype_for, get_cells, merged, set_cells
from workbench.model.errors import UserError
from workbench.model.matrix import Base, Matrix, Overlay
from workbench.model.numbers import parse_number


def numbers(text: str) -> list[list[object]]:
    return [[parse_number(word) for word in line.split()] for line in text.splitlines()]


def overlaid(array: np.ndarray, indices: list[int], values: list[float]) -> Matrix:
    return Matrix("A", Base.of(array), Overlay(np.array(indices, np.int64), np.array(values, array.dtype)))


def test_a_matrix_shares_its_array_and_is_read_only() -> None:
    array = np.arange(6.0).reshape(2, 3)
    matrix = Matrix.of("A", array)
    assert np.shares_memory(matrix.to_array(), array)
    with pytest.raises(ValueError, match="read-only"):
        matrix.to_array()[0, 0] = 1
    assert (matrix.shape, matrix.dtype, matrix.size, matrix.ndim, matrix.nbytes) == ((2, 3), np.float64, 6, 2, 48)


def test_serials_and_versions_are_unique() -> None:
    a, b = Matrix.of("A", [1]), Matrix.of("A", [1])
    assert a.base.serial != b.base.serial
    assert a.version != b.version != a.renamed("B").changed().version
    assert a.renamed("B").version == a.version


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([None]), np.array(["2020-01-01"], "M8[D]")])
def test_what_is_not_numeric_is_refused(array: np.ndarray) -> None:
    with pytest.raises(UserError) as caught:
        Matrix.of("A", array)
    assert caught.value.kind == "unsupported"


def test_foreign_byte_order_becomes_native() -> None:
    assert Matrix.of("A", np.array([1.5], ">f8")).dtype == np.dtype("=f8")


def test_numbers_choose_the_dtype_and_keep_the_twin() -> None:
    assert Matrix.from_numbers("A", numbers("1 2\n3 4")).dtype == np.int64
    thirds = Matrix.from_numbers("A", numbers("1/3 2\n0.1 4"))
    assert thirds.dtype == np.float64
    assert thirds.exact is not None
    assert thirds.exact[0, 0] == Fraction(1, 3)
    assert thirds.exact[1, 0] == Fraction(1, 10)
    big = Matrix.from_numbers("A", numbers("9223372036854775808"))
    assert big.dtype == np.float64
    assert big.exact_entry(0, 0) == 2**63
    assert Matrix.from_numbers("A", numbers("1 i")).dtype == np.complex128
    with pytest.raises(UserError, match="different lengths"):
        Matrix.from_numbers("A", numbers("1 2\n3"))


def test_exactness() -> None:
    integers = Matrix.of("A", np.array([[1, 2]], np.uint8))
    assert integers.is_exact
    assert integers.exact_entries().tolist() == [[Fraction(1), Fraction(2)]]
    assert integers.twin is None
    assert not Matrix.of("A", [[0.5]]).is_exact
    assert not Matrix.of("A", np.zeros((101, 100), np.int64)).is_exact
    root = Matrix.from_numbers("A", numbers("sqrt(2) 1/2"))
    assert not root.is_exact
    assert root.exact_entry(0, 1) == Fraction(1, 2)
    assert root.exact_entry(0, 0) is None


@pytest.mark.parametrize("shape", [(), (5,), (4, 6), (2, 3, 4), (0, 3), (3, 0)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_regions_of_every_number_of_axes(shape: tuple[int, ...], order: str) -> None:
    array = np.asarray(np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape), order=order)
    matrix = Matrix.of("A", array)
    table = array.reshape(matrix.table_shape)
    rows, columns = matrix.table_shape
    for r0, r1, c0, c1 in [(0, rows, 0, columns), (1, 3, 0, 2), (0, 1, 0, 1), (0, 99, 0, 99), (2, 1, 0, 1)]:
        np.testing.assert_array_equal(matrix.region(r0, r1, c0, c1), table[r0:r1, c0:c1])


@settings(deadline=None)
@given(st.data())
def test_an_overlay_looks_like_a_copy_with_those_cells(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from([(7,), (5, 4), (2, 3, 4)]))
    array = np.arange(float(np.prod(shape))).reshape(shape)
    indices = data.draw(st.lists(st.integers(0, array.size - 1), min_size=1, max_size=8, unique=True))
    expected = array.copy()
    expected.reshape(-1)[indices] = -1
    matrix = overlaid(array, sorted(indices), [-1.0] * len(indices))
    np.testing.assert_array_equal(matrix.to_array(), expected)
    table = expected.reshape(matrix.table_shape)
    r0, r1 = sorted(data.draw(st.tuples(st.integers(0, table.shape[0]), st.integers(0, table.shape[0]))))
    c0, c1 = sorted(data.draw(st.tuples(st.integers(0, table.shape[1]), st.integers(0, table.shape[1]))))
    np.testing.assert_array_equal(matrix.region(r0, r1, c0, c1), table[r0:r1, c0:c1])
    wanted = np.array(data.draw(st.lists(st.integers(0, array.size - 1), min_size=1)))
    np.testing.assert_array_equal(get_cells(matrix, wanted), expected.reshape(-1)[wanted])
    np.testing.assert_array_equal(array, np.arange(float(array.size)).reshape(shape))


def test_of_two_values_for_a_cell_the_newer_stands() -> None:
    overlay = merged(Overlay(np.array([1, 5]), np.array([1.0, 5.0])), np.array([7, 5, 7, 0]), np.array([1.0, 2, 3, 4]))
    assert overlay.indices.tolist() == [0, 1, 5, 7]
    assert overlay.values.tolist() == [4, 1, 2, 3]


def test_a_large_overlay_becomes_a_base() -> None:
    matrix = Matrix.of("A", np.zeros((400, 300)))
    few = set_cells(matrix, np.arange(10), np.ones(10), None)
    assert few.base is matrix.base
    assert len(few.overlay) == 10
    many = set_cells(few, np.arange(5, 20_000), np.ones(19_995), None)
    assert many.base is not matrix.base
    assert not len(many.overlay)
    assert many.to_array().sum() == 20_000


@pytest.mark.parametrize(
    ("dtype", "values", "expected"),
    [
        ("uint8", [200], "uint8"),
        ("uint8", [300], "uint16"),
        ("uint8", [-1], "int16"),
        ("uint8", [0.5], "float64"),
        ("bool", [1], "bool"),
        ("bool", [2], "int64"),
        ("int64", [2**62], "int64"),
        ("int64", [0.5], "float64"),
        ("int64", [1j], "complex128"),
        ("float32", [0.1], "float32"),
        ("float32", [1e300], "float64"),
        ("float32", [np.inf], "float32"),
        ("float16", [70000], "int64 float16"),
        ("float32", [1j], "complex64"),
        ("float64", [1j], "complex128"),
        ("complex128", [1], "complex128"),
    ],
)
def test_promotion(dtype: str, values: list[complex], expected: str) -> None:
    result = dtype_for(np.dtype(dtype), np.array(values))
    assert result == np.result_type(*expected.split())


def test_typing_a_fraction_keeps_an_integer_matrix_exact() -> None:
    matrix = set_cells(Matrix.of("A", [[1, 2]]), np.array([1]), np.array([0.5]), (Fraction(1, 2),))
    assert matrix.exact.tolist() == [[1, Fraction(1, 2)]]
    assert matrix.dtype == np.float64


def test_a_matrix_from_a_file_stays_inexact() -> None:
    matrix = set_cells(Matrix.of("A", [[0.25, 2.0]]), np.array([1]), np.array([1]), (Fraction(1),))
    assert matrix.exact is None
    assert matrix.twin is None


def test_a_dragged_cell_loses_its_twin_and_a_typed_one_gets_it_back() -> None:
    matrix = Matrix.from_numbers("A", numbers("1/2 1/3"))
    dragged = set_cells(matrix, np.array([0]), np.array([0.7]), None)
    assert not dragged.is_exact
    assert set_cells(dragged, np.array([0]), np.array([1]), None).is_exact
