"""Wrong values and vectors go red as soon as they err by 100 printed bounds; right ones never do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

KINDS = ("general", "symmetric", "integers", "orthogonal", "triangular", "tall", "wide")
TYPES = (np.float64, np.float32, np.complex128)
WAYS = ("entry", "sign", "column sign", "row sign", "scaled", "columns swapped", "largest left out", "negated")


def matrix(kind: str, dtype: Any, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    m, n = {"tall": (9, 4), "wide": (3, 8)}.get(kind, (6, 6))
    A = rng.standard_normal((m, n)) + (1j * rng.standard_normal((m, n)) if np.dtype(dtype).kind == "c" else 0)
    A = {
        "symmetric": lambda: A + A.conj().T,
        "integers": lambda: np.rint(4 * A.real),
        "orthogonal": lambda: np.linalg.qr(A)[0],
        "triangular": lambda: np.triu(A) + np.diag(3.0 * np.arange(n)),
    }.get(kind, lambda: A)()
    return A.astype(dtype)


def tampered(value: Any, bound: float, way: str, rng: Any) -> Any:
    wrong, scale = value.copy(), np.abs(value).max()
    where = tuple(rng.integers(0, side) for side in value.shape)
    if way == "entry":
        wrong[where] += 110 * bound * scale
    elif way == "sign":
        wrong[where] *= -1
    elif way == "column sign":
        wrong[..., where[-1]] *= -1
    elif way == "row sign":
        wrong[where[0]] *= -1
    elif way == "scaled":
        wrong = wrong * (1 + 110 * bound)
    elif way == "columns swapped":
        wrong[..., [0, -1]] = wrong[..., [-1, 0]]
    elif way == "largest left out":
        wrong[..., :-1] = value[..., 1:]
    else:
        wrong = -wrong
    return wrong


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["svd", "svdvals", "eig", "eigvals"])
def test_every_error_beyond_the_bound_is_red(answer: Any, name: str, kind: str, dtype: Any) -> None:
    if name.startswith("eig") and kind in ("tall", "wide"):
        pytest.skip("not square")
    rng, tried = np.random.default_rng(7), 0
    for seed in range(4):
        found = answer(name, matrix(kind, dtype, seed))
        right = found.certificate
        assert right.verdict != "red", right.reason
        for output, value in found.outcome.outputs.items():
            for way in WAYS:
                wrong = tampered(value, right.error_bound, way, rng)
                if np.abs(wrong - value).max() > 100 * right.error_bound * np.abs(value).max():
                    tried += 1
                    assert found.certify(**{output: wrong}).verdict == "red", (output, way, seed)
    assert tried > 20


@pytest.mark.parametrize("name", ["svd", "eig"])
def test_swapping_whole_pairs_is_out_of_order(answer: Any, name: str) -> None:
    found = answer(name, matrix("general", np.float64, 0))
    outputs = {key: value.copy() for key, value in found.outcome.outputs.items()}
    for key, value in outputs.items():
        turned = value.T if key == "Vh" else value
        turned[..., [0, 5]] = turned[..., [5, 0]]
        outputs[key] = turned.T if key == "Vh" else turned
    assert "out of order" in found.certify(**outputs).reason


@pytest.mark.parametrize("name", ["svd", "eig"])
def test_duplicating_a_pair_does_not_hide_a_missing_one(answer: Any, name: str) -> None:
    found = answer(name, matrix("symmetric", np.float64, 1) if name == "eig" else matrix("tall", np.float64, 1))
    outputs = {key: value.copy() for key, value in found.outcome.outputs.items()}
    for key, value in outputs.items():
        side = value.T if key == "Vh" else value
        side[..., 0] = side[..., 1]
    assert found.certify(**outputs).verdict == "red"


def test_a_duplicated_pair_of_a_general_matrix_misses_the_trace(answer: Any) -> None:
    found = answer("eig", np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 10]]))
    w, V = found["eigenvalues"].copy(), found["eigenvectors"].copy()
    w[2], V[:, 2] = w[1], V[:, 1]
    certificate = found.certify(eigenvalues=w, eigenvectors=V)
    assert certificate.verdict == "red"
    assert "trace" in certificate.reason


CLASSICAL = {
    "Hilbert": lambda n: 1 / (np.arange(n)[:, None] + np.arange(n) + 1.0),
    "Jordan": lambda n: np.eye(n) * 3 + np.eye(n, k=1),
    "nilpotent": lambda n: np.eye(n, k=1),
    "Vandermonde": lambda n: np.vander(np.linspace(0.5, 1.5, n)),
    "ones": lambda n: np.ones((n, n)),
    "zero": lambda n: np.zeros((n, n)),
    "Wilkinson": lambda n: np.diag(np.abs(np.arange(n) - n // 2) * 1.0) + np.eye(n, k=1) + np.eye(n, k=-1),
    "Grcar": lambda n: np.triu(np.tril(np.ones((n, n)), 3)) - np.eye(n, k=-1),
    "Kahan": lambda n: np.diag(0.9 ** np.arange(n)) @ (np.eye(n) - 0.4 * np.triu(np.ones((n, n)), 1)),
    "cyclic": lambda n: np.roll(np.eye(n), 1, axis=0),
    "companion": lambda n: np.eye(n, k=-1) - np.outer(np.eye(n)[0], np.poly(np.arange(1, n + 1))[1:]),
    "graded": lambda n: np.diag(10.0 ** -np.arange(n)) + 1e-12,
    "huge": lambda n: np.random.default_rng(n).standard_normal((n, n)) * 1e300,
    "tiny": lambda n: np.random.default_rng(n).standard_normal((n, n)) * 1e-307,
}


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 12, 20, 40])
@pytest.mark.parametrize("kind", CLASSICAL)
@pytest.mark.parametrize("name", ["svd", "svdvals", "eig", "eigvals", "norm", "matrix_rank"])
def test_no_right_answer_goes_red(answer: Any, name: str, kind: str, n: int) -> None:
    certificate = answer(name, CLASSICAL[kind](n)).certificate
    assert certificate.verdict != "red", certificate.reason
