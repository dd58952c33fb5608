"""Norms, condition numbers, distances and what is smallest in them."""

from __future__ import annotations

import numpy as np

from properties.draws import ANY, MILD, chosen, rectangular, square, system, tall, together, vectors
from properties.field import Array
from properties.law import Laws
from properties.place import Place
from properties.sizes import norm, real, spread

law = Laws()
MATRIX_NORMS = ("fro", 2, "nuc", 1, "inf", "sum", "max")
VECTOR_NORMS = (2, 1, "inf", 3)
REGULAR = ("dominant", "definite", "diagonal", "unitary")


@law("norm", together(rectangular(ANY, 2, least=1, scaled=False), chosen(*MATRIX_NORMS)))
def the_triangle_inequality_holds(at: Place, A: Array, B: Array, ord: str) -> None:
    both = float(at("norm", at.field.held(A + B), ord=ord))
    at.at_most(both, float(at("norm", A, ord=ord)) + float(at("norm", B, ord=ord)))


@law("norm", together(rectangular(ANY, least=1), chosen(*MATRIX_NORMS), chosen(-3, 2, 0)))
def factors_come_out(at: Place, A: Array, ord: str, factor: int) -> None:
    value = at("norm", A, ord=ord)
    at.near(at("norm", factor * A, ord=ord), abs(factor) * value, norm(A) * len(A) * abs(factor))


@law("norm", together(square(MILD, 2, least=1), chosen("fro", 2, "nuc", 1, "inf")))
def of_a_product_it_is_at_most_the_product(at: Place, A: Array, B: Array, ord: str) -> None:
    both = float(at("norm", at.field.held(A @ B), ord=ord))
    at.at_most(both, float(at("norm", A, ord=ord)) * float(at("norm", B, ord=ord)), norm(A) * norm(B))


@law("norm", together(vectors(2, scaled=True), chosen(*VECTOR_NORMS)))
def of_vectors_the_triangle_inequality_holds(at: Place, x: Array, y: Array, ord: str) -> None:
    both = float(at("norm", at.field.held(x + y), ord=ord))
    at.at_most(both, float(at("norm", x, ord=ord)) + float(at("norm", y, ord=ord)))


@law("norms", rectangular(ANY, least=1))
def they_bound_each_other(at: Place, A: Array) -> None:
    found = {name: float(value) for name, value in at("norms", A).items()}
    size = norm(A)
    r = np.sqrt(min(A.shape))
    at.at_most(found["max_modulus"], found["spectral"], size)
    at.at_most(found["spectral"], found["frobenius"], size)
    at.at_most(found["frobenius"], r * found["spectral"], size)
    at.at_most(found["frobenius"], found["nuclear"], size)
    at.at_most(found["nuclear"], r * found["frobenius"], size)
    mean = np.sqrt(found["max_column_sum"]) * np.sqrt(found["max_row_sum"])
    at.at_most(found["spectral"], mean, size)


@law("norms", rectangular(ANY, least=1))
def they_are_those_that_are_computed_by_themselves(at: Place, A: Array) -> None:
    found = at("norms", A)
    names = {"frobenius": "fro", "spectral": 2, "nuclear": "nuc", "max_column_sum": 1, "max_row_sum": "inf"}
    for name, ord in {**names, "entrywise_sum": "sum", "max_modulus": "max"}.items():
        at.near(found[name], at("norm", A, ord=ord), norm(A) * max(A.shape))


@law("vector_norms", vectors(scaled=True), only="float")
def norms_of_a_vector_fall_with_the_exponent(at: Place, x: Array) -> None:
    found = {name: None if value is None else float(value) for name, value in at("vector_norms", x).items()}
    assert found["nonzeros"] == sum(map(bool, x))
    at.at_most(found["max"], found["length"])
    at.at_most(found["length"], found["sum"])
    at.at_most(found["sum"], found["half"])
    at.at_most(found["sum"], np.sqrt(len(x)) * found["length"])


@law("cond", together(square(REGULAR, least=1), chosen(1, "inf", "fro", 2)))
def the_inverse_has_the_same_condition(at: Place, A: Array, p: str) -> None:
    k = at("cond", A, p=p)
    at.near(at("cond", at("inv", A), p=p), k, float(k), float(k))
    at.at_most(1.0, float(k))


@law("cond", together(square(REGULAR, least=1), chosen(1, "inf", "fro")))
def it_is_the_product_of_two_norms(at: Place, A: Array, p: str) -> None:
    k = at("cond", A, p=p)
    at.near(at("norm", A, ord=p) * at("norm", at("inv", A), ord=p), k, float(k), float(k))


@law("rcond", square(REGULAR, least=1))
def it_is_one_divided_by_the_condition(at: Place, A: Array) -> None:
    k = at("cond", A, p=1)
    at.near(at("rcond", A) * k, k / k, 1.0, float(k))
    at.at_most(float(at("rcond", A)), 1.0)


@law("distance", together(vectors(3), chosen(1, 2, "inf")))
def detours_are_longer(at: Place, x: Array, y: Array, z: Array, p: str) -> None:
    one, two, three = (float(at("distance", *pair, p=p)) for pair in ((x, y), (y, z), (x, z)))
    at.at_most(three, one + two)
    at.near(at("distance", y, x, p=p), at("distance", x, y, p=p), norm(x) + norm(y))
    assert float(at("distance", x, x, p=p)) == 0


@law("normalize", together(vectors(scaled=True), chosen(1, 2, "inf")), refusals=("domain",))
def the_length_becomes_one(at: Place, x: Array, p: str) -> None:
    y = at("normalize", x, p=p)
    at.near(at("norm", y, ord=p), at.eye(1)[0, 0])
    at.near(y * at("norm", x, ord=p), x, norm(x))


@law("distance_to_singular", square(("dominant", "diagonal", "definite", "unitary"), least=1))
def the_nearest_singular_matrix_is_so_far(at: Place, A: Array) -> None:
    """Eckart, Young: the least singular value."""
    found = at("distance_to_singular", A)
    at.near(found["distance"], at("svdvals", A)[-1], norm(A))
    at.near(at("norm", A - found["nearest"], ord=2), found["distance"], norm(A))
    at.at_most(float(found["relative"]), 1.0)


@law("min_norm", together(system(rectangular, ("general", "integer"), least=1), chosen(1, 2, "inf")))
def the_smallest_solution_solves(at: Place, A: Array, b: Array, p: str) -> None:
    """No other solution is smaller: the one of least length, for one."""
    right = at.field.held(A @ (A.T @ (b if b.ndim == 1 else b[:, 0])))
    found = at("min_norm", A, right, p=p)
    at.near(A @ found["x"], right, norm(A, found["x"]) + norm(right), 10 * spread(A))
    at.near(at("norm", found["x"], ord=p), found["norm"], norm(found["x"]) * 4 + norm(right), spread(A))
    shortest = at("min_norm", A, right, p=2)["x"]
    at.at_most(float(found["norm"]), float(at("norm", shortest, ord=p)) * (1 + 1e3 * spread(A) * at.field.eps))


@law("lp_fit", together(system(tall, ("general", "integer"), scaled=False), chosen(1, 2, "inf")))
def no_other_fit_is_closer(at: Place, A: Array, b: Array, p: str) -> None:
    b = b if b.ndim == 1 else b[:, 0]
    found = at("lp_fit", A, b, p=p)
    at.near(at("norm", b - A @ found["x"], ord=p), found["norm"], norm(b) * len(b) + norm(A, found["x"]))
    for other in ("least squares", "nothing"):
        x = at.roughly("lstsq", A, b)["x"] if other == "least squares" else 0 * found["x"]
        at.at_most(float(found["norm"]), float(at("norm", b - A @ x, ord=p)), norm(b) + norm(A, x))


@law(
    "norm_gradient",
    together(rectangular(("general", "dominant"), least=1), chosen("fro", 2, "nuc")),
    refusals=("domain",),
)
def of_degree_one_the_gradient_gives_the_norm_back(at: Place, A: Array, ord: str) -> None:
    """Euler's theorem; and the dual norm of the gradient is 1."""
    G = at("norm_gradient", A, ord=ord)
    at.near(real((G.conj() * A).sum()), at("norm", A, ord=ord), norm(A) * len(A), spread(A))
    dual = {"fro": "fro", 2: "nuc", "nuc": 2}[ord]
    at.near(at("norm", G, ord=dual), real(at.eye(1)[0, 0]), 1.0, spread(A) * len(A))


@law("norm_gradient", together(vectors(scaled=True), chosen("fro", 1, "inf", 3, "squared")), refusals=("domain",))
def so_it_is_for_vectors(at: Place, x: Array, ord: str) -> None:
    G = at("norm_gradient", x, ord=ord)
    if ord == "squared":
        at.near(G, 2 * x, norm(x))
        return
    value = at("norm", x, ord="inf" if ord == "inf" else 2 if ord == "fro" else ord)
    at.near(real((G.conj() * x).sum()), value, norm(x) * len(x))


@law("unit_ball_area", together(chosen(0.5, 1, 1.5, 2, 3, 7.5), chosen(1, 2, 3, 5)), only="float")
def balls_grow_with_the_exponent_into_the_cube(at: Place, p: float, n: int) -> None:
    one, two = (float(at("unit_ball_area", p=q, n=n)) for q in (p, p + 1))
    at.at_most(one, two)
    at.at_most(two, 2.0**n)
    assert float(at("unit_ball_area", p="inf", n=n)) == 2.0**n


LAWS = law.found
