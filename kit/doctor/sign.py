"""One thing that was looked at, and how it stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

State = Literal["ok", "warn", "bad"]


@dataclass(frozen=True)
class Sign:
    """One thing that was looked at.

    Attributes
    ----------
    state
        ``ok``; ``warn`` for what makes a report slower, older or less complete; ``bad`` for what
        would keep it from being made.
    subject
        What was looked at, in a word or two.
    said
        How it stands, as a sentence.
    cure
        The next step; empty where nothing needs to be done.
    """

    state: State
    subject: str
    said: str
    cure: str = ""

    def as_dict(self) -> dict[str, str]:
        """The sign as `--json` prints it."""
        return asdict(self)
