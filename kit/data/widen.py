"""Records widened once, at load, so that every later reader finds the same columns.

Each table gets the columns its source lacked, the unit a row belongs to, and its amounts in the
project's currency. Opportunities also get what their lead and product know, and the amount
as it stood before closing; leads get their score at creation, activities what they cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
from pandas import DataFrame, Series

from kit.data.belonging import with_units
from kit.data.costs import costed
from kit.data.currency import Rates
from kit.data.frames import completed
from kit.data.rewinding import amounts_before_close
from kit.data.scores import with_first_scores
from kit.data.times import local_dates
from kit.errors import DataError, Fault
from kit.schemas import BY_NAME
from kit.window import Calendar

if TYPE_CHECKING:
    from kit.params import Settings

_RATE_DAY = {
    "opportunities": "closed_at",
    "quotes": "issued_at",
    "orders": "ordered_at",
    "contracts": "start_date",
    "targets": "period_start",
    "spend": "period_start",
}
"""Day whose rate counts; `as_of` where it is missing or later."""


def widen(tables: Mapping[str, DataFrame], settings: Settings, as_of: date) -> dict[str, DataFrame]:
    """Complete, place and convert validated tables.

    Parameters
    ----------
    tables
        Canonical tables by name, as the readers give them; not changed.
    settings
        Names the project's calendar, its currency and what activities cost.
    as_of
        The day on which an open row's owner and rate count.

    Returns
    -------
    dict
        The same tables with the columns of `kit.data.frames.all_columns`.

    Raises
    ------
    DataError
        If an amount cannot be converted; it carries a fault for each table and currency.
    """
    wide = {name: completed(frame, name) for name, frame in tables.items()}
    wide = with_units(wide, as_of, settings.calendar)
    if "opportunities" in wide:
        wide["opportunities"] = _told_by_others(wide, settings.calendar)
    if "leads" in wide:
        changes = wide.get("changes")
        wide["leads"] = with_first_scores(wide["leads"], changes, as_of, settings.calendar)
    if "activities" in wide:
        wide["activities"] = costed(wide["activities"], settings)
    rates = Rates.of(settings.currency, wide.get("fx_rates"))
    return _converted(wide, rates, as_of, settings.calendar)


def _told_by_others(wide: Mapping[str, DataFrame], calendar: Calendar) -> DataFrame:
    """Opportunities with what their lead, their lines and their changes tell."""
    opportunities = wide["opportunities"]
    if "leads" in wide:
        leads = wide["leads"].drop_duplicates("lead_id").set_index("lead_id")
        opportunities = opportunities.assign(
            **{
                name: opportunities[name].fillna(
                    opportunities["lead_id"].map(leads[name]).astype("str")
                )
                for name in ("source", "campaign_id")
            }
        )
    if "opportunity_lines" in wide:
        told = _products_of(wide["opportunity_lines"], opportunities["opportunity_id"])
        opportunities = opportunities.assign(product=opportunities["product"].fillna(told))
    if "changes" in wide:
        before = amounts_before_close(opportunities, wide["changes"], calendar)
        opportunities = opportunities.assign(amount_before_close=before)
    return opportunities


def _products_of(lines: DataFrame, ids: Series) -> Series:
    """The product of each opportunity all of whose lines name the same one."""
    named = lines.dropna(subset="product").drop_duplicates(["opportunity_id", "product"])
    only = named.drop_duplicates("opportunity_id", keep=False).set_index("opportunity_id")
    return ids.map(only["product"]).astype("str")


def _converted(
    wide: Mapping[str, DataFrame], rates: Rates, as_of: date, calendar: Calendar
) -> dict[str, DataFrame]:
    """Tables with all amounts in the project's currency, the original beside them."""
    faults: list[Fault] = []
    converted = dict(wide)
    for table in _RATE_DAY.keys() & wide.keys():
        frame, days = wide[table], _rate_days(wide[table], table, as_of, calendar)
        amounts = [column.name for column in BY_NAME[table].columns if column.kind == "money"]
        faults += rates.faults(table, frame["currency"], days, frame[amounts].notna().any(axis=1))
        factors = rates.factors(frame["currency"], days)
        converted[table] = _in_home_currency(frame, amounts, factors, rates)
        if table == "opportunities":
            converted[table], more = _with_list_price(converted[table], wide, rates, days)
            faults += more
            if "opportunity_lines" in wide:
                converted["opportunity_lines"] = _lines(
                    wide["opportunity_lines"], frame, factors, rates
                )
    if faults:
        faults.sort(key=lambda fault: (fault.table, fault.value))
        raise DataError("Some amounts cannot be converted.", faults)
    return converted


def _rate_days(frame: DataFrame, table: str, as_of: date, calendar: Calendar) -> Series:
    today = pd.Timestamp(as_of).as_unit("us")
    days = local_dates(frame[_RATE_DAY[table]], calendar)
    return days.where(days < today, today)


def _in_home_currency(
    frame: DataFrame, amounts: list[str], factors: Series, rates: Rates
) -> DataFrame:
    """`frame` with `amounts` converted; the first of them is kept as amount_original."""
    names = [*amounts, *(["amount_before_close"] if "amount_before_close" in frame else [])]
    columns = {name: rates.convert(frame[name], factors) for name in names}
    return frame.assign(amount_original=frame[amounts[0]], **columns)


def _with_list_price(
    opportunities: DataFrame, wide: Mapping[str, DataFrame], rates: Rates, days: Series
) -> tuple[DataFrame, list[Fault]]:
    """Opportunities with their product's list price where they have none, and what prevents it."""
    if "products" not in wide:
        return opportunities, []
    products = wide["products"].drop_duplicates("product").set_index("product")
    product = opportunities["product"].where(opportunities["list_price"].isna())
    prices = product.map(products["list_price"]).astype("float64")
    currencies = product.map(products["currency"]).astype("str")
    faults = rates.faults("products", currencies, days, prices.notna())
    prices = rates.convert(prices, rates.factors(currencies, days))
    return opportunities.assign(list_price=opportunities["list_price"].fillna(prices)), faults


def _lines(lines: DataFrame, opportunities: DataFrame, factors: Series, rates: Rates) -> DataFrame:
    """Lines converted at the rate of their opportunity, whose currency they are in."""
    by_id = factors.set_axis(opportunities["opportunity_id"]).groupby(level=0).first()
    own = lines["opportunity_id"].map(by_id).astype("float64").fillna(1.0)
    return _in_home_currency(lines, ["amount"], own, rates)
