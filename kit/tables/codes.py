"""What the codes that listings hold are called where readers see them."""

from __future__ import annotations

from kit.charts.labels import clean
from kit.language import N_, current

_WORDS: dict[str, dict[str, str]] = {
    "action": {
        "call_now": N_("Call now"),
        "nurture": N_("Nurture"),
        "too_late": N_("Too late"),
    },
    "basis": {
        "stage": N_("Its stage"),
        "all": N_("All stages"),
        "model": N_("The model"),
        "pooled": N_("The company's rate"),
    },
    "came": {
        "inside": N_("Inside the bounds"),
        "above": N_("Above them"),
        "below": N_("Below them"),
    },
    "state": {
        "stale": N_("Stale"),
        "cannot_tell": N_("Cannot tell"),
    },
    "valued_by": {
        "orders": N_("Purchases"),
        "contract": N_("Contract"),
    },
}
"""By column of a listing: the word for each of its codes."""


def worded(column: str, code: object) -> str:
    """The code's word in the page's language; a value that is no known code stays as it is.

    >>> worded("action", "call_now"), worded("owner", "call_now")
    ('Call now', 'call_now')
    """
    known = _WORDS.get(column, {}).get(str(code))
    return current().text(known) if known else clean(code)
