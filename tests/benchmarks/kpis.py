"""What every KPI and listing costs, the slowest first; and stage_funnel beside SQL in DuckDB.

Run with ``python -m tests.benchmarks.kpis [--opportunities 100000] [--stage-rows 10000000]``. The
demo CRM of that size is loaded once; each entry is computed for the company, by quarter over two
years, after one run that warms caches. The stages are held in memory by both sides.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from kit import catalogue, demo, kpis
from kit.compute import Opened, compute, open_unit
from kit.data.frames import completed
from kit.data.handover import snapshot_of
from kit.load import load
from kit.params import load_settings
from kit.prepare import prepare
from kit.schemas import TABLES
from kit.window import Window

STAGES = ("New", "Qualified", "Demo", "Offer", "Negotiation")
FUNNEL = """
WITH reached AS (
    SELECT o.opportunity_id, date_trunc('quarter', o.created_at)::DATE AS period,
        o.status = 'won' AS won, max(s.position) AS top
    FROM opportunities o JOIN stage_history h USING (opportunity_id) JOIN stages s USING (stage)
    WHERE o.created_at >= DATE '2024-07-01' GROUP BY ALL
), entered AS (SELECT DISTINCT opportunity_id, stage FROM stage_history)
SELECT period, s.stage, count(*) AS n, count_if(won OR top >= s.position) AS reached,
    count(e.stage) AS entered
FROM reached r CROSS JOIN stages s
LEFT JOIN entered e ON e.opportunity_id = r.opportunity_id AND e.stage = s.stage
GROUP BY ALL
"""


class Cost(NamedTuple):
    """Seconds that one computation took."""

    wall: float
    cpu: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--opportunities", type=int, default=100_000)
    options.add_argument("--stage-rows", type=int, default=10_000_000)
    asked = options.parse_args()
    if asked.opportunities:
        with tempfile.TemporaryDirectory() as folder:
            entries(loaded(Path(folder), asked.opportunities), asked.opportunities)
    if asked.stage_rows:
        beside_sql(asked.stage_rows)


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


def entries(opened: Opened, opportunities: int) -> None:
    """Print what each entry of the catalogue costs."""
    window = replace(opened.window, period="quarter", periods=8)
    names = [one.name for one in (*catalogue.KPIS, *catalogue.LISTINGS)]
    costs = {
        name: measured(lambda name=name: compute(name, opened.records, window)) for name in names
    }
    print(f"{opportunities:,} opportunities{'':24}{'wall s':>8}{'CPU s':>8}")
    for name, cost in sorted(costs.items(), key=lambda item: -item[1].cpu):
        print(f"{name:44}{cost.wall:8.3f}{cost.cpu:8.3f}")
    print(f"{'all':44}{sum(one.wall for one in costs.values()):8.3f}"
          f"{sum(one.cpu for one in costs.values()):8.3f}\n")  # fmt: skip


def beside_sql(rows: int) -> None:
    """Print what stage_funnel costs on so many stage rows, and the same by DuckDB."""
    opportunities, history, stages = funnel_tables(rows)
    window = Window(date(2026, 6, 30), "quarter", 8)
    with duckdb.connect() as connection:
        for name, frame in (
            ("opportunities", opportunities[["opportunity_id", "created_at", "status"]]),
            ("stage_history", history[["opportunity_id", "stage"]]),
            ("stages", stages[["stage", "position"]]),
        ):
            connection.register("given", frame)
            connection.execute(f"CREATE TABLE {name} AS FROM given")
        sql = measured(lambda: connection.execute(FUNNEL).fetchall())
        theirs = connection.execute(FUNNEL).df()
    ours = measured(lambda: kpis.stage_funnel(opportunities, history, stages, window))
    frame = kpis.stage_funnel(opportunities, history, stages, window)
    found = frame[frame["measure"].eq("reached")]["value"].sum()
    assert found == theirs["reached"].sum(), "different answers"
    print(f"stage_funnel, {len(history):,} stage rows{'':10}{'wall s':>8}{'CPU s':>8}")
    for name, cost in (("kit", ours), ("DuckDB's SQL", sql)):
        print(f"{name:44}{cost.wall:8.2f}{cost.cpu:8.2f}")
    print(f"{'kit / DuckDB':44}{ours.wall / sql.wall:8.2f}{ours.cpu / sql.cpu:8.2f}")


def funnel_tables(rows: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Opportunities of three years, a third as many as stage rows, each in one to five stages."""
    rng = np.random.default_rng(20260630)
    size = rows // 3
    reached = rng.integers(1, len(STAGES) + 1, size)
    ids = pd.Series(np.arange(size)).astype("str").str.zfill(9)
    created = np.datetime64("2023-07-01", "s") + rng.integers(0, 1_000 * 86_400, size)
    status = np.where(
        rng.random(size) < 0.5, "open", np.where(rng.random(size) < 0.4, "won", "lost")
    )
    opportunities = pd.DataFrame(
        {
            "opportunity_id": ids,
            "created_at": pd.Series(created.astype("datetime64[us]")).dt.tz_localize("UTC"),
            "status": status,
            "closed_at": pd.Series(
                np.where(status == "open", np.datetime64("NaT"), created + 90 * 86_400)
            ).astype("datetime64[us]").dt.tz_localize("UTC"),
            "pipeline": "Sales",
        }
    )  # fmt: skip
    owner = np.repeat(np.arange(size), reached)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(reached) - reached, reached)
    entered = created[owner] + place * 10 * 86_400
    history = pd.DataFrame(
        {
            "opportunity_id": ids.to_numpy()[owner],
            "entered_at": pd.Series(entered.astype("datetime64[us]")).dt.tz_localize("UTC"),
            "sequence": place + 1,
            "stage": np.array(STAGES)[place],
        }
    )
    stages = pd.DataFrame({"pipeline": "Sales", "stage": STAGES, "position": range(1, 6)})
    return (
        completed(opportunities, "opportunities"),
        completed(history, "stage_history"),
        completed(stages, "stages"),
    )


def measured(work: Callable[[], object]) -> Cost:
    """Time of the second of two runs."""
    work()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


if __name__ == "__main__":
    main()
