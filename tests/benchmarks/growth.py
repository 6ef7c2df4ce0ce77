"""Cost against size: pages against units, loading against rows; as rows and as a drawing."""

from __future__ import annotations

import io
import time
from itertools import pairwise
from pathlib import Path

from kit import files
from tests.benchmarks import large_crm
from tests.benchmarks.measured import Row
from tests.benchmarks.site import prepared, run
from tests.benchmarks.spending import kit

_NOTEBOOKS = ("overview", "sales")
_TEAM = {"region": "Region 05", "team": "Team 117"}


def growth_rows(units: list[int], rows: list[int], folder: Path, drawing: Path | None) -> list[Row]:
    """CPU a page by number of units, and CPU of load and of opening one unit by rows."""
    by_units = {size: _page(size, folder / f"units-{size}") for size in units}
    by_rows = {size: _load(size, folder / f"rows-{size}") for size in rows}
    if drawing:
        files.write_atomic(drawing, drawn(by_units, by_rows))
    return [
        Row(
            f"CPU a page, {units[0]} to {units[-1]} units",
            "flat: the most ≤ 1.25 × the least",
            ", ".join(f"{size}: {cpu:.2f} s" for size, cpu in by_units.items()),
            max(by_units.values()) <= 1.25 * min(by_units.values()) if len(units) > 1 else None,
        ),
        Row(
            f"load from CSV, {rows[0]:,} to {rows[-1]:,} rows",
            "CPU grows no faster than rows",
            ", ".join(f"{size:,}: {load:.1f} s" for size, (load, _) in by_rows.items()),
            _is_linear({size: load for size, (load, _) in by_rows.items()}),
        ),
        Row(
            f"open 1 of 200 units, {rows[0]:,} to {rows[-1]:,} rows",
            "≤ 0.5 s at 1 M",
            ", ".join(f"{size:,}: {opened:.2f} s" for size, (_, opened) in by_rows.items()),
            by_rows[1_000_000][1] <= 0.5 if 1_000_000 in by_rows else None,
        ),
    ]


def _page(units: int, folder: Path) -> float:
    """CPU seconds that one more page takes in a run of so many units."""
    project = prepared(folder, units, 125 * units)
    one, both = run(project, _NOTEBOOKS[:1]), run(project, _NOTEBOOKS, "--all")
    pages = len(both.answer["pages"]) - len(one.answer["pages"])
    return (both.cpu - one.cpu) / pages


def _load(rows: int, project: Path) -> tuple[float, float]:
    """CPU seconds of loading so many opportunities, and of opening one unit of two hundred."""
    large_crm.write_project(project, rows)
    loaded = kit(project, "load", "--json")
    return loaded.cpu, _opened(project)


def _opened(project: Path) -> float:
    from kit.compute import open_unit
    from kit.params import load_settings

    settings = load_settings(project)
    dict(open_unit(settings, _TEAM).records.tables)  # a table is read when it is asked for
    began = time.process_time()
    dict(open_unit(settings, _TEAM).records.tables)
    return time.process_time() - began


def _is_linear(costs: dict[int, float]) -> bool:
    """Whether no step costs a fifth more than the rows that it adds would explain."""
    steps = pairwise(costs.items())
    return all(more / less <= 1.2 * high / low for (low, less), (high, more) in steps)


def drawn(by_units: dict[int, float], by_rows: dict[int, tuple[float, float]]) -> str:
    """Two panels as SVG, the same bytes for the same figures."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    with mpl.rc_context({"svg.hashsalt": "kit", "svg.fonttype": "none", "font.size": 9}):
        figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
        left.plot(list(by_units), list(by_units.values()), marker="o")
        left.set(xlabel="units", ylabel="s CPU", ylim=(0, None), title="One more page")
        for place, name in enumerate(("kit load", "open 1 of 200 units")):
            right.plot(
                list(by_rows), [both[place] for both in by_rows.values()], marker="o", label=name
            )
        right.set(xscale="log", yscale="log", xlabel="opportunities", ylabel="s CPU")
        right.set_title("Loading and opening")
        right.legend(frameon=False)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
        plt.close(figure)
    return text.getvalue()
