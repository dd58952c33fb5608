"""Derived variables follow what they read, through edits, undo, renames and each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from workbench.model.edits import Remove, set_block
from workbench.model.errors import UserError
from workbench.model.numbers import parse_number
from workbench.session.derived import rename
from workbench.session.session import Session


def values(session: Session, name: str) -> list[object]:
    return session.workspace[name].to_array().tolist()


@pytest.fixture
def chain(session: Session, put: Callable[..., None]) -> Session:
    put("A", [[1, 2], [3, 4]])
    session.define("B = 2*A", "B")
    session.define("C = B @ A", "C")
    return session


def edit(session: Session, text: str) -> None:
    session.workspace.do(set_block(session.workspace["A"], 0, 0, [[parse_number(text)]]))


def test_a_chain_follows_an_edit_and_its_undo(chain: Session) -> None:
    before = values(chain, "C")
    edit(chain, "5")
    A = np.array(values(chain, "A"))
    assert values(chain, "C") == (2 * A @ A).tolist()
    chain.workspace.undo()
    assert values(chain, "C") == before


def test_following_takes_no_undo_step(chain: Session) -> None:
    edit(chain, "5")
    chain.workspace.undo()
    assert chain.workspace.undo_label == "Set C"


def test_a_derived_variable_stays_exact(chain: Session) -> None:
    edit(chain, "1/3")
    exact = chain.workspace["B"].exact_entries()
    assert exact is not None
    assert str(exact[0, 0]) == "2/3"


def test_a_formula_cannot_go_round_in_a_circle(chain: Session) -> None:
    with pytest.raises(UserError, match="cannot"):
        chain.define("A = C + 1", "A")
    with pytest.raises(UserError, match="by itself"):
        chain.define("D = D + 1", "D")


def test_a_name_is_renamed_in_the_formulas_that_read_it(chain: Session) -> None:
    chain.workspace.do(rename(chain.workspace, "A", "Z"))
    assert chain.workspace["B"].formula == "2 * Z" or chain.workspace["B"].formula == "2*Z"
    chain.workspace.undo()
    assert chain.workspace["B"].formula == "2*A"


def test_typing_into_a_derived_variable_unlinks_it(chain: Session) -> None:
    chain.workspace.do(set_block(chain.workspace["B"], 0, 0, [[parse_number("9")]]))
    assert chain.workspace["B"].formula is None
    edit(chain, "7")
    assert values(chain, "B") == [[9, 4], [6, 8]]
    chain.workspace.undo()
    chain.workspace.undo()
    assert chain.workspace["B"].formula == "2*A"


def test_what_lost_its_source_says_so_and_keeps_its_value(chain: Session) -> None:
    before = values(chain, "B")
    chain.workspace.do(Remove("A"))
    assert values(chain, "B") == before
    assert "A" in chain.follower.broken["B"].message
    chain.workspace.undo()
    assert chain.follower.broken == {}


def test_a_large_matrix_is_refused_before_anything_is_computed(session: Session, put: Callable[..., None]) -> None:
    put("B", np.ones((101, 100)))
    with pytest.raises(UserError, match="10000 entries") as caught:
        session.define("B + B", "G")
    assert caught.value.kind == "unsupported"
    assert "G" not in session.workspace
