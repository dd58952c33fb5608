"""One row a figure, printed as a table that a note or a README can quote."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measured figure beside its limit and, where there is one, what a peer does in the same run."""

    name: str
    value: float
    limit: float
    unit: str
    peer: str = ""

    @property
    def within(self) -> bool:
        return self.value <= self.limit


def median_seconds(run: Callable[[], object], times: int = 3) -> float:
    """The median of a few timings after one run that is not counted."""
    run()
    return statistics.median(seconds(run) for _ in range(times))


def seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of the sorted values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def show(rows: list[Row]) -> str:
    """The table as text, one line a row, those beyond their limit marked."""
    width = max(len(row.name) for row in rows)
    lines = [f"{'figure':{width}}  {'measured':>12}  {'limit':>12}     peer in the same run"]
    for row in rows:
        mark = "ok  " if row.within else "OVER"
        lines.append(
            f"{row.name:{width}}  {row.value:9.2f} {row.unit:<3} {row.limit:9.2f} {row.unit:<3} {mark} {row.peer}"
        )
    return "\n".join(lines)
