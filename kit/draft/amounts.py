"""How the amounts of an export are written, and in which currency they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
from babel import Locale

from kit.draft.guesses import Guess

_COMMA = re.compile(r"[-+]?(?:[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+),(?:[0-9]{1,2}|[0-9]{4,})")
_POINT = re.compile(r"[-+]?(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)\.(?:[0-9]{1,2}|[0-9]{4,})")
_EITHER = re.compile(r"[-+]?[0-9]{1,3}[.,][0-9]{3}")
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")


def decimal_of(columns: Iterable[tuple[str, pd.Series]]) -> Guess | None:
    """The decimal sign of an export's amounts; None where no amount has a sign.

    Parameters
    ----------
    columns
        Heading and different filled texts of the columns that should be amounts.

    Examples
    --------
    >>> decimal_of([("Value", pd.Series(["1.234,50", "12"]))]).value
    ','
    """
    bare = [texts.str.replace(r"[^0-9.,+-]", "", regex=True) for _, texts in columns]
    texts = pd.concat(bare) if bare else pd.Series(dtype="str")
    commas, points = texts[texts.str.fullmatch(_COMMA)], texts[texts.str.fullmatch(_POINT)]
    if len(commas) > len(points):
        said = f"amounts have a decimal comma, such as `{commas.iloc[0]}`"
        return Guess(",", said + _and(points, "point"), is_sure=not len(points))
    if len(points):
        said = f"amounts have a decimal point, such as `{points.iloc[0]}`"
        return Guess("", said + _and(commas, "comma"), is_sure=not len(commas))
    either = texts[texts.str.fullmatch(_EITHER)]
    if not len(either):
        return None
    said = f"`{either.iloc[0]}` may be a thousand, or a little more than one: declare `decimal:`"
    return Guess("", said, is_sure=False)


def is_amount(texts: pd.Series) -> bool:
    """Whether the different texts of a column are numbers, with or without signs of money."""
    bare = texts.head(500).str.replace(r"[$€£¥\s]|\b[A-Z]{3}\b", "", regex=True)
    return bool(len(bare)) and bool(bare.str.fullmatch(r"[-+(]?[0-9][0-9.,']*\)?").mean() > 0.95)


def currency_of(
    codes: Iterable[pd.Series],
    amounts: Iterable[tuple[str, pd.Series]],
    rated: Iterable[pd.Series] = (),
) -> Guess:
    """The currency of a project, from its currency columns, else its amounts and their headings.

    Parameters
    ----------
    codes
        Filled cells of the columns that name the currency of amounts.
    amounts
        Heading and filled texts of the columns that hold amounts.
    rated
        Currencies that have exchange rates: those are rates to the project's own.

    Examples
    --------
    >>> currency_of([pd.Series(["usd", "USD", "EUR"])], []).evidence
    '2 of 3 amounts are in USD'
    >>> currency_of([pd.Series(["usd", "USD", "EUR"])], [], [pd.Series(["USD"])]).value
    'EUR'
    """
    known = sorted(Locale("en").currencies)
    named = [cells.str.upper() for cells in codes]
    said = pd.concat(named) if named else pd.Series(dtype="str")
    counts = said[said.isin(known)].value_counts()
    others = {str(code).upper() for cells in rated for code in cells}
    own = counts[~counts.index.isin(others)] if others else counts
    if len(own):
        evidence = f"{own.iloc[0]:,} of {counts.sum():,} amounts are in {own.index[0]}"
        evidence += ", to which the other currencies have rates" * bool(others)
        return Guess(str(own.index[0]), evidence)
    return _unnamed(list(amounts), known)


def _unnamed(amounts: list[tuple[str, pd.Series]], known: list[str]) -> Guess:
    """A guess where no column names a currency."""
    for heading, texts in amounts:
        for sign, code in _SIGNS.items():
            if texts.str.contains(sign, regex=False).any():
                return Guess(code, f"amounts under `{heading}` have the sign {sign}", is_sure=False)
    for heading, _ in amounts:
        code = next((one for one in _CODE.findall(heading) if one in known), "")
        if code:
            return Guess(code, f"the heading `{heading}` names it", is_sure=False)
    return Guess("EUR", "no export names a currency", is_sure=False)


def _and(others: pd.Series, sign: str) -> str:
    if not len(others):
        return ""
    return f"; {len(others)} have a decimal {sign}, such as `{others.iloc[0]}`"
