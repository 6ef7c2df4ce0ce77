"""Each rule on what the records cannot tell speaks on its evidence, and is silent without."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kit import kpis
from kit.advice import Observation, Value, what_the_records_cannot_tell
from kit.advice.recording import LATE_DAYS, STALE_SHARE
from kit.language import placeholders
from kit.window import Window

JUNE = Window(date(2026, 6, 30), periods=1)
CALM = pd.DataFrame({"column": ["created_at", "closed_at"]}).assign(
    first=pd.to_datetime(["2026-01-01", "2026-01-11"]), is_late=[False, False]
)


def spans(created: str | None, closed: str | None, *, late: bool = True) -> pd.DataFrame:
    return CALM.assign(
        first=pd.to_datetime([created, closed]), is_late=[False, late and bool(closed)]
    )


def test_a_late_first_close_that_may_be_chance_is_not_spoken_of() -> None:
    assert said(spans("2016-10-20", "2017-03-01", late=False)) == ()


def beyond(share: float | None, n: int = 10) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"measure": ["count", "share", "longest_days"], "value": [8.0, share, 138.0]}
    )
    return frame.assign(n=pd.array([n, n, 20], dtype="Int64"))


def pipeline(*not_started: float | None) -> pd.DataFrame:
    months = pd.date_range("2026-01-01", periods=len(not_started), freq="MS")
    return pd.DataFrame({"period": months, "measure": "not_started", "value": not_started})


CALM_BEYOND, CALM_PIPELINE = beyond(0.0), pipeline(0.0)


def said(
    spans: pd.DataFrame = CALM,
    beyond: pd.DataFrame = CALM_BEYOND,
    pipeline: pd.DataFrame = CALM_PIPELINE,
    basis: str = "amount_before_close",
) -> tuple[Observation, ...]:
    """What the rules say of records that are calm but for what is handed in."""
    return what_the_records_cannot_tell(spans, beyond, pipeline, basis)


def test_where_nothing_is_wrong_nothing_is_said() -> None:
    assert said() == ()


def test_closes_recorded_late_are_said_with_both_days() -> None:
    (found,) = said(spans("2016-10-20", "2017-03-01"))
    assert (found.rule, found.severity) == ("closes_recorded_late", "watch")
    assert found.facts == {
        "closed": Value(date(2017, 3, 1)),
        "created": Value(date(2016, 10, 20)),
    }
    assert [value for _, value in found.evidence] == [Value(132.0)]


@pytest.mark.parametrize(("closed", "speaks"), [("2026-01-30", False), ("2026-01-31", True)])
def test_a_gap_is_late_from_thirty_days_on(closed: str, speaks: bool) -> None:
    assert LATE_DAYS == 30
    assert bool(said(spans("2026-01-01", closed))) is speaks


@pytest.mark.parametrize("days", [("2026-01-01", None), (None, "2026-05-01"), (None, None)])
def test_without_a_creation_or_a_close_there_is_no_gap(days: tuple[str, str]) -> None:
    assert said(spans(*days)) == ()


def test_open_ones_older_than_any_close_are_counted() -> None:
    (found,) = said(beyond=beyond(0.8))
    assert (found.rule, found.severity) == ("open_beyond_any_close", "act")
    assert found.facts == {
        "count": Value(8.0),
        "n": Value(10.0),
        "share": Value(0.8, "ratio"),
        "longest": Value(138.0, "days"),
    }
    assert found.action


@pytest.mark.parametrize(("share", "speaks"), [(0.249, False), (0.25, True), (None, False)])
def test_a_quarter_of_the_open_ones_is_worth_a_sentence(share: float, speaks: bool) -> None:
    assert STALE_SHARE == 0.25
    assert bool(said(beyond=beyond(share))) is speaks


def test_opportunities_without_a_start_are_said_as_of_the_newest_period() -> None:
    (found,) = said(pipeline=pipeline(7.0, 500.0))
    assert (found.rule, found.severity) == ("open_not_started", "info")
    assert found.facts == {"waiting": Value(500.0)}
    assert said(pipeline=pipeline(7.0, 0.0)) == ()
    assert said(pipeline=pipeline(7.0, None)) == ()


@pytest.mark.parametrize(
    ("basis", "rules"),
    [
        ("amount_before_close", []),
        ("list_price", ["lost_amounts_zeroed"]),
        ("", ["nothing_to_weigh"]),
    ],
)
def test_what_a_rate_by_amount_rests_on_is_said_where_it_is_not_the_amount(
    basis: str, rules: list[str]
) -> None:
    assert [found.rule for found in said(basis=basis)] == rules


def test_all_that_is_wrong_is_said_and_every_placeholder_has_its_fact() -> None:
    found = said(spans("2016-10-20", "2017-03-01"), beyond(0.8), pipeline(500.0), "list_price")
    assert len({one.rule for one in found}) == 4
    for one in found:
        assert set(placeholders(one.message)) | set(placeholders(one.action)) == set(one.facts)


def test_the_rules_read_what_the_kpis_give() -> None:
    table = pd.DataFrame(
        {
            "opportunity_id": ["a", "b", "c"],
            "created_at": pd.to_datetime(["2026-01-01", "2026-01-05", None]),
            "closed_at": pd.to_datetime(["2026-03-01", None, None]),
            "status": ["won", "open", "open"],
            "amount": [10.0, 5.0, 5.0],
        }
    )
    found = what_the_records_cannot_tell(
        kpis.recorded_spans(table, JUNE),
        kpis.beyond_longest_cycle(table, JUNE),
        kpis.open_pipeline(table, JUNE),
        "",
    )
    rules = [
        "open_beyond_any_close",
        "open_not_started",
        "nothing_to_weigh",
    ]
    assert [one.rule for one in found] == rules


def test_an_empty_company_has_nothing_to_say_but_what_it_lacks() -> None:
    table = pd.DataFrame(
        {
            "opportunity_id": pd.Series(dtype="str"),
            "created_at": pd.to_datetime([]),
            "closed_at": pd.to_datetime([]),
            "status": pd.Series(dtype="str"),
            "amount": pd.Series(dtype="float64"),
        }
    )
    found = what_the_records_cannot_tell(
        kpis.recorded_spans(table, JUNE),
        kpis.beyond_longest_cycle(table, JUNE),
        kpis.open_pipeline(table, JUNE),
        "amount_before_close",
    )
    assert found == ()
