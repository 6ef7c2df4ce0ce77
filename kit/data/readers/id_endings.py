"""Ids that one file writes in 15 signs and another in 18, as Salesforce does.

Reports write 15 signs, of which capitals count; the API puts three behind that say which of the
letters are capitals, for programs that cannot tell them apart. The three follow from the 15, so
that nothing is guessed: two ids are one only where the first 15 are equal, capitals and all, and
the last three are the ones that belong to them.
"""

from __future__ import annotations

import pandas as pd

SHORT, LONG = 15, 18
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SHAPE = rf"[0-9A-Za-z]{{{SHORT}}}(?:[A-Z0-5]{{3}})?"


def ending(short: str) -> str:
    """The three signs that follow from an id of 15.

    >>> ending("001A0000006Vm9r")
    'IAC'
    """
    parts = (short[at : at + 5] for at in range(0, SHORT, 5))
    bits = (
        sum(1 << place for place, sign in enumerate(part) if "A" <= sign <= "Z") for part in parts
    )
    return "".join(_SIGNS[number] for number in bits)


def same_id(text: str) -> str | None:
    """The other spelling of an id; None for a text that is no such id.

    >>> same_id("001A0000006Vm9r"), same_id("001A0000006Vm9rIAC"), same_id("001A0000006Vm9rAAA")
    ('001A0000006Vm9rIAC', '001A0000006Vm9r', None)
    """
    if len(text) == SHORT and text.isascii() and text.isalnum():
        return text + ending(text)
    if len(text) == LONG and text.isascii() and text.isalnum():
        return text[:SHORT] if text.endswith(ending(text)) else None
    return None


def as_listed(texts: pd.Series, listed: pd.Index) -> pd.Series:
    """Ids as a list spells them; those that it has in neither spelling stay as they are.

    Where all do, what comes back is `texts` itself.

    >>> as_listed(pd.Series(["001A0000006Vm9r", "x"]), pd.Index(["001A0000006Vm9rIAC"])).tolist()
    ['001A0000006Vm9rIAC', 'x']
    """
    shaped = texts[texts.str.len().isin((SHORT, LONG))]
    shaped = shaped[shaped.str.fullmatch(_SHAPE)]
    if shaped.empty:  # as in most CRMs: the list need not be looked through
        return texts
    lost = shaped[~shaped.isin(listed)]
    others = {text: other for text in lost.unique() if (other := same_id(text))}
    known = set(listed[listed.isin(list(others.values()))])
    found = {text: other for text, other in others.items() if other in known}
    return texts.mask(texts.isin(list(found)), texts.map(found)) if found else texts
