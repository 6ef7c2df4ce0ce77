"""In which time zone a company works: from the offsets of its records, else from their hours."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kit.data.readers.moments import read_moments
from kit.draft.guesses import Guess

_ENOUGH = 200
_STEADY = 0.4
_NOON = 13.0
"""Middle of a working day from 9 to 18 with a break, whose hours are steady to 0.78."""
_MOST = 0.9
_ZONES = {
    "America/Los_Angeles": (-8, -7),
    "America/Denver": (-7, -6),
    "America/Chicago": (-6, -5),
    "America/New_York": (-5, -4),
    "America/Sao_Paulo": (-3, -3),
    "Europe/London": (0, 1),
    "Europe/Madrid": (1, 2),
    "Europe/Athens": (2, 3),
    "Asia/Dubai": (4, 4),
    "Asia/Kolkata": (5.5, 5.5),
    "Asia/Singapore": (8, 8),
    "Asia/Tokyo": (9, 9),
    "Australia/Sydney": (10, 11),
}
"""Offsets in winter and in summer; one well-known zone for each band."""


def zone_of(columns: Iterable[pd.Series]) -> Guess:
    """The zone that a company works in.

    Parameters
    ----------
    columns
        Different filled texts of instants: those that carry an offset, or that are known to be
        in UTC.

    Returns
    -------
    Guess
        Never sure: offsets and hours tell the longitude, not the country.

    Examples
    --------
    >>> zone_of([pd.Series(["2025-01-05T10:00+01:00", "2025-07-05T10:00+02:00"])]).value
    'Europe/Madrid'
    """
    texts = [one.reset_index(drop=True) for one in columns]
    pooled = pd.concat(texts, ignore_index=True) if texts else pd.Series(dtype="str")
    return _by_offsets(pooled) or _by_hours(pooled)


def _by_offsets(texts: pd.Series) -> Guess | None:
    """Offsets other than those of UTC were put there by somebody's clock."""
    parts = texts.str.extract(r":[0-9.]+ ?([+-])([0-9]{2}):?([0-9]{2})?$").dropna(subset=[0])
    if not len(parts):
        return None
    hours = parts[1].astype("int64") + parts[2].fillna("0").astype("int64") / 60
    counts = hours.where(parts[0] == "+", -hours).value_counts(normalize=True)
    for name, offsets in _ZONES.items():
        usual = counts[counts.index.isin(offsets)]
        if usual.sum() > _MOST and set(offsets) <= set(usual.index) and any(usual.index):
            said = " and ".join(f"{one:+g}" for one in sorted(usual.index))
            evidence = f"instants are {said} hours from UTC; other zones have that, too"
            return Guess(name, evidence, is_sure=False)
    return None


def _by_hours(texts: pd.Series) -> Guess:
    meant = read_moments(texts, "", "UTC", "UTC")
    timed = meant.meant[~pd.Series(meant.is_date, dtype=bool) & meant.meant.notna()]
    hours = (timed.dt.hour + timed.dt.minute / 60).to_numpy()
    if len(hours) < _ENOUGH:
        return Guess("UTC", "no export tells the company's zone", is_sure=False)
    turn = np.exp(2j * np.pi * hours / 24).mean()
    if abs(turn) < _STEADY:
        said = "records are made around the clock, so their hours do not tell the zone"
        return Guess("UTC", said, is_sure=False)
    middle = float(np.angle(turn) * 24 / (2 * np.pi) % 24)
    offset = (_NOON - middle + 12) % 24 - 12
    zone = min(_ZONES, key=lambda one: abs(sum(_ZONES[one]) / 2 - offset))
    at = f"{int(middle):02d}:{int(middle % 1 * 60):02d} UTC"
    said = f"the middle of the working day is at {at} in {len(hours):,} instants: a guess"
    return Guess(zone, said, is_sure=False)
