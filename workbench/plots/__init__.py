"""Views of a matrix as pure functions. A new one is one file here and one line in `CATALOG`."""

from __future__ import annotations

from workbench.plots.curve import CURVE
from workbench.plots.gershgorin import GERSHGORIN
from workbench.plots.heatmap import HEAT_MAP
from workbench.plots.spec import Plot
from workbench.plots.spectrum import SPECTRUM
from workbench.plots.transformation import TRANSFORMATION

CATALOG: tuple[Plot, ...] = (
    TRANSFORMATION,
    GERSHGORIN,
    HEAT_MAP,
    SPECTRUM,
    CURVE,
)


def by_name(name: str) -> Plot:
    """The plot of that name; KeyError if there is none."""
    return {plot.name: plot for plot in CATALOG}[name]
