"""Matrices that are made: what defines each of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from properties.draws import chosen, together, whole
from properties.law import Inputs, Laws
from properties.place import Place

law = Laws()
SEEDS = whole(0, 10**6)


def lists(least: int = 1, most: int = 5) -> Inputs:
    """Fractions, as they are typed."""
    number = st.builds(Fraction, st.integers(-6, 6), st.sampled_from([1, 1, 2, 3]))
    return lambda field: st.tuples(st.lists(number, min_size=least, max_size=most))


def held(at: Place, values: Any) -> Any:
    exactly = np.asarray(values, dtype=object)
    return exactly if at.field.exact else np.vectorize(complex, otypes=[complex])(exactly)


@law("eye", together(whole(1, 6), whole(1, 6), whole(-2, 2)))
def ones_on_one_diagonal(at: Place, n: int, columns: int, k: int) -> None:
    at.near(at("eye", n=n, columns=columns, k=k), at.field.held(np.eye(n, columns, k, dtype=int)))


@law("full", together(whole(1, 5), whole(1, 5), lists(1, 1)))
def one_number_is_everywhere(at: Place, m: int, n: int, value: list[Fraction]) -> None:
    full, ones = at("full", value=value[0], rows=m, columns=n), at("ones", rows=m, columns=n)
    at.near(full, ones * held(at, value)[0], 6.0)
    at.near(at("zeros", rows=m, columns=n) + ones, ones)


@law("diagonal_matrix", lists())
def diag_gives_the_entries_back(at: Place, entries: list[Fraction]) -> None:
    D = at("diagonal_matrix", entries=entries)
    at.near(np.diagonal(D), held(at, entries), 6.0)
    assert not (D - np.diag(np.diagonal(D))).any()


@law("random_normal", together(whole(1, 5), whole(1, 5), SEEDS))
def seeds_make_the_same_again(at: Place, m: int, n: int, seed: int) -> None:
    for name in ("random_normal", "random_uniform"):
        A = at(name, rows=m, columns=n, seed=seed)
        assert A.shape == (m, n)
        at.near(at(name, rows=m, columns=n, seed=seed), A)
    assert ((A.real >= 0) & (A.real <= 1)).all()
    at.near(at("random_normal", rows=m, columns=n, mean=2.0, std=0.0, seed=seed), 0 * A + 2)


@law("random_integers", together(whole(1, 5), whole(-5, 0), whole(0, 5), SEEDS))
def they_keep_their_limits(at: Place, n: int, low: int, high: int, seed: int) -> None:
    A = at("random_integers", rows=n, columns=n, low=low, high=high, seed=seed)
    values = A.astype(float) if at.field.exact else A.real
    assert ((values >= low) & (values <= high) & (values == np.round(values))).all()


@law("random_orthogonal", together(whole(1, 7), SEEDS))
def its_columns_are_orthonormal(at: Place, n: int, seed: int) -> None:
    Q = at("random_orthogonal", n=n, seed=seed)
    at.near(Q.conj().T @ Q, at.eye(n))


@law("random_positive_definite", together(whole(2, 7), chosen(1.0, 10.0, 1e4), SEEDS))
def its_condition_is_as_asked(at: Place, n: int, cond: float, seed: int) -> None:
    A = at("random_positive_definite", n=n, cond=cond, seed=seed)
    w = np.linalg.eigvalsh(A)
    at.near(A.conj().T, A, w.max())
    at.near(w.max() / w.min(), cond, cond, cond)


@law("random_cond", together(whole(2, 7), chosen(1.0, 10.0, 1e3), SEEDS))
def so_is_that_of_any_matrix(at: Place, n: int, cond: float, seed: int) -> None:
    at.near(np.linalg.cond(at("random_cond", n=n, cond=cond, seed=seed)), cond, cond, cond)


@law("random_spectrum", together(lists(1, 5), SEEDS))
def its_spectrum_is_as_asked(at: Place, values: list[Fraction], seed: int) -> None:
    wanted = [float(x) for x in values]
    A = at("random_spectrum", values=wanted, seed=seed)
    at.near(np.sort(np.linalg.eigvalsh(A)), np.sort(wanted), 10.0)
    sizes = np.sort(np.abs(wanted))
    B = at("random_spectrum", values=[abs(x) for x in wanted], kind="singular values", seed=seed)
    at.near(np.sort(np.linalg.svd(B, compute_uv=False)), sizes, 10.0)


@law("random_markov", together(whole(1, 7), SEEDS))
def probabilities_add_up_to_one(at: Place, n: int, seed: int) -> None:
    A = at("random_markov", n=n, seed=seed)
    assert (A.real >= 0).all()
    sums = [A.sum(axis=axis) for axis in (0, 1)]
    assert any(np.abs(s - 1).max() <= 100 * at.field.eps for s in sums)


@law("rotation", together(whole(-4, 8), whole(-4, 8), chosen("plane", "x", "y", "z")))
def angles_add_up(at: Place, p: int, q: int, axis: str) -> None:
    A, B, C = (at("rotation", angle=30 * k, axis=axis) for k in (p, q, p + q))
    at.near(A @ B, C)
    at.near(A.T @ A, at.eye(len(A)))


@law("reflection", lists(2, 4), refusals=("domain",))
def mirrored_twice_is_nothing(at: Place, normal: list[Fraction]) -> None:
    H = at("reflection", normal=normal)
    at.near(H @ H, at.eye(len(normal)))
    at.near(H @ held(at, normal), -held(at, normal), 12.0)


@law("householder", lists(2, 4), refusals=("domain",))
def it_is_its_own_inverse(at: Place, v: list[Fraction]) -> None:
    H = at("householder", v=v)
    at.near(H @ H, at.eye(len(v)))
    at.near(H.T, H)
    at.near(H @ held(at, v), -held(at, v), 12.0)
    at.near(H, at("reflection", normal=v))


@law("givens", together(whole(2, 6), whole(0, 5), whole(1, 5), whole(-4, 8), whole(-4, 8)))
def angles_of_one_plane_add_up(at: Place, n: int, i: int, step: int, p: int, q: int) -> None:
    i, j = i % n, (i + max(1, step % n)) % n
    if i == j:
        return
    A, B, C = (at("givens", n=n, i=i, j=j, theta=30 * k) for k in (p, q, p + q))
    at.near(A @ B, C)
    at.near(A.T @ A, at.eye(n))


@law("shear", together(lists(2, 2), chosen("x", "y")))
def factors_of_shears_add_up(at: Place, factors: list[Fraction], along: str) -> None:
    A, B, C = (at("shear", factor=k, along=along) for k in (*factors, sum(factors)))
    at.near(A @ B, C, 12.0)


@law("scaling", lists(2, 3))
def scaling_stretches_the_axes(at: Place, factors: list[Fraction]) -> None:
    at.near(at("scaling", factors=factors), np.diag(held(at, factors)), 6.0)


@law("projection", lists(2, 4), refusals=("domain",))
def projected_twice_is_once(at: Place, direction: list[Fraction]) -> None:
    P = at("projection", direction=direction)
    at.near(P @ P, P)
    at.near(P.T, P)
    at.near(P @ held(at, direction), held(at, direction), 12.0)


@law("vander", together(lists(1, 4), whole(1, 5)))
def rows_are_powers(at: Place, x: list[Fraction], columns: int) -> None:
    V = at("vander", x=x, columns=columns, increasing=True)
    points = held(at, x)
    at.near(V[:, 0], points**0)
    at.near(V[:, 1:], V[:, :-1] * points[:, None], 6.0**columns)
    at.near(at("vander", x=x, columns=columns), V[:, ::-1])


@law("toeplitz", together(lists(1, 5), lists(1, 5)))
def diagonals_are_constant(at: Place, c: list[Fraction], r: list[Fraction]) -> None:
    T, H = at("toeplitz", c=c, r=r), at("hankel", c=c, r=r)
    at.near(T[1:, 1:], T[:-1, :-1])
    at.near(H[1:, :-1], H[:-1, 1:])
    at.near(T[:, 0], held(at, c), 6.0)
    at.near(H[:, 0], held(at, c), 6.0)


@law("circulant", lists(1, 5))
def it_commutes_with_the_shift(at: Place, c: list[Fraction]) -> None:
    C, S = at("circulant", c=c), at("circulant", c=[0] * (len(c) > 1) + [1] + [0] * (len(c) - 2))
    at.near(C @ S, S @ C, 6.0)
    at.near(C.sum(axis=0), held(at, [sum(c)] * len(c)), 30.0)


@law("companion", lists(2, 5), refusals=("domain",))
def it_annihilates_its_polynomial(at: Place, a: list[Fraction]) -> None:
    C = at("companion", a=a)
    size = float(sum(abs(x) for x in a)) * (1 + float(sum(abs(x / a[0]) for x in a if a[0]))) ** len(a)
    value = sum((held(at, a)[k] * np.linalg.matrix_power(C, len(a) - 1 - k) for k in range(len(a))), 0 * C)
    at.near(value, 0 * C, size)


@law("hilbert", whole(1, 7))
def entries_are_reciprocals(at: Place, n: int) -> None:
    H = at("hilbert", n=n)
    i = np.arange(1, n + 1)
    at.near(H * at.field.held(np.add.outer(i, i) - 1), at.field.held(np.ones((n, n), int)))


@law("pascal", whole(1, 8))
def each_entry_is_the_sum_of_two(at: Place, n: int) -> None:
    P = at("pascal", n=n)
    at.near(P[1:, 1:], P[:-1, 1:] + P[1:, :-1])
    assert (P[0] == 1).all()


@law("magic", whole(3, 9))
def all_sums_are_equal(at: Place, n: int) -> None:
    M = at("magic", n=n)
    sums = {*(complex(x) for x in (*M.sum(axis=0), *M.sum(axis=1), np.trace(M), np.trace(M[:, ::-1])))}
    assert sums == {complex(n * (n * n + 1) // 2)}


@law("wilkinson", whole(1, 9))
def two_halves_mirror_each_other(at: Place, n: int) -> None:
    W = at("wilkinson", n=n)
    at.near(W[::-1, ::-1], W)
    at.near(W.T, W)
    assert not np.triu(W, 2).any()


@law("rosser", lambda field: st.just(()))
def its_trace_is_that_of_its_spectrum(at: Place) -> None:
    R = at("rosser")
    at.near(R.T, R)
    assert complex(np.trace(R)) == 4040


@law("kahan", together(whole(1, 7), chosen(0.5, 1.2)))
def columns_have_one_length(at: Place, n: int, theta: float) -> None:
    K = at("kahan", n=n, theta=theta)
    assert not np.tril(K, -1).any()
    s, c = np.sin(theta), np.cos(theta)
    at.near(np.diagonal(K), s ** np.arange(n))
    at.near(K[0, 1:], np.full(n - 1, -c))


@law("frank", whole(1, 7))
def its_determinant_is_one(at: Place, n: int) -> None:
    F = at("frank", n=n)
    assert not np.tril(F, -2).any()
    at.near(at("det", F), at.eye(1)[0, 0], float(n) ** n)


@law("grcar", together(whole(2, 8), whole(0, 3)))
def it_has_constant_bands(at: Place, n: int, k: int) -> None:
    G = at("grcar", n=n, k=k)
    at.near(G[1:, 1:], G[:-1, :-1])
    assert not np.tril(G, -2).any()
    assert not np.triu(G, k + 1).any()


@law("lehmer", whole(1, 7))
def it_is_definite_with_ones(at: Place, n: int) -> None:
    L = at("lehmer", n=n)
    at.near(L.T, L)
    assert (np.diagonal(L) == 1).all()
    assert [int(x) for x in at("definiteness", L)["inertia"]] == [n, 0, 0]


@law("clement", whole(1, 7))
def its_eigenvalues_are_whole(at: Place, n: int) -> None:
    w = at("eigvals", at("clement", n=n))
    wanted = np.arange(1 - n, n, 2)
    found = sorted((complex(x) for x in w), key=lambda x: x.real)
    assert np.abs(np.array(found) - wanted).max() <= 1e3 * n * (at.field.eps or 1e-16) * n


@law("graph", together(chosen("path", "cycle", "complete", "star"), whole(3, 8)))
def edges_are_as_many_as_they_should_be(at: Place, kind: str, n: int) -> None:
    A = at("graph", kind=kind, n=n)
    at.near(A.T, A)
    edges = {"path": n - 1, "cycle": n, "complete": n * (n - 1) // 2, "star": n - 1}[kind]
    assert complex(A.sum()) == 2 * edges
    assert not np.diagonal(A).any()


LAWS = law.found
