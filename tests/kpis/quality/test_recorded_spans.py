from __future__ import annotations

from datetime import date

import pandas as pd

from kit.kpis.quality.recorded_spans import recorded_spans
from kit.window import Window


def test_creations_and_closes_have_their_first_and_last_day():
    rows = pd.DataFrame(
        {
            "created_at": pd.to_datetime(["2026-01-05", "2026-02-01", None, "2026-05-01"]),
            "closed_at": pd.to_datetime(["2026-02-10", None, None, None]),
            "status": ["won", "lost", "open", "open"],
            "amount": 1.0,
        }
    )
    spans = recorded_spans(rows, Window(date(2026, 3, 31))).set_index("column")
    assert spans.loc["created_at"].tolist() == [
        pd.Timestamp("2026-01-05"), pd.Timestamp("2026-02-01"), 2, 1, False,
    ]  # fmt: skip
    assert spans.loc["closed_at", ["n", "missing"]].tolist() == [1, 1]
    assert spans.loc["closed_at", "last"] == pd.Timestamp("2026-02-10")


def test_without_records_there_are_no_days():
    rows = pd.DataFrame(
        {
            "created_at": pd.Series(dtype="datetime64[us, UTC]"),
            "closed_at": pd.Series(dtype="datetime64[us, UTC]"),
            "status": pd.Series(dtype="str"),
            "amount": pd.Series(dtype=float),
        }
    )
    spans = recorded_spans(rows, Window(date(2026, 3, 31)))
    assert spans["first"].isna().all()
    assert spans["n"].tolist() == [0, 0]


def company(days: int) -> pd.DataFrame:
    """One a day up to 31 August; of those from 11 June on each second was won after 20 days."""
    created = pd.Series(pd.date_range(end="2025-08-31", periods=days))
    is_won = (created >= pd.Timestamp("2025-06-11")) & (created.dt.day_of_year % 2 == 0)
    closed = (created + pd.Timedelta(days=20)).where(is_won)
    status = is_won.map({True: "won", False: "open"})
    return pd.DataFrame(
        {"created_at": created, "closed_at": closed, "status": status, "amount": 1.0}
    )


def test_closes_are_late_where_so_many_without_one_before_cannot_be_chance():
    spans = recorded_spans(company(200), Window(date(2025, 9, 30))).set_index("column")
    assert spans["is_late"].to_dict() == {"created_at": False, "closed_at": True}


def test_a_late_first_close_among_few_records_may_be_chance():
    spans = recorded_spans(company(85), Window(date(2025, 9, 30))).set_index("column")
    assert not spans["is_late"].any()
