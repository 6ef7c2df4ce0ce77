"""Spend that belongs to no team, divided among the units whose leads it brought.

A row with a team is that team's. One of a region is divided among the region's teams, one without
a unit among all of them, by their share of the leads that its source (or campaign) brought in its
days. What brought no lead, or names neither source nor campaign, stays where it was.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from kit.data.merging import merges
from kit.data.money import minor_units
from kit.data.times import local_dates
from kit.window import Calendar

ALLOCATED = "allocated_spend"
"""Name of the derived table."""

_UNIT = ["region", "team"]
_NAMES = ["source", "campaign_id"]
_COLUMNS = [*_UNIT, "period_start", "period_end", *_NAMES, "amount", "is_allocated", "until"]
_NOBODY = "\x00"


def allocated_spend(
    spend: DataFrame, leads: DataFrame, as_of: date, currency: str, calendar: Calendar
) -> DataFrame:
    """Spend by leaf unit: its own rows as they are, shares of the others.

    Parameters
    ----------
    spend, leads
        Loaded tables of the whole company.
    as_of
        Leads created later do not count.
    currency
        That of the amounts; the shares of a row are whole minor units of it and add up to the row,
        what is left over going to the largest share.
    calendar
        Names the zone in which days begin.

    Returns
    -------
    DataFrame
        region, team, period_start, period_end (inclusive), source, campaign_id, amount,
        is_allocated, until (the last day whose leads decided, missing where nothing was divided);
        sorted. Leads of nobody take a share too, which is nobody's then.
    """
    rows = spend.reset_index(drop=True)
    open_rows = rows[rows["team"].isna() & rows[_NAMES].notna().any(axis=1)]
    shares = _leads_of_rows(open_rows, _counted(leads, as_of, calendar), as_of)
    total = shares.groupby("row")["leads"].transform("sum")
    shares = shares[total > 0].sort_values(
        ["row", "leads", *_UNIT], ascending=[True, False] + [True] * 2
    )
    amount = _divided(rows["amount"].reindex(shares["row"]), shares, minor_units(currency))
    parts = rows.loc[shares["row"], ["period_start", "period_end", *_NAMES]].assign(
        **{name: shares[name].replace(_NOBODY, np.nan).array for name in _UNIT},
        amount=amount,
        is_allocated=True,
        until=shares["until"].array,
    )
    is_divided = rows.index.isin(shares["row"])
    kept = rows[~is_divided].assign(is_allocated=False, until=None)
    types = {"amount": "float64", "is_allocated": "bool", "until": "datetime64[us]"}
    types |= dict.fromkeys((*_UNIT, *_NAMES), "str")
    whole = pd.concat([one[_COLUMNS].astype(types) for one in (kept, parts[parts["amount"] != 0])])
    return whole.sort_values(_COLUMNS, ignore_index=True)


def _counted(leads: DataFrame, as_of: date, calendar: Calendar) -> DataFrame:
    """Distinct leads known on `as_of`: unit (nobody's named), day of creation, source, campaign."""
    day = local_dates(leads["created_at"], calendar)
    known = leads.assign(day=day)[day <= pd.Timestamp(as_of)]
    if known["merged_into"].notna().any():
        known = known[~known["lead_id"].isin(merges({"leads": known})["id"])]
    units = known[_UNIT].astype("str").fillna(_NOBODY)
    return units.join(known[["day", *_NAMES]])


def _leads_of_rows(rows: DataFrame, leads: DataFrame, as_of: date) -> DataFrame:
    """Leads that each row of spend brought to each leaf: row, region, team, leads, until."""
    by_campaign = rows["campaign_id"].notna()
    last = pd.Timestamp(as_of)
    until = rows["period_end"].mask(rows["period_end"] > last, last)
    found = [
        _pairs(part.assign(until=until), leads, name)
        for name, part in (("campaign_id", rows[by_campaign]), ("source", rows[~by_campaign]))
    ]
    return pd.concat(found, ignore_index=True)


def _pairs(rows: DataFrame, leads: DataFrame, name: str) -> DataFrame:
    """Every row of spend with every leaf of its unit that its source or campaign ever reached."""
    leads = leads[leads[name].notna()]
    codes = leads.groupby([name, *_UNIT], observed=True).ngroup().to_numpy()
    leaves = leads.assign(leaf=codes).drop_duplicates("leaf")[[name, *_UNIT, "leaf"]]
    spent = rows[["region", "period_start", "until", name]].rename(columns={"region": "within"})
    pairs = spent.rename_axis("row").reset_index().merge(leaves, on=name)
    pairs = pairs[pairs["within"].isna() | pairs["within"].eq(pairs["region"])]
    # One sorted column of leaf and day together answers how many leads lie between two days.
    place = np.sort(_day_of_leaf(codes, leads["day"]))
    ends = np.searchsorted(place, _day_of_leaf(pairs["leaf"].to_numpy(), pairs["until"]), "right")
    starts = np.searchsorted(place, _day_of_leaf(pairs["leaf"].to_numpy(), pairs["period_start"]))
    pairs["leads"] = np.maximum(ends - starts, 0)
    return pairs[["row", *_UNIT, "leads", "until"]]


def _day_of_leaf(leaf: np.ndarray, day: Series) -> np.ndarray:
    return leaf.astype(np.int64) * 10_000_000 + day.to_numpy("datetime64[D]").astype(np.int64)


def _divided(amount: Series, shares: DataFrame, minor: int) -> np.ndarray:
    """The part of each share, the first share of each row taking what is left over."""
    units = np.rint(amount.to_numpy(float) * 10**minor).astype(np.int64)
    leads = shares["leads"].to_numpy(np.int64)
    total = shares.groupby("row")["leads"].transform("sum").to_numpy(np.int64)
    # Whole part and rest apart, so that no product leaves the range of whole numbers.
    whole, rest = np.divmod(units, total)
    part = Series(whole * leads + rest * leads // total)
    row = shares["row"].to_numpy()
    left = units - part.groupby(row).transform("sum").to_numpy()
    part += np.where(shares["row"].duplicated(), 0, left)
    return part.to_numpy() / 10**minor
