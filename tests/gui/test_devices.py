"""A device that is found is offered, and the clock chooses; without one nothing of it is seen or loaded."""

from __future__ import annotations

import sys

import pytest

from workbench import app, backends
from workbench.backends.spec import Backend
from workbench.model.errors import UserError
from workbench.numerics import device_cost
from workbench.numerics.device_cost import DeviceSpeed, Line

FIGURES = DeviceSpeed(
    "Test device",
    8 << 30,
    1e9,
    1e9,
    {(work, size): Line(1.0, 1e12) for work in ("product", "factor", "spectral") for size in (4, 8)},
)


@pytest.fixture
def figures(monkeypatch):
    """What is learned in a test is forgotten after it."""
    monkeypatch.setattr(device_cost, "_known", {})


def a_device(likely: bool) -> Backend:
    return Backend("gpu", "GPU (CuPy)", lambda: None, lambda: None, lambda: None, lambda: likely)


def choices(user) -> list[tuple[str, str]]:
    box = user.window.backend
    return [(box.itemText(at), box.itemData(at)) for at in range(box.count())]


def test_without_a_device_there_is_nothing_to_choose_and_nothing_is_loaded(window):
    assert [name for _, name in choices(window)] == ["cpu", "exact"]
    assert not {"cupy", "array_api_compat"} & set(sys.modules)


def test_a_device_that_is_found_is_offered_and_the_clock_chooses(window, figures, monkeypatch):
    from workbench.jobs import engine

    monkeypatch.setattr(engine, "_probed", lambda name: FIGURES)
    app._probe(window.window, a_device(likely=True))
    window.drain()
    assert choices(window) == [
        ("automatic", "auto"),
        ("CPU", "cpu"),
        ("GPU (CuPy)", "gpu"),
        ("Exact (FLINT)", "exact"),
    ]
    assert window.window.backend.currentData() == "auto"
    assert "Test device, 8 GB" in window.window.status.machine.text()
    assert device_cost.known("gpu") is FIGURES
    window.run()
    assert "chosen by estimate" in window.cards[0].entry.result.certificate.why


def test_a_choice_that_was_made_stays(window, figures):
    window.window.backend.setCurrentIndex(window.window.backend.findData("exact"))
    window.window.offer_device("GPU (CuPy)", "gpu")
    window.window.offer_device("GPU (CuPy)", "gpu")
    assert window.window.backend.currentData() == "exact"
    assert len(choices(window)) == 4


def test_a_device_that_is_not_there_after_all_is_not_offered(window, monkeypatch):
    from workbench.jobs import engine

    def refuse(name):
        raise UserError("backend", "CuPy finds no CUDA device.")

    monkeypatch.setattr(engine, "_probed", refuse)
    app._probe(window.window, a_device(likely=True))
    window.drain()
    assert [name for _, name in choices(window)] == ["cpu", "exact"]


def test_only_what_is_installed_is_looked_for(window, monkeypatch):
    asked = []
    monkeypatch.setattr(app, "CALM", 0.0)
    monkeypatch.setattr(app, "_probe", lambda _, backend: asked.append(backend.likely()))
    monkeypatch.setattr(backends, "CATALOG", (backends.CPU, a_device(likely=True), a_device(likely=False)))
    app._look_for_devices(window.window)
    window.until(lambda: asked == [True])
