"""Adding money up so that neither row order nor binary fractions can change a total.

Amounts travel as floats that each stand for a whole number of minor units (cents); sums are
taken over those whole numbers and are therefore exact.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

# ISO 4217 gives every other currency two digits.
_BY_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {code: digits for digits, codes in _BY_DIGITS.items() for code in codes.split()}
_FINEST = max(_BY_DIGITS)
"""Digits that hold the minor unit of every currency: totals on it are exact in all of them."""
# Below this, every partial sum of whole numbers is exact: as float64, as int64.
_EXACT_FLOAT, _EXACT_INT = 2.0**53, 2.0**62
_COARSE = 1e11
"""Beyond it, floats lie so far apart that only the digits they are written with tell the units."""


def minor_units(currency: str) -> int:
    """Digits after the decimal point of `currency`, by ISO 4217; 2 where it is not special.

    >>> minor_units("EUR"), minor_units("JPY"), minor_units("KWD")
    (2, 0, 3)
    """
    return _DIGITS.get(currency.upper(), 2)


def total(series: pd.Series) -> float:
    """Sum of `series`, exact in the minor units of every currency; missing ones are left out.

    Parameters
    ----------
    series
        Finite amounts, each a whole number of minor units.

    Returns
    -------
    float
        0.0 where there is no amount.

    Examples
    --------
    >>> total(pd.Series([0.1] * 3 + [None]))
    0.3
    """
    return total_of(series.to_numpy(dtype=float, na_value=np.nan))


def total_of(amounts: npt.NDArray[np.float64]) -> float:
    """As `total`, of an array in which missing amounts are NaN."""
    units = _in_minor_units(amounts, _FINEST)
    if np.abs(units).sum() < _EXACT_FLOAT:
        return float(units.sum()) / 10**_FINEST
    return float(grouped_total(pd.Series(amounts), np.zeros(len(amounts), dtype=np.int64), 1)[0])


def grouped_total(
    series: pd.Series, codes: npt.NDArray[np.integer], size: int, minor: int = _FINEST
) -> npt.NDArray[np.float64]:
    """Sum of `series` in each group, exact in minor units.

    Parameters
    ----------
    series
        Finite amounts, each a whole number of minor units; missing ones are left out.
    codes
        Group of each row, 0 to `size` - 1; rows with -1 belong to none.
    size
        How many groups there are.
    minor
        Digits after the decimal point that count, see `minor_units`; by default enough for any
        currency.

    Returns
    -------
    array of float64, shape (size,)
        0.0 for a group without amounts.

    Examples
    --------
    >>> grouped_total(pd.Series([0.1, 0.2, 5.0]), np.array([1, 1, -1]), 2).tolist()
    [0.0, 0.3]
    """
    counted = series.notna().to_numpy() & (codes >= 0)
    amounts = series[counted].to_numpy(dtype=float, na_value=np.nan)
    units, groups = _in_minor_units(amounts, minor), codes[counted]
    largest = np.abs(units).sum()
    if largest < _EXACT_FLOAT:
        return np.bincount(groups, weights=units, minlength=size).astype(float) / 10**minor
    kind = np.int64 if largest < _EXACT_INT else object
    sums = np.zeros(size, dtype=kind)
    np.add.at(sums, groups, np.array([int(unit) for unit in units], dtype=kind))
    return np.array([int(one) / 10**minor for one in sums], dtype=float)


def _in_minor_units(amounts: npt.NDArray[np.float64], minor: int) -> npt.NDArray[np.float64]:
    """Amounts as whole numbers of minor units, missing ones dropped."""
    amounts = amounts[~np.isnan(amounts)]
    units = np.rint(amounts * 10**minor)
    for place in np.flatnonzero(np.abs(amounts) > _COARSE):
        units[place] = float(round(Decimal(repr(float(amounts[place]))).scaleb(minor)))
    return units
