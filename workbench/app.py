"""The composition root: builds every object and hands it over by constructor."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from workbench.backends.spec import Backend
    from workbench.gui.window import MainWindow
    from workbench.jobs.launch import Launched
    from workbench.jobs.runner import Runner

CALM = 2.0
"""Seconds after the start in which one compute process must do: more would take processors from the window."""

BLAS_THREADS = "OPENBLAS_NUM_THREADS"


def build(
    runner: Runner | None = None,
    mode: str = "system",
    *,
    example: bool = True,
    launched: Launched | None = None,
) -> MainWindow:
    """The main window, with `.workspace`, `.runner` and `.session`; a QApplication exists already.

    A compute process gets ready while the window is made: one that was `launched` before, or a new one. `runner`
    stands in for compute processes in tests.
    """
    from PySide6.QtWidgets import QApplication

    from workbench.gui.fonts import ui_font
    from workbench.gui.post import Post
    from workbench.gui.theme import Theme
    from workbench.gui.window import MainWindow
    from workbench.gui.wiring import Wiring
    from workbench.jobs.estimate import estimate
    from workbench.jobs.process import ProcessRunner
    from workbench.model.workspace import Workspace
    from workbench.numerics import cost
    from workbench.session.session import Session

    app = QApplication.instance()
    assert isinstance(app, QApplication), "a QApplication must exist first"
    cost.learn(cost.USUAL)
    app.setStyle("Fusion")
    app.setFont(ui_font())  # before the first widget: a later one does not reach text that a style sheet dresses
    post = Post()
    if runner is None:
        runner = ProcessRunner(post, estimate=estimate, launched=launched)
        runner.start(calm=CALM)
    theme = Theme(mode)
    session = Session(Workspace(), runner)
    window = MainWindow(session, theme, runner.close)
    post.setParent(window)
    theme.setParent(window)
    window.wiring = Wiring(window)
    _fill(window, example)
    theme.apply(app)  # a style sheet costs less on widgets that stay where they are
    window.painted.connect(lambda: _after_first_paint(window))
    return window


def _fill(window: MainWindow, example: bool) -> None:
    """What the first picture of the window shows; what the example asks waits for the compute processes."""
    from workbench.gui.views import Views
    from workbench.session import example as worked

    views = Views(window.theme, window.session, window.selection, window.frame)
    window.add_views(views)
    if example:
        worked.fill(window.session)
        for task in worked.questions():
            window.session.run(task)
        views.side.pin(worked.PINNED, loosely=True)
    views.draw()


def _after_first_paint(window: MainWindow) -> None:
    """Keys go to the table; the garbage collector is spared what will stay as long as the window."""
    window.table.view.setFocus()
    _learn_speed(window)
    _look_for_devices(window)
    gc.freeze()
    gc.enable()


def _learn_speed(window: MainWindow) -> None:
    """Let the process that computes measure itself, for the times in the form of an operation."""
    from workbench.jobs.request import Reply, Request, Speed
    from workbench.numerics import cost

    def learned(reply: Reply) -> None:
        if reply.status == "done":
            cost.learn(reply.value)
            window.operations.form.refresh()

    window.runner.submit(Request(0, Speed()), learned)


def _look_for_devices(window: MainWindow) -> None:
    """Let a process of its own find out what devices can do, once the window has settled; this one loads nothing."""
    from PySide6.QtCore import QTimer

    from workbench.backends import CATALOG

    for backend in CATALOG:
        if backend.open is not None and backend.likely():
            QTimer.singleShot(int(CALM * 1500), window, partial(_probe, window, backend))


def _probe(window: MainWindow, backend: Backend) -> None:
    from workbench.jobs.request import Probe, Reply, Request
    from workbench.numerics import device_cost

    def found(reply: Reply) -> None:
        if reply.status == "done":
            device_cost.learn(backend.name, reply.value)
            window.offer_device(backend.title, backend.name)
            window.status.show_device(reply.value.name, reply.value.total)
            window.operations.form.refresh()

    window.runner.submit(Request(0, Probe(backend.name), lane="gpu"), found)


def application(argv: Sequence[str] = ()) -> QApplication:
    """The one QApplication, after a look at the system libraries that it needs.

    Exits with the line that installs them where some are missing: Qt itself would end the process without a word.
    """
    from workbench.gui.libraries import advice, missing

    screen = bool(os.environ.get("DISPLAY")) and os.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb"
    packages = missing(screen=screen)
    if packages:
        raise SystemExit(advice(packages))
    from workbench.gui.painting import in_one_thread

    in_one_thread()
    from PySide6.QtWidgets import QApplication

    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    made = QApplication([sys.argv[0], *argv])
    made.setApplicationName("Matrix Workbench")
    return made


def run(files: Sequence[str]) -> int:
    """Open the window with these files as variables and serve it until it is closed."""
    from workbench.gui.reports import Hook

    app, window = start(files)
    hook = Hook(window.show_report)
    hook.install()
    try:
        return app.exec()
    finally:
        hook.remove()


def start(files: Sequence[str] = ()) -> tuple[QApplication, MainWindow]:
    """The window on the screen.

    A compute process comes first, to import beside this one. What the window is made of is no garbage, so nobody looks
    for any until it is painted.
    """
    from workbench.jobs.bootstrap import recipes
    from workbench.jobs.launch import Launched

    gc.disable()
    launched = Launched(recipes()["jobs"])
    _import_numpy()
    app = application()
    window = build(example=not files, launched=launched)
    window.painted.connect(lambda: window.commands.open_paths(list(files)))
    window.show()
    return app, window


def _import_numpy() -> None:
    """Without the threads of its BLAS: here it has only small matrices, and they would be started and never used."""
    chosen = os.environ.get(BLAS_THREADS)
    os.environ[BLAS_THREADS] = "1"
    import numpy  # noqa: F401

    if chosen is None:
        del os.environ[BLAS_THREADS]
    else:
        os.environ[BLAS_THREADS] = chosen


def tour(out: str) -> dict[str, Any]:
    """The guided demonstration, off-screen: pictures and `results.json` in the folder `out`."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from workbench.gui.tour import Tour

    app = application()
    return Tour(app, build(mode="light"), out).run()


def self_test(out: str) -> int:
    """Import every operation, open the window, run an SVD in its compute process, save a picture; 0 if it went well."""
    from workbench.gui.tour import check
    from workbench.operations import CATALOG

    print(f"{len([row.operation for row in CATALOG])} operations")  # a frozen program must have brought them along
    app = application()
    return check(app, build(mode="light"), out)
