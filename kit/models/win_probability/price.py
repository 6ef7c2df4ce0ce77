"""What an open opportunity brings if it is won: its price, times what wins made of theirs.

The price never comes from the close: it is the list price, else that of the product, else the
amount that stood there before closing, else what the product usually costs.

The forecast asks another question of the same records (`kit.models.forecast.amounts`): how far the
sums of many wins scatter. It therefore takes the price whose ratio to the amount won scatters
least, and resamples ratios by team. Here one number is asked of each opportunity: any price will
do that has its own ratio, and the ratio is the product's, so that no draw is needed. The means of
both agree; tests/models/forecast/test_amounts.py holds them to it.
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

from kit.estimates.intervals import Floats

WORTH = 10.0
"""Wins that the ratio of all is worth, beside those of a product."""
_LARGEST_RATIO = 5.0


def prices(opportunities: DataFrame, products: DataFrame | None = None) -> Series:
    """Price of each opportunity, as known before any close; missing where nothing tells.

    Prices that are zero or below say nothing and do not count.

    Parameters
    ----------
    opportunities
        As known on some day; of closed ones the amount is not looked at.
    products
        Their list prices (product, list_price).

    Examples
    --------
    >>> table = DataFrame({"status": ["open", "won", "open"], "product": ["Desk"] * 3,
    ...     "amount": [80.0, 70.0, None], "list_price": [None, 90.0, None]})
    >>> prices(table).tolist()
    [80.0, 90.0, 85.0]
    """
    price = Series(np.nan, index=opportunities.index)
    for candidate in _candidates(opportunities, products):
        price = price.fillna(candidate.where(candidate.gt(0) & np.isfinite(candidate)))
    if "product" in opportunities:
        names = opportunities["product"].astype("str").fillna("")
        price = price.fillna(price.groupby(names).transform("mean"))
    return price.fillna(price.mean())


def amount_if_won(
    records: DataFrame, opportunities: DataFrame, products: DataFrame | None = None
) -> Floats:
    """Amount to expect of each of `records`, should it be won.

    Its price × the mean ratio of won amount to price, of its product's wins drawn towards that of
    all wins. Where nothing has a price, the mean amount won, a negative one taken for 0; NaN where
    no amount is known at all.

    Parameters
    ----------
    records
        Rows of `opportunities`, by their index.
    opportunities, products
        As known on the same day.
    """
    price = prices(opportunities, products)
    won = opportunities["status"].eq("won") & opportunities["amount"].notna()
    brought = opportunities["amount"][won].clip(lower=0.0)
    ratio = (brought / price[won]).dropna().clip(upper=_LARGEST_RATIO)
    amount = price.loc[records.index] * _ratios(ratio, opportunities).loc[records.index]
    return amount.fillna(brought.mean()).to_numpy(float)


def _ratios(ratio: Series, opportunities: DataFrame) -> Series:
    """Ratio to expect of each opportunity, given those of some that were won."""
    overall = float(ratio.mean()) if len(ratio) else 1.0
    if "product" not in opportunities:
        return Series(overall, index=opportunities.index)
    names = opportunities["product"].astype("str").fillna("")
    groups = ratio.groupby(names.loc[ratio.index])
    own = (groups.sum() + WORTH * overall) / (groups.size() + WORTH)
    return names.map(own).astype("float64").fillna(overall)


def _candidates(opportunities: DataFrame, products: DataFrame | None) -> list[Series]:
    """Columns that hold a price, the best first."""
    found = [opportunities["list_price"]] if "list_price" in opportunities else []
    if products is not None and "product" in opportunities and "list_price" in products:
        listed = products.drop_duplicates("product").set_index("product")["list_price"]
        names = opportunities["product"].astype(object)
        found.append(names.map(Series(listed.to_numpy(float), listed.index.astype(object))))
    is_open = opportunities["status"].eq("open")
    found.append(opportunities["amount"].where(is_open))
    if "amount_before_close" in opportunities:
        found.append(opportunities["amount_before_close"])
    return [one.astype("float64") for one in found]
