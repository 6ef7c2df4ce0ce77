"""Logs of events: what they give, and how one row for each record is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit.draft.generic import Guided
from kit.draft.yaml_text import comment, scalar
from kit.schemas import BY_NAME

_BEGINS = {"created_at", "opened_at", "ordered_at", "issued_at", "occurred_at"}
_RECORDS = ("opportunities", "leads", "cases")
_ENDS = {"status", "stage", "closed_at", "resolved_at", "decided_at"}


@dataclass(frozen=True)
class Log:
    """A log of events, and the records that it is about.

    Attributes
    ----------
    records
        The canonical table of the records.
    said
        What it is and what cannot be read from it, as sentences.
    recipe
        Lines that show how to get the records, for a comment in project.yaml.
    """

    records: str
    said: tuple[str, ...]
    recipe: tuple[str, ...]


def log_of(found: Sequence[Guided]) -> Log | None:
    """What a file's closest tables tell of it as a log; None where its rows are no events."""
    history = next((one for one in found if one.table == "stage_history"), None)
    records = [one for one in found if one.repeats and one.table in _RECORDS]
    if history is None or history.lacking or not records or found[0].repeats:
        return None
    best = max(records, key=lambda one: one.closeness)
    export, key = history.export, history.columns["opportunity_id"]
    place = export.places.place(key)
    different = export.distinct[place] if place is not None else 0
    each = export.rows / max(different, 1)
    said = [
        f"it is a log of events: {export.rows:,} rows for {different:,} different `{key}`, "
        f"{each:.1f} each; read as `stage_history`",
        f"`{best.table}` cannot be read from it as it is: that needs one row for each `{key}`; "
        "a query that makes them stands as a comment in the draft",
    ]
    if best.table != "opportunities":
        said.append(
            f"the records look like `{best.table}`, and a stage history is one of opportunities: "
            "take the entry out if they are none"
        )
    return Log(best.table, tuple(said), tuple(_recipe(history, best)))


def _recipe(history: Guided, records: Guided) -> list[str]:
    """A query with the first and the last of each record's events, and what it leaves open."""
    key = _name(history.columns["opportunity_id"])
    at = _name(history.columns["entered_at"])
    said = (
        f"{records.table}: one row for each {key}. The first event begins a record; which one ends "
        "it, and with what outcome, is for people to say: replace what is null, and declare what "
        "a status means under `values:`. docs/cookbook.md has an example."
    )
    picked = _picked(history, records)
    return [
        *(line.removeprefix("# ") for line in comment(said, "  ")),
        f"{records.table}:",
        f"  file: {scalar(history.export.file)}",
        "  query: >-",
        "    select distinct",
        *(f"      {line}," for line in picked[:-1]),
        f"      {picked[-1]}",
        "    from file",
        f"    window each_one as (partition by {key} order by {at}",
        "      rows between unbounded preceding and unbounded following)",
    ]


def _picked(history: Guided, records: Guided) -> list[str]:
    """What the query selects: the first or the last text under the headings that fit."""
    key, at, what = (history.columns[one] for one in ("opportunity_id", "entered_at", "stage"))
    schema, taken = BY_NAME[records.table], {key, at, what}
    picked = [f"{_name(key)} as {schema.key[0]}"]
    for column in schema.columns[1:]:
        heading = records.columns.get(column.name, "")
        if column.name in _BEGINS and not column.optional:
            picked.append(f"first_value({_name(at)}) over each_one as {column.name}")
        elif column.name in ("status", "stage"):
            picked.append(f"last_value({_name(what)}) over each_one as {column.name}")
        elif heading and heading not in taken and column.name not in _ENDS:
            taken.add(heading)
            picked.append(f"first_value({_name(heading)}) over each_one as {column.name}")
        elif not column.optional:
            picked.append(f"null as {column.name}")
    return picked


def _name(heading: str) -> str:
    doubled = heading.replace('"', '""')
    return f'"{doubled}"'
