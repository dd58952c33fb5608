"""Every route that is declared for devices runs on a strict one, and agrees with the CPU and with its certificate."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from strict_device import StrictDevice

from workbench.model.errors import UserError
from workbench.numerics.device import Placed
from workbench.numerics.structure import detect
from workbench.operations import CATALOG
from workbench.operations.choose import choose
from workbench.operations.on_device import DEVICES
from workbench.operations.spec import Operand, Problem

DTYPES = ("float32", "float64", "complex64", "complex128")
PARAMS = {
    "norm": [{"ord": ord} for ord in ("fro", 2, "nuc", 1, "inf", "sum", "max")],
    "cond": [{"p": p} for p in (2, 1, "inf", "fro")],
    "scale": [{"factor": Fraction(1, 3)}],
    "svd": [{"full": False}, {"full": True}],
    "solve_triangular": [{"lower": lower, "unit_diagonal": unit} for lower in (False, True) for unit in (False, True)],
    "covariance": [{"divisor": "n - 1"}, {"divisor": "n"}],
    "svd_truncated": [{"k": 2, "method": method} for method in ("auto", "gram", "lanczos", "randomized")],
    "pca": [
        {"standardize": standardize, "method": method, "k": k}
        for standardize, method, k in ((False, "auto", None), (True, "svd", 2), (False, "covariance", None))
    ],
    "affine": [{"orientation": "rows"}, {"orientation": "columns"}],
    "norm_gradient": [{"ord": 2}, {"ord": "nuc"}],
    "regression": [{"intercept": True}, {"intercept": False}],
    "polar": [{"side": "right"}, {"side": "left"}],
    "low_rank": [{}, {"k": 2}],
    "whiten": [{"method": "pca"}, {"method": "zca"}, {"k": 2}],
    "matrix_power": [{"n": n} for n in (1, 2, 5, -3)],
    "multi_dot": [{"order": order} for order in ("cheapest", "left to right", "right to left")],
}
ENTRIES = [entry for entry in CATALOG if any(DEVICES[0] in route.backends for route in entry.operation.routes)]


def chain(operation, A):
    """Matrices on either side, or vectors at the ends."""
    B = fitting(operation.inputs[0], A)
    yield {"arrays1": B, "arrays2": A}
    yield {"arrays1": B[:, 0]}


def layers(operation, A):
    """Weights that fit the samples as rows or as columns, without a bias and with one."""
    W = np.random.default_rng(8).standard_normal((4, A.shape[1])).astype(A.dtype)
    yield {"W": W}
    for b in (W[:, 0], W[0, 0]):
        yield {"W": W, "b": np.asarray(b * A[0, 0])}
    yield {"W": W @ A.T, "b": W[:, 0]}


def responses(operation, A):
    """A number for each row, or two."""
    Y = np.random.default_rng(9).standard_normal((len(A), 2)).astype(A.dtype)
    yield {"y": Y[:, 0]}
    yield {"y": Y}


def coefficients(operation, A):
    """Of a polynomial of degree 3."""
    yield {"c": np.array([1, -2, 0, 3], A.dtype)}


BESIDE = {"polyvalm": coefficients, "multi_dot": chain, "affine": layers, "regression": responses}
"""Further inputs beside the first, where they are not what `beside` makes of one: several choices of them."""
HUGE = {"float32": 2.0**90, "complex64": 2.0**90, "float64": 2.0**700, "complex128": 2.0**700}


def matrices(dtype, n):
    """One of each structure that a route may ask for."""
    rng = np.random.default_rng(5)
    G = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if dtype.startswith("complex") else 0)
    G = G + 2 * np.diag(np.arange(1, n + 1))
    S = (G + G.conj().T) / 2
    P = G @ G.conj().T / n + np.eye(n)
    near = S.copy()
    near[0, 1] *= 1 + 4 * np.finfo(dtype).eps
    found = {"general": G, "symmetric": S, "definite": (P + P.conj().T) / 2, "nearly symmetric": near}
    found |= {"triangular": np.triu(G), "lower": np.tril(G), "tall": np.vstack([G, S]), "wide": np.hstack([G, S])}
    return {name: A.astype(dtype) for name, A in found.items()}


def problems(entry, dtype, n, scale=1.0, structures=None):
    """The operation on every structure whose shape it takes."""
    operation = entry.operation
    if operation.real and dtype.startswith("complex"):
        return
    for A in [A for name, A in matrices(dtype, n).items() if structures is None or name in structures]:
        for others in BESIDE.get(entry.name, beside)(operation, A):
            arrays = {operation.keys(1)[0]: (A * scale).astype(dtype), **others}
            yield from posed(operation, arrays, PARAMS.get(entry.name, [{}]))


def beside(operation, A):
    """Every further input that has to be given."""
    yield {item.name: fitting(item, A) for item in operation.inputs[1:] if not item.optional}


def fitting(item, A):
    """A further input beside A: a vector, or a matrix that A can be multiplied by."""
    rng = np.random.default_rng(6)
    if 0 in item.axes:  # entries that meet one by one
        return rng.standard_normal(A.shape).astype(A.dtype)
    shape = (A.shape[0],) if 1 in item.axes and item.name == "b" else A.shape[::-1]
    return rng.standard_normal(shape).astype(A.dtype)


def posed(operation, arrays, several):
    for params in several:
        filled = {**{item.name: item.default for item in operation.parameters}, **params}
        try:
            operation.declare(*(Operand(key, a.shape, a.dtype) for key, a in arrays.items()), **filled)
        except UserError:
            continue
        structures = {key: detect(array) for key, array in arrays.items()}
        dtype = next(iter(arrays.values())).dtype
        yield Problem(arrays, structures, filled, dict.fromkeys(arrays), dtype=dtype)


def placed(problem, general=True):
    device = StrictDevice()
    device.has_general_eig = general
    return replace(problem, placed=Placed.of(device, problem.arrays))


def routes_there(operation, problem):
    there = [route for route in operation.routes if DEVICES[0] in route.backends]
    return [route for route in there if route.applies(problem) is not None]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_route_runs_on_a_strict_device(entry):
    ran = set()
    for dtype in DTYPES:
        for problem in problems(entry, dtype, 7):
            there = placed(problem)
            for route in routes_there(entry.operation, there)[:1]:
                if both_refuse(entry, route, problem):
                    continue
                ran.add(id(route))
                agrees(entry, problem, route.run(placed(problem)), dtype)
    declared = {id(route) for route in entry.operation.routes if DEVICES[0] in route.backends}
    assert ran == declared, "a route that nothing runs"


def both_refuse(entry, route, problem):
    """Whether the input has no answer, which the device must say in the words of the CPU."""
    refusal = refused(lambda: choose(entry.operation, problem, "cpu")[0].run(problem))
    if refusal is not None:
        assert refused(lambda: route.run(placed(problem))) == refusal
    return refusal is not None


def refused(act):
    """The refusal in full, or None."""
    try:
        act()
    except UserError as error:
        return error.to_dict()
    return None


def agrees(entry, problem, outcome, dtype):
    """Its certificate is not red, and what the CPU answers is the same but for rounding."""
    operation = entry.operation
    found = operation.certify(problem, outcome)
    assert found.verdict != "red", (entry.name, found.reason)
    expected = choose(operation, problem, "cpu")[0].run(problem).outputs
    assert set(outcome.outputs) == set(expected)
    for name, value in outcome.outputs.items():
        if value is None or expected[name] is None:
            continue
        assert isinstance(value, (np.ndarray, np.generic)), "an output is still on the device"
        right = np.asarray(expected[name])
        assert value.dtype == right.dtype, name
        size = max(1.0, np.abs(right).max(initial=0))  # a residual of 0 is rounding of numbers of size 1
        assert np.abs(value - right).max(initial=0) <= 2000 * np.finfo(dtype).eps * size, (entry.name, name)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_large_ones_and_huge_numbers_too(entry):
    """Above 128 rows other witnesses serve; numbers whose squares overflow are scaled on the device."""
    for dtype, n, scale in (("float64", 140, 1.0), ("float64", 6, HUGE["float64"]), ("float32", 6, HUGE["float32"])):
        for problem in problems(entry, dtype, n, scale, ("general", "definite", "tall")):
            there = placed(problem)
            for route in routes_there(entry.operation, there)[:1]:
                if both_refuse(entry, route, problem):
                    continue
                outcome = route.run(there)
                right = choose(entry.operation, problem, "cpu")[0].run(problem)
                verdicts = [entry.operation.certify(problem, item).verdict for item in (outcome, right)]
                assert verdicts[0] != "red" or verdicts[1] == "red", entry.name


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_what_has_no_entries_and_integers_stay_on_the_cpu(entry):
    for problem in problems(entry, "float64", 3):
        empty = {key: np.zeros((0,) * max(1, array.ndim), array.dtype) for key, array in problem.arrays.items()}
        whole = {key: array.astype(np.int64) for key, array in problem.arrays.items()}
        for arrays in (empty, whole):
            assert routes_there(entry.operation, placed(replace(problem, arrays=arrays))) == []


def test_general_eigenvalues_need_a_device_that_has_them():
    for name in ("eig", "eigvals"):
        entry = next(entry for entry in ENTRIES if entry.name == name)
        general = next(problems(entry, "float64", 5))
        assert routes_there(entry.operation, placed(general, general=True))
        assert not routes_there(entry.operation, placed(general, general=False))


def test_a_strict_device_refuses_what_a_gpu_would():
    device = StrictDevice()
    A = device.put(np.eye(2))
    with pytest.raises((RuntimeError, TypeError)):
        np.linalg.inv(A)
    with pytest.raises(ValueError, match="device"):
        device.xp.matmul(A, device.xp.asarray(np.eye(2)))
