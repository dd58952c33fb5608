"""What a plot is: a pure function from arrays and settings to a `Drawing`, a tuple of frozen primitives.

Nothing here knows a window. Colours are tokens by meaning ("e1", "eigen", "positive"); whoever paints them looks the
token up in the theme. Positions are data coordinates; sizes, widths and offsets are pixels of a normal screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Dash = tuple[float, ...]
Box = tuple[float, float, float, float]
"""x0, x1, y0, y1 in data coordinates."""


@dataclass(frozen=True, eq=False)
class Lines:
    """Segments (`pairs`: every two points), one path (`strip`) or one closed path (`closed`)."""

    points: Array
    color: str
    connect: Literal["pairs", "strip", "closed"] = "pairs"
    width: float = 1.0
    dash: Dash = ()
    opacity: float = 1.0


@dataclass(frozen=True, eq=False)
class Lattice:
    """The whole integer grid seen through `basis`: the canvas draws what of it is visible, as far as one pans."""

    basis: Array
    color: str
    width: float = 1.0


@dataclass(frozen=True, eq=False)
class Ray:
    """The line through the origin along `direction`, without end; its label finds a free place beside it."""

    direction: tuple[float, float]
    color: str
    width: float = 2.0
    dash: Dash = ()
    label: str = ""
    label_color: str = "text"


@dataclass(frozen=True, eq=False)
class Rule:
    """A line across the whole view at one x (`axis="x"`) or one y."""

    at: float
    color: str
    axis: Literal["x", "y"] = "x"
    width: float = 1.0
    dash: Dash = ()


@dataclass(frozen=True, eq=False)
class Span:
    """A shaded band between two x, as high as the view."""

    x0: float
    x1: float
    color: str
    opacity: float = 0.14


@dataclass(frozen=True, eq=False)
class Points:
    """Dots of `size` pixels. On a logarithmic axis what is not positive sits on the axis."""

    points: Array
    color: str
    size: float = 6.0
    hollow: bool = False


@dataclass(frozen=True, eq=False)
class Bars:
    """Upright bars centred at `x`, `width` wide in data coordinates, from 0 to `heights`."""

    x: Array
    heights: Array
    color: str
    width: float = 0.8


@dataclass(frozen=True, eq=False)
class Polygon:
    """A filled shape with an optional edge; `hatch` draws 45 degree lines as well, so that colour is never alone."""

    points: Array
    fill: str
    opacity: float
    edge: str | None = None
    edge_width: float = 1.0
    hatch: bool = False


@dataclass(frozen=True, eq=False)
class Arrow:
    """An arrow; `gap` pixels are left free before its end, for a handle."""

    start: tuple[float, float]
    end: tuple[float, float]
    color: str
    width: float = 4.0
    opacity: float = 1.0
    gap: float = 0.0


@dataclass(frozen=True, eq=False)
class Text:
    """Words near a place. The canvas tries `offset` pixels away in direction `toward` first, then around it.

    With `offset` 0 the words are centred on the place if nothing is in the way.
    """

    at: tuple[float, float]
    text: str
    color: str = "text"
    toward: tuple[float, float] = (1.0, 0.0)
    offset: float = 0.0
    size: int = 13
    bold: bool = False


@dataclass(frozen=True, eq=False)
class Image:
    """A matrix as coloured cells: entry (i, j) covers x in j ± 1/2 and y in i ± 1/2.

    The array is shared, never copied; the canvas reads the part that is visible. `low` and `high` are the ends of the
    colour map ("diverging" has 0 in the middle). `write_cells` asks for the numbers where they fit.
    """

    values: Array
    colormap: Literal["diverging", "sequential"]
    low: float
    high: float
    write_cells: bool = False


@dataclass(frozen=True)
class ColumnOf:
    """A handle with this edits a column of a matrix."""

    matrix: str
    column: int


@dataclass(frozen=True)
class SettingOf:
    """A handle with this edits a setting of the plot itself, by its x."""

    setting: str


@dataclass(frozen=True, eq=False)
class Handle:
    """A grip that can be dragged; it says what dragging it edits. `axis="x"` keeps it on its height."""

    name: str
    x: float
    y: float
    color: str
    edits: ColumnOf | SettingOf
    label: str = ""
    axis: Literal["xy", "x"] = "xy"
    step: float = 0.1


Primitive = (
    Lines | Lattice | Ray | Rule | Span | Points | Bars | Polygon | Arrow | Text | Image | Handle
)  # what a canvas must know how to draw


@dataclass(frozen=True)
class Words:
    """A piece of a sentence, perhaps in a colour or in bold."""

    text: str
    color: str | None = None
    bold: bool = False


@dataclass(frozen=True)
class LegendItem:
    """One entry of the legend row: a sample and its words."""

    text: str
    color: str
    swatch: Literal["line", "dash", "fill", "hatch", "dot"] = "line"


@dataclass(frozen=True)
class ColorBar:
    """The legend of a heat map."""

    colormap: Literal["diverging", "sequential"]
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Drawing:
    """Everything a canvas needs, in the order in which it is painted."""

    items: tuple[Primitive, ...]
    view: Box
    axes: Literal["origin", "frame", "none"] = "frame"
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    equal_aspect: bool = False
    log_y: bool = False
    y_down: bool = False
    integer_ticks: bool = False
    sentence: tuple[Words, ...] = ()
    legend: tuple[LegendItem, ...] = ()
    bar: ColorBar | None = None

    @property
    def words(self) -> str:
        """The sentence without its colours."""
        return "".join(piece.text for piece in self.sentence)


@dataclass(frozen=True)
class Setting:
    """Something the reader may change: one of `choices`, or on and off when `choices` is empty.

    A `hidden` setting has no control of its own: a handle or the Morph slider moves it.
    """

    name: str
    title: str
    default: Any
    choices: tuple[str, ...] = ()
    hidden: bool = False


Draw = Callable[[str, Mapping[str, Array], Mapping[str, Any]], Drawing]
"""(name of the variable, arrays by need, settings) -> Drawing."""


@dataclass(frozen=True)
class Plot:
    """A kind of view: what it needs, whom it accepts, what may be set and how it is drawn.

    `icon` is the name of a Material Design icon, for where there is no room for the title.
    `needs` names the arrays `draw` gets: "matrix" is the variable itself, "shape" its shape, anything else the output
    of that operation. `accepts` answers None, or the reason why this shape or dtype has no such view.
    """

    name: str
    title: str
    icon: str
    help: str
    needs: tuple[str, ...]
    accepts: Callable[[tuple[int, ...], np.dtype[Any]], str | None]
    draw: Draw
    settings: tuple[Setting, ...] = ()
    morphs: bool = False

    def defaults(self) -> dict[str, Any]:
        """Every setting at its first value."""
        return {setting.name: setting.default for setting in self.settings}
