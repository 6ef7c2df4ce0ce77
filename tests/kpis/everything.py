"""Every canonical table of a small company, consistent with each other, for promises that all keep.

The records are a sample of the demo CRM as a report gets them. One member of each dimension has no
record, some rows belong to nobody, and no derived table is lacking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from pandas import DataFrame, Series

from kit import demo
from kit.compute import open_unit
from kit.data.asof import birth_column, event_columns, known_at
from kit.data.categories import DIMENSIONS
from kit.load import load
from kit.params import load_settings
from kit.prepare import prepare
from kit.schemas import BY_NAME
from kit.window import Window
from tests.kpis.foreseen import foreseen
from tests.kpis.observed import observed_of

Tables = dict[str, DataFrame]

NOBODY = "Zoe without records"
AS_OF = date(2026, 6, 30)
PROJECT = "name: Promises\ncurrency: EUR\ntimezone: Europe/Madrid\nsource: demo\n"
KEPT = 2
"""One opportunity in so many is kept, with all that belongs to it."""


@dataclass(frozen=True)
class Everything:
    """All tables, and all derived ones, of one slice."""

    tables: Tables
    derived: Tables
    window: Window

    def with_tables(self, tables: Tables) -> Everything:
        """The same with other records, and with what follows from them."""
        return replace(self, tables=tables, derived=self.derived | _observed(tables, self.window))


def everything(folder: Path) -> Everything:
    """Load the demo CRM in `folder`, take a sample, and derive what is derived."""
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "project.yaml").write_text(PROJECT, encoding="utf-8")
    demo.write(folder / "exports", opportunities=1000)
    sources = demo.sources(folder / "exports")
    settings = load_settings(folder).model_copy(update={"source": "", "sources": sources})
    prepare(settings, load(settings).snapshot)
    asked = {"as_of": AS_OF.isoformat(), "period": "quarter", "periods": 4}
    opened = open_unit(settings, asked)
    tables = _with_nobody(_sample(dict(opened.records.tables)))
    derived = {name: opened.records.derived(name) for name in opened.records.derived_tables}
    derived |= _observed(tables, opened.window)
    derived |= foreseen(tables["opportunities"], opened.window)
    return Everything(tables, derived, opened.window)


def _sample(tables: Tables) -> Tables:
    """Part of the opportunities, leads and cases, and every row that belongs to those kept."""
    opportunities, leads = tables["opportunities"], tables["leads"]
    kept = opportunities[_chosen(opportunities["opportunity_id"])]
    own = leads["opportunity_id"].isin(kept["opportunity_id"])
    others = leads["opportunity_id"].isna() & _chosen(leads["lead_id"])
    ids = {
        "opportunity_id": set(kept["opportunity_id"]),
        "lead_id": set(leads.loc[own | others, "lead_id"]),
        "account_id": set(kept["account_id"].dropna()),
    }
    sample = dict(tables) | {"opportunities": kept, "leads": leads[own | others]}
    sample["cases"] = tables["cases"][_chosen(tables["cases"]["case_id"])]
    for name in ("stage_history", "quotes", "opportunity_lines"):
        rows = tables[name]
        sample[name] = rows[rows["opportunity_id"].isin(ids["opportunity_id"])]
    for name in ("orders", "contracts", "accounts"):
        sample[name] = tables[name][tables[name]["account_id"].isin(ids["account_id"])]
    for name in ("activities", "campaign_touches"):
        links = [column for column in ids if column in tables[name]]
        belongs = [tables[name][column].isin(ids[column]) for column in links]
        sample[name] = tables[name][pd.concat(belongs, axis=1).any(axis=1)]
    known_ids = {*ids["opportunity_id"], *ids["lead_id"], *sample["cases"]["case_id"]}
    sample["changes"] = tables["changes"][tables["changes"]["id"].isin(known_ids)]
    return {name: frame.reset_index(drop=True) for name, frame in sample.items()}


def _chosen(ids: Series) -> Series:
    return ids.str.extract(r"(\d+)$")[0].astype(int).mod(KEPT).eq(0)


def _with_nobody(tables: Tables) -> Tables:
    """Dimensions with a member that has no record, and every 25th row of nobody."""
    found = {}
    for name, frame in tables.items():
        columns = {
            dimension: frame[dimension].cat.add_categories(NOBODY)
            for dimension in DIMENSIONS
            if dimension in frame
        }
        if BY_NAME[name].sharing == "leaf" and len(frame) > 100:
            unassigned = Series(frame.index % 25 == 7, frame.index)
            for dimension in {"owner", "team", "region"} & set(columns):
                columns[dimension] = columns[dimension].mask(unassigned)
        found[name] = frame.assign(**columns)
    return found


def _observed(tables: Tables, window: Window) -> Tables:
    """What five loads would have seen: some amounts and teams were others before."""
    opportunities = tables["opportunities"]
    number = opportunities["opportunity_id"].str.extract(r"(\d+)$")[0].astype(int)
    days = [*(start - timedelta(days=1) for start in window.starts), window.as_of]
    teams = opportunities["team"].cat.categories
    snapshots = {}
    for turn, day in enumerate(days):
        then = known_at(opportunities, day, window.calendar)
        own = number.reindex(then.index)
        is_other = own.mod(7).eq(turn) & then["status"].eq("open")
        snapshots[day] = then.assign(
            amount=then["amount"].mask(is_other, 2 * then["amount"]),
            team=then["team"].mask(own.mod(11).eq(turn), teams[0]),
        )
    return observed_of(snapshots)


def emptied(whole: Everything) -> Everything:
    """The same tables without a row."""
    tables = {name: frame.iloc[:0] for name, frame in whole.tables.items()}
    derived = {name: frame.iloc[:0] for name, frame in whole.derived.items()}
    return replace(whole, tables=tables, derived=derived)


def shuffled(whole: Everything) -> Everything:
    """The same records in another order."""
    tables = {name: frame.sample(frac=1, random_state=1) for name, frame in whole.tables.items()}
    return replace(whole, tables=tables)


def with_later_records(whole: Everything) -> Everything:
    """The same records a minute into the next day: all that was open ended, and as much is new."""
    later = pd.Timestamp(whole.window.end).tz_localize(whole.window.calendar.timezone)
    later = later.tz_convert("UTC") + pd.Timedelta(minutes=1)
    tables = {
        name: _later(name, frame, later) if birth_column(name) in frame else frame
        for name, frame in whole.tables.items()
    }
    return replace(whole, tables=tables)


_ENDS: Mapping[str, Mapping[str, str]] = {
    "leads": {"status": "converted"},
    "quotes": {"status": "accepted"},
    "cases": {"status": "closed"},
}


def _later(name: str, frame: DataFrame, later: pd.Timestamp) -> DataFrame:
    born, events = birth_column(name), event_columns(name)
    columns = {event: _filled(frame[event], later) for event in events[1:] if event in frame}
    if name == "opportunities":
        # Without an amount before closing, the list price would have to stand in for it.
        is_open = frame["status"].eq("open") & frame[["created_at", "amount"]].notna().all(axis=1)
        columns["closed_at"] = frame["closed_at"].mask(is_open, columns["closed_at"])
        columns["amount_before_close"] = frame["amount_before_close"].mask(is_open, frame["amount"])
        columns["amount"] = frame["amount"].mask(is_open, 1.0)
        stage = frame.loc[frame["status"].eq("won"), "stage"].iloc[0]
        columns["stage"] = frame["stage"].mask(is_open, stage)
        columns["status"] = frame["status"].mask(is_open, "won")
    else:
        ends = [frame[event] for event in events[1:] if event in frame]
        is_open = pd.concat([*ends, Series(pd.NaT, frame.index)], axis=1).isna().all(axis=1)
        columns |= {
            key: frame[key].mask(is_open, word) for key, word in _ENDS.get(name, {}).items()
        }
    ended = frame.assign(**columns).astype(frame.dtypes.to_dict())
    created = frame.assign(**{born: _moved(frame[born], later)})
    for key in set(BY_NAME[name].key) & {f"{name[:-1]}_id", "opportunity_id", "activity_id"}:
        is_own = key == BY_NAME[name].key[0] and len(BY_NAME[name].key) == 1
        created[key] = "later " + created[key] if is_own else created[key]
    return pd.concat([ended, created.astype(frame.dtypes.to_dict())], ignore_index=True)


def _filled(when: Series, later: pd.Timestamp) -> Series:
    return when.fillna(_as(when, later))


def _moved(when: Series, later: pd.Timestamp) -> Series:
    return Series(_as(when, later), when.index, dtype=when.dtype)


def _as(when: Series, later: pd.Timestamp) -> pd.Timestamp:
    zoned = getattr(when.dtype, "tz", None) is not None
    return later if zoned else later.tz_localize(None).normalize() + pd.Timedelta(days=1)
