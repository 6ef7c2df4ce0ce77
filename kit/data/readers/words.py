"""Ids, text and categories: cleaned of what no eye can see, and mapped to canonical values.

Unseen characters split one team into two, so spaces at the ends, zero-width and control
characters go and accents are composed. Words that an eye may take for each other are named
but never merged: only the company knows whether `Nord` and `NORD` are one team.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from kit.data.readers.parsed import Parsed, arrow
from kit.errors import suggestion

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
UNSEEN = "\u200b\u2060\ufeff"
_SUSPECT = rf"[^\x00-\x7F]|^\s|\s$|[{_CONTROL}]"
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕԁԛԝαβεικμνορτυχ", "abekmhopctyxijsdqwabeikmvoptux")


def clean(texts: pd.Series) -> Parsed:
    r"""Texts as an eye sees them.

    Parameters
    ----------
    texts
        Distinct texts, none missing.

    Returns
    -------
    Parsed
        Cleaned texts, missing where nothing is left; `changes` say what went.

    Examples
    --------
    >>> cleaned = clean(pd.Series(["Nord", "Nord\u200b", "Ã©tÃ©"]))
    >>> cleaned.meant.tolist()
    ['Nord', 'Nord', 'été']
    """
    parsed = Parsed(texts.copy())
    for position in np.flatnonzero(are_suspect(texts)).tolist():
        text = texts.iloc[position]
        cleaned, done = _cleaned(text)
        if cleaned != text:
            parsed.meant.iloc[position] = cleaned or None
        if done:
            parsed.changes[position] = f"{done} `{_printable(text)}`; it counts as `{cleaned}`."
    return parsed


def are_suspect(texts: pd.Series) -> npt.NDArray[np.bool_]:
    """Which texts `clean` would look at; for all others it changes nothing.

    >>> are_suspect(pd.Series(["Nord", " Nord", "Süd", None], dtype="str")).tolist()
    [False, True, True, False]
    """
    suspects = pc.match_substring_regex(arrow(texts), _SUSPECT)
    mask: npt.NDArray[np.bool_] = suspects.fill_null(False).to_numpy(zero_copy_only=False)
    return mask


def map_values(texts: pd.Series, mapping: Mapping[str, str], allowed: Sequence[str]) -> Parsed:
    """Canonical values for native ones.

    Parameters
    ----------
    texts
        Distinct cleaned texts, none missing.
    mapping
        Native → canonical; ``"*"`` takes whatever is neither mapped nor allowed.
    allowed
        Values that may come out; empty means any, and unmapped texts stay as they are.

    Returns
    -------
    Parsed
        `problems` name what is allowed; `changes` name what ``"*"`` has swallowed.
    """
    parsed = Parsed(texts.copy())
    folded = {value.casefold(): value for value in allowed}
    for position, text in enumerate(texts):
        if text in mapping and text != "*":
            parsed.meant.iloc[position] = mapping[text] or None
        elif text in allowed:
            continue
        elif text.casefold() in folded:
            parsed.meant.iloc[position] = folded[text.casefold()]
        elif "*" in mapping:
            parsed.meant.iloc[position] = mapping["*"] or None
            parsed.changes[position] = f"`{text}` counts as `{mapping['*']}`"
        elif allowed:
            parsed.meant.iloc[position] = None
            parsed.problems[position] = _not_allowed(text, allowed)
    return parsed


def look_alikes(members: Sequence[str]) -> list[tuple[str, ...]]:
    """Members that an eye may take for one another.

    >>> look_alikes(["Nord", "NORD", "Nоrd", "Sud"])
    [('NORD', 'Nord', 'Nоrd')]
    """
    groups: dict[str, list[str]] = {}
    for member in sorted(members):
        folded = unicodedata.normalize("NFKC", member).casefold().translate(_LOOK_ALIKES)
        groups.setdefault(re.sub(r"[\s._-]+", " ", folded).strip(), []).append(member)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _cleaned(text: str) -> tuple[str, str]:
    """The cleaned text and what was done, in words; composing accents is not worth a word.

    What one step changes can be all that kept another from seeing its own: the steps are done
    until nothing changes, which is soon, as they make the text shorter.
    """
    done: dict[str, None] = {}
    before = None
    while text != before:
        before = text
        for words, step in _STEPS:
            given, text = text, step(text)
            if text != given:
                done[words] = None
        text = unicodedata.normalize("NFC", text)
    return text, " and ".join(done)


def _repaired(text: str) -> str:
    """Undo UTF-8 that was once read as Windows-1252, where that gives valid text."""
    if text.isascii() or not re.search("[ÂÃÄÅÐÑâãðï]", text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _without_control(text: str) -> str:
    return re.sub(f"[{_CONTROL}]", "", _ESCAPE.sub("", text))


def _trimmed(text: str) -> str:
    return re.sub(f"[{UNSEEN}]", "", text).strip()


_STEPS = (
    ("mojibake is repaired in", _repaired),
    ("control characters are left out of", _without_control),
    ("spaces or unseen characters are left out of", _trimmed),
)


def _not_allowed(text: str, allowed: Sequence[str]) -> str:
    hint = suggestion(text, allowed)
    listed = ", ".join(f"`{value}`" for value in allowed)
    hint = "" if hint.startswith("Known") else f" {hint}"
    return f"unknown value `{_printable(text)}`; allowed are {listed}.{hint}"


def _printable(text: str) -> str:
    return re.sub(rf"[{_CONTROL}{UNSEEN}]", "�", text)[:80]
