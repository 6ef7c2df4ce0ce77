from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kit.kpis.durations import durations
from kit.models.win_probability.closings import closings, month_of_quarter
from kit.window import Calendar, Window


def test_chances_of_cells_follow_from_the_first_day() -> None:
    table = pd.DataFrame(
        {
            "created_at": pd.to_datetime(["2026-01-01"] * 4),
            "closed_at": pd.to_datetime(["2026-01-11", "2026-01-11", "2026-02-10", None]),
            "status": ["won", "lost", "won", "open"],
            "amount": 1.0,
        }
    )
    found = closings(durations(table, Window(date(2026, 6, 30))), Calendar())
    assert found.days.tolist() == [10, 40]
    assert found.share == pytest.approx([2 / 3, 1 / 3])
    assert found.cells == 3  # too few closes for bins of age: one per month of the quarter
    days = pd.Series(pd.to_datetime(["2026-04-01", "2026-04-25", None]))
    chances, row = found.ahead(days)
    assert chances[row[0]] == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert chances[row[1]] == pytest.approx([0.0, 2 / 3, 1 / 3])
    assert chances[row[2]] == pytest.approx([1 / 3, 1 / 2, 1 / 6])


def test_bins_of_age_hold_about_equally_many_closes() -> None:
    days = np.arange(120)
    table = pd.DataFrame({"created_at": pd.Timestamp("2026-01-01"), "amount": 1.0}, index=days)
    table["closed_at"] = table["created_at"] + pd.to_timedelta(days, "D")
    found = closings(durations(table.assign(status="won"), Window(date(2026, 6, 30))), Calendar())
    cell = found.cell(days.astype(float), np.zeros(120, dtype=int))
    assert np.unique(cell, return_counts=True)[1].tolist() == [30, 30, 30, 30]


def test_without_a_close_every_cell_is_as_likely_on_an_unknown_day() -> None:
    table = pd.DataFrame({"created_at": [], "closed_at": [], "status": [], "amount": []})
    table = table.astype({"created_at": "datetime64[us]", "closed_at": "datetime64[us]"})
    found = closings(durations(table, Window(date(2026, 6, 30))), Calendar())
    chances, row = found.ahead(pd.Series(pd.to_datetime([None])))
    assert chances[row[0]] == pytest.approx([1 / 3] * 3)


def test_fiscal_quarters_start_where_the_calendar_says() -> None:
    days = np.array(["2026-02-01", "2026-03-31", "2026-04-30"], "datetime64[D]")
    assert month_of_quarter(days, Calendar(fiscal_year_start=2)).tolist() == [0, 1, 2]
