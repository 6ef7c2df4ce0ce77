"""Open opportunities beside their chances of being won, as the model saw them on `as_of`."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from pandas import DataFrame

from kit.kpis.forecast.derived import of_day
from kit.kpis.forecast.simulated import first_span
from kit.kpis.known import known
from kit.window import Window

_ALL = ("within_30", "within_90", "eventually", "low_90", "high_90", "expected_amount")
_OTHERS = ("basis", "previous_90", "previous_as_of")


def open_ones(
    opportunities: DataFrame,
    window: Window,
    by: Sequence[str],
    win_probabilities: DataFrame | None,
    read: Sequence[str] | None = None,
) -> DataFrame | None:
    """Open opportunities as known on `as_of`, with their chances.

    Parameters
    ----------
    win_probabilities
        One row per opportunity, as `kit.prepare` makes them.

    Returns
    -------
    DataFrame or None
        The opportunities with the columns of the model beside their own and `in_period`, the
        chance to be won by the end of the first period that is not over (missing where that is more
        than a year ahead); missing throughout for those that the model does not know. None where
        it knows nothing of that day.
    """
    asked = None if read is None else ("opportunity_id", "status", *read)
    records = known(opportunities, window, by, read=asked)
    chances = of_day(win_probabilities, window)
    if chances is None:
        return None
    stock = records[records["status"].eq("open")]
    by_then = _by_the_end(window)
    # The first snapshot has no chances of an earlier one.
    columns = chances.set_index("opportunity_id").reindex(columns=[*_ALL, *_OTHERS, by_then])
    columns = columns.rename(columns={by_then: "in_period"})
    columns = columns.astype({"previous_90": "float64", "previous_as_of": "datetime64[us]"})
    # What the model calls like a column of the records would stand twice.
    own = stock.drop(columns=[name for name in columns if name in stock])
    return own.join(columns, on="opportunity_id")


def _by_the_end(window: Window) -> str:
    """Column of the chance to be won by the end of the first period that is not over."""
    last = pd.Timestamp(first_span(window).end) - pd.Timedelta(days=1)
    day = pd.Timestamp(window.as_of)
    return f"won_by_{(last.year - day.year) * 12 + last.month - day.month}"
