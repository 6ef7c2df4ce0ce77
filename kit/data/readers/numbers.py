"""Amounts, numbers, counts and flags from text, as written in files of many countries.

An amount is read only where it can mean one thing: with the source's decimal sign, digits
grouped in threes or not at all, perhaps with a sign of its own currency. `1.234` with decimal
points, or `1,234` without a declared decimal sign, might be a thousand or a little more than
one, so they are left to a human. More decimals than the currency has are rounded half to even.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kit.data.money import minor_units
from kit.data.readers.parsed import Parsed, arrow, read_odd

LARGEST_AMOUNT = 1e12

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_NOT_FINITE = re.compile(r"[+-]?(inf|infinity|nan|\d+(\.\d+)?e\+?\d{3,})", re.IGNORECASE)
_SPACES = " \u00a0\u202f'’"
_FLAGS = {
    **dict.fromkeys(("true", "yes", "y", "t", "1"), True),
    **dict.fromkeys(("false", "no", "n", "f", "0"), False),
}


def read_money(texts: pd.Series, currency: str, decimal: str, *, declared: bool) -> Parsed:
    """Amounts of one currency.

    Parameters
    ----------
    texts
        Distinct texts, trimmed, none missing.
    currency
        ISO code; gives the number of decimals and the sign that may stand with the amount.
    decimal
        Decimal sign of the source, ``.`` or ``,``.
    declared
        Whether the source declares it, which makes ``1,234`` with decimal points a thousand.

    Examples
    --------
    >>> read_money(pd.Series(["1.234,50", "7"]), "EUR", ",", declared=True).meant.tolist()
    [1234.5, 7.0]
    """
    grammar = _Grammar(decimal, minor_units(currency), declared=declared)
    parsed = _read(texts, grammar)
    odd = parsed.meant.isna().to_numpy()
    values, problems = read_odd(texts, odd, lambda text: _bare(text, currency, grammar))
    for position, bare in values.items():
        parsed.meant.iloc[position] = float(Decimal(grammar.plain(str(bare)))) + 0.0
        parsed.changes[position] = f"the currency sign of `{texts.iloc[position]}` is left out."
    parsed.problems |= problems
    _round(texts, parsed, grammar)
    _check_size(parsed)
    return parsed


def read_number(
    texts: pd.Series, decimal: str, *, declared: bool = True, share: bool = False
) -> Parsed:
    """Finite numbers; any count of decimals.

    Where the source declares no decimal sign, `1,085` may be a thousand or a little more than one.
    A share lies between 0 and 1 and may be written in percent; elsewhere a percent sign is refused,
    because nobody knows whether a score of `12%` is 12 or 0.12.

    >>> read_number(pd.Series(["0.125", "ten"]), ".").problems
    {1: '`ten` is not a finite number.'}
    >>> read_number(pd.Series(["1,085"]), ".", declared=False).problems
    {0: '`1,085` can be read with thousands or with decimals.'}
    >>> read_number(pd.Series(["12%", "0.5"]), ".", share=True).meant.tolist()
    [0.12, 0.5]
    """
    grammar = _Grammar(decimal, None, declared=declared)
    parsed = _read(texts, grammar)
    if share:
        _read_shares(texts, parsed, grammar)
    for position in np.flatnonzero(parsed.meant.isna()).tolist():
        text = texts.iloc[position]
        if re.match(grammar.unclear, text):
            problem = "can be read with thousands or with decimals."
        elif text.endswith("%"):
            problem = "is in percent, and this column holds plain numbers."
        else:
            problem = "is not a finite number."
        parsed.problems.setdefault(position, f"`{text}` {problem}")
    return parsed


def is_of_other_sign(text: str) -> bool:
    """Whether a text that could not be read may be a number with another decimal sign.

    >>> is_of_other_sign("1.234,56"), is_of_other_sign("1,085"), is_of_other_sign("ten")
    (True, True, False)
    """
    return bool(re.fullmatch(rf"[+-]?[0-9][0-9.,{_SPACES}]*[.,][0-9{_SPACES}]+", text))


def read_count(texts: pd.Series) -> Parsed:
    """Whole numbers, 0 or more.

    >>> read_count(pd.Series(["3", "3.0"])).meant.tolist()
    [3, 3]
    """
    good = texts.str.fullmatch(r"[0-9]{1,15}(\.0+)?").to_numpy(dtype=bool)
    numbers = texts.where(good).str.replace(r"\.0+$", "", regex=True).astype(float).astype("Int64")
    return Parsed(
        numbers,
        {
            position: f"`{texts.iloc[position]}` is not a whole number, 0 or more."
            for position in np.flatnonzero(~good).tolist()
        },
    )


def read_flag(texts: pd.Series) -> Parsed:
    """True or false, also written yes and no, 1 and 0.

    >>> read_flag(pd.Series(["Yes", "0"])).meant.tolist()
    [True, False]
    """
    flags = texts.str.lower().map(_FLAGS).astype("boolean")
    return Parsed(
        flags,
        {
            position: f"`{texts.iloc[position]}` is neither true nor false."
            for position in np.flatnonzero(flags.isna()).tolist()
        },
    )


def _read_shares(texts: pd.Series, parsed: Parsed, grammar: _Grammar) -> None:
    """Percents become shares; what is no share after that is no number of the column."""
    for position in np.flatnonzero(texts.str.endswith("%")).tolist():
        text = texts.iloc[position][:-1].strip()
        if re.match(grammar.good, text) and not re.match(grammar.unclear, text):
            parsed.meant.iloc[position] = float(Decimal(grammar.plain(text)) / 100)
            parsed.changes[position] = (
                f"`{texts.iloc[position]}` counts as {parsed.meant.iloc[position]:g}."
            )
    for position in np.flatnonzero(~parsed.meant.between(0, 1) & parsed.meant.notna()).tolist():
        parsed.problems[position] = (
            f"`{texts.iloc[position]}` is no share between 0 and 1; a percentage has its sign "
            "(`12%`), or a heading that names it (`Probability (%)`)."
        )
        parsed.changes.pop(position, None)
    parsed.meant = parsed.meant.where(parsed.meant.between(0, 1))


class _Grammar:
    """What an amount may look like with one decimal sign and one number of decimals."""

    def __init__(self, decimal: str, minor: int | None, *, declared: bool) -> None:
        self.decimal, self.minor = decimal, minor
        point, group = re.escape(decimal), re.escape("." if decimal == "," else ",")
        groups = "|".join(rf"([{sign}][0-9]{{3}})+" for sign in (group, *_SPACES))
        # Nobody writes a thousand as `0,500`: that is half of one, with the other decimal sign.
        self.good = rf"^[+-]?([0-9]+|[1-9][0-9]{{0,2}}({groups}))({point}[0-9]*)?$"
        unclear = [rf"{point}[0-9]{{3}}"] * (minor is not None and minor < 3)
        unclear += [] if declared else [rf"{group}[0-9]{{3}}"]
        self.unclear = rf"^[+-]?[1-9][0-9]{{0,2}}({'|'.join(unclear)})$" if unclear else "^$"
        self.grouping = rf"[{group}{_SPACES}]"
        self.too_fine = rf"{point}[0-9]{{{minor or 0}}}[0-9]*[1-9]"

    def plain(self, text: str) -> str:
        """The text as Python writes numbers."""
        return re.sub(self.grouping, "", text).replace(self.decimal, ".")


def _read(texts: pd.Series, grammar: _Grammar) -> Parsed:
    """Read what the grammar allows, in one sweep."""
    written = arrow(texts)
    good = pc.match_substring_regex(written, grammar.good)
    unclear = pc.match_substring_regex(written, grammar.unclear)
    kept = pc.if_else(pc.and_not(good, unclear), written, pa.scalar(None, pa.string()))
    bare = pc.replace_substring_regex(kept, grammar.grouping, "")
    numbers = pc.cast(pc.replace_substring(bare, grammar.decimal, "."), pa.float64())
    # Adding 0 turns the zero of `-0.00` into the one that all others have.
    found = pd.Series(numbers.to_numpy(zero_copy_only=False), dtype="float64") + 0.0
    return Parsed(found)


def _bare(text: str, currency: str, grammar: _Grammar) -> str:
    """The amount without the sign of its currency, or ValueError that says what is wrong."""
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"`{text}` is not a finite amount.")
    if re.match(grammar.unclear, text):
        raise ValueError(f"`{text}` can be read with thousands or with decimals.")
    bare = re.sub(rf"^({currency}|[€$£¥])\s*|\s*({currency}|[€$£¥])$", "", text)
    other = {code for sign, code in _SYMBOLS.items() if sign in text} - {currency}
    if other:
        raise ValueError(f"`{text}` is an amount in {other.pop()}, not {currency}.")
    if bare == text or not re.match(grammar.good, bare) or re.match(grammar.unclear, bare):
        raise ValueError(
            f"`{text}` is not an amount; digits are expected, with the decimal sign "
            f"`{grammar.decimal}`."
        )
    return bare


def _round(texts: pd.Series, parsed: Parsed, grammar: _Grammar) -> None:
    """Round amounts that are finer than the currency, from their text, never from the float."""
    fine = pc.match_substring_regex(arrow(texts), grammar.too_fine).to_numpy(zero_copy_only=False)
    unit = Decimal(1).scaleb(-(grammar.minor or 0))
    for position in np.flatnonzero(fine.astype(bool) & parsed.meant.notna().to_numpy()).tolist():
        text = re.sub(r"[^0-9.,+-]", "", texts.iloc[position])
        amount = Decimal(grammar.plain(text)).quantize(unit, ROUND_HALF_EVEN)
        parsed.meant.iloc[position] = float(amount) + 0.0
        parsed.changes[position] = (
            f"`{texts.iloc[position]}` has more than {grammar.minor} decimals; "
            f"it counts as {amount}."
        )


def _check_size(parsed: Parsed) -> None:
    for position in np.flatnonzero(parsed.meant.abs() > LARGEST_AMOUNT).tolist():
        parsed.problems[position] = (
            f"an amount of {parsed.meant.iloc[position]:.0f} is beyond belief; "
            f"the most is {LARGEST_AMOUNT:.0f}."
        )
    parsed.meant = parsed.meant.where(parsed.meant.abs() <= LARGEST_AMOUNT)
