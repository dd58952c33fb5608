"""Routes against their peers in the same run: structure must pay, the rest must not cost more than the library.

A figure is the route's time, certificate left out, over the time of the peer; for what must be several times
faster, over the peer's time divided by that factor, so that 1.00 x is the limit everywhere else too.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from tests.benchmarks.table import Row, seconds
from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Result
from workbench.model.matrix import Matrix

Array = np.ndarray[Any, Any]
Peer = Callable[[], object]
SIDE = 1000
SMALL = 400
"""Of what takes many times as long as a product."""
TIMES = 5
NEAR = 1.1


def rows() -> list[Row]:
    rng = np.random.default_rng(0)
    G, b = rng.standard_normal((SIDE, SIDE)), rng.standard_normal(SIDE)
    return [*_structure(G, b), *_general(G, b), *_exactly(rng), *_octave(G, b)]


def _structure(G: Array, b: Array) -> list[Row]:
    """Where structure must pay, and by how much."""
    S, P = G + G.T, _definite(G)
    L, W = np.tril(G) + SIDE * np.eye(SIDE), _well_conditioned(SIDE)
    slow = _slowly_decaying(4000, SIDE)
    return [
        _faster("eig of a symmetric matrix", 4, "numpy.linalg.eig", lambda: np.linalg.eig(S), "eig", S),
        _faster("inverse of a positive definite matrix", 2, "numpy.linalg.inv", lambda: np.linalg.inv(P), "inv", P),
        _faster("triangular solve", 5, "numpy.linalg.solve", lambda: np.linalg.solve(L, b), "solve", L, b),
        _faster("pinv, well-conditioned", 2, "numpy.linalg.pinv", lambda: np.linalg.pinv(W), "pinv", W),
        _faster("top 20 singular triplets of 4000 x 1000", 4, "a full SVD",
                lambda: np.linalg.svd(slow, full_matrices=False), "svd_truncated", slow, k=20),
    ]  # fmt: skip


def _general(G: Array, b: Array) -> list[Row]:
    """General dense routes beside the best of NumPy and SciPy."""
    tall, S, P = G[:, : SIDE // 2], G + G.T, _definite(G)
    small, other = G[:SMALL, :SMALL], G[SMALL : 2 * SMALL, :SMALL]
    pairs: list[tuple[str, tuple[Array, ...], list[Peer]]] = [
        ("matmul", (G, G), [lambda: G @ G]),
        ("solve", (G, b), [lambda: np.linalg.solve(G, b), lambda: scipy.linalg.solve(G, b)]),
        ("inv", (G,), [lambda: np.linalg.inv(G), lambda: scipy.linalg.inv(G)]),
        ("det", (G,), [lambda: np.linalg.det(G), lambda: scipy.linalg.det(G)]),
        ("svd", (G,), [lambda: np.linalg.svd(G), lambda: scipy.linalg.svd(G)]),
        ("svdvals", (G,), [lambda: np.linalg.svd(G, compute_uv=False), lambda: scipy.linalg.svdvals(G)]),
        ("eig", (G,), [lambda: np.linalg.eig(G), lambda: scipy.linalg.eig(G)]),
        ("eigvals", (G,), [lambda: np.linalg.eigvals(G), lambda: scipy.linalg.eigvals(G)]),
        ("qr", (G,), [lambda: np.linalg.qr(G), lambda: scipy.linalg.qr(G, mode="economic")]),
        ("lu", (G,), [lambda: scipy.linalg.lu(G)]),
        ("lstsq", (tall, b), [lambda: np.linalg.lstsq(tall, b), lambda: scipy.linalg.lstsq(tall, b)]),
        ("cholesky", (P,), [lambda: np.linalg.cholesky(P), lambda: scipy.linalg.cholesky(P, lower=True)]),
        ("eigvals", (S,), [lambda: np.linalg.eigvalsh(S), lambda: scipy.linalg.eigvalsh(S)]),
        ("ldl", (S,), [lambda: scipy.linalg.ldl(S)]),
        ("hessenberg", (G,), [lambda: scipy.linalg.hessenberg(G, calc_q=True)]),
        ("polar", (G,), [lambda: scipy.linalg.polar(G)]),
        ("cond", (G,), [lambda: np.linalg.cond(G)]),
        ("matrix_rank", (G,), [lambda: np.linalg.matrix_rank(G)]),
        ("null_space", (tall.T,), [lambda: scipy.linalg.null_space(tall.T)]),
        ("schur", (small,), [lambda: scipy.linalg.schur(small)]),
        ("expm", (small,), [lambda: scipy.linalg.expm(small)]),
        ("sqrtm", (small,), [lambda: scipy.linalg.sqrtm(small)]),
        ("eig", (small, other), [lambda: scipy.linalg.eig(small, other)]),
    ]
    return [_beside(name, peers, *arrays) for name, arrays, peers in pairs]


def _definite(G: Array) -> Array:
    return np.asarray(G @ G.T / SIDE + np.eye(SIDE))


def _well_conditioned(n: int) -> Array:
    rng = np.random.default_rng(1)
    U, V = (np.linalg.qr(rng.standard_normal((n, n)))[0] for _ in range(2))
    return np.asarray((U * np.linspace(1, 2, n)) @ V)


def _slowly_decaying(m: int, n: int) -> Array:
    """Singular values 1/k."""
    rng = np.random.default_rng(2)
    U, V = (np.linalg.qr(rng.standard_normal((k, n)))[0] for k in (m, n))
    return np.asarray((U / np.arange(1, n + 1)) @ V.T)


def _compute(name: str, *arrays: Array, **params: Any) -> Result:
    keys = tuple(f"M{k}" for k in range(len(arrays)))
    matrices = tuple(Matrix.of(key, array) for key, array in zip(keys, arrays, strict=True))
    found: Result = run(Compute(name, keys, params, exact=False), matrices)
    return found


def _best(measure: Callable[[], float]) -> float:
    return min(measure() for _ in range(TIMES))


def _pair(
    name: str, peers: list[Peer], arrays: tuple[Array, ...], params: dict[str, Any]
) -> tuple[float, float, Result]:
    """The best times of the route and of the best peer, taken in turns."""
    result = _compute(name, *arrays, **params)
    ours, theirs = [], []
    for _ in range(TIMES):
        ours.append(_compute(name, *arrays, **params).certificate.seconds)
        theirs.append(min(seconds(peer) for peer in peers))
    return min(ours), min(theirs), result


def _faster(title: str, factor: float, peer: str, run_peer: Peer, name: str, *arrays: Array, **params: Any) -> Row:
    ours, theirs, result = _pair(name, [run_peer], arrays, params)
    words = f"{theirs / ours:.1f} x faster than {peer} ({1e3 * theirs:.0f} ms); wanted {factor} x; {_said(result)}"
    return Row(f"{title}, 1/{factor} of {peer}", ours / theirs * factor, 1.0, "x", words)


def _beside(name: str, peers: list[Peer], *arrays: Array) -> Row:
    ours, theirs, result = _pair(name, peers, arrays, {})
    kind = " ".join((" x ".join(map(str, arrays[0].shape)), *result.structures[0][-1:]))
    return Row(f"{name}, {kind}", ours / theirs, NEAR, "x", f"{1e3 * theirs:.0f} ms; {_said(result)}")


def _said(result: Result) -> str:
    return f"{result.certificate.routine}, {result.certificate.verdict}"


def _exactly(rng: np.random.Generator) -> list[Row]:
    A = rng.integers(-9, 10, (30, 30))
    matrix = Matrix.of("A", A)
    rows = []
    for name in ("det", "inv"):
        ours = 1e3 * _best(lambda name=name: seconds(lambda: run(Compute(name, ("A",), backend="exact"), (matrix,))))
        rows.append(Row(f"exact {name} of a 30 x 30 integer matrix", ours, 50.0, "ms", _sympy(name, A)))
    return rows


def _sympy(name: str, A: Array) -> str:
    """SymPy's time for the same, where it is installed."""
    try:
        from sympy import QQ
        from sympy.polys.matrices import DomainMatrix
    except ImportError:
        return "SymPy is not installed"
    M = DomainMatrix([[QQ(int(x)) for x in row] for row in A], A.shape, QQ)
    took = seconds(lambda: M.det() if name == "det" else M.inv())
    return f"SymPy's DomainMatrix {1e3 * took:.1f} ms"


def _route_alone(name: str, *arrays: Array) -> float:
    """The best time of a route in seconds, certificate left out."""
    return _best(lambda: _compute(name, *arrays).certificate.seconds)


def _octave(G: Array, b: Array) -> list[Row]:
    """GNU Octave on the same matrices, where it is installed."""
    program = shutil.which("octave-cli") or shutil.which("octave")
    if program is None:
        return []
    calls = {"solve": "A \\ b;", "inv": "inv(A);", "svd": "[U, S, V] = svd(A);", "eig": "[V, D] = eig(A);"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.mat"
        scipy.io.savemat(path, {"A": G, "b": b[:, None]})
        script = f"load('{path}');" + "".join(
            f"{call} t = Inf; for k = 1:{TIMES} tic; {call} t = min(t, toc); end; printf('{name} %g\\n', t);"
            for name, call in calls.items()
        )
        done = subprocess.run([program, "--no-gui", "--eval", script], capture_output=True, text=True, check=True)
    theirs = dict(line.split() for line in done.stdout.splitlines() if line.strip())
    arrays = {"solve": (G, b)}
    return [
        Row(f"{name} beside GNU Octave", _route_alone(name, *arrays.get(name, (G,))) / float(time), NEAR, "x",
            f"{1e3 * float(time):.0f} ms in Octave")
        for name, time in theirs.items()
    ]  # fmt: skip
