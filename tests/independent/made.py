"""What models and preparing made, for plain SQL: the Parquet parts as they lie in the store."""

from __future__ import annotations

import json

import duckdb

from kit.data.handover import snapshot_of
from kit.params import Settings


def see_made(sql: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Create a table `made_…` for each derived table of the newest snapshot.

    The list of parts is the snapshot's own; nothing of the kit reads or types their rows.
    """
    name = f"{snapshot_of(settings).id}.json"
    listed = json.loads((settings.store / "derived" / name).read_text(encoding="utf-8"))
    files: dict[str, list[str]] = {}
    for part in listed["parts"]:
        path = settings.store / "parts" / f"{part['digest']}.parquet"
        files.setdefault(part["table"], []).append(str(path))
    for table, parts in files.items():
        sql.execute(
            f"CREATE OR REPLACE TEMP TABLE made_{table} AS "  # noqa: S608
            "SELECT * FROM read_parquet($parts, union_by_name = true)",
            {"parts": parts},
        )
