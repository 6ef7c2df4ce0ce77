"""What a rule says: message id, values and evidence. Nothing here formats anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Value:
    """A number with its unit, or a date, for a placeholder of a message."""

    value: float | date
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
