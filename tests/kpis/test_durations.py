from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis.durations import durations
from kit.window import Calendar, Window

WINDOW = Window(date(2026, 3, 31))


def table(*rows, utc=False):
    """Opportunities written as (created, closed, status)."""
    created, closed, status = zip(*rows, strict=True) if rows else ((), (), ())
    return pd.DataFrame(
        {
            "created_at": pd.to_datetime(pd.Series(created, dtype="str"), utc=utc),
            "closed_at": pd.to_datetime(pd.Series(closed, dtype="str"), utc=utc),
            "status": pd.Series(status, dtype="str"),
            "amount": 1.0,
        }
    )


def daily(recorded_from="2025-07-01"):
    """Three creations a day, closed 20 to 119 days later, the closes seen from a day on."""
    days = pd.date_range("2025-07-01", "2026-03-31", freq="D").as_unit("us")
    created = days.repeat(3)
    ages = np.random.default_rng(13).integers(20, 120, len(created))
    closed = created + pd.to_timedelta(ages, unit="D")
    rows = pd.DataFrame({"created_at": created, "closed_at": closed, "amount": 1.0})
    rows = rows[rows["closed_at"] >= recorded_from].reset_index(drop=True)
    rows["status"] = np.where(rows["closed_at"] <= "2026-03-31", "won", "open")
    return rows.assign(closed_at=rows["closed_at"].where(rows["status"].eq("won")))


def test_open_opportunities_are_seen_until_as_of():
    spans = durations(
        table(("2026-01-01", "2026-01-31", "won"), ("2026-03-01", None, "open")), WINDOW
    )
    assert spans.entry.tolist() == [0, 0]
    assert spans.exit.tolist() == [30, 30]
    assert spans.cause.tolist() == [1, 0]


def test_two_instants_give_fractions_of_days():
    rows = table(
        ("2026-01-01T00:00", "2026-01-02T12:00", "lost"),
        ("2026-03-31T12:00", None, "open"),
        utc=True,
    )
    assert durations(rows, WINDOW).exit.tolist() == [1.5, 0.5]


def test_an_instant_and_a_date_are_compared_as_local_days():
    rows = table(("2026-01-01T23:30", "2026-01-04", "won"), ("2026-03-30T23:30", None, "open"))
    rows["created_at"] = rows["created_at"].dt.tz_localize("UTC")
    spans = durations(rows, Window(date(2026, 3, 31), calendar=Calendar("Europe/Madrid")))
    assert spans.exit.tolist() == [2, 0]


def test_what_has_no_age_is_left_out():
    spans = durations(
        table((None, None, "open"), ("2026-01-01", None, "lost"), ("2026-03-01", None, "open")),
        WINDOW,
    )
    assert spans.opportunities.index.tolist() == [2]


def test_a_close_after_as_of_is_still_open():
    spans = durations(table(("2026-03-01", "2026-04-20", "won")), WINDOW)
    assert (spans.exit.tolist(), spans.cause.tolist()) == ([30], [0])


def test_late_recording_makes_earlier_opportunities_count_from_their_age_then():
    rows = daily(recorded_from="2026-01-01")
    spans = durations(rows, WINDOW)
    assert spans.recording_start == date(2026, 1, 1)
    # A close on the first day of recording is under observation for that day.
    first = rows["closed_at"].eq("2026-01-01")
    assert first.any()
    assert (spans.entry[first] == spans.exit[first] - 1).all()
    assert (spans.entry > 0).sum() == (rows["created_at"] < "2025-12-31").sum()


def test_late_recording_of_instants_begins_at_local_midnight():
    rows = daily(recorded_from="2026-01-01")
    for column in ("created_at", "closed_at"):
        rows[column] = rows[column].dt.tz_localize("UTC")
    spans = durations(rows, WINDOW)
    first = rows["closed_at"].eq(pd.Timestamp("2026-01-01", tz="UTC"))
    assert spans.recording_start == date(2026, 1, 1)
    assert spans.entry[first] == pytest.approx(spans.exit[first])
    assert (spans.entry[first] < spans.exit[first]).all()


def test_a_file_that_records_closes_from_the_start_has_no_delayed_entry():
    spans = durations(daily(), WINDOW)
    assert spans.recording_start is None
    assert spans.entry.max() == 0


def test_a_few_slow_opportunities_are_not_taken_for_late_recording():
    rows = table(
        ("2025-01-01", "2025-09-01", "won"),
        ("2025-08-20", "2025-09-10", "won"),
        ("2025-09-01", "2025-09-20", "lost"),
    )
    assert durations(rows, WINDOW).recording_start is None


def test_no_opportunities_have_no_durations():
    spans = durations(table(), WINDOW)
    assert len(spans.exit) == 0
    assert spans.recording_start is None
