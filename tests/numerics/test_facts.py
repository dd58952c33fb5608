"""The facts card: everything at a glance, nothing for what has no answer."""

from __future__ import annotations

import pickle
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from workbench.numerics.facts import facts, facts_cost


def exactly(A: list[list[object]]) -> np.ndarray:
    return np.vectorize(Fraction, otypes=[object])(np.array(A, dtype=object))


def test_worked_example() -> None:
    entries = [[2, 1], [1, 3]]
    card = facts(np.array(entries), exactly(entries))
    assert card.structure == ("symmetric", "positive definite", "invertible", "integer")
    assert (card.rank, card.trace) == (2, 5)
    assert card.det is not None
    assert card.det.exact == 5
    assert card.rank_tol == pytest.approx(1.6e-15, rel=0.01)
    assert np.allclose(card.eigenvalues, [3.618034, 1.381966])
    assert card.cond2 == pytest.approx(2.618034)
    sizes = {"Frobenius": 3.872983, "Spectral": 3.618034, "Nuclear": 5, "Max column sum": 4, "Max row sum": 4}
    assert card.norms == pytest.approx(sizes)


def test_singular_by_rank_and_not_by_determinant() -> None:
    card = facts(np.array([[16.0, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]]))
    assert "singular" in card.structure
    assert card.rank == 3


@pytest.mark.parametrize("entries", [[["1/3", 2], [4, "-7/2"]], [[0, 1], [1, 0]], [[1, 2], [2, 4]], [[0, 0], [0, 5]]])
def test_exact_determinant(entries: list[list[object]]) -> None:
    A = exactly(entries)
    card = facts(A.astype(float), A)
    assert card.det is not None
    assert card.det.exact == A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]


def test_determinants_out_of_range_keep_their_logarithm() -> None:
    det = facts(np.eye(3) * 1e200).det
    assert det is not None
    assert det.value == np.inf
    assert det.logabs == pytest.approx(600 * np.log(10))


@pytest.mark.parametrize("shape", [(3, 2), (2, 5)])
def test_rectangles_have_no_eigenvalues(shape: tuple[int, int]) -> None:
    card = facts(np.ones(shape))
    assert card.det is None
    assert card.eigenvalues is None
    assert card.rank == 1


@pytest.mark.parametrize(
    "A", [np.array(3.0), np.array([3, -4]), np.zeros((0, 2)), np.zeros((2, 2, 2)), np.array([["x"]])]
)
def test_what_is_no_matrix_has_few_facts(A: np.ndarray) -> None:
    card = facts(A)
    assert card.shape == A.shape
    assert card.rank is None
    assert card.note or card.norms["Length"] in (3, 5)


def test_missing_numbers_are_counted() -> None:
    card = facts(np.array([[1, np.nan], [np.inf, 2]]))
    assert card.nonfinite == 2
    assert card.note == "2 entries are NaN or infinite."


@pytest.mark.parametrize("scale", [1e307, 1e-300])
def test_scale_does_not_matter(scale: float) -> None:
    card = facts(np.array([[1.0, 2], [3, 4]]) * scale)
    assert card.cond2 == pytest.approx(14.933034)
    assert card.norms["Frobenius"] == pytest.approx(5.477226 * scale)


def test_facts_travel_between_processes() -> None:
    card = pickle.loads(pickle.dumps(facts(np.eye(3))))  # noqa: S301
    assert card.rank == 3


def test_larger_matrices_cost_more() -> None:
    assert facts_cost((2, 2)) < facts_cost((300, 300)) < facts_cost((3000, 3000))
    assert facts_cost((4000, 4000)) > 0.05
    assert facts_cost((0, 3)) < 0.01


def test_small_facts_do_not_load_scipy_linalg() -> None:
    script = (
        "import sys, numpy as np\nfrom workbench.numerics.facts import facts\n"
        "facts(np.array([[1., 2], [3, 4]])); facts(np.ones((4, 3)))\n"
        "print(*sorted({'scipy.linalg', 'flint'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []
