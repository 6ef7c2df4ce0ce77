"""A company of three teams, every text field of every table filled: hostile, and marked by team.

Each team's own rows carry its word in every text, so that a row tells whose it is wherever it
turns up. What all units share by design (products, stages, campaigns of the company) carries none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from kit.schemas import BY_NAME, TABLES, Column
from tests.injection.hostile import HOSTILE

AS_OF = date(2026, 6, 30)
REGIONS = ("North <b>&", "South {{ 31337 * 3 }}")
TEAMS = {
    "Ada <script>window.__tripped = 1</script>": (REGIONS[0], "zqada"),
    "Bo =1+1 [b](javascript:window.__tripped=1)": (REGIONS[0], "zqbo"),
    "Cy \u202ex\u202c {0} %s": (REGIONS[1], "zqcy"),
}
"""Team → its region, and the word that all of its texts carry."""
NAME = "Acme {0} <img src=x onerror=window.__tripped=1> {{ 31337 * 3 }} $5"

_OWNERS = 2
_ROWS = {
    **{"opportunities": 36, "leads": 36, "activities": 72, "accounts": 12},
    **{
        "stages": 4,
        "products": 4,
        "campaigns": 4,
        "owners": _OWNERS,
        "spend": 4,
        "targets": 1,
        "fx_rates": 1,
    },
}
"""Of these so many for each team, of all else 24."""
_EVERYONES = ("campaigns", "products", "stages", "fx_rates")
_PROBABILITIES = (0.2, 0.4, 0.6, 0.8)
_OPEN_EVERY = 3


def write(folder: Path) -> Path:
    """Write the company's exports and its project.yaml; return the folder."""
    (folder / "exports").mkdir(parents=True)
    (folder / "params").mkdir()
    for schema in TABLES:
        rows = list(_table(schema.name))
        path = folder / "exports" / f"{schema.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, schema.names)
            writer.writeheader()
            writer.writerows(rows)
    sources = "".join(f"  {one.name}: {{file: exports/{one.name}.csv}}\n" for one in TABLES)
    settings = f"name: '{NAME}'\ncurrency: EUR\nleaderboard: unit\nas_of: {AS_OF}\nsources:\n"
    (folder / "params" / "project.yaml").write_text(settings + sources, encoding="utf-8")
    return folder


def words() -> dict[str, str]:
    """Word of each team."""
    return {team: word for team, (_, word) in TEAMS.items()}


def _table(name: str) -> Iterator[dict[str, str]]:
    teams: Mapping[str, tuple[str, str]] = {"": ("", "")} if name in _EVERYONES else TEAMS
    for team, (region, word) in teams.items():
        for index in range(_count(name)):
            row = {one.name: _cell(name, one, index, word) for one in BY_NAME[name].columns}
            own = {"team": team, "region": region, "currency": "EUR"}
            row |= {key: value for key, value in own.items() if key in row}
            yield row | _consistent(name, index)


def _count(name: str) -> int:
    return _ROWS.get(name, 24)


def _cell(table: str, column: Column, index: int, word: str) -> str:
    """A cell that fits its column; every text is hostile, and marked with the team's word."""
    if column.name == "merged_into":
        return ""
    if column.references:
        target = column.references.split(".")[0]
        return _id(target, index % _count(target), "" if target in _EVERYONES else word)
    if column.kind == "id":
        owner_of_id = "opportunities" if table == "changes" else table
        return _id(owner_of_id, index % _count(owner_of_id), word)
    if column.values:
        return column.values[index % len(column.values)]
    if column.personal == "owner":
        return _text("owner", index % _OWNERS, word)
    if column.kind in ("text", "category"):
        shared = {"product", "stage", "pipeline", "source"}
        number = 0 if column.name == "pipeline" else index % 4
        return _text(column.name, number, "" if column.name in shared else word)
    day = AS_OF - timedelta(days=7 + (index * 37) % 500)
    plain = {
        "instant": f"{day}T10:00:00Z",
        "date": str(day),
        "money": f"{100 + index}.50",
        "number": f"{index % 10}",
        "count": f"{index % 5}",
        "flag": "true" if index % 2 else "false",
    }
    return plain[column.kind]


def _id(table: str, index: int, word: str) -> str:
    return f"{HOSTILE[index % len(HOSTILE)]} {table} {index} {word}".strip()


def _text(column: str, index: int, word: str) -> str:
    """A formula is one only at the beginning of a cell, so the hostile text comes first."""
    place = sum(map(ord, column)) + index
    return f"{HOSTILE[place % len(HOSTILE)]} {column} {index} {word}".strip()


def _consistent(table: str, index: int) -> dict[str, str]:
    """What the rules between columns ask for."""
    born = AS_OF - timedelta(days=30 + (index * 37) % 500)
    later = f"{born + timedelta(days=5 + index % 20)}T10:00:00Z"
    first = f"{born}T09:00:00Z"
    is_open = index % _OPEN_EVERY == 0
    status = "open" if is_open else "won" if index % _OPEN_EVERY == 1 else "lost"
    own = {
        "opportunities": {
            "created_at": first,
            "status": status,
            "closed_at": "" if is_open else later,
        },
        "leads": {
            "created_at": first,
            "qualified_at": later,
            "converted_at": "" if is_open else later,
            "disqualified_at": "",
        },
        "cases": {
            "opened_at": first,
            "first_response_at": f"{born}T11:00:00Z",
            "resolved_at": "" if is_open else later,
            "closed_at": "",
        },
        "activities": {"responded_at": "", "occurred_at": f"{born}T10:00:00Z"},
        "changes": {"table": "opportunities", "field": "owner", "changed_at": later},
        "stages": {
            "position": str(index + 1),
            "probability": str(_PROBABILITIES[index % len(_PROBABILITIES)]),
        },
        "stage_history": {"entered_at": first, "sequence": "1"},
        "opportunity_lines": {"line": "1"},
        "contracts": {"start_date": str(born), "end_date": "", "cancelled_at": ""},
        "campaigns": {"ended_at": "", "team": "", "region": ""},
        "spend": {"period_start": "2026-05-01", "period_end": "2026-05-31"},
        "targets": {
            "measure": "bookings",
            "period_start": "2026-04-01",
            "period_end": "2026-06-30",
            "owner": "",
        },
        "quotes": {"issued_at": first, "decided_at": later},
        "owners": {"valid_from": "", "valid_to": ""},
        "fx_rates": {"currency": "USD", "date": "2025-01-01", "rate": "1.1"},
    }
    return own.get(table, {})
