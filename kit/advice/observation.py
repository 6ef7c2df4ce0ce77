"""What a rule says: message id, values and evidence. Nothing here formats anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kit.language import N_

_SEVERITIES = ("act", "watch", "info")
AT_LEAST, AT_MOST = N_("At least (interval)"), N_("At most (interval)")
"""Labels of the ends of an interval, which pages show as one range."""


@dataclass(frozen=True)
class Value:
    """A number with its unit, a date, a name as the CRM has it, a table (unit ``table``).

    The unit ``word`` is for messages, which are said in the page's language; ``distance`` is for
    how far two shares lie apart, which percentage points say without a sign.
    """

    value: float | date | str
    unit: str = "count"


@dataclass(frozen=True)
class Observation:
    """One finding before it is put into words.

    Attributes
    ----------
    rule
        Id of the rule, stable over releases.
    message, action
        Whole messages with named placeholders, as the catalogues hold them.
    facts
        What the placeholders stand for.
    evidence
        Labelled numbers that the finding rests on.
    """

    rule: str
    message: str
    facts: dict[str, Value]
    severity: Literal["info", "watch", "act"] = "info"
    action: str = ""
    evidence: tuple[tuple[str, Value], ...] = ()


def by_severity(observations: Iterable[Observation]) -> list[Observation]:
    """Those that ask for action first, then those to watch, each in their order.

    >>> rules = [Observation("a", "", {}), Observation("b", "", {}, "act")]
    >>> [one.rule for one in by_severity(rules)]
    ['b', 'a']
    """
    return sorted(observations, key=lambda one: _SEVERITIES.index(one.severity))
