"""How long records waited, and what is read off the curves of a group."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kit.kpis.groups import group
from kit.kpis.waiting import day_ends, shares_within, spans_of, wait_rows, waits
from kit.window import Calendar, Window, WorkingTime

WINDOW = Window(date(2026, 3, 6), calendar=Calendar("Europe/Madrid"))


def instants(*texts: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts), utc=True)).astype("datetime64[us, UTC]")


def test_answered_ended_and_still_waiting() -> None:
    start = instants(*["2026-03-02T09:00Z"] * 4)
    answer = instants("2026-03-02T10:00Z", "2026-03-04T10:00Z", None, "2026-03-03T09:00Z")
    ended = instants(None, "2026-03-03T09:00Z", None, "2026-03-03T09:00Z")
    found = waits(pd.DataFrame(index=start.index), start, answer, WINDOW, ended)
    assert found.cause.tolist() == [1, 2, 0, 1]
    assert found.clock.tolist() == [1, 24, 4 * 24 + 14, 24]
    assert found.working.tolist() == [1, 9, 8 + 4 * 9, 9]


def test_an_answer_before_the_start_took_no_time() -> None:
    start = instants("2026-03-02T09:00Z")
    found = waits(pd.DataFrame(index=[0]), start, start - pd.Timedelta(hours=3), WINDOW)
    assert (found.clock.tolist(), found.working.tolist()) == ([0], [0])


def test_days_end_at_midnight_of_the_calendars_zone() -> None:
    days = pd.Series(pd.to_datetime(["2026-03-28", None])).astype("datetime64[us]")
    found = day_ends(days, Calendar("Europe/Madrid"))
    assert found.iloc[0] == pd.Timestamp("2026-03-28T23:00Z")
    assert pd.isna(found.iloc[1])


def test_a_group_whose_working_hours_are_not_known_has_none() -> None:
    calendar = Calendar(working=(WorkingTime((("", "North"),), ((),) * 7),))
    start = instants("2026-03-02T09:00Z", "2026-03-02T09:00Z")
    records = pd.DataFrame({"team": pd.Categorical(["North", "South"])})
    waited = waits(
        records, start, start + pd.Timedelta(hours=2), Window(date(2026, 3, 6), calendar=calendar)
    )
    rows = wait_rows(
        group(records, ["team"]),
        waited,
        lambda clock, working: [
            *spans_of(working, ("median", "p90")),
            *shares_within(clock, {"within": 2.0}),
        ],
    )
    value = rows.set_index(["team", "measure"])["value"]
    assert np.isnan(value["North", "median"])
    assert value["South", "median"] == 2.0
    assert value["North", "within"] == 1.0
    assert rows.set_index(["team", "measure"])["n"]["North", "median"] == 0
