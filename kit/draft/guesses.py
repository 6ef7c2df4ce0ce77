"""How the texts of an export are written: its dates, its decimal sign, its clock.

A guess is taken only where the data tell; where they allow two readings it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.data.readers.moments import read_moments

FORMATS = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d %b %Y",
    "%b %d, %Y",
    "%d-%b-%Y",
    "%m/%d/%Y %I:%M %p",
    "%Y/%m/%d %H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S.%f%z",
)
"""Formats that exports use beside ISO 8601, each alone or with a time behind it."""

_DIGITS = r"[-+]?[$€£]?\s?[0-9]"
_COMMA = re.compile(r"[-+]?[0-9]{1,3}(?:[. ][0-9]{3})+,[0-9]+|[-+]?[0-9]+,[0-9]{1,2}")
_POINT = re.compile(r"[-+]?[0-9]{1,3}(?:[, ][0-9]{3})+\.[0-9]+|[-+]?[0-9]+\.[0-9]+")


@dataclass(frozen=True)
class Guess:
    """What the data tell of how something is written.

    Attributes
    ----------
    value
        For project.yaml; empty where the usual way holds.
    evidence
        The sentence that says what was seen.
    is_sure
        False where the data allow another reading.
    """

    value: str
    evidence: str
    is_sure: bool = True


def dates_of(columns: Iterable[tuple[str, pd.Series]]) -> Guess | None:
    """The format of an export's dates, from all columns that hold dates.

    Parameters
    ----------
    columns
        Heading and filled cells of the columns that should be times.

    Returns
    -------
    Guess or None
        `value` is empty for ISO 8601; None where no format reads them.
    """
    seen = [(heading, cells) for heading, cells in columns if len(cells)]
    if not seen:
        return None
    texts = pd.concat([cells for _, cells in seen]).drop_duplicates().reset_index(drop=True)
    if _reads(texts, ""):
        return Guess("", f"dates are ISO 8601, such as `{texts.iloc[0]}`")
    fitting = [one for one in FORMATS if _reads(texts, one)]
    if not fitting:
        return None
    best = fitting[0]
    twin = next((one for one in fitting[1:] if _swapped(one) == best), None)
    if twin:
        said = f"`{texts.iloc[0]}` may be day or month first: no value tells; `{best}` is assumed"
        return Guess(best, said, is_sure=False)
    other = _swapped(best)
    telling = _telling(texts, best) if other in FORMATS else str(texts.iloc[0])
    return Guess(best, f"all {len(texts)} different dates read as `{best}`, such as `{telling}`")


def decimal_of(columns: Iterable[tuple[str, pd.Series]]) -> Guess | None:
    """The decimal sign of an export's amounts; None where no amount has decimals."""
    commas = points = 0
    example = ""
    for _, cells in columns:
        bare = cells.str.replace(r"[^0-9.,+-]", "", regex=True)
        with_comma = bare.str.fullmatch(_COMMA).to_numpy(dtype=bool)
        with_point = bare.str.fullmatch(_POINT).to_numpy(dtype=bool)
        commas, points = commas + int(with_comma.sum()), points + int(with_point.sum())
        if with_comma.any() and not example:
            example = str(cells[with_comma].iloc[0])
    if commas and commas > points:
        said = f"{commas} amounts have a decimal comma, such as `{example}`"
        return Guess(",", said + (f"; {points} have a point" if points else ""), not points)
    return Guess("", f"{points} amounts have a decimal point") if points else None


def is_time(cells: pd.Series) -> bool:
    """Whether the filled cells of a column read as dates or instants in some format."""
    texts = cells.drop_duplicates().head(500).reset_index(drop=True)
    return bool(len(texts)) and any(_reads(texts, one) for one in ("", *FORMATS))


def is_amount(cells: pd.Series) -> bool:
    """Whether the filled cells of a column are numbers, with or without signs of money."""
    texts = cells.drop_duplicates().head(500)
    bare = texts.str.replace(r"[$€£\s]", "", regex=True)
    return bool(len(texts)) and bool(bare.str.fullmatch(r"[-+(]?[0-9][0-9.,]*\)?").mean() > 0.95)


def zone_of(columns: Iterable[pd.Series]) -> Guess:
    """The zone that a company works in, from the hours at which its records are made.

    Parameters
    ----------
    columns
        Filled cells of instants whose clock is known to be UTC, or that carry an offset.

    Returns
    -------
    Guess
        Never sure: the hours tell the longitude, not the country.
    """
    hours = [np.empty(0)]
    for cells in columns:
        texts = cells.drop_duplicates().reset_index(drop=True)
        meant = read_moments(texts, "", "UTC", "UTC")
        timed = meant.meant[~pd.Series(meant.is_date, dtype=bool) & meant.meant.notna()]
        hours.append((timed.dt.hour + timed.dt.minute / 60).to_numpy())
    pooled = np.concatenate(hours)
    if len(pooled) < _ENOUGH:
        return Guess("UTC", "no export tells the company's zone", is_sure=False)
    angle = np.exp(2j * np.pi * pooled / 24).mean()
    if abs(angle) < _STEADY:
        said = "records are made around the clock, so their hours do not tell the zone"
        return Guess("UTC", said, is_sure=False)
    middle = float(np.angle(angle) * 24 / (2 * np.pi) % 24)
    offset = (_NOON - middle + 12) % 24 - 12
    zone = min(_ZONES, key=lambda one: abs(_ZONES[one] - offset))
    at = f"{int(middle):02d}:{int(middle % 1 * 60):02d} UTC"
    said = f"the middle of the working day lies at {at} in {len(pooled):,} instants"
    return Guess(zone, said, is_sure=False)


_ENOUGH = 200
_STEADY = 0.2
_NOON = 13.0
"""Middle of a working day from 9 to 18 with a break."""
_ZONES = {
    "America/Los_Angeles": -7.5,
    "America/Denver": -6.5,
    "America/Chicago": -5.5,
    "America/New_York": -4.5,
    "America/Sao_Paulo": -3.0,
    "Europe/London": 0.5,
    "Europe/Madrid": 1.5,
    "Europe/Athens": 2.5,
    "Asia/Dubai": 4.0,
    "Asia/Kolkata": 5.5,
    "Asia/Singapore": 8.0,
    "Asia/Tokyo": 9.0,
    "Australia/Sydney": 10.5,
}
"""Offsets averaged over a year; one well-known zone for each band."""


def _reads(texts: pd.Series, declared: str) -> bool:
    if declared and "%z" in declared:
        return bool(pd.to_datetime(texts, format=declared, errors="coerce", utc=True).notna().all())
    return not read_moments(texts, declared, "UTC", "UTC").problems


def _swapped(declared: str) -> str:
    """The same format with day and month changed round."""
    return declared.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def _telling(texts: pd.Series, declared: str) -> str:
    """A date that only one order of day and month can read."""
    other = read_moments(texts, _swapped(declared), "UTC", "UTC").problems
    return str(texts.iloc[next(iter(other), 0)])


def most_common(cells: Sequence[pd.Series]) -> str:
    """The most frequent text of several columns; empty without any."""
    filled = [one for one in cells if len(one)]
    return str(pd.concat(filled).value_counts().idxmax()) if filled else ""
