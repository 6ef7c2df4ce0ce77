"""What a file is called, apart from dates, copies and the words that exports put around a name."""

from __future__ import annotations

import re
from collections.abc import Iterable

_KNOWN_ENDINGS = re.compile(
    r"(\.(csv|tsv|txt|xlsx|xlsm|xlsb|xls|ods|parquet|sqlite3?|db|gz|bz2|xz|zst|zip))+$", re.I
)
_NUMBERED = re.compile(r"(?:[\s_.-]+\(?|\()[0-9][0-9\s_.:TZ-]*\)?$")
_BRACKETS = re.compile(r"^(?P<outside>.*?)\s*\((?P<inside>[^()]*[A-Za-z][^()]*)\)$")
_AROUND = {"export", "exports", "exported", "report", "all", "list", "data", "copy"}
_CONTAINED = 0.5


def names_of(file: str) -> tuple[str, ...]:
    """What a file is called: without folders and ending, dates and copies, and in brackets.

    >>> names_of("exports/User (3).csv"), names_of("a/Opportunity_2025-01-31.csv.gz")
    (('User',), ('Opportunity',))
    >>> names_of("Contact (res.partner).xlsx"), names_of("Product2.csv")
    (('res.partner', 'Contact', 'Contact (res.partner)'), ('Product2',))
    """
    stem = _KNOWN_ENDINGS.sub("", file.rpartition("/")[2])
    bare = _NUMBERED.sub("", stem) or stem
    brackets = _BRACKETS.match(bare)
    if not brackets:
        return (bare,)
    return brackets["inside"], brackets["outside"], bare


def naming(names: Iterable[str], called: Iterable[str]) -> float:
    """How well the names of a file fit those that an object's exports have.

    Returns
    -------
    float
        1 for the same name, about 0.5 where it is part of a longer one, else 0.

    Examples
    --------
    >>> naming(["export_users"], ["User", "Users"]), naming(["deal products"], ["DealProducts"])
    (1.0, 1.0)
    >>> naming(["my deals of May"], ["Deals"]) > 0.5, naming(["Contacts"], ["Deals"])
    (True, 0.0)
    """
    wanted = [_words(one) for one in called]
    best = 0.0
    for name in names:
        words = _words(name)
        bare = [word for word in words if word not in _AROUND] or words
        for other in wanted:
            if other and "".join(other) in ("".join(words), "".join(bare)):
                return 1.0
            if other and _holds(words, other):
                best = max(best, _CONTAINED + 0.01 * len("".join(other)))
    return best


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name.casefold())


def _holds(words: list[str], other: list[str]) -> bool:
    """Whether the words stand in this order, one behind the other, in the longer name."""
    size = len(other)
    return any(words[start : start + size] == other for start in range(len(words) - size + 1))
