"""The steps of `loading.py` that need libraries; each prints what it found as JSON.

make FOLDER FORMAT ROWS URL    writes the tables in one format
parts FOLDER                   digests of the opportunities' parts in the newest snapshot
filter FOLDER FORMAT           reads the CSV and picks one team out of it
open FOLDER FORMAT             opens the same team from the store
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from tests.benchmarks import large_crm
from tests.benchmarks.loading import TEAM

COLUMNS = ["opportunity_id", "created_at", "closed_at", "status", "amount", "owner", "name"]


def make(folder: str, kind: str, rows: str, url: str) -> None:
    project, made = Path(folder), large_crm.tables(int(rows))
    if kind == "sqlite":
        large_crm.write_sqlite(made, project / "crm.sqlite")
    elif kind == "postgres":
        import psycopg

        with psycopg.connect(url) as connection:
            large_crm.copy_to_postgres(made, connection.cursor())
    else:
        for name, table in made.items():
            _write(kind, table, project / name)


def _write(kind: str, table: Any, path: Path) -> None:
    if kind == "parquet":
        large_crm.write_parquet(table, path.with_suffix(".parquet"))
    elif kind == "xlsx" and path.name == "opportunities":
        large_crm.write_xlsx(table, path.with_suffix(".xlsx"))
    elif kind == "days":
        large_crm.write_csv(large_crm.as_european_text(table), path.with_suffix(".csv"), ";")
    else:
        large_crm.write_csv(large_crm.as_text(table), path.with_suffix(".csv"))


def parts(folder: str) -> None:
    from kit.data.manifest import newest

    snapshot = newest(Path(folder) / "outputs" / "store")
    assert snapshot is not None
    own = [part.digest for part in snapshot.parts if part.table == "opportunities"]
    print(json.dumps(own))


def filter_(folder: str, kind: str) -> None:
    """As in a notebook that reads the export itself."""

    def one_team() -> pd.DataFrame:
        form = {"sep": ";", "decimal": ","} if kind == "days" else {}
        path = Path(folder) / "opportunities.csv"
        rows = pd.read_csv(path, dtype=dict.fromkeys(TEXTS, "str"), **form)  # type: ignore[call-overload]
        for name in ("created_at", "closed_at", "expected_close_date"):
            rows[name] = pd.to_datetime(rows[name], format="%d/%m/%Y" if kind == "days" else None)
        owners = pd.read_csv(Path(folder) / "owners.csv", sep=form.get("sep", ","))
        whole = rows.merge(owners, on="owner", how="left")
        return whole[whole["region"].eq(TEAM[0]) & whole["team"].eq(TEAM[1])]

    _print_measured(one_team, lambda rows: rows)


TEXTS = [
    *("opportunity_id", "created_at", "stage", "status", "closed_at", "currency", "owner", "name"),
    *("account_id", "product", "pipeline", "source", "expected_close_date", "loss_reason"),
]


def open_(folder: str, kind: str) -> None:
    from kit.compute import Opened, open_unit
    from kit.data import records, store  # noqa: F401 (imported before the clock starts, as pandas)
    from kit.params import load_settings

    settings = load_settings(Path(folder))

    def one_team() -> Opened:
        opened = open_unit(settings, {"region": TEAM[0], "team": TEAM[1]})
        dict(opened.records.tables)  # a table is read when it is asked for
        return opened

    _print_measured(
        one_team, lambda opened: opened.records.opportunities.assign(amount=_written_amount)
    )


def _written_amount(opportunities: pd.DataFrame) -> pd.Series:
    """In the currency of the row, as the file has it."""
    return opportunities["amount_original"]


def _print_measured(work: Callable[[], Any], rows_of: Callable[[Any], pd.DataFrame]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rows = rows_of(found)[COLUMNS].sort_values("opportunity_id").astype({"owner": "str"})
    for name in ("created_at", "closed_at"):
        rows[name] = rows[name].dt.strftime("%Y-%m-%dT%H:%M:%S")
    rows["amount"] = rows["amount"].map(repr)
    text = rows.to_csv(index=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    print(json.dumps({"wall": wall, "cpu": cpu, "rows": len(rows), "digest": digest}))


if __name__ == "__main__":
    step, *arguments = sys.argv[1:]
    {"make": make, "parts": parts, "filter": filter_, "open": open_}[step](*arguments)
