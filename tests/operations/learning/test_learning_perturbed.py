"""Blocks of deep learning: an error of more than 100 times the printed bound goes red, and no right answer does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

FACTOR = 121.0
NEXT_TO_ZERO = {"loss", "dW1", "db1", "dW2", "db2"}
"""Sums whose terms may cancel: their bound is relative to the terms where those are much larger."""


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def graph(n: int, seed: int = 0) -> np.ndarray:
    A = np.triu(np.random.default_rng(seed).random((n, n)) < 0.5, 1)
    return (A | A.T | np.eye(n, k=1, dtype=bool) | np.eye(n, k=-1, dtype=bool)).astype(float)


LAYERS = (numbers(9, 4, seed=1), numbers(6, 4, seed=2), numbers(6, seed=3), numbers(2, 6, seed=4), numbers(2, seed=5))
CASES: dict[str, tuple[str, tuple[np.ndarray, ...], dict]] = {
    "affine": ("affine", (numbers(20, 5), numbers(3, 5, seed=1), numbers(3, seed=2)), {}),
    "affine in columns": ("affine", (numbers(5, 20), numbers(9, 5, seed=1)), {"orientation": "columns"}),
    "affine of a stack": ("affine", (numbers(2, 3, 4, 5), numbers(7, 5, seed=1)), {}),
    "affine huge": ("affine", (numbers(4, 3) * 1e200, numbers(2, 3, seed=1) * 1e-150, numbers(2) * 1e49), {}),
    "affine single": ("affine", (numbers(20, 5).astype("f4"), numbers(30, 5, seed=1).astype("f4")), {}),
    "affine complex": ("affine", (numbers(4, 5) * 1j, numbers(3, 5, seed=1) + 0j), {}),
    "relu": ("relu", (numbers(3, 4, 5),), {}),
    "sigmoid": ("sigmoid", (numbers(40) * 10,), {}),
    "tanh": ("tanh", (numbers(40) * 3,), {}),
    "gelu": ("gelu", (numbers(40) * 3,), {}),
    "gelu by tanh": ("gelu", (numbers(40) * 3,), {"approximate": "tanh"}),
    "sigmoid single": ("sigmoid", (numbers(40).astype("f4"),), {}),
    "relu huge": ("relu", (numbers(9) * 1e307,), {}),
    "gelu tiny": ("gelu", (numbers(9) * 1e-300,), {}),
    "softmax": ("softmax", (numbers(6, 9) * 5,), {}),
    "softmax down": ("softmax", (numbers(6, 9) * 500,), {"axis": 0}),
    "correlate": ("correlate", (numbers(60), numbers(7, seed=1)), {}),
    "correlate image": ("correlate", (numbers(12, 10), numbers(3, 4, seed=1)), {"mode": "same"}),
    "convolve": ("convolve", (numbers(12, 10), numbers(3, 4, seed=1)), {"mode": "full"}),
    "convolve huge": ("convolve", (numbers(12) * 1e300, numbers(3, seed=1) * 1e-300), {}),
    "convolution matrix": ("convolution_matrix", (numbers(4),), {"n": 9, "mode": "same"}),
    "convolution matrix of an image": ("convolution_matrix_2d", (numbers(2, 3),), {"rows": 5, "columns": 6}),
    "adjacency": ("adjacency", (np.array([[0.0, 1, 2], [1, 2, 0.5], [0, 1, 1], [2, 2, 3]]),), {}),
    "laplacian": ("laplacian", (graph(12),), {}),
    "laplacian symmetric": ("laplacian", (graph(12),), {"kind": "symmetric"}),
    "laplacian random walk": ("laplacian", (np.abs(numbers(8, 8)),), {"kind": "random walk"}),
    "pagerank": ("pagerank", (np.abs(numbers(9, 9)),), {}),
    "pagerank with dead ends": ("pagerank", (np.triu(graph(20), 1),), {"damping": 0.5}),
    "triangles": ("triangles", (graph(12),), {}),
    "centrality": ("centrality", (graph(12),), {}),
    "descent": ("gradient_descent", (numbers(30, 4), numbers(30, seed=1)), {}),
    "descent of a form": ("gradient_descent", (np.diag([1.0, 5.0]), numbers(2)), {"objective": "quadratic"}),
    "newton": ("gradient_descent", (numbers(30, 4), numbers(30, seed=1)), {"method": "newton"}),
    "autoencoder": ("linear_autoencoder", (numbers(30, 4),), {"k": 2, "steps": 400, "eta": 0.2}),
    "network": ("mlp", (*LAYERS, numbers(9, 2, seed=6)), {"activation": "tanh"}),
    "network without a target": ("mlp", LAYERS, {"activation": "gelu", "output": "sigmoid"}),
}


def answered(run, case: str):
    name, arrays, settings = CASES[case]
    return run(name, *arrays, **settings)


def perturbed(value: np.ndarray, bound: float) -> Iterator[tuple[str, np.ndarray]]:
    if value.dtype.kind not in "fc":
        yield "one more", value + 1
        return
    size = float(np.abs(value).max(initial=0))
    for k in {0, value.size - 1, value.size // 2, int(np.argmax(np.abs(value))), int(np.argmin(np.abs(value)))}:
        for change in (FACTOR * bound * size, size):
            other = value.copy()
            other.reshape(-1)[k] += change
            yield f"entry {k} off by {change:.1e}", other
    yield "negated", -value
    yield "scaled", value * (1 + FACTOR * bound)


@pytest.mark.parametrize("case", CASES)
def test_the_right_answer_is_not_red(run, case):
    answer = answered(run, case)
    assert answer.verdict == "green", answer.assessment.reason


@pytest.mark.parametrize("case", CASES)
def test_an_error_of_100_bounds_is_red(run, case):
    answer = answered(run, case)
    bound = answer.assessment.error_bound
    missed = []
    for output, value in answer.outcome.outputs.items():
        if value is None:
            continue
        value = np.asarray(value)
        size = float(np.abs(value).max(initial=0)) or 1.0
        size = max(size, 1.0) if output in NEXT_TO_ZERO else size
        for what, other in perturbed(value, bound):
            with np.errstate(over="ignore"):
                change = float(np.abs(other.astype(complex) / size - value.astype(complex) / size).max(initial=0))
            if change <= 100 * bound or not np.isfinite(change):
                continue
            if answer.tampered(output, other.astype(value.dtype)).verdict != "red":
                missed.append(f"{output}: {what} ({change:.1e} against {bound:.1e})")
    assert not missed


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@pytest.mark.parametrize("kernel", [np.array([1.0, -2, 0, 1e-18]), np.array([[1.0, 2], [0, -1e300], [3, 1]])])
def test_a_matrix_of_another_sliding_product_is_red(run, kernel, mode):
    name = "convolution_matrix" if kernel.ndim == 1 else "convolution_matrix_2d"
    settings = {"n": 40} if kernel.ndim == 1 else {"rows": 5, "columns": 6}
    found = run(name, kernel, mode=mode, **settings)
    assert found.verdict == "green"
    T = found.result
    filled = np.argwhere(T)
    for place in (filled[0], filled[len(filled) // 2], filled[-1]):
        for change in (T[tuple(place)] * 1e-15, -T[tuple(place)]):
            other = T.copy()
            other[tuple(place)] += change
            assert found.tampered("result", other).verdict == "red"
    other = T.copy()
    other[tuple(np.argwhere(T == 0)[0])] = kernel.ravel()[0]
    assert found.tampered("result", other).verdict == "red"
    assert found.tampered("result", T[::-1]).verdict == "red"
    assert found.tampered("result", T[:, ::-1]).verdict == "red"
