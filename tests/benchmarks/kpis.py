"""What every KPI and listing costs, the slowest first; and three of them beside SQL in DuckDB.

Run with ``python -m tests.benchmarks.kpis [--opportunities 100000] [--by team] [--only NAMES]
[--rows 10000,100000,1000000,10000000]``. The demo CRM of that size is loaded once; each entry is
computed for the company, by quarter over two years, after one run that warms caches. `--by` splits
the KPIs. `--rows` gives the sizes of the tables of which DuckDB is asked the same; with
``--opportunities 0`` nothing else is measured.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from kit import catalogue, demo
from kit.compute import Opened, compute, open_unit
from kit.data.handover import snapshot_of
from kit.errors import ParamError
from kit.load import load
from kit.params import load_settings
from kit.prepare import prepare
from kit.schemas import TABLES
from tests.benchmarks.beside_sql import by_rows, measured


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--opportunities", type=int, default=100_000)
    options.add_argument("--by", default="", help="columns to split by, with commas between them")
    options.add_argument("--only", default="", help="names of entries, with commas between them")
    options.add_argument("--rows", default="10000,100000,1000000", help="sizes beside SQL")
    asked = options.parse_args()
    if asked.opportunities:
        with tempfile.TemporaryDirectory() as folder:
            opened = loaded(Path(folder), asked.opportunities)
            entries(opened, asked.opportunities, _listed(asked.by), _listed(asked.only))
    if asked.rows:
        by_rows([int(one) for one in _listed(asked.rows)])


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def loaded(folder: Path, opportunities: int) -> Opened:
    """The demo CRM of some size as a report opens it."""
    demo.write(folder / "exports", opportunities=opportunities)
    (folder / "params").mkdir()
    lines = [f"  {one.name}: {{file: exports/{one.name}.csv}}\n" for one in TABLES]
    (folder / "params" / "project.yaml").write_text(
        "name: Benchmark\ncurrency: EUR\ntimezone: Europe/Madrid\nsources:\n" + "".join(lines)
    )
    settings = load_settings(folder)
    load(settings)
    prepare(settings, snapshot_of(settings))
    return open_unit(settings, {})


def entries(opened: Opened, opportunities: int, by: list[str], only: list[str]) -> None:
    """Print what each entry of the catalogue costs; of those that can be split so, where `by`."""
    window = replace(opened.window, period="quarter", periods=8)
    every = [one.name for one in (*catalogue.KPIS, *([] if by else catalogue.LISTINGS))]
    costs = {}
    for name in only or every:
        try:
            costs[name] = measured(lambda name=name: compute(name, opened.records, window, by=by))
        except ParamError as error:
            print(f"{name}: not split by {', '.join(by)} ({error})")
    print(f"{opportunities:,} opportunities{'':24}{'wall s':>8}{'CPU s':>8}")
    for name, cost in sorted(costs.items(), key=lambda item: -item[1].cpu):
        print(f"{name:44}{cost.wall:8.3f}{cost.cpu:8.3f}")
    print(f"{'all':44}{sum(one.wall for one in costs.values()):8.3f}"
          f"{sum(one.cpu for one in costs.values()):8.3f}\n")  # fmt: skip


if __name__ == "__main__":
    main()
