"""What the ledger says of a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kit.units import Unit

State = Literal["done", "unchanged", "failed", "timeout", "killed", "interrupted"]
GOOD: tuple[State, ...] = ("done", "unchanged")


@dataclass(frozen=True, order=True)
class PageId:
    """One page of the site: a unit's notebook in a language."""

    region: str
    team: str
    notebook: str
    language: str

    @property
    def unit(self) -> Unit:
        """The unit that the page is for."""
        return Unit(self.region, self.team)

    @property
    def text(self) -> str:
        """The id as one string; the key of the ledger's tables."""
        return json.dumps([self.region, self.team, self.notebook, self.language])

    @classmethod
    def of(cls, text: str) -> PageId:
        """The id that `text` stands for.

        >>> PageId.of(PageId("EMEA", "", "sales", "en").text).notebook
        'sales'
        """
        return cls(*json.loads(text))


@dataclass(frozen=True)
class Outcome:
    """How one task of a run ended.

    Attributes
    ----------
    earlier
        Reasons of the attempts before the last one, which were tried again.
    """

    page: PageId
    key: str
    state: State
    seconds: float = 0.0
    reason: str = ""
    earlier: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the page stands as the plan asked for it."""
        return self.state in GOOD


@dataclass(frozen=True)
class GoodPage:
    """The last good run of a page, and how the newest attempt ended.

    Attributes
    ----------
    notebook_file
        Executed notebook, relative to `outputs/runs`.
    record
        Parameters, settings, freshness, title, ``results``: headlines and findings on the wire, and
        ``digest``: of the executed notebook.
    state, reason
        Of the newest attempt, which may have failed after this good one.
    base
        Key of all that the page rests on but the tables that models made.
    readings
        Digest of each table of the unit that the page rests on.
    """

    page: PageId
    key: str
    notebook_file: str
    as_of: str
    record: dict[str, Any] = field(default_factory=dict)
    state: State = "done"
    reason: str = ""
    base: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Interrupted:
    """A run that was broken off: its number, and the keys of the pages that it had finished."""

    run: int
    finished: Mapping[PageId, str]
