"""KPIs beside the same answer by SQL in DuckDB, on tables held in memory by both sides.

Each statement answers the core of its KPI, without bounds, marks and the completed grid that the
KPI gives beside it. The answers are held against each other before times are printed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from kit import kpis
from kit.data.frames import completed
from kit.window import Window
from tests.benchmarks.measured import Row

STAGES = ("New", "Qualified", "Demo", "Offer", "Negotiation")
WINDOW = Window(date(2026, 6, 30), "quarter", 8)
_PROMISED = 10_000_000
WIN_RATE = """
SELECT date_trunc('quarter', closed_at)::DATE AS period, avg((status = 'won')::INT) AS value
FROM opportunities
WHERE status <> 'open' AND closed_at >= DATE '2024-07-01' AND closed_at < DATE '2026-07-01'
GROUP BY period ORDER BY period
"""
FUNNEL = """
WITH reached AS (
    SELECT o.opportunity_id, date_trunc('quarter', o.created_at)::DATE AS period,
        o.status = 'won' AS won, max(s.position) AS top
    FROM opportunities o JOIN stage_history h USING (opportunity_id) JOIN stages s USING (stage)
    WHERE o.created_at >= DATE '2024-07-01' GROUP BY ALL
), entered AS (SELECT DISTINCT opportunity_id, stage FROM stage_history), counted AS (
    SELECT period, s.position, count_if(won OR top >= s.position) AS value,
        count(e.stage) AS entered
    FROM reached r CROSS JOIN stages s
    LEFT JOIN entered e ON e.opportunity_id = r.opportunity_id AND e.stage = s.stage
    GROUP BY ALL
)
SELECT value FROM counted ORDER BY period, position
"""
CYCLE_TIME = """
WITH by_age AS (
    SELECT epoch_us(coalesce(closed_at, TIMESTAMPTZ '2026-07-01 00:00:00+00'))
            - epoch_us(created_at) AS age,
        count_if(status = 'won') AS won, count_if(status <> 'open') AS ended, count(*) AS n
    FROM opportunities GROUP BY age
), at_risk AS (
    SELECT *, sum(n) OVER (ORDER BY age DESC) AS n_at_risk FROM by_age
), surviving AS (
    SELECT *, sum(ln(greatest(1 - ended / n_at_risk, 1e-300))) OVER (
        ORDER BY age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS log_open
    FROM at_risk
), curve AS (
    SELECT age, sum(exp(coalesce(log_open, 0)) * won / n_at_risk) OVER (ORDER BY age) AS share
    FROM surviving
)
SELECT min(age) / 86400e6 AS value FROM curve
WHERE share >= 0.5 * (SELECT max(share) FROM curve) - 1e-12
"""


class Cost(NamedTuple):
    """Seconds that one computation took."""

    wall: float
    cpu: float


class Tables(NamedTuple):
    """What the three KPIs read."""

    opportunities: pd.DataFrame
    stage_history: pd.DataFrame
    stages: pd.DataFrame


def by_rows(sizes: list[int]) -> None:
    """Print what three KPIs cost on tables of so many rows, and the same by DuckDB's SQL."""
    print(f"{'CPU s (wall s)':26}{'rows':>12}{'kit':>16}{'DuckDB':>16}{'kit / DuckDB, CPU':>20}")
    for name, (made, sql, ours) in COMPARED.items():
        for size in sizes:
            tables = made(size)
            rows = max(map(len, tables))
            kit, duck = _both(tables, sql, ours)
            print(
                f"{name:26}{rows:12,}{_said(kit):>16}{_said(duck):>16}{kit.cpu / duck.cpu:20.2f}",
                flush=True,
            )


def funnel_rows(size: int) -> list[Row]:
    """The first-touch funnel of about so many stage rows beside DuckDB's own SQL."""
    made, sql, ours = COMPARED["stage_funnel (stage rows)"]
    tables = made(size)
    kit, duck = _both(tables, sql, ours)
    ratio = kit.cpu / duck.cpu
    return [
        Row(
            f"first-touch funnel, {len(tables.stage_history):,} stage rows",
            "≤ 1.5 × DuckDB's own SQL",
            f"{kit.cpu:.2f} s against {duck.cpu:.2f} s CPU: {ratio:.2f}",
            ratio <= 1.5 if size >= _PROMISED else None,
        )
    ]


def measured(work: Callable[[], object]) -> Cost:
    """Time of the second of two runs."""
    work()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def _both(tables: Tables, sql: str, ours: Callable[[Tables], np.ndarray]) -> tuple[Cost, Cost]:
    kit, found = measured(lambda: ours(tables)), ours(tables)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET enable_progress_bar = false")
        for name, frame in tables._asdict().items():
            connection.register("given", frame)
            connection.execute(f"CREATE TABLE {name} AS FROM given")
        duck = measured(lambda: connection.execute(sql).fetchall())
        theirs = connection.execute(sql).df()["value"].to_numpy(float)
    np.testing.assert_allclose(found, theirs, rtol=1e-9)
    return kit, duck


def _said(cost: Cost) -> str:
    return f"{cost.cpu:.2f} ({cost.wall:.2f})"


def _win_rate(tables: Tables) -> np.ndarray:
    return kpis.win_rate(tables.opportunities, WINDOW)["value"].to_numpy(float)


def _reached(tables: Tables) -> np.ndarray:
    frame = kpis.stage_funnel(*tables, WINDOW)
    # The frame has a row for a quarter in which nothing was created; SQL has none.
    return frame.loc[frame["measure"].eq("reached") & frame["n"].gt(0), "value"].to_numpy(float)


def _median(tables: Tables) -> np.ndarray:
    frame = kpis.cycle_time(tables.opportunities, WINDOW)
    return frame.loc[frame["measure"].eq("median"), "value"].to_numpy(float)


def crm(opportunities: int, *, stage_history: bool = True) -> Tables:
    """Opportunities of three years, each in one to five stages, with the columns that are read."""
    rng = np.random.default_rng(20260630)
    ids = pd.Series(np.arange(opportunities)).astype("str").str.zfill(9)
    created = np.datetime64("2023-07-01", "us") + rng.integers(0, 1_000 * 86_400, opportunities) * (
        np.timedelta64(1, "s")
    )
    closed = created + rng.integers(5 * 864_000, 15 * 864_000, opportunities) * np.timedelta64(
        1, "s"
    )
    is_open = closed >= np.datetime64("2026-07-01", "us")
    won = rng.random(opportunities) < 0.3
    sold = pd.DataFrame(
        {
            "opportunity_id": ids,
            "created_at": _instants(created),
            "status": pd.Series(np.select([is_open, won], ["open", "won"], "lost"), dtype="str"),
            "closed_at": _instants(np.where(is_open, np.datetime64("NaT"), closed)),
            "pipeline": pd.Series("Sales", index=range(opportunities), dtype="str"),
        }
    )
    reached = rng.integers(1, len(STAGES) + 1, opportunities if stage_history else 0)
    owner = np.repeat(np.arange(len(reached)), reached)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(reached) - reached, reached)
    history = pd.DataFrame(
        {
            "opportunity_id": ids.take(owner).reset_index(drop=True),
            "entered_at": _instants(created[owner] + place * np.timedelta64(864_000, "s")),
            "sequence": place + 1,
            "stage": pd.Series(np.array(STAGES), dtype="str").take(place).reset_index(drop=True),
        }
    )
    stages = pd.DataFrame({"pipeline": "Sales", "stage": STAGES, "position": range(1, 6)})
    return Tables(sold, history, completed(stages, "stages"))


def _instants(times: np.ndarray) -> pd.Series:
    return pd.Series(times.astype("datetime64[us]")).dt.tz_localize("UTC")


COMPARED = {
    "win_rate": (lambda size: crm(size, stage_history=False), WIN_RATE, _win_rate),
    "cycle_time (curve)": (lambda size: crm(size, stage_history=False), CYCLE_TIME, _median),
    "stage_funnel (stage rows)": (lambda size: crm(size // 3), FUNNEL, _reached),
}
