"""The guided demonstration: the program's main job on real input, by real events, with a picture of every stop."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from workbench.gui.hand import Hand
from workbench.gui.plotting.view import PlotView
from workbench.gui.window import SIZE, MainWindow
from workbench.jobs.answer import assessment_object, exact_text, nested, number
from workbench.model.edits import Put
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.plots.spec import Handle
from workbench.session.example import PINNED
from workbench.session.results import Entry

MAGIC = [[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]]
HILBERT = 9
CUT = 20


class Tour:
    """Walks through the window; `run` answers what `results.json` holds."""

    def __init__(self, app: QApplication, window: MainWindow, out: str) -> None:
        self._app, self._window, self._out = app, window, Path(out)
        self._hand = Hand(app)
        self._stops: list[dict[str, Any]] = []
        window.resize(SIZE)

    def run(self) -> dict[str, Any]:
        """Visit every stop, save pictures and `results.json`, close the window."""
        self._out.mkdir(parents=True, exist_ok=True)
        window = self._window
        window.show()
        try:
            for stop in self._plan():
                self._visit(stop)
        finally:
            window.close()
            self._hand.rest(0.1)
        answer = {"pictures": [stop["picture"] for stop in self._stops], "stops": self._stops}
        path = self._out / "results.json"
        path.write_text(json.dumps(answer, ensure_ascii=False, indent=1), "utf-8")
        return answer

    def _plan(self) -> list[Callable[[], dict[str, Any]]]:
        return [
            self.worked_example,
            self.digits,
            self.spectrum,
            self.drag,
            self.morph,
            self.singular,
            self.ill_conditioned,
            self.dark,
        ]

    def _visit(self, stop: Callable[[], dict[str, Any]]) -> None:
        name = stop.__name__.replace("_", "-")
        found = stop()
        self._hand.rest(0.3)
        picture = self._out / f"{len(self._stops) + 1:02}-{name}.png"
        if not self._window.grab().save(str(picture)):
            raise OSError(f"{picture} could not be written")
        self._stops.append({"stop": name, "says": stop.__doc__, "picture": str(picture), **found})

    # the stops

    def worked_example(self) -> dict[str, Any]:
        """The first start: a matrix, a vector, what follows from them, real data, and two answers."""
        session = self._window.session
        self._hand.wait(lambda: len(session.results) == 2 and PINNED in session.workspace, "the worked example")
        self._hand.wait(lambda: self._side().drawing is not None, "the spectrum of the digits")
        return {"variables": list(session.workspace.names)}

    def digits(self) -> dict[str, Any]:
        """The singular value decomposition of 1797 handwritten digits."""
        entry = self._ask("svd", PINNED)
        assert entry.result is not None
        values = entry.result.outputs["S"]
        return {
            "shape": list(self._window.workspace[PINNED].shape),
            "largest": nested(values[:5]),
            "zeros": int(np.count_nonzero(values < 1e-9 * values[0])),
            "certificate": assessment_object(entry.result.certificate.assessment),
            "seconds": number(entry.result.certificate.seconds),
        }

    def spectrum(self) -> dict[str, Any]:
        """The cut of the spectrum dragged to the right."""
        view = self._side()
        handle = self._handle(view)
        self._drag(view, handle, CUT - handle.x, 0.0)
        return {"sentence": view.drawing.words if view.drawing is not None else ""}

    def drag(self) -> dict[str, Any]:
        """The image of the first basis vector dragged: cells, facts and every view follow."""
        window = self._window
        window.selection.select("A")
        view = window.views.main.show_view("transformation")
        self._hand.wait(lambda: view.drawing is not None, "the transformation")
        before = nested(window.workspace["A"].to_array())
        frames = self._drag(view, self._handle(view), 1.0, -2.0)
        after = window.workspace["A"]
        steps = window.workspace.undo_label
        return {
            "before": before,
            "after": nested(after.to_array()),
            "exactly": exact_text(after.exact_entries()),
            "follows": nested(window.workspace["C"].to_array()),
            "undo": steps,
            "frames": len(frames),
            "sentence": view.drawing.words if view.drawing is not None else "",
        }

    def morph(self) -> dict[str, Any]:
        """Half of the way from the identity to A."""
        view = self._window.views.main.show_view("transformation")
        view.set_setting("morph", 0.5)
        return {"t": view.settings["morph"], "sentence": view.drawing.words if view.drawing is not None else ""}

    def singular(self) -> dict[str, Any]:
        """A magic square has no inverse, and the reason is given."""
        self._window.views.main.show_view("transformation").set_setting("morph", 1.0)
        self._put("M", np.array(MAGIC))
        entry = self._ask("inv", "M")
        assert isinstance(entry.error, UserError), "a singular matrix must be refused"
        return {"error": entry.error.to_dict()}

    def ill_conditioned(self) -> dict[str, Any]:
        """The Hilbert matrix as it is rounded: an answer, in amber, with the digits that can be trusted."""
        index = np.arange(HILBERT)
        self._put("H", 1 / (index[:, None] + index + 1.0))
        entry = self._ask("inv", "H")
        assert entry.result is not None
        return {"certificate": assessment_object(entry.result.certificate.assessment)}

    def dark(self) -> dict[str, Any]:
        """The same window on a dark desk."""
        self._window.theme.follow("dark")
        self._window.selection.select("A")
        return {"scheme": self._window.theme.scheme}

    # the means

    def _put(self, name: str, array: np.ndarray) -> None:
        self._window.workspace.do(Put(Matrix.of(name, array)))
        self._window.selection.select(name)

    def _ask(self, operation: str, *names: str) -> Entry:
        """Choose the operation, press Run, wait for the card."""
        window = self._window
        window.selection.select(names[0])
        window.operations.choose(operation, names)
        count = len(window.session.results)
        self._hand.click(window.operations.form.run_button)
        self._hand.wait(lambda: len(window.session.results) > count, f"the card of {operation}")
        return next(iter(window.session.results))

    def _side(self) -> PlotView:
        return self._window.views.side.current.view

    def _handle(self, view: PlotView) -> Handle:
        assert view.drawing is not None
        return next(item for item in view.drawing.items if isinstance(item, Handle))

    def _drag(self, view: PlotView, handle: Handle, dx: float, dy: float) -> list[float]:
        port = view.canvas.viewport
        start, end = port.point(handle.x, handle.y), port.point(handle.x + dx, handle.y + dy)
        return self._hand.drag(view.canvas, QPointF(*start), QPointF(*end))


def check(app: QApplication, window: MainWindow, out: str) -> int:
    """Whether the window opens, computes in another process and paints; 0 if it does."""
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    tour = Tour(app, window, out)
    window.show()
    try:
        tour.worked_example()
        found = tour.digits()
        picture = window.grab().toImage()
        saved = picture.save(str(folder / "self-test.png"))
    finally:
        window.close()
    passed = saved and found["certificate"]["verdict"] == "green" and colors(picture) > 20
    print(f"self-test {'passed' if passed else 'failed'}: {found['certificate']['reason']}")
    return 0 if passed else 1


def colors(picture: QImage) -> int:
    """How many colours a coarse grid of the picture has: a window without fonts or widgets has few."""
    points = [(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)]
    return len({picture.pixel(x, y) for x, y in points})
