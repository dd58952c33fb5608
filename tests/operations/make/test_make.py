"""Every matrix that can be made: right by its definition, exact where it is rational, reproduced by its code."""

from __future__ import annotations

from fractions import Fraction
from math import pi

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Result
from workbench.model.errors import UserError
from workbench.operations import CATALOG, by_name
from workbench.operations.spec import FLOAT64, Outcome, Problem

NAMES = [it.name for it in CATALOG if it.package.endswith(".make") and not it.operation.inputs]
SETTINGS = {
    "rotation": [{"angle": 90}, {"angle": "1/3", "unit": "radians"}, {"angle": 210, "axis": "y"}, {"axis": "x"}],
    "reflection": [{"normal": [1, 2, 2]}, {"normal": [1e200, 1]}],
    "householder": [
        {"v": [3, 4]},
        {"v": ["1+2j", 3, "1/3"]},
        {"v": ["1e200", 1]},
        {"v": ["1e-200j", "1e-200"]},
        {"v": [-5]},
        {"v": ["sqrt(2)", 0]},
    ],
    "givens": [
        {"n": 2, "theta": 90},
        {"n": 5, "i": 3, "j": 1, "theta": "1/3", "unit": "radians"},
        {"n": 150, "i": 0, "j": 149, "theta": 225},
        {"theta": 1e6},
    ],
    "eye": [{"n": 3, "columns": 5, "k": 1}, {"n": 120}],
    "full": [{"value": "1/3"}, {"value": "sqrt(2)"}],
    "magic": [{"n": n} for n in (1, 3, 5, 6, 8, 10, 101, 102, 104)],
    "kahan": [{"n": 1}, {"n": 150, "theta": 0.5}],
    "hilbert": [{"n": 1}, {"n": 300}],
    "pascal": [{"n": 200}],
    "toeplitz": [{"c": [1, "1/2", "1+2j"]}, {"c": [1, 2], "r": [7, 8, 9]}],
    "hankel": [{"c": [1, 2, 3], "r": [3, 4]}],
    "vander": [{"x": [1, 2, "1/2"], "columns": 5, "increasing": True}, {"x": [0, 1]}],
    "random_spectrum": [{"values": [5, 0, -1]}, {"values": [3, 2, 1], "kind": "singular values"}],
    "random_cond": [{"n": 100, "cond": 1e12}, {"n": 1}],
    "random_positive_definite": [{"n": 80}],
    "random_integers": [{"low": 0, "high": 1, "rows": 200, "columns": 2}],
    "graph": [{"kind": kind, "n": 9} for kind in ("path", "star", "wheel", "grid", "complete", "two cliques", "random")]
    + [{"kind": "cycle", "n": n} for n in (1, 2, 3)],
    "frank": [{"n": 150}],
    "companion": [{"a": [2, 3, 5, 7]}],
    "invhilbert": [{"n": 1}, {"n": 20}],
    "hadamard": [{"n": 1}, {"n": 128}],
    "dft": [{"n": 1}, {"n": 8}, {"n": 12, "scale": "sqrtn"}, {"n": 50, "scale": "n"}],
    "tridiagonal": [
        {"n": 1},
        {"n": 150},
        {"n": 4, "below": "1/3", "diagonal": "sqrt(2)", "above": "1+2j"},
        {"above": 0},
    ],
    "cauchy": [{"x": [1, 2], "y": ["1/2", "-1/3", 5]}, {"x": ["1/3"], "y": ["-1/3+1e-12"]}, {"x": ["1j"], "y": ["pi"]}],
    "leslie": [{"f": [0, 4], "s": ["1/3"]}],
    "fiedler": [
        {"a": [5]},
        {"a": ["1/3", "1/3+1e-12", 7]},
        {"a": ["sqrt(2)", 1, 1]},
        {"a": ["1e200", "-1e200", "1e-200"]},
    ],
    "fiedler_companion": [{"a": list(range(2, 2 + k))} for k in range(2, 9)] + [{"a": ["3", "1j", "1/2"]}],
    "invpascal": [{"n": 1}, {"n": 60}, {"n": 6, "kind": "lower"}, {"n": 7, "kind": "upper"}],
    "helmert": [{"n": 2}, {"n": 5, "full": True}, {"n": 1, "full": True}, {"n": 150}],
    "redheffer": [{"n": 1}, {"n": 120}],
    "moler": [{"n": 1}, {"n": 120}],
    "permutation_matrix": [{"p": [3, 1, 2, 4]}, {"p": [2, 3, 0, 1], "acts": "positions"}],
}
CASES = [(name, params) for name in NAMES for params in ({}, *SETTINGS.get(name, []))]
IDS = [f"{name}{params or ''}" for name, params in CASES]


def make(name: str, dtype: str = "auto", **params) -> Result:
    return run(Compute(name, (), params, dtype=dtype), ())


def value(name: str, **params) -> np.ndarray:
    return make(name, **params).outputs["result"]


@pytest.mark.parametrize(("name", "params"), CASES, ids=IDS)
def test_it_is_certified_and_its_code_makes_it_again(name, params):
    result = make(name, **params)
    A = result.outputs["result"]
    assert result.certificate.verdict == "green", result.certificate.reason
    scope = {"np": np, "scipy": scipy}
    exec(result.code, scope)
    np.testing.assert_allclose(scope["A"], A, rtol=1e-12, atol=1e-14 * np.abs(A).max())


@pytest.mark.parametrize(("name", "params"), CASES, ids=IDS)
def test_the_exact_twin_rounds_to_it(name, params):
    result = make(name, **params)
    if result.exact is None:
        return
    twin, A = np.array(result.exact["result"], dtype=object), result.outputs["result"]
    assert twin.shape == A.shape
    for exact, rounded in zip(twin.flat, A.flat, strict=True):
        if isinstance(exact, Fraction):
            assert rounded.imag == 0
            assert abs(exact - Fraction(float(rounded.real))) <= Fraction(1, 10**14) * max(abs(exact), 1)


@pytest.mark.parametrize(("name", "params"), CASES, ids=IDS)
def test_a_changed_entry_is_seen(name, params):
    operation = by_name(name)
    result = make(name, **params)
    A = result.outputs["result"].copy()
    at = tuple(n // 2 for n in A.shape)
    A[at] += 1e-3 * max(1.0, np.abs(A).max())
    problem = Problem({}, {}, result.params, dtype=FLOAT64 if A.dtype.kind != "c" else A.dtype)
    assert operation.certify(problem, Outcome({"result": A})).verdict == "red"
    assert operation.certify(problem, Outcome({"result": A[:-1]})).verdict == "red"


@pytest.mark.parametrize("dtype", ["float32", "complex64", "complex128"])
@pytest.mark.parametrize("name", NAMES)
def test_it_comes_in_the_type_that_is_asked_for(name, dtype):
    result = make(name, dtype)
    wanted = "complex64" if name == "dft" and dtype == "float32" else dtype
    assert str(result.outputs["result"].dtype) == wanted
    drowned = name == "random_cond" and dtype in ("float32", "complex64")  # 1e6 is next to what these can tell
    assert result.certificate.verdict == ("amber" if drowned else "green"), result.certificate.reason


BAD = [
    ("zeros", {"rows": 0}),
    ("magic", {"n": 2}),
    ("kahan", {"theta": 4}),
    ("tridiagonal", {"n": 0}),
    ("tridiagonal", {"above": "inf"}),
    ("cauchy", {"x": []}),
    ("cauchy", {"x": [1, 2], "y": [3, -2]}),
    ("cauchy", {"y": ["nan"]}),
    ("leslie", {"f": [1]}),
    ("leslie", {"f": [1, 2], "s": [1, 2]}),
    ("leslie", {"f": [1, 2], "s": []}),
    ("fiedler", {"a": []}),
    ("fiedler", {"a": [1, "1j"]}),
    ("fiedler_companion", {"a": [0, 1]}),
    ("fiedler_companion", {"a": [5]}),
    ("invpascal", {"n": 101}),
    ("invpascal", {"kind": "left"}),
    ("helmert", {"n": 1}),
    ("helmert", {"n": 0, "full": True}),
    ("moler", {"n": -2}),
    ("grcar", {"k": -1}),
    ("pascal", {"n": 2000}),
    ("rotation", {"angle": "1+2j"}),
    ("reflection", {"normal": [0, 0]}),
    ("householder", {"v": [0, 0]}),
    ("householder", {"v": []}),
    ("householder", {"v": [1, "inf"]}),
    ("givens", {"n": 1}),
    ("givens", {"n": 3, "i": 3}),
    ("givens", {"n": 3, "i": -1}),
    ("givens", {"i": 1}),
    ("givens", {"theta": "1+2j"}),
    ("random_normal", {"std": -1}),
    ("random_uniform", {"low": 1, "high": 1}),
    ("random_uniform", {"high": float("inf")}),
    ("random_uniform", {"low": -1e308, "high": 1e308}),
    ("random_normal", {"std": float("inf")}),
    ("random_integers", {"low": 2, "high": 1}),
    ("random_normal", {"seed": -1}),
    ("random_cond", {"cond": 0.5}),
    ("random_spectrum", {"values": []}),
    ("random_spectrum", {"values": [-1], "kind": "singular values"}),
    ("companion", {"a": [0, 1]}),
    ("toeplitz", {"c": []}),
    ("graph", {"kind": "grid", "n": 5}),
    ("graph", {"probability": 2}),
    ("full", {"value": "nan"}),
    ("scaling", {"factors": []}),
]


@pytest.mark.parametrize(("name", "params"), BAD, ids=[f"{name}{params}" for name, params in BAD])
def test_what_makes_no_sense_is_refused(name, params):
    with pytest.raises(UserError) as caught:
        make(name, **params)
    assert caught.value.message.endswith(".")


def test_householder_is_exact_where_it_is_rational():
    assert make("householder", v=[3, 4]).exact["result"].tolist() == [
        [Fraction(7, 25), Fraction(-24, 25)],
        [Fraction(-24, 25), Fraction(-7, 25)],
    ]
    assert make("householder", v=["1+2j", 1]).exact is None
    assert make("householder", v=["sqrt(2)", 1]).exact is None


def test_householder_takes_a_vector_to_the_first_axis():
    x = np.array([3.0, 4.0, 12.0])
    H = value("householder", v=["3+13", 4, 12])
    np.testing.assert_allclose(H @ x, [-13, 0, 0], atol=1e-14)


def test_givens_turns_one_axis_towards_the_other():
    G = value("givens", n=4, i=1, j=3, theta=60)
    np.testing.assert_allclose(G[:, 1], [0, 0.5, 0, np.sqrt(3) / 2], rtol=1e-15)
    assert make("givens", n=2).exact["result"] == [["sqrt(3)/2", "-1/2"], ["1/2", "sqrt(3)/2"]]
    assert np.array_equal(value("givens", n=2, theta=70), value("rotation", angle=70))


@given(st.integers(3, 40))
def test_magic_squares_are_magic(n):
    if n == 2:
        return
    A = value("magic", n=n)
    sums = {*A.sum(axis=0), *A.sum(axis=1), np.trace(A), np.trace(A[:, ::-1])}
    assert sums == {n * (n * n + 1) / 2}


def test_the_magic_square_of_duerer():
    assert value("magic", n=4).tolist() == [[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]]


def test_spectra_that_are_known():
    rosser = np.linalg.eigvalsh(value("rosser"))
    np.testing.assert_allclose(rosser[-3:], [1019.9019513592784, 1020, 1020.0490184299969], rtol=1e-12)
    np.testing.assert_allclose(np.linalg.eigvalsh(value("lehmer", n=3)).prod(), 5 / 12, rtol=1e-12)
    clement = np.sort(np.linalg.eigvals(value("clement", n=6)).real)
    np.testing.assert_allclose(clement, [-5, -3, -1, 1, 3, 5], rtol=1e-9)
    np.testing.assert_allclose(np.linalg.det(value("frank", n=7)), 1, rtol=1e-9)
    np.testing.assert_allclose(np.linalg.det(value("pascal", n=7)), 1, rtol=1e-6)


@given(st.integers(0, 10**6), st.integers(1, 8))
def test_random_orthogonal_matrices_are(seed, n):
    Q = value("random_orthogonal", n=n, seed=seed)
    np.testing.assert_allclose(Q.T @ Q, np.eye(n), atol=1e-13)


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=6), st.integers(0, 99))
def test_given_spectra_are_kept(values, seed):
    symmetric = value("random_spectrum", values=values, seed=seed)
    general = value("random_spectrum", values=values, seed=seed, kind="singular values")
    np.testing.assert_allclose(np.linalg.eigvalsh(symmetric), sorted(values), rtol=1e-10)
    np.testing.assert_allclose(np.linalg.svd(general, compute_uv=False), sorted(values)[::-1], rtol=1e-10)


@pytest.mark.parametrize("name", ["random_positive_definite", "random_cond"])
@pytest.mark.parametrize(("n", "cond"), [(5, 1e20), (3, 1e17), (80, 1e17), (4, 1e300)])
def test_a_condition_number_beyond_rounding_is_not_promised(name, n, cond):
    made = make(name, n=n, cond=cond)
    assert made.certificate.verdict == "amber"
    assert "no digit" in made.warnings[0]
    assert made.certificate.assessment.digits >= 12  # of every entry


@pytest.mark.parametrize("n", [4, 80])
def test_a_condition_number_within_rounding_is_kept(n):
    for cond in (1e3, 1e6, 1e12):
        made = make("random_cond", n=n, cond=cond)
        assert made.certificate.verdict == "green"
        assert np.linalg.cond(made.outputs["result"]) == pytest.approx(cond, rel=1e-2)
        assert bool(made.warnings) == (cond > 1e6)


@pytest.mark.parametrize("name", ["random_positive_definite", "random_cond", "random_spectrum"])
def test_another_spectrum_of_a_large_matrix_is_seen(name):
    n = 100
    params = {"values": np.linspace(1, 2, n).tolist()} if name == "random_spectrum" else {"n": n}
    made, operation = make(name, **params), by_name(name)
    A = made.outputs["result"]
    problem = Problem({}, {}, made.params, dtype=FLOAT64)
    assert "spectrum" in made.certificate.reason
    for other in (A * (1 + 1e-9), A + 1e-9 * np.eye(n), A[::-1, ::-1]):
        assert operation.certify(problem, Outcome({"result": other})).verdict == "red"


@pytest.mark.parametrize("x", ["1e30", "-1e30", "1e30+1j", "1e300"])
def test_powers_beyond_the_range_are_infinite(x):
    made = make("vander", x=[x, 2], columns=20)
    assert made.certificate.verdict == "red"
    assert "overflows" in made.certificate.reason
    assert not np.isfinite(made.outputs["result"][0, 0])
    assert made.outputs["result"][1, 0] == 2**19


def test_a_magic_square_of_numbers_beyond_the_type_is_rounded():
    n = 4100
    made = make("magic", "float32", n=n)
    assert made.certificate.verdict == "green"
    assert n * n > 2**24


def test_the_same_seed_gives_the_same_numbers():
    assert np.array_equal(value("random_normal", seed=5), value("random_normal", seed=5))
    assert not np.array_equal(value("random_normal", seed=5), value("random_normal", seed=6))
    columns = value("random_markov", n=5).sum(axis=0)
    np.testing.assert_allclose(columns, 1, rtol=1e-14)


def test_quarter_turns_are_exact():
    assert value("rotation", angle=90).tolist() == [[0, -1], [1, 0]]
    assert make("rotation", angle=-270).exact["result"] == [["0", "-1"], ["1", "0"]]
    assert make("rotation", angle=330).exact["result"] == [["sqrt(3)/2", "1/2"], ["-1/2", "sqrt(3)/2"]]


def test_6_3_degrees_or_radians():
    degrees, radians = value("rotation", angle=50), value("rotation", angle=50, unit="radians")
    np.testing.assert_allclose(degrees[:, 0], [0.642788, 0.766044], atol=5e-7)
    np.testing.assert_allclose(radians[:, 0], [0.964966, -0.262375], atol=5e-7)
    np.testing.assert_allclose(np.degrees(np.arctan2(*radians[::-1, 0])) % 360, 344.789, atol=5e-4)
    for A in (degrees, radians):
        np.testing.assert_allclose(A.T @ A, np.eye(2), atol=1e-15)


def test_6_5_projector():
    P = make("projection", direction=[1, 2])
    assert np.array_equal(P.exact["result"], [[Fraction(1, 5), Fraction(2, 5)], [Fraction(2, 5), Fraction(4, 5)]])
    np.testing.assert_allclose(P.outputs["result"] @ [3, 1], [1, 2], rtol=1e-15)


def test_2_7_rotations_compose():
    thirty, sixty = value("rotation", angle=30), value("rotation", angle=60)
    np.testing.assert_allclose(thirty @ sixty, value("rotation", angle=90), atol=1e-15)
    np.testing.assert_allclose(value("rotation", angle=pi / 6, unit="radians"), thirty, atol=1e-15)
