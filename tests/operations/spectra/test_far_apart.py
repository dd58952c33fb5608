"""Eigenvalues of matrices whose entries are far apart: what balancing brings together is found and proved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from workbench.numerics.balancing import balanced
from workbench.numerics.probes import shifted


@pytest.mark.parametrize("name", ["eig", "eigvals"])
@pytest.mark.parametrize("far", [20, 60, 150, 200, 300])
def test_products_of_huge_and_tiny_entries(answer: Any, name: str, far: int) -> None:
    found = answer(name, [[0.0, 10.0**far], [10.0**-far, 0.0]])
    values, said = next(iter(found.outcome.outputs.values())), found.certificate
    assert values == pytest.approx([1, -1], rel=1e-14)
    assert said.digits >= 14
    assert said.verdict == "green" or name == "eig"


@pytest.mark.parametrize("name", ["eig", "eigvals"])
@pytest.mark.parametrize("kind", [np.float32, np.complex64, np.complex128])
def test_other_types(answer: Any, name: str, kind: Any) -> None:
    far = 30 if np.finfo(kind).bits == 32 else 200
    found = answer(name, np.array([[0, 10.0**far], [10.0**-far, 0]], kind))
    assert next(iter(found.outcome.outputs.values())) == pytest.approx([1, -1], rel=1e-6)
    assert found.certificate.verdict != "red"


@pytest.mark.parametrize("span", [30, 300, 900])
@pytest.mark.parametrize("complex_", [False, True])
@pytest.mark.parametrize("name", ["eig", "eigvals"])
def test_a_similarity_by_powers_of_two_changes_no_value_and_hides_no_error(
    answer: Any, name: str, complex_: bool, span: int
) -> None:
    rng = np.random.default_rng(span)
    G = rng.standard_normal((5, 5)) + (1j * rng.standard_normal((5, 5)) if complex_ else 0)
    powers = rng.permutation(np.linspace(-span / 2, span / 2, 5).astype(int))
    A = np.array([[shifted(G[i, j], int(powers[i] - powers[j])) for j in range(5)] for i in range(5)])
    key = "result" if name == "eigvals" else "eigenvalues"
    found, truth = answer(name, A), answer("eigvals", G)["result"]
    top = np.abs(truth).max()
    assert found[key] == pytest.approx(truth, abs=1e-13 * top)
    said = found.certificate
    assert said.verdict != "red"
    assert said.digits >= 12
    for k in range(5):
        wrong = found[key].copy()
        wrong[k] += 100 * 10.0**-said.digits * top
        assert found.certify(**{key: wrong}).verdict == "red"


def test_balancing_by_exponents_is_exact() -> None:
    A = np.array([[1.0, 3e200, 0], [5e-200, 2.0, 7e100], [0, 3e-150, 4.0]])
    found = balanced(A)
    assert found.powers is not None
    D = found.powers[None, :] - found.powers[:, None]
    again = np.array([[shifted(found.B[i, j], int(found.p - D[i, j])) for j in range(3)] for i in range(3)])
    assert (again == A).all()
    sizes = np.abs(found.B - np.diag(np.diagonal(found.B)))
    assert (sizes.max(axis=0) <= 16 * sizes.max(axis=1)).all()


def test_a_balanced_form_that_spoils_vectors_is_not_used(answer: Any) -> None:
    A = np.array([[1.0, 9.87146792e-306], [1.0, 9.87146792e-306]])
    found = answer("eig", A)
    assert found.certificate.verdict != "red"
    assert np.abs(A @ found["eigenvectors"][:, 0] - found["eigenvectors"][:, 0]).max() < 1e-14
