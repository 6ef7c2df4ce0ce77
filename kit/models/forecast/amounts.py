"""What a win brings: the price of an open opportunity times a ratio, or an amount like others.

A price is the list price (the opportunity's own, else its product's), or the amount as it stands
before closing. Which of them says more is read off those won: the one whose ratio to the amount
won scatters least. Ratios are weighted by price, so that their mean is the sum won over the sum
of prices, whatever a tiny price does to a single ratio. Without a price, and for opportunities
that do not exist yet, amounts won are resampled.

A win without an amount adds nothing to bookings and counts as 0; so does a negative one, since
no forecast is negative.

What a single opportunity brings on average is another question, and has a plainer rule:
`kit.models.win_probability.price`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pandas import DataFrame, Series

from kit.estimates.intervals import Floats
from kit.models.forecast.members import Members
from kit.models.forecast.pools import Pools, fit_pools

BASES = ("list_price", "amount")
_FEWEST = 20
"""Wins with a price that it takes to judge a basis by its ratios."""
_UNJUDGED = 0.3
"""Scatter that a basis is taken to have where fewer are known."""
_MOST = 1e15
"""No amount of money is larger; guards sums against overflow."""


@dataclass(frozen=True)
class Amounts:
    """Pools to resample, and how prices were chosen.

    Attributes
    ----------
    bases
        From the one that says most to the one that says least.
    ratios
        For each basis, amount won over price per team; None where no win had that price: 1 then.
    sold
        Amounts won per team; None where nothing was won.
    by_product
        Amounts won per product, for open ones without a price.
    products
        Members of the product.
    """

    bases: tuple[str, ...]
    ratios: Mapping[str, Pools | None]
    sold: Pools | None
    by_product: Pools | None
    products: Members


def fit_amounts(
    won: DataFrame, teams: np.ndarray, size: int, products: Members, list_prices: Series
) -> Amounts:
    """Fit to those won.

    Parameters
    ----------
    won
        Opportunities won, with their amounts.
    teams, size
        Team of each, 0 to `size` − 1.
    products
        Members of the column product.
    list_prices
        Of products, on their names.
    """
    amount = won_amounts(won)
    prices = {
        "list_price": _list_price(won, list_prices),
        "amount": _positive(won, "amount_before_close"),
    }
    ratios, scatter = {}, {}
    for basis in BASES:
        price = prices[basis]
        priced = np.isfinite(price)
        ratio = amount[priced] / price[priced]
        ratios[basis] = fit_pools(ratio, teams[priced], size, price[priced])
        scatter[basis] = _scatter(ratio)
    codes = products.codes(won)
    return Amounts(
        tuple(sorted(BASES, key=lambda basis: (scatter[basis], BASES.index(basis)))),
        ratios,
        fit_pools(amount, teams, size, np.ones(len(amount))),
        fit_pools(amount, codes, len(products), np.ones(len(amount))),
        products,
    )


@dataclass(frozen=True)
class Prices:
    """What open opportunities cost.

    Attributes
    ----------
    price, basis
        The price, and which one it is: its place in `bases`, -1 for none.
    teams, products
        Team and product of each.
    """

    price: Floats
    basis: np.ndarray
    teams: np.ndarray
    products: np.ndarray


def prices_of(
    amounts: Amounts, open_ones: DataFrame, teams: np.ndarray, list_prices: Series
) -> Prices:
    """The price of each open opportunity by the best basis it has."""
    price = np.full(len(open_ones), np.nan)
    basis = np.full(len(open_ones), -1)
    known = {
        "list_price": _list_price(open_ones, list_prices),
        "amount": _positive(open_ones, "amount"),
    }
    for place, name in enumerate(amounts.bases):
        found = np.isnan(price) & np.isfinite(known[name])
        price[found], basis[found] = known[name][found], place
    return Prices(price, basis, teams, amounts.products.codes(open_ones))


def drawn_amounts(
    amounts: Amounts, prices: Prices, rows: np.ndarray, random: np.random.Generator
) -> Floats:
    """An amount for each entry of `rows`, which name open opportunities that are won."""
    drawn = np.zeros(len(rows))
    basis = prices.basis[rows]
    for place, name in enumerate(amounts.bases):
        at = np.flatnonzero(basis == place)
        pool, who = amounts.ratios[name], rows[at]
        ratio = pool.draw(prices.teams[who], random) if pool else np.ones(len(at))
        drawn[at] = prices.price[who] * ratio
    at = np.flatnonzero(basis < 0)
    if amounts.by_product is not None:
        drawn[at] = amounts.by_product.draw(prices.products[rows[at]], random)
    return np.minimum(drawn, _MOST)


def won_amounts(won: DataFrame) -> Floats:
    """What each adds to bookings: its amount, 0 where that is missing or negative."""
    amount = won["amount"].to_numpy(dtype=float, na_value=np.nan)
    return np.clip(np.nan_to_num(amount, nan=0.0), 0.0, _MOST)


def list_prices_of(products: DataFrame | None) -> Series:
    """List price of each product that has one."""
    if products is None or "list_price" not in products:
        return Series(dtype=float)
    listed = products.assign(price=_positive(products, "list_price")).dropna(subset="price")
    listed = listed.sort_values(["product", "price"]).drop_duplicates("product")
    return Series(listed["price"].to_numpy(), listed["product"].astype(str))


def _list_price(records: DataFrame, list_prices: Series) -> Floats:
    price = _positive(records, "list_price")
    if "product" not in records or not len(list_prices):
        return price
    of_product = records["product"].astype(str).map(list_prices).to_numpy(dtype=float)
    return np.where(np.isnan(price), of_product, price)


def _positive(records: DataFrame, column: str) -> Floats:
    """The column's values above 0; NaN for others and for a column that is not there."""
    if column not in records:
        return np.full(len(records), np.nan)
    values = records[column].to_numpy(dtype=float, na_value=np.nan)
    return np.where(values > 0, np.minimum(values, _MOST), np.nan)


def _scatter(ratio: Floats) -> float:
    """Half the middle two thirds of the log ratios: the standard deviation, outliers aside."""
    ratio = ratio[ratio > 0]
    if len(ratio) < _FEWEST:
        return _UNJUDGED
    low, high = np.quantile(np.log(ratio), [1 / 6, 5 / 6])
    return float(high - low) / 2
