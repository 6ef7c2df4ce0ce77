from __future__ import annotations

from datetime import date

import pandas as pd

from kit.kpis.quality.recording import recorded_spans
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
        pd.Timestamp("2026-01-05"), pd.Timestamp("2026-02-01"), 2, 1,
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
