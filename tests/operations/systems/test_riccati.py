"""Riccati equations: plugged back in, stabilising, best, perturbed, and compared with many digits."""

from __future__ import annotations

import flint
import numpy as np
import pytest
import scipy.linalg
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

seeds = st.integers(0, 2**32 - 1)
DTYPES = [np.float32, np.float64, np.complex64, np.complex128]
NAMES = ["solve_continuous_are", "solve_discrete_are"]
BITS = 300


def numbers(rng, dtype, *shape):
    G = rng.standard_normal(shape)
    return (G + 1j * rng.standard_normal(shape) if np.dtype(dtype).kind == "c" else G).astype(dtype)


def adjoint(M):
    return M.conj().T


def hermitian(M):
    return (M + adjoint(M)) / 2


def inputs(seed, dtype=np.float64, n=3, m=2, radius=0.7):
    rng = np.random.default_rng(seed)
    A, B = numbers(rng, dtype, n, n) * dtype(radius), numbers(rng, dtype, n, m)
    Q, S = numbers(rng, dtype, n, n), numbers(rng, dtype, m, m)
    Q, R = Q @ adjoint(Q) + np.eye(n, dtype=dtype), S @ adjoint(S) + np.eye(m, dtype=dtype)
    return A, B, hermitian(Q).astype(dtype), hermitian(R).astype(dtype)


def feedback(name, X, A, B, Q, R):
    if name == NAMES[0]:
        return np.linalg.solve(R, adjoint(B) @ X)
    return np.linalg.solve(R + adjoint(B) @ X @ B, adjoint(B) @ X @ A)


def terms(name, X, A, B, Q, R):
    """The terms of the equation, whose sum is to be 0."""
    K = feedback(name, X, A, B, Q, R)
    if name == NAMES[0]:
        return adjoint(A) @ X, X @ A, -X @ B @ K, Q
    return adjoint(A) @ X @ A, -X, -adjoint(A) @ X @ B @ K, Q


def truth(name, X, A, B, Q, R):
    """X after two steps of Newton's method in 300 bits, and K; of real matrices."""

    def arb(M):
        return flint.arb_mat(*M.shape, np.asarray(M, float).ravel().tolist())

    with flint.ctx.workprec(BITS):
        X, A, B, Q, R = (arb(M) for M in (X, A, B, Q, R))
        n = A.nrows()
        for _ in range(3):
            K = high_feedback(name, X, A, B, R)
            closed = A - B * K
            if name == NAMES[0]:
                rest, factors = -(A.transpose() * X + X * A - X * B * K + Q), None
            else:
                rest, factors = A.transpose() * X * A - X - A.transpose() * X * B * K + Q, -1
            L = flint.arb_mat(n * n, n * n)
            for i in range(n):
                for j in range(n):
                    for k in range(n):
                        if factors is None:
                            L[i * n + j, k * n + j] += closed[k, i]
                            L[i * n + j, i * n + k] += closed[k, j]
                            continue
                        for p in range(n):
                            L[i * n + j, k * n + p] -= closed[k, i] * closed[p, j]
                    if factors is not None:
                        L[i * n + j, i * n + j] += 1
            N = L.mid().solve(flint.arb_mat(n * n, 1, rest.mid().entries()))
            X = (X + flint.arb_mat(n, n, N.entries())).mid()
        K = high_feedback(name, X, A, B, R)
        return tuple(np.array([float(x) for x in M.entries()]).reshape(M.nrows(), M.ncols()) for M in (X, K))


def high_feedback(name, X, A, B, R):
    if name == NAMES[0]:
        return R.solve(B.transpose() * X).mid()
    return (R + B.transpose() * X * B).solve(B.transpose() * X * A).mid()


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(NAMES), st.sampled_from(DTYPES), st.integers(1, 6), st.integers(1, 3), seeds)
@example(name=NAMES[0], dtype=np.complex64, n=6, m=1, seed=2)
def test_solutions_satisfy_the_equation_and_stabilise(run, name, dtype, n, m, seed):
    given = inputs(seed, dtype, n, m)
    found = run(name, *given)
    X, K = found["X"], found["K"]
    parts = terms(name, X, *given)
    size = sum(np.linalg.norm(part) for part in parts)
    eps = np.finfo(dtype).eps
    assert X.dtype == K.dtype == dtype
    if found.verdict == "red":  # only where single precision leaves no digit
        assert found.assessment.digits == 0
        assert found.assessment.condition.value * eps > 0.05
    assert np.linalg.norm(sum(parts)) <= 500 * n * eps * size
    assert (adjoint(X) == X).all()
    A, B = given[:2]
    w = np.linalg.eigvals((A - B @ K).astype(np.complex128))
    assert (w.real < 0).all() if name == NAMES[0] else (np.abs(w) < 1).all()
    assert np.linalg.eigvalsh(X)[0] >= -1e3 * eps * np.abs(X).max()
    listed = np.array(found.outcome.details["closed_loop"])
    order = np.lexsort((w.imag, w.real))
    np.testing.assert_allclose(np.sort(listed[:, 0]), w.real[order], atol=2e3 * eps * (1 + np.abs(w).max()) * n * n)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(NAMES), st.integers(1, 4), st.integers(1, 2), seeds, st.floats(0.1, 3))
def test_digits_are_honest(run, unseen, name, n, m, seed, radius):
    given = inputs(seed, n=n, m=m, radius=radius)
    found = run(name, *given)
    bound, digits = found.assessment.error_bound, found.assessment.digits
    if bound is None:
        return
    for key, right in zip(("X", "K"), truth(name, found["X"], *given), strict=True):
        off = np.abs(found[key] - right).max() / np.abs(right).max()
        assert off <= 100 * bound
        assert off <= 10 * 10.0**-digits
    assert not unseen(found)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 4), seeds)
def test_no_other_feedback_costs_less(run, n, seed):
    """The cost from x is xᴴ X x; that of another stabilising K is found by its Lyapunov equation."""
    A, B, Q, R = given = inputs(seed, n=n, m=1)
    found = run(NAMES[0], *given)
    K = found["K"] * (1 + 0.05 * np.random.default_rng(seed).standard_normal((1, n)))
    closed = A - B @ K
    if np.linalg.eigvals(closed).real.max() >= -1e-3:
        return
    other = scipy.linalg.solve_continuous_lyapunov(closed.T, -(Q + K.T @ R @ K))
    assert np.linalg.eigvalsh(other - found["X"])[0] >= -1e-9 * np.abs(other).max()


def test_known_solutions(run):
    A, B, Q, R = np.array([[0.0, 1], [0, 0]]), np.array([[0.0], [1]]), np.eye(2), np.eye(1)
    found = run(NAMES[0], A, B, Q, R)
    root = np.sqrt(3)
    np.testing.assert_allclose(found["X"], [[root, 1], [1, root]], rtol=1e-14)
    np.testing.assert_allclose(found["K"], [[1, root]], rtol=1e-14)
    assert found.verdict == "green"
    one = np.eye(1)
    assert run(NAMES[0], one, one, one, one)["X"][0, 0] == pytest.approx(1 + np.sqrt(2), rel=1e-15)
    assert run(NAMES[1], one, one, one, one)["X"][0, 0] == pytest.approx((1 + np.sqrt(5)) / 2, rel=1e-15)


def test_another_solution_is_red(run):
    """1 − √2 satisfies the equation, too."""
    one = np.eye(1)
    found = run(NAMES[0], one, one, one, one)
    tampered = found.tampered("X", np.array([[1 - np.sqrt(2)]]))
    assert tampered.verdict == "red"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("n", "m"), [(1, 1), (4, 2), (10, 3)])
def test_an_error_is_red(run, unseen, name, dtype, n, m):
    found = run(name, *inputs(n, dtype, n, m, 0.4))
    assert found.verdict == "green" or n == 10
    assert not unseen(found)


@pytest.mark.parametrize("name", NAMES)
def test_code_gives_the_same(run, name):
    given = inputs(5)
    found = run(name, *given)
    scope = {**dict(zip("ABQR", given, strict=True)), "np": np, "scipy": scipy}
    exec(found.operation.routes[0].code(found.problem, tuple("ABQR")), scope)
    np.testing.assert_allclose(scope["X"], found["X"], rtol=1e-9)
    np.testing.assert_allclose(scope["K"], found["K"], rtol=1e-8)


def test_nothing_to_do(run):
    """Without inputs that act the equation is Lyapunov's, and a stable system without cost needs no feedback."""
    A = np.array([[-1.0, 2], [0, -3]])
    found = run(NAMES[0], A, np.zeros((2, 1)), np.eye(2), np.eye(1))
    np.testing.assert_allclose(found["X"], scipy.linalg.solve_continuous_lyapunov(A.T, -np.eye(2)), rtol=1e-13)
    assert found.verdict == "green"
    found = run(NAMES[0], A, np.ones((2, 1)), np.zeros((2, 2)), np.eye(1))
    assert not found["X"].any()
    assert found.verdict != "red"


@pytest.mark.parametrize(("q", "b", "r"), [(1e200, 1, 1), (1, 1e100, 1), (1, 1, 1e-100), (1e-100, 1, 1e100)])
@pytest.mark.parametrize("name", NAMES)
def test_right_answers_are_not_red_at_other_scales(run, name, q, b, r):
    A, B, Q, R = inputs(3, n=2, m=2, radius=0.3)
    try:
        found = run(name, A, B * b, Q * q, R * r)
    except UserError as error:
        assert "No stabilising solution was found" in error.message  # noqa: PT017
        return
    assert found.verdict != "red"


def test_inputs_of_very_different_costs(run):
    A = np.diag([1, 1e-5, 1e3]) + np.triu(np.ones((3, 3)), 1)
    found = run(NAMES[0], A, np.eye(3), np.eye(3), np.diag([1, 1e8, 1e-8]))
    assert found.verdict == "green"


@pytest.mark.parametrize(
    ("name", "given", "kind", "words"),
    [
        (NAMES[0], (np.diag([1.0, -1]), [[0.0], [1]], np.eye(2), [[1.0]]), "domain", "No stabilising solution"),
        (NAMES[1], (np.diag([2.0, 0.5]), [[0.0], [1]], np.eye(2), [[1.0]]), "domain", "No stabilising solution"),
        (NAMES[0], ([[0.0, 1], [-1, 0]], [[1.0], [0]], np.zeros((2, 2)), [[1.0]]), "domain", "the imaginary axis"),
        (NAMES[1], ([[0.0, 1], [-1, 0]], [[1.0], [0]], np.zeros((2, 2)), [[1.0]]), "domain", "the unit circle"),
        (NAMES[0], (np.eye(2), np.eye(2), np.eye(2), np.diag([1.0, 0])), "singular", "R is singular"),
        (NAMES[0], (np.eye(2), np.eye(2), [[1.0, 2], [0, 1]], np.eye(2)), "domain", "Q is not symmetric"),
        (NAMES[1], (np.eye(2), np.eye(2), np.eye(2), [[1j, 2], [0, 1]]), "domain", "R is not Hermitian"),
        (NAMES[0], (np.ones((2, 3)), np.eye(2), np.eye(2), np.eye(2)), "shape", "A is 2 x 3"),
        (NAMES[0], (np.eye(2), np.eye(3), np.eye(2), np.eye(2)), "shape", "B is 3 x 3; it should have 2 rows"),
        (NAMES[1], (np.eye(2), np.eye(2), np.eye(3), np.eye(2)), "shape", "Q is 3 x 3; it should have 2 x 2"),
        (NAMES[1], (np.eye(2), np.ones((2, 1)), np.eye(2), np.eye(2)), "shape", "R is 2 x 2; it should have 1 x 1"),
        (NAMES[1], (np.eye(0), np.ones((0, 1)), np.eye(0), np.eye(1)), "shape", "nothing to steer"),
        (NAMES[1], (np.eye(2), np.ones((2, 0)), np.eye(2), np.eye(0)), "shape", "a column at least"),
    ],
)
def test_what_has_no_solution_is_refused(run, name, given, kind, words):
    with pytest.raises(UserError, match=words) as caught:
        run(name, *map(np.asarray, given))
    assert caught.value.kind == kind
    assert caught.value.hint


def test_weights_of_inputs_far_apart(run):
    """Elimination in the units that are given would lose most digits of the first input."""
    A, B, Q = np.array([[18.8]]), np.array([[3.3e-5, -1.1e7]]), np.array([[756.0]])
    R = np.array([[1082.0, -1038.0], [-1038.0, 1082.0]])
    found = run(NAMES[1], A, B, Q, R)
    right = truth(NAMES[1], found["X"], A, B, Q, R)[1]
    assert np.abs(found["K"] - right).max() <= 1e-12 * np.abs(right).max()


def test_slow_modes_beside_very_fast_ones_are_not_called_known(run):
    """Of the modes that the inputs do not reach at once, A decides, which is below rounding here."""
    a, b, c, d = 8.5518614514073412e-03, 5.2914745329395003e-02, 6.5409466142693756e-03, 2.7899218472114698e-02
    A = np.array([[-6.9834073737632743e-03, a, b], [a, d, c], [b, c, -2.4015797737612662e-09]])
    B = np.array(
        [
            [-20.74243160456609, -5.438289879641696],
            [20.259536612145865, 12.52742641902351],
            [4.4469447892702805, -24.544307467029448],
        ]
    )
    p, q, r = -1.9662605171550162e141, 1.4979225727471153e150, -3.3278136413184056e162
    Q = np.array([[2.5351712693896399e171, p, q], [p, 4.3682822399652281e153, r], [q, r, 2.5351712693896399e171]])
    R = np.array([[2.233575318944806, -0.3469199151007208], [-0.3469199151007208, 0.2494520727308205]])
    found = run(NAMES[0], A, B, Q, R)
    assert found.verdict in ("amber", "red")
    assert found.assessment.error_bound is None or found.assessment.error_bound > 0.1


def test_the_least_numbers(run):
    found = run(
        NAMES[0], np.zeros((1, 1)), np.array([[1.5, -2.5]]), np.array([[0.001]]), 5e-324 * np.array([[4.0, 1], [1, 5]])
    )
    A, B, Q, R = np.zeros((1, 1)), np.array([[1.5, -2.5]]), np.array([[0.001]]), np.array([[4.0, 1], [1, 5]])
    assert found["X"][0, 0] == pytest.approx(run(NAMES[0], A, B, Q, R)["X"][0, 0] * 5e-324**0.5, rel=1e-12)
