"""Where a routine of the device changes its mind, or refuses: what it does then agrees with the CPU."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix

RNG = np.random.default_rng(9)
DTYPES = ("float32", "float64", "complex64", "complex128")


@pytest.fixture
def both(device):
    """The answers of the device, which must not have fallen back, and of the CPU."""

    def answer(operation, *arrays, **params):
        names = ("A", "b")[: len(arrays)]
        matrices = tuple(Matrix.of(name, array) for name, array in zip(names, arrays, strict=True))
        found = [run(Compute(operation, names, params, backend, exact=False), matrices) for backend in ("gpu", "cpu")]
        assert found[0].certificate.backend == "gpu", found[0].certificate.why
        assert all(item.certificate.verdict != "red" for item in found)
        return found

    return answer


def random(*shape, dtype="float64"):
    A = RNG.standard_normal(shape)
    return (A + 1j * RNG.standard_normal(shape) if dtype.startswith("complex") else A).astype(dtype)


def of_rank(m, n, r, dtype="float64"):
    return (random(m, r, dtype=dtype) @ random(r, n, dtype=dtype)).astype(dtype)


def agree(there, here, dtype, *names):
    for name in names:
        value, right = np.asarray(there.outputs[name]), np.asarray(here.outputs[name])
        assert value.dtype == right.dtype
        assert np.abs(value - right).max() <= 5e3 * np.finfo(dtype).eps * max(1.0, np.abs(right).max()), name


def not_quite_definite(n, dtype):
    """Symmetric with a positive diagonal, and so large that only a factorisation tells."""
    G = random(n, n, dtype=dtype)
    S = (G + G.conj().T) / 2
    np.fill_diagonal(S, np.abs(np.diagonal(S).real) + 1)
    return S.astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
class TestSolve:
    def test_what_is_not_definite_after_all_is_solved_by_lu(self, both, dtype):
        A = not_quite_definite(90, dtype)
        there, here = both("solve", A, random(90, dtype=dtype))
        agree(there, here, dtype, "result")
        assert there.certificate.routine == "cuSOLVER getrf"
        assert "not positive definite" in there.certificate.why

    def test_triangles_of_both_sides(self, both, dtype):
        A = random(30, 30, dtype=dtype) + 10 * np.eye(30, dtype=dtype)
        for T in (np.tril(A), np.triu(A)):
            for b in (random(30, dtype=dtype), random(30, 3, dtype=dtype)):
                there, here = both("solve", T, b)
                assert there.certificate.routine == "cuBLAS trsm"
                agree(there, here, dtype, "result")

    def test_many_right_sides_of_a_large_matrix_are_not_refined(self, both, dtype):
        A = random(260, 260, dtype=dtype) + 40 * np.eye(260, dtype=dtype)
        agree(*both("solve", A, random(260, 20, dtype=dtype)), dtype, "result")


def refusal(operation, backend, *arrays, **params):
    names = ("A", "b")[: len(arrays)]
    matrices = tuple(Matrix.of(name, array) for name, array in zip(names, arrays, strict=True))
    with pytest.raises(UserError) as caught:
        run(Compute(operation, names, params, backend), matrices)
    return caught.value.to_dict()


@pytest.mark.parametrize("lower", [False, True])
def test_a_zero_on_the_diagonal_of_a_triangle_is_refused_as_on_the_cpu(device, lower):
    A = random(40, 40)
    A[7, 7] = 0
    T, b = (np.tril if lower else np.triu)(A), random(40)
    there, here = (refusal("solve", backend, T, b) for backend in ("gpu", "cpu"))
    assert there == here
    assert there["kind"] == "singular"


def test_a_pivot_that_vanishes_is_refused(device):
    A = np.kron(np.eye(30), np.array([[1.0, 2.0], [2.0, 4.0]]))
    A[0, 5] = 1.0
    assert refusal("solve", "gpu", A, random(60))["kind"] == "singular"


def test_where_there_is_no_cholesky_factor_the_host_says_which_minor_fails(device):
    A = not_quite_definite(90, "float64")
    there, here = (refusal("cholesky", backend, A) for backend in ("gpu", "cpu"))
    assert there == here
    assert there["kind"] == "domain"


@pytest.mark.parametrize("dtype", DTYPES)
class TestLeastSquares:
    NAMES = ("x", "residual", "rank", "singular_values")

    @pytest.mark.parametrize("shape", [(40, 12), (12, 40), (20, 20)])
    def test_dependent_columns_go_by_singular_values(self, both, dtype, shape):
        A = of_rank(*shape, 5, dtype=dtype)
        for b in (random(shape[0], dtype=dtype), random(shape[0], 3, dtype=dtype)):
            there, here = both("lstsq", A, b)
            agree(there, here, dtype, *self.NAMES)
            assert int(there.outputs["rank"]) == 5
            assert there.certificate.routine == "cuSOLVER gesvd"
            assert there.warnings == here.warnings

    def test_a_wide_matrix_has_a_shortest_solution(self, both, dtype):
        there, here = both("lstsq", random(12, 40, dtype=dtype), random(12, dtype=dtype))
        agree(there, here, dtype, *self.NAMES)
        assert "wide" in there.certificate.why

    def test_a_cutoff_that_is_asked_for_counts(self, both, dtype):
        S = np.array([1.0, 0.5, 0.25, 1e-3])
        Q = np.linalg.qr(random(20, 4, dtype=dtype))[0]
        A = (Q * S).astype(dtype)
        there, here = both("lstsq", A, random(20, dtype=dtype), rtol=0.01)
        agree(there, here, dtype, *self.NAMES)
        assert int(there.outputs["rank"]) == 3
        assert "cutoff" in there.certificate.why


@pytest.mark.parametrize("dtype", DTYPES)
class TestPseudoinverse:
    @pytest.mark.parametrize("shape", [(40, 12), (12, 40), (20, 20)])
    def test_without_full_rank_it_goes_by_singular_values(self, both, dtype, shape):
        A = of_rank(*shape, 5, dtype=dtype)
        there, here = both("pinv", A)
        X = there.outputs["result"]
        assert np.abs(A @ X @ A - A).max() <= 1e3 * np.finfo(dtype).eps * np.abs(A).max()
        assert np.abs(X @ A @ X - X).max() <= 1e3 * np.finfo(dtype).eps * np.abs(X).max()
        agree(there, here, dtype, "result")
        assert there.certificate.routine == "cuSOLVER gesvd"
        assert "rank-deficient" in there.certificate.why
        assert there.warnings == here.warnings

    @pytest.mark.parametrize("shape", [(6, 4), (4, 6)])
    def test_that_of_zero_is_zero(self, both, dtype, shape):
        there, here = both("pinv", np.zeros(shape, dtype))
        assert not there.outputs["result"].any()
        assert there.outputs["result"].shape == here.outputs["result"].shape
        assert "is zero" in there.certificate.why

    def test_a_cutoff_that_is_asked_for_counts(self, both, dtype):
        A = (np.linalg.qr(random(20, 4, dtype=dtype))[0] * np.array([1.0, 0.5, 0.25, 1e-3])).astype(dtype)
        agree(*both("pinv", A, rtol=0.01), dtype, "result")


@pytest.mark.parametrize("p", [1, "inf", "fro"])
def test_the_condition_of_a_singular_matrix_is_infinite(both, p):
    there, here = both("cond", np.kron(np.eye(20), np.ones((2, 2))), p=p)
    assert np.isinf(there.outputs["result"])
    assert np.isinf(here.outputs["result"])


@pytest.mark.parametrize("dtype", DTYPES)
class TestShapes:
    @pytest.mark.parametrize("shape", [(50, 20), (20, 50)])
    def test_lu_of_rectangles(self, both, dtype, shape):
        A = random(*shape, dtype=dtype)
        there, here = both("lu", A)
        agree(there, here, dtype, "P", "L", "U")

    @pytest.mark.parametrize("shape", [(30, 12), (12, 30)])
    def test_whole_bases(self, both, dtype, shape):
        A = random(*shape, dtype=dtype)
        for operation, bases in (("svd", ("U", "Vh")), ("qr", ("Q",))):
            there, here = both(operation, A, full=True)
            for name in bases:
                Q = there.outputs[name]
                assert Q.shape == here.outputs[name].shape == (len(Q), len(Q))
                assert np.abs(Q.conj().T @ Q - np.eye(len(Q))).max() <= 1e3 * np.finfo(dtype).eps

    def test_stacks(self, both, dtype):
        stack = random(2, 3, 6, 6, dtype=dtype) + 6 * np.eye(6, dtype=dtype)
        for operation in ("inv", "pinv", "svdvals"):
            agree(*both(operation, stack), dtype, "result")
