"""How the dates of an export are written.

Day before month or after it is told only by a value above 12; where none is there, the draft
says so instead of choosing silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from kit.data.readers.moments import read_moments
from kit.draft.guesses import Guess

FORMATS = (
    *(
        f"%d{sign}%m{sign}%{year}{time}"
        for sign in "/-"
        for year in "Yy"
        for time in ("", " %I:%M %p")
    ),
    *(f"%d{sign}%m{sign}%Y %I:%M:%S %p" for sign in "/-"),
    "%d/%m/%Y %H:%M:%S.%f",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S.%f",
    "%Y.%m.%d",
    "%Y%m%d",
    "%Y-%m-%d %I:%M %p",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d, %Y %I:%M %p",
)
"""Formats that exports use beside ISO 8601, each alone or with a time behind it; those with signs
between day and month are tried with the month first, too."""

_MOST = 0.9
_PARTS = {
    "d": "[0-9]{1,2}",
    "m": "[0-9]{1,2}",
    "Y": "(?:19|20)[0-9]{2}",
    "y": "[0-9]{2}",
    "b": r"[^\W\d_]{3,4}",
    "B": r"[^\W\d_]{3,}",
    "H": "[0-9]{1,2}",
    "I": "[0-9]{1,2}",
    "M": "[0-9]{2}",
    "S": "[0-9]{2}",
    "f": "[0-9]{1,6}",
    "p": "[AaPp][Mm]",
}
_TIME = "(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_COUNTED = (
    ("seconds since 1970 (epoch)", r"[0-9]{10}", 6e8, 4.1e9),
    ("milliseconds since 1970 (epoch)", r"[0-9]{13}", 6e11, 4.1e12),
    ("serial numbers of Excel", r"[0-9]{5}(?:\.[0-9]+)?", 25_000, 75_000),
)


def dates_of(columns: Iterable[tuple[str, pd.Series]]) -> Guess | None:
    """The format of an export's dates, from all columns that hold dates.

    Parameters
    ----------
    columns
        Heading and different filled texts of the columns that should be times.

    Returns
    -------
    Guess or None
        `value` is empty for ISO 8601; None where there is nothing to read.

    Examples
    --------
    >>> dates_of([("Closed", pd.Series(["01/02/2025", "31/12/2025"]))])
    Guess(value='%d/%m/%Y', evidence='`31/12/2025` under `Closed` has the day before the month', \
is_sure=True, can_be_read=True)
    """
    seen = [(heading, texts) for heading, texts in columns if len(texts)]
    if not seen:
        return None
    texts = pd.concat([one for _, one in seen]).reset_index(drop=True)
    headings = [heading for heading, one in seen for _ in range(len(one))]
    read = {one: _read(texts, one) for one in ("", *_candidates(texts))}
    best = max(read, key=lambda one: read[one].sum())
    if read[""].all() or not read[best].any():
        best = ""
    if read[best].mean() < _MOST:
        return _unreadable(texts, headings, read[best])
    said = _said(texts, headings, read, best)
    missed = int((~read[best]).sum())
    if not missed:
        return said
    odd = texts[~read[best]].iloc[0]
    more = f"; {missed} of {len(texts)} texts are no such dates, such as `{odd}`"
    return Guess(said.value, said.evidence + more, is_sure=False)


def day_first(declared: str) -> bool | None:
    """Whether a format has the day before the month; None where there is no doubt about it.

    >>> day_first("%d/%m/%Y"), day_first("%m-%d-%y"), day_first("%d %b %Y")
    (True, False, None)
    """
    if not re.match("%[dm][/-]%[dm]", declared):
        return None
    return declared.index("%d") < declared.index("%m")


def swapped(declared: str) -> str:
    """The same format with day and month changed round.

    >>> swapped("%d/%m/%Y")
    '%m/%d/%Y'
    """
    return declared.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")


def is_time(texts: pd.Series) -> bool:
    """Whether the different texts of a column read as dates or instants in some format."""
    some = texts.head(300).reset_index(drop=True)
    if some.str.contains(r"[0-9].*[0-9].*[0-9]").mean() < _MOST or not len(some):
        return False
    tried = ("", *_candidates(some))
    return any(float(_read(some, one).mean()) >= _MOST for one in tried)


def counted_time(texts: pd.Series) -> str:
    """What kind of number stands for a time in all texts of a column; empty for others.

    >>> counted_time(pd.Series(["1735689600000", "1738368000000"]))
    'milliseconds since 1970 (epoch)'
    """
    for name, pattern, least, most in _COUNTED:
        if len(texts) and texts.str.fullmatch(pattern).all():
            numbers = texts.astype("float64")
            if numbers.between(least, most).all():
                return name
    return ""


def _said(
    texts: pd.Series, headings: Sequence[str], read: dict[str, npt.NDArray[np.bool_]], best: str
) -> Guess:
    """The format that reads most, with the value that tells it from its twin."""
    place = int(np.argmax(read[best]))
    if day_first(best) is None:
        of = f"`{best}`" if best else "ISO 8601"
        return Guess(
            best, f"dates are {of}, such as `{texts.iloc[place]}` under `{headings[place]}`"
        )
    twin = read.get(swapped(best), np.zeros(len(texts), dtype=bool))
    order = "before" if day_first(best) else "after"
    telling = read[best] & ~twin
    if telling.any():
        place = int(np.argmax(telling))
        seen = f"`{texts.iloc[place]}` under `{headings[place]}`"
        return Guess(best, f"{seen} has the day {order} the month")
    seen = f"`{texts.iloc[place]}` under `{headings[place]}`"
    said = f"{seen} may be day or month first and no value tells: `{best}` is assumed"
    return Guess(best, said, is_sure=False)


def _unreadable(texts: pd.Series, headings: Sequence[str], read: npt.NDArray[np.bool_]) -> Guess:
    """What the texts that no format reads look like, and what to do."""
    place = int(np.argmin(read))
    alike = texts[[heading == headings[place] for heading in headings]]
    seen = f"`{texts.iloc[place]}` under `{headings[place]}`"
    counted = counted_time(alike.reset_index(drop=True))
    if counted:
        said = f"{seen}: times are {counted}, which cannot be read: export them as dates"
    else:
        said = f"no one format reads the dates, such as {seen}: declare `dates:`"
    return Guess("", said, is_sure=False, can_be_read=False)


def _candidates(texts: pd.Series) -> list[str]:
    """Formats whose shape most of the texts have, day first before month first."""
    some = texts.iloc[np.unique(np.linspace(0, len(texts) - 1, 200).astype(int))].tolist()
    least = _MOST / 2 * len(some)
    fitting = [one for one in FORMATS if sum(map(bool, map(_shape(one), some))) >= least]
    twins = [swapped(one) for one in fitting if day_first(one) is not None]
    return [*fitting, *twins]


@cache
def _shape(declared: str) -> Callable[[str], object]:
    """Tells whether a text looks like a format, with or without a time behind it."""
    pieces = re.split("%(.)", declared)
    shape = "".join(
        _PARTS[piece] if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )
    return re.compile(shape if re.search("%[HI]", declared) else shape + _TIME).fullmatch


def _read(texts: pd.Series, declared: str) -> npt.NDArray[np.bool_]:
    """Which texts are dates in ISO 8601 or the format; years that no record has do not count."""
    read = np.ones(len(texts), dtype=bool)
    read[list(read_moments(texts, declared, "UTC", "UTC").problems)] = False
    return read
