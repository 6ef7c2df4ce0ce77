"""How long it takes from a lead to a win."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kit.data.frames import empty
from kit.estimates.curves import incidence
from kit.estimates.intervals import Floats
from kit.estimates.spans import Estimate, quantiles
from kit.kpis.frame import finish
from kit.kpis.groups import group
from kit.kpis.stages.clock import MISSING, days
from kit.kpis.stages.journeys import journeys
from kit.window import Window

_QUARTILES = {"median": 0.50, "p25": 0.25, "p75": 0.75}
MEASURES = (*_QUARTILES, "naive_median")


def lead_cycle_time(
    leads: pd.DataFrame,
    opportunities: pd.DataFrame,
    window: Window,
    *,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """Days from the creation of a lead to the first win of one of its opportunities, given a win.

    Read off the Aalen–Johansen curve over all leads known on `as_of`: disqualification and the loss
    of all opportunities compete, the others stay at risk. `naive_median` is that of the
    recorded wins alone: too short while slow ones are still open. Without a win the values are NA
    and marked ``not_reached``.

    Unit: days
    Source: leads (created_at, disqualified_at, opportunity_id),
        opportunities (status, closed_at, lead_id)

    Parameters
    ----------
    leads, opportunities
        Canonical tables.
    window
        Its `as_of` counts; the rows stand in the current period.
    by
        Dimensions of leads.

    Returns
    -------
    pandas.DataFrame
        Tidy frame; `n` counts the leads that were won.

    Examples
    --------
    >>> from datetime import date
    >>> from kit.data.frames import completed
    >>> leads = completed(pd.DataFrame({
    ...     "lead_id": ["l", "m"], "opportunity_id": ["a", None],
    ...     "created_at": pd.to_datetime(["2026-01-01", "2026-01-02"])}), "leads")
    >>> table = completed(pd.DataFrame({
    ...     "opportunity_id": ["a"], "status": ["won"], "lead_id": ["l"],
    ...     "created_at": pd.to_datetime(["2026-01-05"]),
    ...     "closed_at": pd.to_datetime(["2026-01-21"])}), "opportunities")
    >>> lead_cycle_time(leads, table, Window(date(2026, 1, 31)))["value"].tolist()
    [20.0, 20.0, 20.0, 20.0]
    """
    found = journeys(leads, opportunities, empty("quotes"), window, by)
    start, won = found.moments[:, 0], found.of_step("won")
    cause = np.select([won != MISSING, found.over != MISSING], [1, 2], 0)
    end = np.select([cause == 1, cause == 2], [won, found.over], found.seen)
    inside = (start != MISSING) & (len(leads) > 0)
    records, ages, cause = found.records[inside], days(start, end)[inside], cause[inside]
    groups = group(records, by)
    values = [_row(age, cause, window.level) for age, cause in groups.split(ages, cause)]
    table = np.array(values, dtype=float).reshape(len(values), len(MEASURES), 4)
    rows = [
        groups.rows(
            measure=measure,
            value=part[:, 0],
            low=part[:, 1],
            high=part[:, 2],
            n=part[:, 3],
            mark=np.where(np.isnan(part[:, 0]), "not_reached", ""),
        )
        for measure, part in zip(MEASURES, table.transpose(1, 0, 2), strict=True)
    ]
    return finish(
        pd.concat(rows, ignore_index=True).assign(period=pd.Timestamp(window.current.start)),
        "lead_cycle_time",
        window,
        by=by,
        measures=MEASURES,
        rates=MEASURES,
        now=True,
    )


def _row(ages: Floats, cause: NDArray[np.int64], level: float) -> list[tuple[float, ...]]:
    """Value, bounds and number of wins, for each measure."""
    won = ages[cause == 1]
    curves = incidence(np.zeros(len(ages)), ages, cause, level=level)
    quartiles = quantiles(curves, tuple(_QUARTILES.values()), 1, given=True)
    naive = float(np.median(won)) if len(won) else np.nan
    found = (*quartiles, Estimate(naive, np.nan, np.nan))
    return [(one.value, one.low, one.high, len(won)) for one in found]
