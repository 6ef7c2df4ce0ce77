"""The score of a lead at creation, and the band that it lies in."""

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas import DataFrame, Series

from kit.data.scores import score_bands, scores_at_creation, with_first_scores
from kit.window import Calendar

CREATED = "2026-01-01T10:00Z"


def instants(*values: str) -> Series:
    return pd.to_datetime(Series(values), utc=True, format="ISO8601").astype("datetime64[us, UTC]")


def leads(**scores: float) -> DataFrame:
    created = instants(*[CREATED] * len(scores))
    return DataFrame({"lead_id": list(scores), "score": [*scores.values()], "created_at": created})


def changes(*rows: tuple[str, str, str | None, str]) -> DataFrame:
    """Changes of scores: lead, instant, old, new."""
    ids, moments, old, new = zip(*rows, strict=True)
    return DataFrame(
        {
            "table": "leads",
            "id": list(ids),
            "changed_at": instants(*moments),
            "sequence": range(len(rows)),
            "field": "score",
            "old": Series(old, dtype="str"),
            "new": Series(new, dtype="str"),
        }
    )


def test_a_score_is_what_stood_before_it_was_first_overwritten() -> None:
    history = changes(
        ("a", "2026-01-09T10:00Z", "60", "80"), ("a", "2026-01-05T10:00Z", "35.5", "60")
    )
    assert scores_at_creation(leads(a=80.0, b=20.0), history).tolist() == [35.5, 20.0]


def test_changes_of_other_fields_and_tables_tell_nothing() -> None:
    history = changes(("a", "2026-01-09T10:00Z", "60", "80"))
    other = pd.concat([history.assign(field="owner"), history.assign(table="opportunities")])
    assert scores_at_creation(leads(a=80.0), other).tolist() == [80.0]
    assert scores_at_creation(leads(a=80.0), None).tolist() == [80.0]


def test_a_score_that_was_first_given_later_was_none_at_creation() -> None:
    late = changes(("a", "2026-01-01T11:01Z", None, "80"))
    assert scores_at_creation(leads(a=80.0), late).isna().all()
    words = changes(("a", "2026-01-05T11:01Z", "hot", "80"))
    assert scores_at_creation(leads(a=80.0), words).isna().all()


def test_a_robot_that_scores_within_the_hour_scores_at_creation() -> None:
    history = changes(
        ("a", "2026-01-01T10:02Z", None, "40"), ("a", "2026-01-09T10:02Z", "40", "80")
    )
    assert scores_at_creation(leads(a=80.0), history).tolist() == [40.0]


def test_days_cannot_tell_a_robot_from_an_afterthought() -> None:
    table = leads(a=80.0)
    table["created_at"] = pd.to_datetime(["2026-01-01"]).astype("datetime64[us]")
    history = changes(("a", "2026-01-01T10:02Z", None, "40"))
    assert scores_at_creation(table, history).isna().all()


def test_bands_are_thirds_whatever_the_scale() -> None:
    for scale in (0.01, 1.0, 1000.0):
        scores = Series([3.0, 6.0, 1.0, 4.0, 5.0, 2.0]) * scale - scale
        bands = score_bands(scores, scores.notna())
        assert bands.tolist() == ["middle", "high", "low", "middle", "high", "low"]


def test_a_score_that_nearly_all_have_is_in_the_middle() -> None:
    scores = Series([0.0] * 8 + [5.0, 9.0])
    assert score_bands(scores, scores.notna()).tolist() == ["middle"] * 8 + ["high"] * 2


def test_no_score_is_no_band() -> None:
    scores = Series([None, None], dtype="float64")
    assert score_bands(scores, scores.notna()).isna().all()


def test_leads_created_after_as_of_do_not_move_the_bands() -> None:
    early = leads(a=1.0, b=2.0, c=3.0)
    late = leads(**{f"x{number}": 50.0 + number for number in range(9)})
    late["created_at"] = instants(*["2026-02-01T10:00Z"] * 9)
    both = pd.concat([early, late], ignore_index=True)
    found = with_first_scores(both, None, date(2026, 1, 31), Calendar())
    assert found["score_band"].tolist()[:3] == ["low", "middle", "high"]
    assert set(found["score_band"].tolist()[3:]) == {"high"}


@settings(deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=40))
def test_bands_rise_with_the_score_and_equals_share_one(numbers: list[int]) -> None:
    scores = Series(numbers, dtype="float64")
    place = score_bands(scores, scores.notna()).map({"low": 0, "middle": 1, "high": 2})
    ordered = place[scores.sort_values(kind="stable").index]
    assert ordered.is_monotonic_increasing
    assert place.groupby(scores).nunique().eq(1).all()
