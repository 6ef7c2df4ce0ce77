"""Observations become sentences in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kit import catalogue, language
from kit.advice import Observation, Value
from kit.wording import missing_table, worded


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
