"""Record ids as Salesforce makes them: a key prefix for the object, a number, a checksum."""

from __future__ import annotations

import re

import pandas as pd

PREFIXES = {
    "accounts": "001",
    "contacts": "003",
    "opportunities": "006",
    "leads": "00Q",
    "campaigns": "701",
    "orders": "801",
    "quotes": "0Q0",
    "contracts": "800",
    "call": "00T",
    "email": "00T",
    "meeting": "00U",
    "visit": "00U",
    "users": "005",
    "roles": "00E",
    "queues": "00G",
    "products": "01t",
    "record_types": "012",
    "lines": "00k",
    "members": "00v",
    "history": "008",
    "field_history": "017",
}
_INSTANCE = "Kq"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_WIDTH = 10
_STRAY = 900_000_000


def native_ids(kind: str, ids: pd.Series) -> pd.Series:
    """Plain ids of one kind of record → the ids that Salesforce gives them.

    Ids of records that were deleted before the demo begins (``deleted-1``) get high numbers.
    A case goes by its case number, because a report shows no other id.

    >>> native_ids("opportunities", pd.Series(["O0000001", None], dtype="str")).tolist()
    ['006Kq0000000001IAA', nan]
    >>> native_ids("cases", pd.Series(["S0000001"], dtype="str")).tolist()
    ['00000001']
    """
    known = {plain: _native(kind, plain) for plain in ids.dropna().unique()}
    return ids.map(known, na_action="ignore").astype("str")


def numbered(kind: str, numbers: pd.Series | pd.Index | range) -> list[str]:
    """Ids of records without a plain id, by their number.

    >>> numbered("users", range(60, 63))
    ['005Kq000000000yIAA', '005Kq000000000zIAA', '005Kq0000000010IAA']
    """
    return [salesforce_id(PREFIXES[kind], int(number)) for number in numbers]


def salesforce_id(prefix: str, number: int) -> str:
    """The 18-character id: 15 characters that tell upper from lower case, 3 that check them.

    >>> salesforce_id("001", 3_844), salesforce_id("001", 41 * 62 + 10)
    ('001Kq0000000100IAA', '001Kq00000000fAIAQ')
    """
    digits = ""
    while number:
        number, rest = divmod(number, len(_DIGITS))
        digits = _DIGITS[rest] + digits
    body = prefix + _INSTANCE + digits.rjust(_WIDTH, "0")
    parts = (body[place : place + 5] for place in (0, 5, 10))
    return body + "".join(_CHECKS[_capitals(part)] for part in parts)


def _capitals(part: str) -> int:
    """One bit per capital letter."""
    return sum(1 << place for place, letter in enumerate(part) if letter.isupper())


def _native(kind: str, plain: str) -> str:
    match = re.search(r"\d+$", plain)
    number = int(match.group()) if match else 0
    if plain.startswith("deleted-"):
        number += _STRAY
    return f"{number:08d}" if kind == "cases" else salesforce_id(PREFIXES[kind], number)
