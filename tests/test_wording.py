"""Observations become sentences in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

from kit import catalogue, language
from kit.advice import AT_LEAST, AT_MOST, Observation, Value
from kit.data.records import Records
from kit.wording import missing_table, unmodelled, worded


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def observation(message: str, **facts: Value) -> Observation:
    return Observation("rule", message, facts)


def test_facts_are_said_in_their_units() -> None:
    said = worded(
        observation(
            "{count} of {share}, {amount} in {span} since {day}",
            count=Value(1291),
            share=Value(0.812, "ratio"),
            amount=Value(2500, "money"),
            span=Value(138, "days"),
            day=Value(date(2017, 3, 1)),
        ),
        "EUR",
    )
    assert said.text == "1,291 of 81.2%, €2,500 in 138 days since 1 March 2017"


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "1.3 points off"), ("ca", "1,3 punts off"), ("it", "1,3 punti off")],
)
def test_how_far_two_shares_lie_apart_is_said_in_points(code: str, text: str) -> None:
    language.use(code)
    said = worded(observation("{error} off", error=Value(0.013, "distance")))
    assert said.text == text


def test_rule_severity_action_and_evidence_are_carried_over() -> None:
    said = worded(
        Observation(
            "stale",
            "{n} are stale.",
            {"n": Value(3)},
            "act",
            "Ask about all {n}.",
            (("Longest cycle", Value(138, "days")), ("First close", Value(date(2017, 3, 1)))),
        )
    )
    assert (said.rule, said.severity) == ("stale", "act")
    assert (said.text, said.action) == ("3 are stale.", "Ask about all 3.")
    assert said.evidence == (("Longest cycle", "138 days"), ("First close", "1 March 2017"))


def test_without_advice_there_is_no_action() -> None:
    assert worded(observation("Nothing.")).action == ""


def test_numbers_and_dates_follow_the_language() -> None:
    language.use("es")
    said = worded(
        observation("{share} {day}", share=Value(0.812, "ratio"), day=Value(date(2017, 3, 1)))
    )
    assert said.text == "81,2\xa0% 1 de marzo de 2017"


def test_a_missing_value_is_a_dash() -> None:
    assert worded(observation("{n}", n=Value(float("nan")))).text == "–"


def test_a_kpi_without_its_table_says_which_and_how_to_supply_it() -> None:
    notice = missing_table(catalogue.find("win_rate"), "opportunities")
    assert notice.kind == "missing"
    assert notice.text.startswith("“Win rate” needs the table `opportunities`")
    assert "`sources:`" in notice.fix
    assert "`opportunities`" in notice.fix


def modelled(**tables: pd.DataFrame) -> Records:
    """A slice with nothing but tables that models made."""
    return Records.of(dict(tables))


CHANCES = pd.DataFrame({"opportunity_id": ["a"], "as_of": pd.to_datetime(["2026-03-31"])})
KEPT = pd.DataFrame({"made": pd.to_datetime(["2026-03-24", "2026-03-31"])})


def test_what_no_model_tells_is_said_to_need_one() -> None:
    notice = unmodelled(catalogue.find("bookings_forecast"), modelled(), date(2026, 3, 31))
    assert notice is not None
    assert (
        notice.text == "“Forecast of bookings” needs a model, and too little is recorded for one."
    )


def test_a_model_of_a_later_day_is_named_with_its_day() -> None:
    kpi = catalogue.find("weighted_pipeline")
    notice = unmodelled(kpi, modelled(win_probabilities=CHANCES), date(2026, 3, 10))
    assert notice is not None
    assert "not known for 10 March 2026: its model was fitted as of 31 March 2026" in notice.text
    assert "JupyterLab" in notice.fix


def test_paths_that_were_cut_away_for_an_earlier_day_were_fitted_later() -> None:
    cut = pd.DataFrame({"as_of": pd.to_datetime([]), "month": pd.to_datetime([])})
    records = modelled(win_probabilities=CHANCES, forecast_paths=cut)
    notice = unmodelled(catalogue.find("target_chance"), records, date(2026, 3, 10))
    assert notice is not None
    assert "fitted as of 31 March 2026" in notice.text


def test_before_a_period_is_over_the_first_forecast_is_named() -> None:
    entry = catalogue.find_entry("past_forecasts")
    notice = unmodelled(entry, modelled(earlier_forecasts=KEPT), date(2026, 3, 31))
    assert notice is not None
    assert "the first forecast is as of 24 March 2026" in notice.text


def test_changes_of_chances_need_a_second_load() -> None:
    entry = catalogue.find_entry("chance_changes")
    notice = unmodelled(entry, modelled(win_probabilities=CHANCES), date(2026, 3, 31))
    assert notice is not None
    assert "from the second load on" in notice.text


def test_what_needs_no_model_or_has_one_of_the_day_is_left_to_others() -> None:
    records, day = modelled(win_probabilities=CHANCES), date(2026, 3, 31)
    assert unmodelled(catalogue.find("win_rate"), records, day) is None
    assert unmodelled(catalogue.find("weighted_pipeline"), records, day) is None


def test_a_fact_that_is_a_message_is_said_in_the_page_s_language() -> None:
    said = worded(observation("It is {what}.", what=Value("company's average", "word")))
    assert said.text == "It is company's average."


def test_both_ends_of_an_interval_are_one_range() -> None:
    bounds = ((AT_LEAST, Value(0.25, "ratio")), (AT_MOST, Value(0.5, "ratio")))
    told = worded(Observation("rule", "It fell.", {}, evidence=(*bounds, ("Records", Value(40)))))
    assert told.evidence == (("Range", "25.0% to 50.0%"), ("Records", "40"))
