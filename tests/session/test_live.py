"""Facts and spectra follow their matrix; small ones at once, dear ones only when asked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from workbench.model.edits import Put
from workbench.model.matrix import Matrix
from workbench.session.live import Withheld
from workbench.session.session import Session


def listen(session: Session) -> list[tuple[str, str, object]]:
    heard: list[tuple[str, str, object]] = []
    session.live.ready.connect(lambda *found: heard.append(found))
    return heard


def test_a_small_matrix_has_its_facts_at_once(session: Session, put: Callable[..., None]) -> None:
    put("A", [[2, 1], [1, 3]])
    heard = listen(session)
    session.live.ask("facts", "A")
    ((kind, name, facts),) = heard
    assert (kind, name, facts.rank) == ("facts", "A", 2)


def test_the_same_version_is_computed_once(session: Session, put: Callable[..., None]) -> None:
    put("A", [[2, 1], [1, 3]])
    heard = listen(session)
    session.live.ask("facts", "A")
    session.live.ask("facts", "A")
    assert len(heard) == 1


def test_a_stale_answer_is_dropped(session: Session) -> None:
    heard = listen(session)
    for scale in (1.0, 2.0):
        session.workspace.do(Put(Matrix.of("A", scale * np.eye(6))))
        session.live.ask("spectrum", "A")
    session.runner.drain()
    ((_, _, values),) = heard
    np.testing.assert_allclose(values, np.full(6, 2.0))


def test_a_dear_one_waits_for_a_click(session: Session) -> None:
    session.workspace.do(Put(Matrix.of("A", np.random.default_rng(0).standard_normal((700, 700)))))
    heard = listen(session)
    session.live.ask("facts", "A")
    assert isinstance(heard[0][2], Withheld)
    session.live.ask("facts", "A", whatever_it_costs=True)
    session.runner.drain()
    assert heard[1][2].rank == 700
