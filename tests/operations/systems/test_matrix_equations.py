"""Sylvester's and Lyapunov's equations: plugged back in, perturbed, nearly singular, and at every scale."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact, exact_equations
from workbench.jobs.engine import run as compute
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix

seeds = st.integers(0, 2**32 - 1)
DTYPES = [np.float32, np.float64, np.complex64, np.complex128]
NAMES = ["solve_sylvester", "solve_continuous_lyapunov", "solve_discrete_lyapunov"]


def numbers(rng, dtype, *shape):
    G = rng.standard_normal(shape)
    return (G + 1j * rng.standard_normal(shape) if np.dtype(dtype).kind == "c" else G).astype(dtype)


def adjoint(A):
    return A.conj().T


def terms(name, X, *given):
    """The terms of the equation, whose sum is to be 0."""
    if name == "solve_sylvester":
        A, B, Q = given
        return A @ X, X @ B, -Q
    A, Q = given
    return (A @ X, X @ adjoint(A), -Q) if "continuous" in name else (A @ X @ adjoint(A), -X, Q)


def inputs(name, rng, dtype, m, n):
    """Well-conditioned: coefficients with eigenvalues in the right half-plane, beyond or within the unit circle."""
    A = numbers(rng, dtype, m, m) / (2 * m) + 2 * np.eye(m, dtype=dtype)
    if name == "solve_sylvester":
        return A, numbers(rng, dtype, n, n) / (2 * n) + np.eye(n, dtype=dtype), numbers(rng, dtype, m, n)
    return A, numbers(rng, dtype, m, m)


def truth(name, *given):
    """The solution for floating-point numbers taken as fractions."""
    entries = [exact.fractions(item) for item in given]
    if name == "solve_sylvester":
        return exact_equations.sylvester(*entries)
    A, Q = entries
    return exact_equations.sylvester(A, A.T, Q) if "continuous" in name else exact_equations.stein(A, Q)


def error(X, solution):
    """Relative to the largest entry."""
    pairs = zip(exact.fractions(X).flat, solution.flat, strict=True)
    return float(max(abs(x - y) for x, y in pairs) / max(map(abs, solution.flat)))


@settings(max_examples=40)
@given(st.sampled_from(NAMES), st.sampled_from(DTYPES), st.integers(1, 12), st.integers(1, 12), seeds)
def test_solutions_satisfy_the_equation_and_every_error_is_seen(run, unseen, name, dtype, m, n, seed):
    arrays = inputs(name, np.random.default_rng(seed), dtype, m, n)
    answer = run(name, *arrays)
    parts = terms(name, answer.result, *arrays)
    size = sum(np.linalg.norm(part) for part in parts)
    assert answer.verdict == "green"
    assert answer.result.dtype == dtype
    assert np.linalg.norm(sum(parts)) <= 50 * np.finfo(dtype).eps * size
    assert not unseen(answer)


@settings(max_examples=60)
@given(st.sampled_from(NAMES), st.integers(1, 6), seeds, st.sampled_from(["any", "graded", "triangular", "defective"]))
def test_digits_are_honest(run, unseen, name, n, seed, kind):
    rng = np.random.default_rng(seed)
    A, B, Q = rng.standard_normal((3, n, n))
    if kind == "graded":
        A = A * 10.0 ** rng.uniform(-6, 6, n)
    elif kind == "triangular":
        A = np.triu(A) * 10.0 ** rng.uniform(-4, 4, (n, 1))
    elif kind == "defective":
        A = 0.3 * np.eye(n) + np.eye(n, k=1) * 5
    arrays = (A, B, Q) if name == "solve_sylvester" else (A, Q)
    answer = run(name, *arrays)
    off, bound = error(answer.result, truth(name, *arrays)), answer.assessment.error_bound
    assert off <= bound
    assert answer.verdict != "red" or bound > 0.1
    assert not unseen(answer)


@pytest.mark.parametrize("gap", [1e-2, 1e-5, 1e-8, 1e-11, 1e-14])
def test_nearly_shared_eigenvalues_cost_the_digits_that_are_missing(run, unseen, gap):
    rng = np.random.default_rng(4)
    U, V = (np.linalg.qr(rng.standard_normal((4, 4)))[0] for _ in range(2))
    A, B = U @ np.diag([1.0, 2, 3, 4]) @ U.T, V @ np.diag([-1 - gap, 5, 6, 7]) @ V.T
    Q = rng.standard_normal((4, 4))
    answer = run("solve_sylvester", A, B, Q)
    off = error(answer.result, truth("solve_sylvester", A, B, Q))
    bound = answer.assessment.error_bound
    assert off <= bound <= 1e5 * off
    assert answer.assessment.condition.value > 0.1 / gap
    assert answer.outcome.details["separation"] == pytest.approx(gap, rel=20)
    assert (answer.verdict == "green") == (gap > 1e-7) or answer.verdict == "amber"
    assert not unseen(answer)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [1e200, 1e-200, 1e300, 1e-300, 1e-308])
@pytest.mark.parametrize("right", [1.0, 1e150, 1e-150])
def test_right_answers_are_not_red_at_any_scale(run, name, size, right):
    arrays = inputs(name, np.random.default_rng(3), np.float64, 3, 3)
    scaled = [array * size for array in arrays[:-1]]
    answer = run(name, *scaled, arrays[-1] * right)
    if not np.isfinite(answer.result).all():
        assert right / size > 1e300  # beyond the largest number
        return
    assert answer.verdict != "red"
    solution = truth(name, *scaled, arrays[-1] * right)
    if max(map(abs, solution.flat)) > 1e-300:
        assert error(answer.result, solution) <= answer.assessment.error_bound <= 1e-13


def test_graded_coefficients_keep_their_digits(run):
    """LAPACK's trsyl would change the second pivot, 1e-20 beside 1."""
    A = np.array([[-1.0, 3.0], [0.0, -1e-20]])
    answer = run("solve_continuous_lyapunov", A, -np.eye(2))
    assert answer.verdict == "green"
    assert error(answer.result, truth("solve_continuous_lyapunov", A, -np.eye(2))) <= 1e-15
    wide = run("solve_sylvester", np.diag([1e200, 0.0]), np.diag([1e-200, 1e-200]), np.eye(2))
    assert wide.result == pytest.approx(np.diag([1e-200, 1e200]), rel=1e-15, abs=0)


@pytest.mark.parametrize("dtype", [np.float64, np.complex128])
def test_many_unknowns_are_not_bounded_as_if_rounding_conspired(run, unseen, dtype):
    rng = np.random.default_rng(0)
    A, B, Q = (numbers(rng, dtype, 40, 40) for _ in range(3))
    answer = run("solve_sylvester", A, B, Q)
    assert answer.verdict == "green"
    assert answer.assessment.error_bound < np.finfo(dtype).eps * answer.assessment.condition.value / 10
    assert not unseen(answer)


@pytest.mark.parametrize(("m", "n"), [(0, 0), (0, 3), (2, 0)])
def test_no_entries(run, m, n):
    answer = run("solve_sylvester", np.ones((m, m)), np.ones((n, n)), np.ones((m, n)))
    assert (answer.result.shape, answer.verdict) == ((m, n), "green")


@settings(max_examples=25)
@given(st.integers(1, 8), seeds, st.booleans())
def test_lyapunov_tells_stability(run, n, seed, turned):
    """X of a definite right-hand side is positive definite exactly where A is stable."""
    rng = np.random.default_rng(seed)
    A = numbers(rng, np.complex128 if turned else np.float64, n, n)
    w = np.linalg.eigvals(A)
    found = run("solve_continuous_lyapunov", A, -np.eye(n, dtype=A.dtype))
    details = found.outcome.details
    assert details["spectral_abscissa"] == pytest.approx(w.real.max())
    assert details["stable"] in (None, bool(w.real.max() < 0))
    assert details["positive_definite"] in (None, bool(w.real.max() < 0))
    assert (found.result == adjoint(found.result)).all()
    found = run("solve_discrete_lyapunov", A, np.eye(n, dtype=A.dtype))
    details = found.outcome.details
    assert details["spectral_radius"] == pytest.approx(np.abs(w).max())
    assert details["stable"] in (None, bool(np.abs(w).max() < 1))
    assert details["positive_definite"] in (None, bool(np.abs(w).max() < 1))
    assert (found.result == adjoint(found.result)).all()


def test_stability_of_known_matrices(run):
    for A, stable in ((-np.eye(3), True), (np.eye(3), False), (np.array([[-1.0, 9], [0, -2]]), True)):
        details = run("solve_continuous_lyapunov", A, -np.eye(len(A))).outcome.details
        assert (details["stable"], details["positive_definite"]) == (stable, stable)
    undecided = run("solve_continuous_lyapunov", np.diag([-1.0, -1e-17]), -np.eye(2)).outcome.details
    assert undecided["stable"] is None
    assert (
        run("solve_continuous_lyapunov", -np.eye(2), np.triu(np.ones((2, 2)))).outcome.details["positive_definite"]
        is None
    )  # X is not symmetric


@pytest.mark.parametrize("n", [3, 12])
def test_it_is_what_scipy_finds(run, n):
    A, Q = inputs("solve_discrete_lyapunov", np.random.default_rng(n), np.float64, n, n)
    for name in NAMES[1:]:
        assert run(name, A, Q).result == pytest.approx(getattr(scipy.linalg, name)(A, Q), rel=1e-10)


@pytest.mark.parametrize(
    ("name", "arrays", "words"),
    [
        (
            "solve_sylvester",
            ([[1, 2], [3, 4]], [[-1, -2], [-3, -4]], [[1, 0], [0, 1]]),
            r"eigenvalue (-0.372281|5.37228), so",
        ),
        ("solve_sylvester", ([[2]], [[-2]], [[1]]), "A and -B share the eigenvalue 2, so A X"),
        ("solve_sylvester", ([[0.1, 0], [0, 5]], [[-0.1]], [[1], [1]]), "share the eigenvalue 0.1, so"),
        ("solve_sylvester", ([[0, 1e200], [-1e200, 0]], [[0, 1e200], [-1e200, 0]], np.eye(2)), "1e\\+200i"),
        ("solve_continuous_lyapunov", ([[0, 1], [-1, 0]], np.eye(2)), "eigenvalue -?1i, and minus its conjugate"),
        ("solve_continuous_lyapunov", (np.zeros((2, 2)), np.eye(2)), "eigenvalue 0"),
        ("solve_discrete_lyapunov", ([[2, 7], [0, 0.5]], np.eye(2)), "the inverse of its conjugate is one, too"),
        ("solve_discrete_lyapunov", (np.eye(3), np.eye(3)), "eigenvalue 1"),
    ],
)
@pytest.mark.parametrize("proved", [True, False])
def test_singular_equations_are_refused(run, name, arrays, words, proved):
    with pytest.raises(UserError, match=words) as caught:
        run(name, *(np.asarray(array, float) for array in arrays), exact=proved)
    assert caught.value.kind == "singular"
    assert caught.value.message.count(".") <= 3


def test_complex_equations_that_are_singular(run):
    A = np.array([[2 + 1j, 3], [0, 1]])
    with pytest.raises(UserError, match=r"eigenvalue 2 \+ 1i, so A X \+ X B = Q is singular to working precision"):
        run("solve_sylvester", A, np.array([[-2 - 1j]]), np.ones((2, 1), complex))


def test_hidden_singularity_is_never_green(run):
    """No pivot is 0, but a rounding away the equation is singular."""
    rng = np.random.default_rng(2)
    V = numbers(rng, np.complex128, 6, 6)
    A = V @ np.diag(np.arange(6.0)) @ np.linalg.inv(V)
    answer = run("solve_sylvester", A, -A, numbers(rng, np.complex128, 6, 6))
    assert answer.verdict == "red"
    assert "No digit" in answer.assessment.reason


@pytest.mark.parametrize(
    ("name", "shapes", "words"),
    [
        ("solve_sylvester", [(2, 3), (2, 2), (2, 2)], "A is 2 x 3, so"),
        ("solve_sylvester", [(3, 3), (2, 2), (2, 3)], "so Q has to be 3 x 2; it is 2 x 3"),
        ("solve_continuous_lyapunov", [(3, 3), (2, 2)], "Q has to be 3 x 3 as well"),
        ("solve_discrete_lyapunov", [(3, 2), (2, 2)], "A is 3 x 2, so it has no Lyapunov equation"),
    ],
)
def test_wrong_shapes_are_refused(run, name, shapes, words):
    with pytest.raises(UserError, match=words) as caught:
        run(name, *map(np.ones, shapes))
    assert caught.value.kind == "shape"
    assert caught.value.hint
    if shapes == [(3, 3), (2, 2), (2, 3)]:
        assert caught.value.fixes == ("transpose",)


def test_exact_twins(exactly):
    A, B, Q = np.array([[1, 2], [3, 4]]), np.array([[5]]), np.array([[1], [2]])
    found = exactly("solve_sylvester", A, B, Q)["result"]
    assert (A @ found + found @ B == Q).all()
    S = np.array([[1, 2], [2, -1]])
    found = exactly("solve_continuous_lyapunov", A, S)["result"]
    assert (A @ found + found @ A.T == S).all()
    found = exactly("solve_discrete_lyapunov", A, S)["result"]
    assert (A @ found @ A.T - found + S == 0).all()
    assert (found == found.T).all()


def engine(name, *arrays, **options):
    given = tuple(Matrix.of("ABQ"[at], array) for at, array in enumerate(arrays))
    return compute(Compute(name, tuple(item.name for item in given), {}, **options), given)


def test_many_unknowns_are_too_many_for_exact_arithmetic():
    whole = np.eye(11, dtype=int)
    with pytest.raises(UserError, match="X has 121 entries, and exact arithmetic solves for at most 100"):
        engine("solve_continuous_lyapunov", whole, whole, backend="exact")
    assert engine("solve_continuous_lyapunov", whole, whole).exact is None


def test_stacks():
    rng = np.random.default_rng(8)
    A, Q = rng.standard_normal((2, 4, 3, 3)) + 3 * np.eye(3)
    X = engine("solve_continuous_lyapunov", A, Q).outputs["result"]
    assert A @ X + X @ A.swapaxes(1, 2) == pytest.approx(Q)


def test_no_digit_is_claimed_where_rounding_of_the_schur_forms_decides(run):
    A, B = np.array([[1.0, -2], [-3, 0]]), np.array([[-3, 3e-20, -1], [2e-20, -3, 2e-20], [3, 0, 1]])
    answer = run("solve_sylvester", A, B, np.array([[-3e-20, -2e-5, -3e20], [1e-20, 0, 3e-5]]))
    assert answer.verdict in ("amber", "red")
    assert not answer.assessment.digits


GRADED = [
    (
        "solve_sylvester",
        [[-2.0, 2], [-2, 3]],
        [
            [0.010799605758975924, 369256.88410880015, 0.08581335946162497, -0.0009023223513556976],
            [6.538631077452638e-08, -9.824160129576228, -1.0439755252093063e-07, -1.2154747987355463e-09],
            [365229.3944082896, 86472944945776.44, 1793713.0798183784, -39175.18972348972],
            [104328.10637424406, 16027968894362.48, -703684.5196654198, -29336.25069523096],
        ],
        [
            [-7134.355694870447, 1896.8613210650276, -0.027035263005893824, 33.19852847963505],
            [0.0, -5.3682874788364304e-05, 0.23080835439064212, -0.12379435362815516],
        ],
    ),
    (
        "solve_discrete_lyapunov",
        [
            [0.0010315767109155083, -214.6764948266264, 5.479817790664432, 3022332.745786941],
            [0.004389425776098186, -1843.1682998837648, 16.86498693164333, -3699604.4140895954],
            [2.9300310549008616e-11, -5.482860769117475e-06, -1.937215404462339e-06, -0.32075106741171133],
            [1.3418584681488956, 297764.1717858258, 10892.123710904085, -189765661.05194494],
        ],
        np.eye(4),
    ),
]


@pytest.mark.parametrize("posed", GRADED)
def test_small_graded_equations_keep_all_digits(run, posed):
    found = run(posed[0], *map(np.array, posed[1:]))
    assert found.verdict == "green"
    assert found.assessment.digits >= 13
    assert found.assessment.condition.value < 1e3


def test_an_answer_out_of_range_is_red_and_no_failure():
    A = np.array([[1.18688, 2.5972944e7, -3.4297059e11], [-2.63e-8, -4.15e-2, 3161.759], [3.92e-12, 1.149e-4, 0.4637]])
    A, Q = A.astype(np.float32), (np.eye(3) * 1e38).astype(np.float32)
    found = compute(Compute("solve_discrete_lyapunov", ("A", "Q"), {}), (Matrix.of("A", A), Matrix.of("Q", Q)))
    assert np.isfinite(found.outputs["result"]).all() or found.certificate.assessment.verdict == "red"


def test_elimination_is_not_trusted_where_its_inverse_is_not(run):
    """B is v vᵀ but for rounding, which decides what is left of it."""
    A = [
        [1.0000000009279846, 1.0000000007362837, 1.0000000004534466],
        [0.9999999997735256, 1.0000000003615666, 0.9999999995025555],
        [0.9999999997130751, 0.9999999992034689, 1.000000000236951],
    ]
    B = [
        [7.2726361908545875e14, -5.1714238855658021e94, -1.4575571547408625e29],
        [-5.1714238855658021e94, 3.6772944916220165e174, 1.0364392892473972e109],
        [-1.4575571547408625e29, 1.0364392892473972e109, 2.9211867658220342e43],
    ]
    Q = [
        [-1.8787619339852466e14, -4.5383205592354109e-1, 4.5900050690623837e-29],
        [2.3024571614897297e-18, -2.1611230036465396e-33, 5.2783940842999128e-60],
        [-1.6195339330197453e40, -1.6023135259208128e26, -8.6860439620317920e-3],
    ]
    assert run("solve_sylvester", *map(np.array, (A, B, Q))).verdict != "green"
