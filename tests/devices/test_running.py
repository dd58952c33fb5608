"""The engine with a device: copies that are kept, memory that runs out, failures midway, and the CPU instead."""

from __future__ import annotations

import numpy as np
import pytest
from cupy_errors import CompileException, CUBLASError, CUDARuntimeError, CUSOLVERError, OutOfMemoryError, softlink

from workbench import backends
from workbench.backends.spec import Backend
from workbench.jobs import spent
from workbench.jobs.copies import Copies
from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Probe
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name
from workbench.operations.spec import Operand

RNG = np.random.default_rng(3)


def matrix(name="A", n=20, dtype=np.float64):
    return Matrix.of(name, RNG.standard_normal((n, n)).astype(dtype))


def compute(operation, *inputs, backend="gpu", **fields):
    return run(Compute(operation, tuple(item.name for item in inputs), backend=backend, **fields), inputs)


@pytest.fixture
def unspent(monkeypatch):
    monkeypatch.setattr(spent, "_reasons", [])


def test_the_answer_says_where_it_was_computed(device):
    A, b = matrix(), Matrix.of("b", np.ones(20))
    result = compute("solve", A, b)
    assert result.certificate.backend == "gpu"
    assert result.certificate.routine == "cuSOLVER getrf"
    assert result.certificate.verdict == "green"
    assert isinstance(result.outputs["result"], np.ndarray)
    assert result.code == "x = np.linalg.solve(A, b)"


def test_copying_is_told_apart_from_the_routine(device):
    result = compute("matmul", matrix(), matrix("B"))
    assert result.details["transfer"]["bytes"] >= 20 * 20 * 8
    assert result.details["transfer"]["seconds"] > 0
    assert result.certificate.seconds > 0
    assert device.waits >= 3


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128"])
def test_the_type_of_number_is_a_choice_there_too(device, dtype):
    result = compute("inv", matrix(), dtype=dtype)
    assert result.certificate.dtype == dtype
    assert result.outputs["result"].dtype == dtype
    assert result.certificate.verdict != "red"


def test_a_copy_is_kept_until_the_variable_changes(device):
    A = matrix()
    for name in ("inv", "svdvals", "slogdet"):
        compute(name, A)
    assert device.puts.count((20, 20)) == 1
    compute("svdvals", A.changed())
    assert device.puts.count((20, 20)) == 2
    compute("svdvals", A.changed(), dtype="float32")
    assert device.puts.count((20, 20)) == 3


def test_a_kept_copy_costs_no_copying(device):
    A = matrix()
    moved = [compute("trace", A).details["transfer"]["bytes"] for _ in range(2)]
    assert moved == [20 * 20 * 8 + 20 * 8, 20 * 8]


def test_the_same_matrix_twice_is_copied_once(device):
    A = matrix()
    compute("matmul", A, A)
    assert device.puts.count((20, 20)) == 1


def test_slices_of_a_stack_are_not_taken_for_variables(device):
    stack = Matrix.of("A", RNG.standard_normal((3, 6, 6)))
    result = compute("inv", stack)
    assert np.allclose(result.outputs["result"] @ stack.to_array(), np.eye(6))
    assert device.puts.count((6, 6)) >= 3


def test_the_least_used_copies_make_room(device):
    copies = Copies(device)
    copies.ledger.budget = 3 * 800
    kept = [Matrix.of(f"M{k}", np.ones(100)) for k in range(4)]
    for item in (*kept[:3], kept[0], kept[3]):
        copies.fetch(item, item.to_array())
    assert device.puts.count((100,)) == 4
    copies.fetch(kept[0], kept[0].to_array())
    assert device.puts.count((100,)) == 4, "the one used last is still there"
    copies.fetch(kept[1], kept[1].to_array())
    assert device.puts.count((100,)) == 5, "the one used least is not"
    large = Matrix.of("L", np.ones(1000))
    for _ in range(2):
        copies.fetch(large, large.to_array())
    assert device.puts.count((1000,)) == 2, "what fills the budget by itself is not kept"


def test_an_older_version_is_let_go(device):
    copies = Copies(device)
    A = Matrix.of("A", np.ones(100))
    copies.fetch(A, A.to_array())
    copies.fetch(A.changed(), A.to_array())
    assert copies.ledger.bytes == 800


def test_a_full_device_says_what_is_needed_and_what_is_there(device):
    device.total = 1000
    with pytest.raises(UserError) as caught:
        compute("inv", matrix())
    error = caught.value
    assert error.kind == "memory"
    assert error.details["needed"] > error.details["free"] == 1000
    assert "Strict device" in error.message
    assert "CPU" in error.hint
    assert "float32" in error.hint


def test_memory_that_runs_out_on_the_way_is_asked_back_from_the_copies(device, monkeypatch):
    A, B = matrix(), matrix("B")
    compute("inv", A)
    tried = []

    def lu(M, right=device.lu):
        tried.append(M.shape)
        if len(tried) == 1:
            raise OutOfMemoryError(1 << 20, 0)
        return right(M)

    monkeypatch.setattr(device, "lu", lu)
    assert compute("inv", B).certificate.backend == "gpu"
    assert len(tried) == 2
    compute("svdvals", B)
    assert device.puts.count((20, 20)) == 2, "B was kept"
    compute("svdvals", A)
    assert device.puts.count((20, 20)) == 3, "A was given up"


def failing(monkeypatch, device, error):
    """Its solver raises this every time; how often it was called is in the list."""
    tried = []

    def lu(M):
        tried.append(M.shape)
        raise error

    monkeypatch.setattr(device, "lu", lu)
    return tried


def test_memory_that_never_suffices_is_refused_with_what_was_asked_for_last(device, monkeypatch):
    failing(monkeypatch, device, OutOfMemoryError(3 << 30, 1 << 20))
    with pytest.raises(UserError) as caught:
        compute("inv", matrix())
    assert caught.value.kind == "memory"
    assert "ran out on the way: 3.2 GB more did not fit" in caught.value.message
    assert "free" not in caught.value.message
    assert caught.value.details["wanted"] == 3 << 30
    assert caught.value.hint == "Choose the CPU, compute in float32 or take a smaller matrix."


@pytest.mark.parametrize("error", [CUSOLVERError(2), CUBLASError(3), CUDARuntimeError(2)], ids=str)
def test_a_library_that_gets_no_memory_means_a_full_device_too(device, unspent, monkeypatch, error):
    tried = failing(monkeypatch, device, error)
    with pytest.raises(UserError, match="the workspace of a routine did not fit") as caught:
        compute("inv", matrix(), dtype="float32")
    assert caught.value.kind == "memory"
    assert caught.value.hint == "Choose the CPU or take a smaller matrix."
    assert len(tried) == 2, "once more with what the pool held unused"
    assert not spent.is_spent()
    assert compute("inv", matrix(), chosen="chosen by estimate").certificate.backend == "cpu"


def test_libraries_that_fail_are_named_and_the_cpu_answers(device, unspent, monkeypatch):
    missing = CompileException("nvrtc: error: failed to open builtins\nand more", "source", "kernel.cu", ())
    failing(monkeypatch, device, missing)
    result = compute("inv", matrix())
    words = "The libraries of Strict device failed midway (CompileException: nvrtc: error: failed to open builtins)"
    assert result.certificate.why.startswith(f"{words}, so the CPU computed it")
    assert f"{words}. The CPU computed it instead." in result.warnings
    assert not spent.is_spent(), "another process would lack them too"


def test_a_library_that_is_not_there_is_one_of_them(device, unspent, monkeypatch):
    monkeypatch.setattr(device, "lu", lambda M: softlink.load("libnvrtc.so.12"))
    why = compute("inv", matrix()).certificate.why
    assert why.startswith(
        "The libraries of Strict device failed midway (RuntimeError: CuPy failed to load libnvrtc.so.12"
    )


def test_a_defect_of_our_own_is_no_failure_of_the_device(device, unspent, monkeypatch):
    failing(monkeypatch, device, RuntimeError("ours"))
    with pytest.raises(RuntimeError, match="ours"):
        compute("inv", matrix())


def test_a_kept_copy_is_not_counted_again(device):
    A, b = matrix(n=60), Matrix.of("b", np.ones(60))
    compute("solve", A, b)
    work = by_name("solve").cost(Operand("A", (60, 60)), Operand("b", (60,))).bytes
    device.used = device.total - int(work) - 60 * 60 * 8 // 2  # for the work, and half of the matrix again
    compute("solve", A, b)
    assert device.puts.count((60, 60)) == 1
    device.release = lambda: None
    with pytest.raises(UserError, match="are free there"):
        compute("solve", matrix("B", n=60), b)


def test_room_is_made_ahead_without_the_inputs_themselves(device):
    A, B = matrix(n=60), matrix("B", n=60)
    compute("svdvals", A)
    compute("svdvals", B)
    device.used = device.total - 100
    compute("svdvals", B)  # the strict device has room again once it is asked to release some
    assert device.puts.count((60, 60)) == 2
    compute("svdvals", A)
    assert device.puts.count((60, 60)) == 3


def test_what_exists_in_exact_arithmetic_alone_says_that_the_device_had_no_part(device):
    A = Matrix.of("A", np.array([[2, 1], [0, 2]]))
    why = compute("jordan", A).certificate.why
    assert why.startswith("Strict device has no routine for this, so the CPU computed it; rounding would")
    assert compute("jordan", A, backend="auto").certificate.why.startswith("rounding would")


def test_where_the_clock_chose_it_a_full_device_is_no_refusal(device):
    device.total = 1000
    result = compute("inv", matrix(), chosen="chosen by estimate")
    assert result.certificate.backend == "cpu"
    assert "free there" in result.certificate.why
    assert "the CPU computed it" in result.certificate.why


def test_a_failure_midway_is_named_and_the_cpu_answers(device, unspent, monkeypatch):
    def lu(M):
        raise CUDARuntimeError(700)

    monkeypatch.setattr(device, "lu", lu)
    A = matrix()
    result = compute("inv", A)
    assert result.certificate.backend == "cpu"
    assert result.certificate.verdict == "green"
    what = "CUDARuntimeError: cudaErrorIllegalAddress: an illegal memory access was encountered"
    assert f"failed midway ({what})" in result.certificate.why
    assert any("The CPU computed it instead." in text for text in result.warnings)
    assert np.allclose(result.outputs["result"] @ A.to_array(), np.eye(20))
    assert spent.is_spent()


def test_a_failure_while_the_answer_is_checked_is_one_too(device, unspent, monkeypatch):
    def lu_solve(*arguments, right=device.lu_solve):
        raise CUDARuntimeError(700) if arguments[3] else None  # the certificate alone solves with the adjoint

    real = device.lu_solve
    monkeypatch.setattr(device, "lu_solve", lambda lu, piv, B, adjoint: lu_solve(lu, piv, B, True) if adjoint
                        else real(lu, piv, B, False))  # fmt: skip
    result = compute("solve", matrix(), Matrix.of("b", np.ones(20)))
    assert result.certificate.backend == "cpu"
    assert "failed midway" in result.certificate.why


def test_a_process_whose_device_has_failed_goes_on_without_it(device, unspent, monkeypatch):
    tried = []

    def lu(M):
        tried.append(M.shape)
        raise CUSOLVERError(7)

    monkeypatch.setattr(device, "lu", lu)
    result = compute("inv", Matrix.of("A", RNG.standard_normal((3, 6, 6))))
    assert len(tried) == 1
    assert result.certificate.backend == "cpu"


def test_no_convergence_there_does_not_spend_the_process(device, unspent, monkeypatch):
    def lu(M):
        raise np.linalg.LinAlgError("no convergence")

    monkeypatch.setattr(device, "lu", lu)
    assert compute("inv", matrix()).certificate.backend == "cpu"
    assert not spent.is_spent()


def test_what_the_device_has_no_routine_for_runs_on_the_cpu_by_name(device):
    result = compute("eig", matrix())
    assert result.certificate.backend == "cpu"
    assert result.certificate.why.startswith("Strict device has no routine for this, so the CPU computed it")
    device.has_general_eig = True
    assert compute("eig", matrix()).certificate.backend == "gpu"


def test_singular_matrices_are_refused_there_too(device):
    with pytest.raises(UserError) as caught:
        compute("inv", Matrix.of("A", np.ones((40, 40))))
    assert caught.value.kind == "singular"


def test_a_probe_tells_what_the_device_is(device):
    figures = run(Probe("gpu"))
    assert figures.name == "Strict device"
    assert figures.total == device.total
    assert figures.seconds("factor", 1e9, np.dtype(np.float32)) > 0


def test_an_absent_device_is_refused_with_the_reason(monkeypatch):
    absent = Backend("gpu", "GPU (CuPy)", lambda: "CuPy finds no CUDA device.", lambda: None, lambda: 1 / 0)
    monkeypatch.setattr(backends, "CATALOG", (backends.CPU, absent, backends.EXACT))
    for task in (Compute("inv", ("A",), backend="gpu"), Probe("gpu")):
        with pytest.raises(UserError, match="no CUDA device") as caught:
            run(task, (matrix(),))
        assert caught.value.kind == "backend"
