"""One KPI for one unit, exactly as a notebook gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kit import catalogue
from kit.data.handover import Handover
from kit.data.records import Records
from kit.params import ReportParameters, Settings
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
    """Compute the KPI called `name` from the tables that the catalogue names.

    Parameters
    ----------
    name
        Name of the KPI.
    records
        The unit's tables.
    window
        Periods and the day as of which they are seen.
    by
        Columns to split by; where none is given, the KPI's own default.

    Returns
    -------
    pandas.DataFrame
        The KPI's tidy frame.

    Raises
    ------
    ParamError
        If no KPI is called so, or a column of `by` is unknown; the message suggests the likeliest.
    """
    kpi = catalogue.find(name)
    tables = [getattr(records, table) for table in kpi.tables]
    derived = {name: records.derived(name) for name in kpi.derived if records.has(name)}
    return kpi.function(*tables, window, **derived, **({"by": tuple(by)} if by else {}))
