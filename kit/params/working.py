"""When each unit works, read from the settings and resolved to dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kit.params.holidays import holiday_dates
from kit.params.hours import working_week
from kit.params.settings import Settings
from kit.units import Unit
from kit.window import WorkingTime

_NO_WEEK = ((),) * 7


def working_times(
    settings: Settings, units: Iterable[Unit], as_of: date
) -> tuple[WorkingTime, ...]:
    """The working times of `units`, those with the same ones together.

    A team inherits `hours`, `holidays` and `timezone` from its region, and a region from the
    project. An empty `hours` says that the unit's working hours are not known.

    Parameters
    ----------
    units
        Nobody else's working times are told.
    as_of
        Public holidays are listed up to the end of its year.

    Examples
    --------
    >>> from pathlib import Path
    >>> settings = Settings(folder=Path(), units={"EMEA": {"hours": "Mo-Th 08:00-16:00"}})
    >>> found = working_times(settings, [Unit(), Unit("EMEA"), Unit("EMEA", "DACH")], date.today())
    >>> [one.units for one in found]
    [(('', ''),), (('EMEA', ''), ('EMEA', 'DACH'))]
    """
    found: dict[WorkingTime, list[tuple[str, str]]] = {}
    for unit in units:
        own = settings.unit(unit)
        week = working_week(own.hours) if own.hours else _NO_WEEK
        time = WorkingTime((), week, own.timezone, holiday_dates(own.holidays, as_of))
        found.setdefault(time, []).append((unit.region, unit.team))
    return tuple(
        WorkingTime(tuple(names), time.week, time.timezone, time.holidays)
        for time, names in found.items()
    )
