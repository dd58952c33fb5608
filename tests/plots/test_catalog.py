"""What is true of every plot."""

from __future__ import annotations

import pytest

from workbench.plots import CATALOG, by_name


@pytest.mark.parametrize("plot", CATALOG, ids=lambda plot: plot.name)
def test_every_plot_is_complete(plot):
    assert by_name(plot.name) is plot
    assert plot.title[0].isupper()
    assert plot.help.endswith(".")
    assert plot.needs
    assert plot.defaults().keys() == {setting.name for setting in plot.settings}


def test_names_are_different():
    assert len({plot.name for plot in CATALOG}) == len(CATALOG)
