"""The code beside an answer on data or of deep learning gives the same answer, whatever the settings."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from workbench.jobs import engine
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix
from workbench.operations import by_name

X = np.random.default_rng(0).standard_normal((20, 4)) * [4, 3, 2, 1] + [1, 2, 3, 4]
Y = X @ [1.0, 2, 3, 4] + np.random.default_rng(1).standard_normal(20)
F = np.array([[0.0, 1, 2], [1, 2, 3], [2, 0, 1]])
G = np.array([[0.0, 1, 1], [1, 0, 0], [0, 0, 0]])
SMALL = np.random.default_rng(2).standard_normal((4, 4)) / 4
PASSES = {"result": "out", **{name: name for name in ("hidden", "loss", "dW1", "db1", "dW2", "db2")}}
CASES = [
    ("pca", (X,), {"k": 2}, {"components": "components", "variances": "variances", "scores": "scores"}),
    ("pca", (X,), {"center": False, "divisor": "n"}, {"variances": "variances", "rebuilt": "rebuilt"}),
    ("pca", (X,), {"standardize": True, "k": 2}, {"ratio": "ratio", "scores": "scores", "rebuilt": "rebuilt"}),
    ("pca_apply", (X, X.mean(axis=0), np.eye(4)[:2], np.ones(4) * 2), {}, {"scores": "scores", "distance": "distance"}),
    ("covariance", (X,), {"divisor": "n"}, {"result": "C"}),
    ("covariance", (X[:, :1],), {}, {"result": "C"}),
    ("correlation", (X[:, :1],), {}, {"result": "R"}),
    ("standardize", (X,), {"divisor": "n"}, {"result": "Z", "scale": "scale"}),
    ("whiten", (X,), {"method": "zca"}, {"result": "Z", "W": "W"}),
    ("whiten", (X,), {"k": 2}, {"result": "Z", "W": "W"}),
    ("low_rank", (X,), {"energy": 0.9}, {"result": "B", "rank": "k", "frobenius_error": "frobenius_error"}),
    ("regression", (X, Y), {}, {"coefficients": "coefficients", "intercept": "intercept", "r_squared": "r_squared"}),
    ("regression", (X, Y), {"intercept": False}, {"coefficients": "coefficients", "rss": "rss"}),
    ("noise_band", (X,), {}, {"lower": "lower", "upper": "upper", "above": "above", "variance": "variance"}),
    ("noise_band", (X.T,), {"variance": 2.0}, {"lower": "lower", "upper": "upper"}),
    ("bootstrap_subspace", (X,), {"count": 5, "seed": 3, "k": 2}, {"angles": "angles"}),
    ("subspace_angles", (X[:, :2], X[:, 1:]), {"unit": "degrees"}, {"result": "angles"}),
    ("adjacency", (F,), {}, {"result": "adjacency"}),
    ("adjacency", (F[:, :2],), {"directed": True, "n": 4}, {"result": "adjacency"}),
    ("laplacian", (G,), {"kind": "random walk"}, {"result": "L"}),
    ("laplacian", (G + G.T,), {"kind": "symmetric"}, {"result": "L"}),
    ("pagerank", (G,), {"damping": 0.5}, {"result": "r", "path": "path"}),
    ("affine", (X.T, np.ones((2, 4)), np.arange(2.0)), {"orientation": "columns"}, {"result": "Y"}),
    ("gelu", (X,), {"approximate": "tanh"}, {"result": "Y"}),
    ("softmax", (X,), {"axis": 0}, {"result": "Y"}),
    ("convolve", (X, np.ones((2, 2))), {"mode": "same"}, {"result": "C"}),
    ("convolution_matrix", (np.arange(1.0, 4),), {"flip": False, "mode": "full"}, {"result": "T"}),
    ("convolution_matrix_2d", (np.arange(6.0).reshape(2, 3),), {"mode": "same"}, {"result": "T"}),
    ("gradient_descent", (X, Y), {"start": [1, 1, 1, 1]}, {"result": "x", "path": "path"}),
    ("gradient_descent", (X, Y), {"objective": "half squares", "method": "newton"}, {"result": "x"}),
    ("linear_autoencoder", (X,), {"steps": 50, "k": 2}, {"encoder": "encoder", "decoder": "decoder"}),
    ("mlp", (X, np.ones((3, 4)), np.ones(3), np.ones(3), np.array(1.0), Y), {"activation": "gelu"}, PASSES),
    ("mlp", (X, SMALL[:3], np.ones(3), SMALL[:2, :3], np.ones(2), X[:, :2]), {"activation": "tanh"}, PASSES),
    ("mlp", (X, SMALL, np.ones(4), SMALL[:2], np.ones(2), X[:, :2]), {"output": "sigmoid"}, PASSES),
    ("mlp", (X[0], SMALL, np.ones(4), SMALL[0], np.ones(1), Y[0]), {"output": "tanh"}, PASSES),
    ("mlp", (X[0], SMALL, np.ones(4), SMALL[:1], np.array(1.0), Y[:1]), {"activation": "sigmoid"}, PASSES),
    ("mlp", (X, SMALL, np.ones(4), SMALL[:2], np.ones(2)), {"activation": "identity"}, {"result": "out"}),
]


@pytest.mark.parametrize(("name", "values", "params", "outputs"), CASES)
def test_the_code_gives_the_answer(name, values, params, outputs):
    keys = by_name(name).keys(len(values))
    matrices = tuple(Matrix.of(key, value) for key, value in zip(keys, values, strict=True))
    found = engine.run(Compute(name, keys, params), matrices)
    scope = {"np": np, "scipy": scipy, **dict(zip(keys, values, strict=True))}
    exec(found.code, scope)
    for output, variable in outputs.items():
        assert np.asarray(scope[variable]) == pytest.approx(found.outputs[output], rel=1e-9, abs=1e-9), variable
