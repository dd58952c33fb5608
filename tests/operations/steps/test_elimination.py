"""Row operations: each step follows from the one before, and the last is what was to be found."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.model.errors import UserError
from workbench.model.steps import WAYS, Grid, Way
from workbench.operations.steps.cramer import cramer_steps
from workbench.operations.steps.determinant import det_steps
from workbench.operations.steps.factors import lu_steps
from workbench.operations.steps.inverse import inverse_steps
from workbench.operations.steps.reduced import rref_steps
from workbench.operations.steps.system import solve_steps
from workbench.operations.steps.tableau import Tableau
from workbench.operations.steps.triangular import triangular_steps

SMALL = st.one_of(st.integers(-3, 3).map(Fraction), st.fractions(-3, 3, max_denominator=3))
SIDE = st.integers(1, 4)
RULES = st.sampled_from(["auto", "textbook", "partial", "none"])


def drawn(rows, columns):
    """Rows of small fractions, many of them equal, so that ranks fall short."""
    return st.lists(st.lists(SMALL, min_size=columns, max_size=columns), min_size=rows, max_size=rows)


ANY = st.tuples(SIDE, SIDE).flatmap(lambda shape: drawn(*shape))
SQUARE = SIDE.flatmap(lambda n: drawn(n, n))
SYSTEM = SIDE.flatmap(lambda n: st.tuples(drawn(n, n), st.lists(SMALL, min_size=n, max_size=n)))


def flint_rref(entries):
    return exact.from_flint(exact.to_flint(entries).rref()[0])


@given(ANY, RULES)
def test_reduction_ends_in_the_reduced_form(posed, apart, last, rows, rule):
    problem = posed(A=rows)
    derivation = rref_steps(problem, Way(pivoting=rule))
    assert apart(derivation) == 0
    assert (last(derivation) == flint_rref(problem.exact["A"])).all()


@given(SQUARE, RULES)
def test_the_inverse_stands_right_of_the_bar(posed, apart, last, rows, rule):
    problem = posed(A=rows)
    n = len(rows)
    derivation = inverse_steps(problem, Way(pivoting=rule))
    assert apart(derivation) == 0
    left, right = last(derivation)[:, :n], last(derivation)[:, n:]
    assert (left == flint_rref(problem.exact["A"])).all()
    assert (right @ problem.exact["A"] == left).all()
    if exact.rank(problem.exact["A"]) < n:
        assert "no inverse" in derivation.conclusion
        assert not derivation.result
    else:
        assert (left == np.eye(n, dtype=int)).all()


@given(SYSTEM, RULES)
def test_a_system_ends_in_its_solution_or_says_that_there_is_none_or_many(posed, apart, system, rule):
    rows, b = system
    problem = posed(A=rows, b=b)
    derivation = solve_steps(problem, Way(pivoting=rule))
    assert apart(derivation) == 0
    A, right = problem.exact["A"], problem.exact["b"].reshape(-1, 1)
    rank, augmented = exact.rank(A), exact.rank(np.concatenate([A, right], axis=1))
    if rank < augmented:
        assert "no solution" in derivation.conclusion
        return
    grids = [piece.entries for piece in derivation.result[-1] if isinstance(piece, Grid)]
    assert (A @ grids[0] == right).all()
    assert len(grids) == 1 + len(rows) - rank
    assert all((A @ direction == 0).all() and direction.any() for direction in grids[1:])
    assert ("infinitely many" in derivation.conclusion) == (rank < len(rows))


@given(SQUARE, RULES)
def test_the_determinant_is_that_of_flint(posed, apart, rows, rule):
    problem = posed(A=rows)
    derivation = det_steps(problem, Way(pivoting=rule))
    assert apart(derivation) == 0
    assert derivation.result[0][-1] == exact.fraction(exact.to_flint(problem.exact["A"]).det())


@given(SQUARE)
def test_cofactors_give_the_same_determinant(posed, rows):
    derivation = det_steps(posed(A=rows), Way(method="cofactors"))
    assert derivation.result[0][-1] == det_steps(posed(A=rows), Way()).result[0][-1]


@given(SQUARE, st.sampled_from(WAYS["along"][1:]))
def test_any_row_or_column_gives_the_same_determinant(posed, rows, along):
    problem = posed(A=rows)
    way = Way(method="cofactors", along=along)
    if int(along[-1]) > len(rows):
        with pytest.raises(UserError, match=f"has no {along[:-1]} {along[-1]} to expand along"):
            det_steps(problem, way)
        return
    derivation = det_steps(problem, way)
    assert derivation.result[0][-1] == det_steps(problem, Way()).result[0][-1]
    assert derivation.way.along == along
    assert len(rows) == 1 or f"along {along[:-1]} {along[-1]}." in derivation.steps[0].says
    assert ("along" in derivation.choices) == (len(rows) > 2)


def test_the_emptiest_row_is_named_as_the_way(posed):
    derivation = det_steps(posed(A=[[1, 2, 3], [4, 0, 0], [5, 6, 7]]), Way(method="cofactors"))
    assert derivation.way.along == "row2"
    assert derivation.choices["along"] == ("row1", "row2", "row3", "column1", "column2", "column3")


@given(ANY, st.sampled_from(["partial", "none"]))
def test_the_factors_multiply_back(posed, apart, rows, rule):
    problem = posed(A=rows)
    try:
        derivation = lu_steps(problem, Way(pivoting=rule))
    except UserError:
        assert rule == "none"  # which stops at a zero pivot
        return
    assert apart(derivation) == 0
    assert rule == "partial" or all(step.operation is None or step.operation.kind == "add" for step in derivation.steps)
    product = None
    for piece in derivation.result[0]:
        if isinstance(piece, Grid):
            product = piece.entries if product is None else product @ piece.entries
    assert (product == problem.exact["A"]).all()


@given(ANY)
def test_every_step_of_lu_keeps_the_product(posed, rows):
    problem = posed(A=rows)
    derivation = lu_steps(problem, Way(pivoting="partial"))
    order = problem.exact["A"].copy()
    for step in derivation.steps:
        if step.operation is not None and step.operation.kind == "swap":
            order = step.operation.applied(order)
        L, U = (piece.entries for piece in step.lines[0] if isinstance(piece, Grid))
        assert (order == L @ U).all()


def test_steps_without_exchanges_say_so_and_stop_at_a_zero(posed):
    derivation = lu_steps(posed(A=[[1, 2], [3, 4]]), Way(pivoting="none"))
    assert derivation.steps[0].says == "Start with U = A and L = I; rows are not exchanged."
    assert "takes other pivots (pivoting=partial)" in derivation.remark
    assert not lu_steps(posed(A=[[4, 2], [3, 4]]), Way(pivoting="none")).remark
    assert not lu_steps(posed(A=[[1, 2], [3, 4]]), Way()).remark
    with pytest.raises(UserError, match="stops at row 1: its pivot is 0"):
        lu_steps(posed(A=[[0, 2], [3, 4]]), Way(pivoting="none"))


@given(SYSTEM)
def test_decimals_come_to_the_same_to_rounding(posed, apart, system):
    rows, b = system
    problem, decimal = posed(A=rows, b=b), posed(exact=False, A=rows, b=b)
    if exact.rank(problem.exact["A"]) < len(rows):
        return
    derivation = solve_steps(decimal, Way())
    assert derivation.way.arithmetic == "decimals"
    assert apart(derivation) <= 1e-12
    x = np.array(derivation.result[-1][-1].entries, dtype=float)
    right = problem.exact["b"].astype(float)[:, None]
    exact_x = np.array(solve_steps(problem, Way()).result[-1][-1].entries, dtype=float)
    assert np.abs(np.array(rows, dtype=float) @ x - right).max() <= 1e-11 * max(1, np.abs(x).max())
    assert np.abs(x - exact_x).max() <= 1e-8 * max(1, np.abs(exact_x).max())


def test_the_picture_of_the_design(posed):
    derivation = solve_steps(posed(A=[[2, 1, 1], [4, -6, 0], [-2, 7, 2]], b=[5, -2, 9]), Way())
    assert [step.operation and (step.operation.target, step.operation.factor) for step in derivation.steps] == [
        None, (1, -2), (2, 1), (2, 1),
    ]  # fmt: skip
    assert derivation.note == "3 row operations, no row exchange"
    assert derivation.steps[1].says.startswith("Subtract 2 times row 1 from row 2, so that the entry below the pivot")
    assert derivation.steps[1].grid.zeros == {(1, 0)}
    assert derivation.steps[3].grid.zeros == {(2, 0), (2, 1)}
    assert derivation.steps[3].pivot == (1, 1)
    assert derivation.steps[3].bar == 3
    assert derivation.result[-1][-1].entries.ravel().tolist() == [1, 1, 2]


@given(SYSTEM)
def test_cramer_finds_the_same(posed, system):
    rows, b = system
    problem = posed(A=rows, b=b)
    derivation = cramer_steps(problem, Way())
    if exact.rank(problem.exact["A"]) < len(rows):
        assert "nothing can be divided by it" in derivation.conclusion
        return
    x = np.array([line[-1] for line in derivation.result], dtype=object)
    assert (problem.exact["A"] @ x == problem.exact["b"]).all()


def test_a_system_offers_cramers_rule_for_one_right_hand_side(posed):
    problem = posed(A=[[2, 1], [1, 1]], b=[1, 2])
    derivation = solve_steps(problem, Way(method="cramer"))
    assert [line[-1] for line in derivation.result] == [-1, 3]
    assert derivation.choices == {
        "method": ("elimination", "bareiss", "cramer"),
        "arithmetic": ("fractions", "decimals"),
    }
    several = posed(A=[[2, 1], [1, 1]], b=[[1, 0], [0, 1]])
    assert "cramer" not in solve_steps(several, Way()).choices["method"]
    with pytest.raises(UserError, match="b has 2 columns"):
        solve_steps(several, Way(method="cramer"))


@given(SYSTEM, st.booleans(), st.booleans())
def test_substitution_in_either_direction(posed, system, lower, unit):
    rows, b = system
    problem = posed(A=rows, b=b)
    problem = replace(problem, params={"lower": lower, "unit_diagonal": unit})
    derivation = triangular_steps(problem, Way())
    T = np.array(np.tril(problem.exact["A"]) if lower else np.triu(problem.exact["A"]), dtype=object)
    if unit:
        np.fill_diagonal(T, Fraction(1))
    if not all(np.diagonal(T)):
        assert derivation is None
        return
    assert (T @ derivation.result[-1][-1].entries.ravel() == problem.exact["b"]).all()
    assert len(derivation.result) == len(rows) + 1


def test_a_textbook_takes_a_one_for_its_pivot(posed):
    steps = rref_steps(posed(A=[[3, 1], [1, 2]]), Way()).steps
    assert steps[1].operation.kind == "swap"
    assert "saves fractions" in steps[1].says
    assert "must not be 0" in rref_steps(posed(A=[[0, 2], [5, 3]]), Way()).steps[1].says


FRIENDLY = [[3, 0, 2], [2, 0, -2], [0, 1, 1]]


def test_3_2_an_inverse_with_friendly_fractions(posed):
    derivation = inverse_steps(posed(A=FRIENDLY), Way())
    assert (10 * derivation.result[0][-1].entries).tolist() == [[2, 2, 0], [-2, 3, 10], [2, -3, 0]]


def test_3_4_gauss_jordan_on_a_and_i(posed):
    derivation = inverse_steps(posed(A=[[2, -1], [1, 1]]), Way())
    assert derivation.steps[0].label == "A | I"
    assert (derivation.result[0][-1].entries @ [0, 3]).tolist() == [1, 2]
    assert solve_steps(posed(A=[[2, -1], [1, 1]], b=[0, 3]), Way()).result[-1][-1].entries.ravel().tolist() == [1, 2]


def test_11_8_pivots_of_the_determinant(posed):
    derivation = det_steps(posed(A=FRIENDLY), Way(pivoting="partial"))
    *pivots, value = [piece for piece in derivation.result[0] if isinstance(piece, Fraction)]
    assert sorted(map(abs, pivots)) == [1, 3, Fraction(10, 3)]
    assert value == 10


def test_several_right_hand_sides_at_once(posed):
    problem = posed(A=[[2, 1], [1, 3]], b=[[1, 0, 3], [0, 1, 4]])
    derivation = solve_steps(problem, Way())
    x = derivation.result[-1][-1].entries
    assert (problem.exact["A"] @ x == problem.exact["b"]).all()
    none = solve_steps(posed(A=[[1, 1], [1, 1]], b=[[1, 2], [1, 3]]), Way())
    assert "no solution" in none.conclusion


def test_14_8_without_pivoting_the_algorithm_fails(posed):
    problem = posed(A=[[Fraction(1, 10**20), 1], [1, 1]], b=[1, 2])
    off = solve_steps(problem, Way(arithmetic="decimals", pivoting="none"))
    on = solve_steps(problem, Way(arithmetic="decimals", pivoting="partial"))
    assert off.result[-1][-1].entries.ravel().tolist() == [0, 1]
    assert on.result[-1][-1].entries.ravel().tolist() == [1, 1]
    assert on.steps[1].operation.kind == "swap"
    assert {"partial", "none"} <= set(off.choices["pivoting"])


def test_rounding_error_is_taken_as_zero_and_said(posed, last):
    derivation = rref_steps(posed(exact=False, A=[[0.1, 0.2], [0.3, 0.6]]), Way())
    assert last(derivation)[1].tolist() == [0, 0]
    assert any("rounding error" in step.says for step in derivation.steps) or last(derivation)[1, 1] == 0


@pytest.mark.parametrize(
    ("way", "arrays", "words"),
    [
        (Way(), {"A": np.ones((9, 9), int)}, "A is 9 x 9: steps are shown up to 8 x 8"),
        (Way(), {"A": np.zeros((0, 0))}, "no entries"),
        (Way(), {"A": np.ones((2, 2, 2), int)}, "stack"),
        (Way(), {"A": np.full((2, 2), 1e-200)}, "no readable steps"),
        (Way(method="cofactors"), {"A": np.eye(5, dtype=int)}, "up to 4 x 4"),
    ],
)
def test_what_has_no_steps_says_why(posed, way, arrays, words):
    with pytest.raises(UserError, match=words):
        det_steps(posed(**{key: value.tolist() if value.size else value for key, value in arrays.items()}), way)


def test_decimals_beyond_the_range_are_refused(posed):
    with pytest.raises(UserError, match="The smallest entry of A but for 0 is"):
        inverse_steps(posed(exact=False, A=[[Fraction(2, 10**320), 6], [6, -1]]), Way())
    tableau = Tableau(np.array([[1e-200, 1e200]], dtype=object), "none", "A", "")
    with pytest.raises(UserError, match="Row 1 leaves the range of floating point"), np.errstate(all="ignore"):
        tableau.scale(0, 0)


def test_complex_ones_are_expanded(posed):
    problem = posed(exact=False, A=[[1]])
    problem = replace(problem, arrays={"A": np.array([[-1 + 0j, 1, 2j], [1, 1, 1], [0, 1, 1j]])})
    value = det_steps(problem, Way(method="cofactors")).result[0][-1]
    assert np.isclose(value, np.linalg.det(problem["A"]))


def test_fractions_of_decimals_are_refused(posed):
    with pytest.raises(UserError, match="A is not exact"):
        det_steps(posed(exact=False, A=[[0.5]]), Way(arithmetic="fractions"))
