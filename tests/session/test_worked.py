"""Worked steps of cards, through the session alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Way
from workbench.session.results import Entry
from workbench.session.session import Session


@pytest.fixture
def heard(session: Session) -> list[tuple[int, Any]]:
    found: list[tuple[int, Any]] = []
    session.steps.ready.connect(lambda number, value: found.append((number, value)))
    return found


def card(session: Session, *question: str) -> Entry:
    session.run(Compute(question[0], question[1:]))
    session.runner.drain()  # type: ignore[attr-defined]
    return next(iter(session.results))


def test_they_are_about_the_inputs_as_they_were(
    session: Session, put: Callable[..., None], heard: list[tuple[int, Any]]
) -> None:
    put("A", [[2, 1], [1, 3]])
    entry = card(session, "det", "A")
    put("A", [[0, 0], [0, 0]])
    session.steps.ask(entry, Way())
    session.runner.drain()  # type: ignore[attr-defined]
    ((number, found),) = heard
    assert number == entry.number
    assert isinstance(found, Derivation)
    assert found.result[0][-1] == 5


def test_the_newest_request_wins_and_no_job_waits(
    session: Session, put: Callable[..., None], heard: list[tuple[int, Any]]
) -> None:
    put("A", [[2, 1], [1, 3]])
    entry = card(session, "det", "A")
    session.steps.ask(entry, Way(method="cofactors"))
    session.steps.ask(entry, Way())
    assert not session.jobs
    session.runner.drain()  # type: ignore[attr-defined]
    assert [found.title for _, found in heard] == ["Elimination to a triangle"]


def test_large_inputs_are_not_kept_for_them(
    session: Session, put: Callable[..., None], heard: list[tuple[int, Any]]
) -> None:
    put("A", np.eye(50))
    entry = card(session, "det", "A")
    assert entry.inputs == ()
    session.steps.ask(entry, Way())
    ((_, error),) = heard
    assert isinstance(error, UserError)
    assert "up to 8 x 8" in error.message
