"""One KPI or listing for one unit, exactly as a notebook gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit import catalogue
from kit.data.handover import Handover
from kit.data.records import Records
from kit.errors import ParamError
from kit.params import ReportParameters, Settings
from kit.schemas import BY_NAME
from kit.units import Unit
from kit.window import Window


@dataclass(frozen=True)
class Opened:
    """A unit's records as known on the window's `as_of`, and the window."""

    unit: Unit
    records: Records
    window: Window


def open_unit(settings: Settings, asked: Mapping[str, Any]) -> Opened:
    """Open a unit of the newest snapshot as a report would.

    Parameters
    ----------
    settings
        The project.
    asked
        Report parameters by name: `region`, `team`, `as_of`, `period`, `periods`.

    Raises
    ------
    ParamError
        If a parameter is unknown, mistyped or names no unit, or `as_of` lies after the snapshot's.
    DataError
        If the project has no snapshot yet.
    """
    params = ReportParameters.from_mapping(asked, "compute")
    handover = Handover.of_newest(settings, params)
    window = handover.window(params)
    return Opened(handover.unit, handover.records(settings.store, window), window)


def compute(name: str, records: Records, window: Window, *, by: Sequence[str] = ()) -> pd.DataFrame:
    """Compute the KPI or listing called `name` from the tables that the catalogue names.

    Parameters
    ----------
    name
        Name of the KPI or listing.
    records
        The unit's tables.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by; where none is given, the KPI's own default. A listing has none.

    Returns
    -------
    pandas.DataFrame
        The KPI's tidy frame; of a listing its rows.

    Raises
    ------
    ParamError
        If nothing is called so, or a column of `by` is unknown; the message suggests the
        likeliest.
    """
    entry = catalogue.find_entry(name)
    if by and isinstance(entry, catalogue.Listing):
        raise ParamError(f"`{name}` is a listing and cannot be split: leave out `by`.")
    tables = [_table(table, records) for table in entry.tables]
    derived = {name: records.derived(name) for name in entry.derived if records.has(name)}
    return entry.function(*tables, window, **derived, **({"by": tuple(by)} if by else {}))


def _table(name: str, records: Records) -> Any:
    """A canonical table, empty where the project lacks it; a derived one; or all of them."""
    if name == "records":
        return records
    return getattr(records, name) if name in BY_NAME else records.derived(name)
