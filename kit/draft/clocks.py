"""On which clock naive instants are: files that have the same moment with its zone tell it.

A CRM may export its lists on the portal's clock and its history in UTC. Where a record stands in
both, a zone is right if the naive moment, read on its clock, is a moment of the other file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from kit.data.readers.moments import read_moments
from kit.draft.entries import Entry
from kit.draft.guesses import Guess
from kit.draft.pieces import Piece
from kit.schemas import BY_NAME

_LEAST = 20
"""Records that must agree: fewer may do so by chance."""
_MOST = 0.5
_FIRST = 20_000
"""Rows of a long file in which records lie together; behind them the sample has gaps."""
_ZONED = r":[0-9.]+ ?(?:Z|[+-][0-9]{2}:?[0-9]{2})$"
_ZONES = (
    "Europe/Madrid",
    "Europe/London",
    "Europe/Athens",
    "Europe/Istanbul",
    "UTC",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Mexico_City",
    "America/Bogota",
    "America/Halifax",
    "America/Santiago",
    "America/Sao_Paulo",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Brisbane",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Pacific/Auckland",
)
"""One well-known zone for each clock; neighbours that share one count as the same."""


@dataclass(frozen=True)
class _Moments:
    """The moments under one heading: `at` is naive, or UTC where the file says the zone."""

    file: str
    heading: str
    rows: pd.DataFrame
    is_zoned: bool


@dataclass(frozen=True)
class _Agreement:
    """How many of the records in both files have the same moment on one clock."""

    zones: tuple[str, ...]
    agreeing: int
    records: int
    naive: _Moments
    zoned: _Moments


def zone_by_joining(entries: Sequence[Entry]) -> Guess | None:
    """The zone on whose clock naive moments are those that another file has with their zone.

    Parameters
    ----------
    entries
        Files with their columns and the format of their dates.

    Returns
    -------
    Guess or None
        Sure where one clock alone makes most records agree; None where no two files of the same
        records tell it, or they are in UTC by the CRM's rule.
    """
    found = [one for entry in entries for one in _moments(entry)]
    agreements = [
        _agreement(naive, zoned)
        for naive in found
        for zoned in found
        if not naive.is_zoned and zoned.is_zoned and naive.file != zoned.file
    ]
    telling = [
        one for one in agreements if one.agreeing >= _LEAST and one.agreeing > _MOST * one.records
    ]
    if not telling:
        return None
    best = max(telling, key=lambda one: (len(one.zones) == 1, one.agreeing))
    zone = best.zones[0]
    said = (
        f"{best.agreeing:,} of {best.records:,} records have the same moment in both files on the "
        f"clock of {zone}: without a zone under `{best.naive.heading}` of {best.naive.file}, with "
        f"it under `{best.zoned.heading}` of {best.zoned.file}"
    )
    if len(best.zones) > 1:
        return Guess(zone, f"{said}; so they do on that of {best.zones[1]}", is_sure=False)
    return Guess(zone, said, is_sure=zone != "UTC")  # an export in UTC says nothing of the company


def _moments(entry: Entry) -> Iterator[_Moments]:
    schema = BY_NAME[entry.table]
    key = "id" if entry.table == "changes" else schema.key[0]
    instants = [column.name for column in schema.columns if column.kind == "instant"]
    for piece in entry.pieces:
        ids = _cells(piece, key)
        for name in instants:
            times = _cells(piece, name)
            if ids is None or times is None:
                continue
            for is_zoned in (False, True):
                if is_zoned or not entry.has_utc:  # naive and in UTC by the CRM's rule
                    rows = _read(ids, times, entry, is_zoned=is_zoned)
                    if len(rows):
                        heading = piece.columns[name][0]
                        yield _Moments(piece.export.file, heading, rows, is_zoned)


def _cells(piece: Piece, column: str) -> pd.Series | None:
    """The cells of the first heading that a canonical column is read from."""
    export = piece.export
    headings = piece.columns.get(column, ())
    place = export.places.place(headings[0]) if headings else None
    if place is None or place < 0:
        return None
    cells = export.cells[place].str.strip()
    return cells if export.rows == len(cells) else cells.head(_FIRST)


def _read(ids: pd.Series, times: pd.Series, entry: Entry, *, is_zoned: bool) -> pd.DataFrame:
    """Id and moment, to the minute, of the rows that say their zone, or of those that do not."""
    rows = pd.DataFrame({"id": ids, "text": times}).dropna()
    rows = rows[rows["text"].str.contains(_ZONED).to_numpy(dtype=bool) == is_zoned]
    texts = rows["text"].drop_duplicates().reset_index(drop=True)
    if not len(texts):
        return rows
    declared = (entry.dates.value if entry.dates else "") or entry.usual_dates
    read = read_moments(texts, declared, "UTC", "UTC")
    meant = read.meant.where(~pd.Series(read.is_date, dtype=bool)).dt.floor("min")
    at = rows["text"].map(dict(zip(texts, meant, strict=True)))
    return pd.DataFrame({"id": rows["id"], "at": pd.to_datetime(at, utc=True)}).dropna()


def _agreement(naive: _Moments, zoned: _Moments) -> _Agreement:
    """The clocks on which most records that stand in both files have a moment in common."""
    pairs = naive.rows.merge(zoned.rows.drop_duplicates(), on="id", suffixes=("", "_zoned"))
    records = int(pairs["id"].nunique())
    if records < _LEAST:
        return _Agreement((), 0, records, naive, zoned)
    local = pairs["at"].dt.tz_localize(None)
    counts = {
        zone: int(pairs.loc[_on_clock(pairs["at_zoned"], zone) == local, "id"].nunique())
        for zone in _ZONES
    }
    most = max(counts.values())
    zones = tuple(zone for zone, count in counts.items() if count == most)
    return _Agreement(zones, most, records, naive, zoned)


def _on_clock(instants: pd.Series, zone: str) -> pd.Series:
    return instants.dt.tz_convert(zone).dt.tz_localize(None)
