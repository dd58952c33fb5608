"""The leading singular triplets: right by every method, and never green where something larger may be missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand

METHODS = ("full", "gram", "lanczos")


def with_spectrum(m: int, n: int, S: Any, seed: int = 0, kind: str = "real") -> Any:
    rng = np.random.default_rng(seed)

    def basis(rows: int) -> Any:
        X = rng.standard_normal((rows, len(S)))
        return np.linalg.qr(X + 1j * rng.standard_normal(X.shape) if kind == "complex" else X)[0]

    return (basis(m) * S) @ basis(n).conj().T


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shape", [(140, 110), (110, 150)])
@pytest.mark.parametrize("kind", ["real", "complex", "single"])
def test_slowly_falling_values_are_right_and_proved(answer: Any, method: str, shape: Any, kind: str) -> None:
    S = 1 / np.arange(1.0, min(shape) + 1)
    A = with_spectrum(*shape, S, kind=kind)
    found = answer("svd_truncated", A.astype(np.float32) if kind == "single" else A, k=12, method=method)
    assert np.allclose(found["S"], S[:12], rtol=1e-5 if kind == "single" else 1e-10)
    assert found.certificate.verdict == "green", found.certificate.reason
    off = np.abs(found["S"] - S[:12]).max()
    assert off <= max(found.certificate.error_bound, 2e-7 if kind == "single" else 1e-15) * 2
    B = (found["U"] * found["S"]) @ found["Vh"]
    assert np.linalg.norm(A - B, 2) == pytest.approx(S[12], rel=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_a_missing_triplet_is_red(answer: Any, method: str) -> None:
    found = answer("svd_truncated", with_spectrum(140, 110, 1 / np.arange(1.0, 111)), k=8, method=method)
    without = {"U": found["U"][:, 1:], "S": found["S"][1:], "Vh": found["Vh"][1:]}
    assert "missed" in found.certify(**without).reason
    assert found.certify(**without).verdict == "red"
    middle = [0, 1, 2, 4, 5, 6, 7]
    gone = found.certify(U=found["U"][:, middle], S=found["S"][middle], Vh=found["Vh"][middle])
    assert gone.verdict == "red"


def test_the_randomized_method_is_never_green_where_it_is_wrong(answer: Any) -> None:
    A = np.random.default_rng(0).standard_normal((1200, 400))
    found = answer("svd_truncated", A, k=20, method="randomized")
    exact = scipy.linalg.svdvals(A)[:20]
    assert np.abs(found["S"] / exact - 1).max() > 0.02
    assert found.certificate.verdict == "red"


def test_the_randomized_method_is_right_where_values_fall_fast(answer: Any) -> None:
    S = 10.0 ** -np.arange(40)
    found = answer("svd_truncated", with_spectrum(300, 250, S), k=3, method="randomized", seed=5)
    assert np.allclose(found["S"], S[:3], rtol=1e-12)
    assert found.certificate.verdict in ("green", "amber")
    assert found.outcome.details == {"oversampling": 10, "power": 2, "seed": 5}


def test_a_middling_accuracy_is_amber(answer: Any) -> None:
    S = 0.9 ** np.arange(240)
    found = answer("svd_truncated", with_spectrum(300, 240, S), k=5, method="randomized", oversampling=25)
    bound = found.certificate.error_bound
    assert found.certificate.verdict == "amber"
    assert np.abs(found["S"] - S[:5]).max() <= bound
    wrong = found["S"].copy()
    wrong[4] *= 1 - 110 * bound
    assert found.certify(S=wrong).verdict == "red"


@pytest.mark.parametrize("method", METHODS)
def test_low_rank_is_proved_too(answer: Any, method: str) -> None:
    found = answer("svd_truncated", with_spectrum(130, 105, np.array([3.0, 2, 1])), k=5, method=method)
    assert np.allclose(found["S"], [3, 2, 1, 0, 0], atol=1e-7)
    assert found.certificate.verdict != "red", found.certificate.reason


@pytest.mark.parametrize("method", METHODS)
def test_equal_values_are_all_found(answer: Any, method: str) -> None:
    Q = np.linalg.qr(np.random.default_rng(3).standard_normal((105, 105)))[0]
    found = answer("svd_truncated", Q * 2, k=4, method=method)
    assert np.allclose(found["S"], 2)
    assert found.certificate.verdict == "green", found.certificate.reason


@settings(max_examples=40)
@given(
    m=st.integers(1, 9), n=st.integers(1, 9), seed=st.integers(0, 99), method=st.sampled_from([*METHODS, "randomized"])
)
def test_any_small_matrix(answer: Any, m: int, n: int, seed: int, method: str) -> None:
    A = np.random.default_rng(seed).integers(-3, 4, (m, n)).astype(float)
    k = 1 + seed % min(m, n)
    found = answer("svd_truncated", A, k=k, method=method)
    assert np.allclose(found["S"], np.linalg.svd(A, compute_uv=False)[:k], atol=1e-6)
    assert found.certificate.verdict != "red", found.certificate.reason


@pytest.mark.parametrize("size", [1e200, 1e-200])
@pytest.mark.parametrize("method", [*METHODS, "randomized"])
def test_huge_and_tiny(answer: Any, size: float, method: str) -> None:
    A = with_spectrum(30, 20, 2.0 ** -np.arange(20)) * size
    found = answer("svd_truncated", A, k=4, method=method)
    assert np.allclose(found["S"] / size, 2.0 ** -np.arange(4), rtol=1e-4)
    assert found.certificate.verdict != "red"


@pytest.mark.parametrize("k", [0, -1, 4])
def test_k_out_of_range(k: int) -> None:
    with pytest.raises(UserError, match=r"3 singular values, so k cannot be") as caught:
        by_name("svd_truncated").declare(Operand("A", (5, 3)), k=k)
    assert caught.value.kind == "domain"


@pytest.mark.parametrize("shape", [(7, 4), (4, 7)])
@pytest.mark.parametrize("method", METHODS)
def test_the_code_gives_the_same_values(answer: Any, shape: Any, method: str) -> None:
    A = np.random.default_rng(1).standard_normal(shape)
    found = answer("svd_truncated", A, k=2, method=method)
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A}
    exec(found.route.code(found.problem, ("A",)), names)
    assert np.allclose(names["S"], found["S"])
    assert np.allclose((names["U"] * names["S"]) @ names["Vh"], (found["U"] * found["S"]) @ found["Vh"])


@pytest.mark.parametrize("method", METHODS)
def test_the_code_gives_all_of_them_where_all_are_asked_for(answer: Any, method: str) -> None:
    A = with_spectrum(3, 2, [2.0, 1.0])
    found = answer("svd_truncated", A, k=2, method=method)
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A}
    exec(found.route.code(found.problem, ("A",)), names)
    assert np.allclose(names["S"], [2.0, 1.0])


def test_the_randomized_code_draws_the_same_numbers(answer: Any) -> None:
    for shape in ((9, 6), (6, 9)):
        A = np.random.default_rng(1).standard_normal(shape)
        found = answer("svd_truncated", A, k=2, method="randomized", power=0, oversampling=1)
        names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A}
        exec(found.route.code(found.problem, ("A",)), names)
        assert np.allclose(names["S"], found["S"], rtol=1e-12)


def test_exact_values_of_small_integers(answer: Any) -> None:
    assert answer("svd_truncated", [[3, 0], [4, 5]], k=1).exact["S"] == ["3*sqrt(5)"]


def test_auto_takes_the_gram_matrix_unless_what_is_wanted_is_too_small(answer: Any) -> None:
    slow = answer("svd_truncated", with_spectrum(260, 230, 1 / np.arange(1.0, 231)), k=5)
    fast = answer("svd_truncated", with_spectrum(260, 230, 10.0 ** -np.linspace(0, 90, 230)), k=30)
    few = answer("svd_truncated", with_spectrum(20, 10, 1 / np.arange(1.0, 11)), k=3)
    assert "Gram" in slow.route.method
    assert slow.certificate.verdict == "green"
    assert fast.outcome.method == "LAPACK gesdd"
    assert "too small" in fast.outcome.why
    assert fast.certificate.verdict == "green"
    assert few.route.method == "LAPACK gesdd"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", ["real", "complex", "single"])
def test_every_error_beyond_the_bound_is_red(answer: Any, method: str, kind: str) -> None:
    A = with_spectrum(40, 30, 0.8 ** np.arange(30), kind=kind)
    found = answer("svd_truncated", A.astype(np.float32) if kind == "single" else A, k=6, method=method)
    bound = found.certificate.error_bound
    for output, value in found.outcome.outputs.items():
        for place in (0, value.size // 2, value.size - 1):
            wrong = value.copy()
            wrong.flat[place] += 110 * bound * np.abs(value).max()
            assert found.certify(**{output: wrong}).verdict == "red", (output, place)


def test_every_error_among_many_triplets_is_red(answer: Any) -> None:
    """Above 128 triplets residuals are seen in sums, which hide what the bound has to say."""
    A = with_spectrum(600, 540, 1 / np.sqrt(np.arange(1.0, 541)))
    found = answer("svd_truncated", A, k=132, method="gram")
    bound, rng = found.certificate.error_bound, np.random.default_rng(0)
    assert found.certificate.verdict == "green"
    for name in ("U", "S", "Vh"):
        for _ in range(20):
            wrong = found[name].copy()
            where = tuple(int(rng.integers(0, side)) for side in wrong.shape)
            wrong[where] += 110 * bound * np.abs(wrong).max()
            if name == "S":
                wrong = np.sort(wrong)[::-1]
            assert found.certify(**{name: wrong}).verdict == "red", (name, where)


def test_outputs_are_declared_in_the_type_of_the_matrix() -> None:
    declare = by_name("svd_truncated").declare
    declared = declare(Operand("A", (5, 4), np.dtype(np.complex64)), 2)
    assert declared.U.dtype == declared.Vh.dtype == np.complex64


def test_tiny_values_beside_large_ones_warn_of_nothing(answer: Any) -> None:
    assert answer("svd_truncated", np.array([[1e-310, 0.5], [0, 5]])).certificate.verdict != "red"


def test_near_values_have_vague_vectors(answer: Any) -> None:
    found = answer("svd_truncated", with_spectrum(8, 6, [4, 3, 1 + 1e-12, 1, 0.5, 0.1]), k=3)
    assert "and 2 of the vectors" in found.certificate.reason
