"""Shared memory: every kind of array comes through, and a refusal is told in plain words."""

from __future__ import annotations

import errno
import os
from fractions import Fraction

import numpy as np
import pytest

from workbench.jobs import memory
from workbench.jobs.codec import decode, encode
from workbench.jobs.layout import place
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix


@pytest.mark.parametrize(
    "value",
    [
        None,
        np.empty((0, 3)),
        np.array(7.5),
        {"x": [np.arange(3), np.arange(12.0).reshape(3, 4)[:, ::2]], "y": (1, "two")},
        np.array([Fraction(1, 3), None], dtype=object),
    ],
    ids=["none", "empty", "no axes", "nested", "fractions"],
)
def test_small_values_survive(value):
    packet, rest = encode(value)
    assert rest == []
    np.testing.assert_equal(decode(packet, memoryview(packet.inline)), value)


def test_arrays_start_aligned():
    packet, rest = encode([np.ones(3, np.int8), np.ones(100_000), np.ones(5)])
    assert packet.inline is None
    assert len(rest) == 3
    assert all(offset % 64 == 0 for offset, _ in packet.places)


def test_a_mapped_array_lies_where_it_lay():
    segment, layout = place(np.arange(10_000.0).reshape(100, 100))
    part = layout.over(segment.map())[10:90:2, ::-1]
    again, where = place(part)
    assert again is segment
    np.testing.assert_array_equal(where.over(again.map()), part)


def test_private_mappings_do_not_reach_each_other():
    segment, layout = place(np.zeros((100, 100)))
    mine, theirs = layout.over(segment.map(private=True)), layout.over(segment.map())
    mine[3, 4] = 1
    assert theirs[3, 4] == 0


def test_without_memfd(make_office, monkeypatch, large, small):
    monkeypatch.delattr(os, "memfd_create")
    office = make_office(engine="without_memfd:run")
    office.runner.start()
    for matrix in (large, small, large):
        np.testing.assert_array_equal(office.ask("double", matrices=[matrix]).value, 2 * matrix.to_array())


def test_too_large_to_share(office, monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 10**7)
    error = office.ask("total", matrices=[Matrix.of("A", np.zeros(10**7))]).error
    assert isinstance(error, UserError)
    assert (error.kind, error.details) == ("memory", {"needed": 8 * 10**7, "free": 10**7})


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.ENOMEM])
def test_memory_that_ends_while_sharing(office, monkeypatch, large, code):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as context:
        context.setattr(os, "pwrite", refuse)
        error = office.ask("total", matrices=[large]).error
    assert isinstance(error, UserError)
    assert error.kind == "memory"
    assert office.ask("total", matrices=[large]).value == large.to_array().sum()


def test_segments_that_were_let_go_are_made_again(office, monkeypatch, segments):
    monkeypatch.setattr("workbench.jobs.bases.PLACED", 3)
    before = segments()
    matrices = [Matrix.of("A", np.full((300, 300), float(k))) for k in range(8)]
    for lane in ("jobs", "facts", "jobs"):
        for k, matrix in enumerate(matrices):
            assert office.ask("total", matrices=[matrix], lane=lane).value == 90_000 * k
    assert segments() - before <= 3
