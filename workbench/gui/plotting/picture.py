"""A whole picture, one layer on another: grids, axes, what is drawn, handles, words, numbers."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.gui.plotting import axes, lettering
from workbench.gui.plotting.grips import Grips, crowd_grips, paint_grip
from workbench.gui.plotting.heat import HeatPainter
from workbench.gui.plotting.labels import Crowd
from workbench.gui.plotting.paint import PAINT, Scene
from workbench.gui.plotting.text import Typesetter
from workbench.gui.plotting.viewport import Rect
from workbench.plots.spec import Drawing, Image, Lattice


@dataclass
class Picture:
    """A drawing, and all that has a say in how it looks just now."""

    scene: Scene
    drawing: Drawing
    setter: Typesetter
    heat: HeatPainter
    grips: Grips
    ringed: str | None
    """the handle that has the keyboard"""
    presenting: bool
    width: float
    obstacles: list[Rect]
    """what lies on the picture and hides words"""

    def paint(self) -> None:
        """All layers. Only what is drawn is cut at the edges of the area."""
        scene, drawing = self.scene, self.drawing
        area = scene.rect
        scene.painter.setClipRect(area.adjusted(-7, -7, 7, 7) if drawing.axes == "frame" else area)
        self._paint_grids()
        for item in drawing.items:
            if isinstance(item, Image):
                self.heat.paint(scene, item, self.setter)
            elif type(item) in PAINT and not isinstance(item, Lattice):
                PAINT[type(item)](scene, item)
        scene.painter.setClipping(False)
        self._paint_words()

    def _paint_grids(self) -> None:
        """Grids lie under everything, axes between the grids and the picture; the plane's own is there already."""
        scene, drawing = self.scene, self.drawing
        if drawing.axes == "frame":
            axes.frame(scene, self.setter, drawing)
        for item in drawing.items:
            if isinstance(item, Lattice):
                PAINT[Lattice](scene, item)
        if drawing.axes == "origin":
            axes.origin_lines(scene)

    def _paint_words(self) -> None:
        scene, drawing = self.scene, self.drawing
        area = scene.rect
        crowd = Crowd((area.left() + 4, area.top() + 4, area.width() - 8, area.height() - 8))
        crowd.rects.extend(self.obstacles)
        crowd_grips(crowd, self.grips.handles, scene.port, self.presenting)
        lettering.gather(crowd, scene, drawing)
        self._paint_grips()
        lettering.write(crowd, scene, self.setter, drawing)
        if drawing.axes == "origin":
            axes.origin_numbers(scene, self.setter, crowd)
        elif drawing.axes == "frame":
            axes.frame_numbers(scene, self.setter, drawing)
        self._paint_note()

    def _paint_grips(self) -> None:
        for handle in self.grips.handles:
            hovered = handle.name in (self.grips.hovered, self.grips.held)
            paint_grip(self.scene, handle, hovered, handle.name == self.ringed, self.presenting)

    def _paint_note(self) -> None:
        """What the picture leaves out, above its right end."""
        scene, note = self.scene, self.heat.note
        if not note:
            return
        width, height = self.setter.extent(note, axes.TICK_SIZE)
        left = max(8.0, min(scene.rect.right(), self.width - 8.0) - width)
        top = scene.rect.top() - height - 4
        self.setter.draw(scene.painter, left, top, note, axes.TICK_SIZE, False, scene.color("muted"))
