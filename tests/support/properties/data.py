"""Tables: what is centred, scaled, rotated and fitted."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from properties.draws import chosen, matrices, right_sides, tall, together, whole
from properties.field import Array, Field
from properties.law import Inputs, Laws
from properties.place import Place
from properties.sizes import adjoint, norm, real, spread

law = Laws()


def table(least: int = 2, kinds: tuple[str, ...] = ("general", "integer"), scaled: bool = True) -> Inputs:
    """More rows than columns."""

    def inputs(field: Field) -> SearchStrategy[tuple[Array]]:
        columns = st.integers(1, field.most - 2)
        return columns.flatmap(
            lambda p: st.integers(p + least, p + 6).flatmap(lambda n: st.tuples(matrices(field, n, p, kinds, scaled)))
        )

    return inputs


def _mean(X: Array) -> Array:
    return X.sum(axis=0) / len(X)


def _covers(X: Array) -> bool:
    """Whether no column is constant and no two say the same, as far as single precision tells."""
    return spread(X - _mean(X)) < 1e3 and bool((np.abs(X - _mean(X)).max(axis=0) > 1e-3 * np.abs(X).max()).all())


@law("center", table())
def columns_add_up_to_nothing(at: Place, X: Array) -> None:
    found = at("center", X)
    at.near(found["result"].sum(axis=0), 0 * found["mean"], norm(X) * len(X))
    at.near(found["result"] + found["mean"], X, norm(X))


@law("standardize", table())
def columns_have_unit_variance(at: Place, X: Array) -> None:
    if not _covers(X):
        return
    found = at("standardize", X)
    Z = found["result"]
    at.near((Z * Z.conj()).sum(axis=0).real / (len(X) - 1), np.ones(X.shape[1]), 1.0, 1e3)
    at.near(Z * found["scale"] + found["mean"], X, norm(X))


@law("covariance", table())
def it_is_the_scatter_of_centred_rows(at: Place, X: Array) -> None:
    C, S = at("covariance", X), at("scatter", X)
    at.near(C * (len(X) - 1), S, norm(X, X))
    at.near(adjoint(C), C)
    centred = X - _mean(X)
    at.near(S, centred.T @ centred.conj(), norm(X, X))


@law("covariance", table(), only="float")
def it_is_never_negative(at: Place, X: Array) -> None:
    C = at("covariance", X)
    assert np.linalg.eigvalsh(C).min() >= -1e3 * at.field.eps * norm(C)


@law("scatter", table())
def shifting_changes_nothing(at: Place, X: Array) -> None:
    moved = at.field.held(X + X[0])
    at.near(at("scatter", moved), at("scatter", X), 4 * norm(X, X))


@law("second_moment", table())
def it_is_the_mean_of_squares(at: Place, X: Array) -> None:
    at.near(at("second_moment", X), X.T @ X.conj() / len(X), norm(X, X))


@law("correlation", table())
def its_diagonal_is_one(at: Place, X: Array) -> None:
    if not _covers(X):
        return
    R = at("correlation", X)
    at.near(np.diagonal(R), np.ones(len(R)))
    at.near(adjoint(R), R)
    assert (np.abs(R) <= 1 + 100 * at.field.eps).all()
    assert np.linalg.eigvalsh(R).min() >= -1e3 * at.field.eps


@law("correlation", together(table(), chosen(-3.0, 0.5, 8.0)))
def units_do_not_count(at: Place, X: Array, factor: float) -> None:
    if not _covers(X):
        return
    other = X.copy()
    other[:, 0] = other[:, 0] * factor
    signs = np.ones(X.shape[1])
    signs[0] = np.sign(factor)
    at.near(at("correlation", other), at("correlation", X) * np.outer(signs, signs), 1.0, 1e3)


@law("whiten", together(table(), chosen("pca", "zca")))
def the_covariance_becomes_the_identity(at: Place, X: Array, method: str) -> None:
    if not _covers(X):
        return
    found = at("whiten", X, method=method)
    Y = found["result"]
    at.near(Y.T @ Y.conj() / (len(X) - 1), at.eye(Y.shape[1]), 1.0, 10 * spread(X - _mean(X)) ** 2)
    at.near((X - found["mean"]) @ found["W"], Y, norm(X, found["W"]))


@law("pca", together(table(), chosen("auto", "covariance", "svd")))
def components_are_orthonormal_and_rebuild(at: Place, X: Array, method: str) -> None:
    found = at("pca", X, method=method)
    V = found["components"]
    at.near(V @ adjoint(V), at.eye(len(V)))
    at.near(found["rebuilt"], X, norm(X))
    at.near(found["variances"].sum(), np.trace(at("covariance", X)).real, norm(X, X))
    if norm(X - _mean(X)) > 1e-3 * norm(X):
        at.near(found["ratio"].sum(), 1.0)


@law("pca_apply", table())
def rows_split_into_shadow_and_distance(at: Place, X: Array) -> None:
    """Onto an axis: what is left are the other coordinates."""
    mean, axis = _mean(X), at.eye(X.shape[1])[:1]
    found = at("pca_apply", X, mean, axis)
    at.near(found["scores"], (X - mean)[:, :1], norm(X))
    rest = (X - mean)[:, 1:]
    squares = real((rest * rest.conj()).sum(axis=1))
    at.near(found["distance"] * found["distance"], squares + 0 * real(X[:, 0]), norm(X, X))


@law("pca_apply", table(), only="float")
def applying_a_fit_to_its_own_rows_gives_its_scores(at: Place, X: Array) -> None:
    fit = at("pca", X)
    found = at("pca_apply", X, fit["mean"], fit["components"])
    at.near(found["scores"], fit["scores"], norm(X), 4.0)
    at.near(found["rebuilt"], X, norm(X), 4.0)


@law("low_rank", together(table(), chosen(1, 2)))
def the_error_is_the_tail_of_singular_values(at: Place, X: Array, k: int) -> None:
    k = min(k, X.shape[1])
    found = at("low_rank", X, k=k)
    tail = at("svdvals", X)[k:]
    at.near(norm(X - found["result"]), norm(tail), norm(X))
    at.near(found["frobenius_error"], norm(tail), norm(X))
    assert int(at("matrix_rank", found["result"], rtol=1e-3)) <= k


def _with_values(field: Field) -> SearchStrategy[tuple[Array, Array]]:
    return table()(field).flatmap(lambda given: st.tuples(st.just(given[0]), right_sides(field, len(given[0]))))


@law("regression", _with_values, only="float")
def residuals_are_orthogonal_to_columns_and_ones(at: Place, X: Array, y: Array) -> None:
    if not _covers(X):
        return
    found = at("regression", X, y)
    r = y - found["fitted"]
    at.near(adjoint(X) @ r, 0 * (adjoint(X) @ r), norm(X, y), spread(X))
    at.near(r.sum(axis=0), 0 * r.sum(axis=0), norm(y) * len(y), spread(X))
    at.near(X @ found["coefficients"] + found["intercept"], found["fitted"], norm(X, found["coefficients"]) + norm(y))


@law("select_columns", together(table(), whole(0, 1)))
def chosen_columns_are_there(at: Place, X: Array, k: int) -> None:
    k = min(k, X.shape[1] - 1)
    at.near(at("select_columns", X, columns=[k, 0]), X[:, [k, 0]])


@law("subspace_angles", tall(("general",), scaled=True))
def with_itself_there_is_no_angle(at: Place, A: Array) -> None:
    turned = at.field.held(A[:, ::-1] * 2)
    angles = at.roughly("subspace_angles", A, turned)
    assert (angles >= 0).all()
    at.near(angles, 0 * angles, 1.0, spread(A))


def _two_spaces(field: Field) -> SearchStrategy[tuple[Array, Array]]:
    tables = st.tuples(table(scaled=False)(field), table(scaled=False)(field))
    return tables.map(lambda pair: tuple(X[: min(len(Y[0]) for Y in pair)] for (X,) in pair))


@law("subspace_angles", _two_spaces)
def the_order_of_the_spaces_does_not_count(at: Place, A: Array, B: Array) -> None:
    angles = at.roughly("subspace_angles", A, B)
    assert (angles >= 0).all()
    assert (angles <= np.pi / 2 + 10 * at.field.eps).all()
    assert (np.diff(angles) <= 0).all()
    at.near(at.roughly("subspace_angles", B, A), angles, 1.0, spread(A) * spread(B))


@law("noise_band", table())
def eigenvalues_above_it_are_counted(at: Place, X: Array) -> None:
    found = at("noise_band", X)
    w = found["eigenvalues"]
    assert int(found["above"]) == int((w > found["upper"]).sum())
    assert float(found["lower"]) <= float(found["upper"])
    at.near(w.sum(), np.trace(at("covariance", X)).real, norm(X, X))


LAWS = law.found
