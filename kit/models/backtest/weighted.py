"""The weighted pipeline that many read as a forecast: open amounts × the chance of their stage."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pandas import DataFrame, Series

from kit.estimates.intervals import Floats
from kit.models.backtest.bookings import place_of

EVEN = 0.5
"""Chance of an open opportunity where nobody wrote one down and nothing was ever closed."""


def weighted_pipeline(
    tables: Mapping[str, DataFrame], leaves: tuple[tuple[str, str], ...]
) -> Floats:
    """Open amount of each leaf × the chance that its stage has.

    The chance is the one that the CRM gives the stage; where it gives none, the share won of all
    closed ones. The amount is the one on record, else the list price, else the mean of those known.

    Parameters
    ----------
    tables
        `opportunities`, and `stages` where there are any, as known on the day.
    leaves
        (region, team) of each row of the result.
    """
    rows = tables["opportunities"]
    is_open = rows["status"].eq("open") & rows["created_at"].notna()
    won, lost = (rows["status"].eq(word).sum() for word in ("won", "lost"))
    usual = won / (won + lost) if won + lost else EVEN
    stock = rows[is_open.to_numpy()]
    value = _price(stock) * _chance(stock, tables.get("stages")).fillna(usual)
    place = place_of(stock, leaves)
    inside = place >= 0
    worth = value.to_numpy(float)[inside]
    return np.bincount(place[inside], weights=worth, minlength=len(leaves)).astype(float)


def _price(stock: DataFrame) -> Series:
    price = stock["amount"].where(stock["amount"] > 0)
    if "list_price" in stock:
        price = price.fillna(stock["list_price"])
    return price.fillna(price.mean()).fillna(0.0)


def _chance(stock: DataFrame, stages: DataFrame | None) -> Series:
    """What the CRM gives the stage, where it says the same of it in all pipelines."""
    nothing = Series(np.nan, index=stock.index)
    if stages is None or "probability" not in stages or "stage" not in stock:
        return nothing
    known = stages.dropna(subset="probability").drop_duplicates(["stage", "probability"])
    known = known.drop_duplicates("stage", keep=False)
    chance = Series(known["probability"].to_numpy(float), known["stage"].astype(object))
    return stock["stage"].astype(object).map(chance).astype("float64")
