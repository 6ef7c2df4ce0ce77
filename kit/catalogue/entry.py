"""What an entry of the catalogue holds. Words that stand in docstrings are read from there."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from kit.errors import ParamError, suggestion

Unit = Literal["count", "money", "ratio", "days", "hours", "number", "points", "flag"]
Better = Literal["higher", "lower", "neutral"]


@dataclass(frozen=True)
class Measure:
    """One statistic of a KPI.

    Attributes
    ----------
    label
        Name beside the KPI's own ("Amount"); `headline` is the name where it stands alone
        ("Bookings"), by default the same.
    absent
        What it means that there is no value, where that is not a want of records.
    """

    name: str
    label: str
    unit: Unit
    headline: str = ""
    absent: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "headline", self.headline or self.label)


@dataclass(frozen=True)
class Listing:
    """A function that gives one row per record or column, key first, instead of a tidy frame.

    Attributes
    ----------
    tables
        Canonical or derived tables that the function takes, in order; ``records`` for all of them.
    may_lack, derived
        As of a `Kpi`.
    """

    function: Callable[..., pd.DataFrame]
    label: str
    tables: tuple[str, ...]
    may_lack: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the function."""
        return self.function.__name__

    @property
    def definition(self) -> str:
        """First sentence of the function's docstring."""
        return _first_sentence(self.function)

    def as_dict(self) -> dict[str, Any]:
        """The entry as JSON-ready data."""
        return {
            "name": self.name,
            "label": self.label,
            "definition": self.definition,
            "tables": list(self.tables),
        }


@dataclass(frozen=True)
class Kpi:
    """One KPI.

    Attributes
    ----------
    better
        Which direction is good news.
    tables
        Canonical tables that the function takes, in order; the first holds the `by` columns.
    measures
        Its statistics, the leading one first; by default one, called ``value``.
    axes
        Dimensions the KPI always has.
    members
        Label of each member of an axis whose members are words.
    may_lack
        Those of `tables` without which it can still be measured; they come empty then.
    one_of
        Those of `may_lack` of which it needs at least one.
    derived
        Tables made once for the whole company that it can be measured by; keyword arguments of
        the same name.
    additive
        Whether values of units add up to the value of the company.
    is_stock
        Whether it says how things stand on a day, not what happened in a period.
    """

    function: Callable[..., pd.DataFrame]
    label: str
    unit: Unit
    better: Better
    tables: tuple[str, ...]
    measures: tuple[Measure, ...] = ()
    axes: tuple[str, ...] = ()
    members: Mapping[str, str] = field(default_factory=dict)
    may_lack: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    additive: bool = False
    is_stock: bool = False

    def __post_init__(self) -> None:
        own = self.measures or (Measure("value", self.label, self.unit),)
        object.__setattr__(self, "measures", own)

    @property
    def name(self) -> str:
        """Name of the function, and of the KPI in tidy frames."""
        return self.function.__name__

    @property
    def definition(self) -> str:
        """First sentence of the function's docstring."""
        return _first_sentence(self.function)

    @property
    def source(self) -> str:
        """Tables and columns it reads, as its docstring says."""
        return _stated("Source", self.function)

    def measure(self, name: str = "") -> Measure:
        """The measure called `name`; the leading one where none is named.

        Raises
        ------
        ParamError
            If the KPI has no such measure.
        """
        for measure in self.measures:
            if name in ("", measure.name):
                return measure
        known = [measure.name for measure in self.measures]
        raise ParamError(f"`{self.name}` has no measure `{name}`. {suggestion(name, known)}")

    def as_dict(self) -> dict[str, Any]:
        """The entry as JSON-ready data."""
        return {
            "name": self.name,
            "label": self.label,
            "definition": self.definition,
            "measures": [measure.name for measure in self.measures],
            "unit": self.unit,
            "better": self.better,
            "tables": list(self.tables),
            "axes": list(self.axes),
            "additive": self.additive,
        }


def _first_sentence(function: Callable[..., object]) -> str:
    paragraph = (inspect.getdoc(function) or "").partition("\n\n")[0]
    return re.split(r"(?<=\.)\s", " ".join(paragraph.split()))[0]


def _stated(field: str, function: Callable[..., object]) -> str:
    """What a docstring says on its line ``field: …``, which may go on over further lines."""
    found = re.search(rf"^{field}: (.+?)(?:\n\n|\Z)", inspect.getdoc(function) or "", re.M | re.S)
    return " ".join(found[1].split()) if found else ""
