"""A company of any number of units: copies of the demo CRM, each with names and ids of its own.

Every table of the demo is there, so that pages say as much as the demo's do.
"""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import pandas as pd

from kit import demo
from kit.schemas import BY_NAME

UNITS_OF_DEMO = 8
"""Six teams in two regions."""

SHARED = ("stages", "products", "fx_rates")
_OWN = ("owner", "manager", "by", "team", "region", "id", "name")
_LEAST = 1_000


def write_project(project: Path, units: int, opportunities: int) -> Path:
    """Write a project of about so many units, with about so many opportunities in all."""
    copies = math.ceil(units / UNITS_OF_DEMO)
    each = max(_LEAST, opportunities // copies)
    exports = project / "exports"
    exports.mkdir(parents=True)
    (project / "params").mkdir()
    for copy in range(copies):
        with tempfile.TemporaryDirectory() as folder:
            demo.write(Path(folder), opportunities=each, seed=copy + 1)
            for path in sorted(Path(folder).glob("*.csv")):
                _add(path, exports / path.name, copy)
    sources = {path.stem: {"file": f"exports/{path.name}"} for path in sorted(exports.iterdir())}
    settings = {
        **{"name": "Holding", "currency": "EUR", "timezone": "Europe/Madrid", "language": "en"},
        **{"costs": {"visit": 120, "email": 1, "hour": 42}, "sources": sources},
        "limits": {"memory_mb": 12_288},  # pages of the whole company hold every row
    }
    (project / "params" / "project.yaml").write_text(json.dumps(settings), encoding="utf-8")
    return project


def _add(path: Path, target: Path, copy: int) -> None:
    """Append the rows of one copy's table."""
    if path.stem in SHARED and copy:
        return
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    if path.stem in ("targets", "spend") and copy:  # the whole company's are there once
        rows = rows[rows["region"].ne("")]
    if path.stem not in SHARED:
        rows = _named(path.stem, rows, f"{copy:02d} ")
    rows.to_csv(target, mode="a", header=not copy, index=False)


def _named(table: str, rows: pd.DataFrame, prefix: str) -> pd.DataFrame:
    """Names and ids with the copy's number in front, wherever there are any."""
    kinds = {column.name: column.kind for column in BY_NAME[table].columns}
    for name in rows:
        if kinds.get(name) == "id" or name in _OWN:
            rows[name] = rows[name].where(rows[name].eq(""), prefix + rows[name])
    if table == "changes":
        of_owner = rows["field"].eq("owner")
        for name in ("old", "new"):
            own = of_owner & rows[name].ne("")
            rows[name] = rows[name].where(~own, prefix + rows[name])
    return rows
