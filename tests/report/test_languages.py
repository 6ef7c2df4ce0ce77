"""A report in another language than the index: what the index shows is said in both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd

from kit import language
from kit.advice import Observation, Value
from kit.report import Report
from kit.results import INDEX_MIME, MIME

Bundles = Callable[[Callable[[], object]], list[dict[str, Any]]]
LATE = Observation(
    "late",
    "{waiting} open opportunities have no start date: they are counted, but have no age.",
    {"waiting": Value(2.0)},
)


def test_tiles_and_findings_are_put_into_the_words_of_the_index_too(
    report: Report, rate: pd.DataFrame, bundles: Bundles
) -> None:
    language.use("it", "EUR")
    tile, finding = bundles(lambda: (report.headline(rate), report.finding(LATE)))
    assert tile[MIME]["label"] == "Tasso di successo"
    assert tile[MIME]["text"] == "50,0%"
    assert (tile[INDEX_MIME]["label"], tile[INDEX_MIME]["text"]) == ("Win rate", "50.0%")
    assert finding[INDEX_MIME]["text"].startswith("2 open opportunities")
    assert finding[MIME]["text"] != finding[INDEX_MIME]["text"]
    assert language.current().code == "it"


def test_nothing_is_said_twice_in_the_language_of_the_index_or_without_one(
    report: Report, rate: pd.DataFrame, bundles: Bundles
) -> None:
    (tile,) = bundles(lambda: report.headline(rate))
    assert INDEX_MIME not in tile
    language.use("it", "EUR")
    (tile,) = bundles(lambda: replace(report, index_language="").headline(rate))
    assert INDEX_MIME not in tile


def test_a_title_is_a_message_and_one_that_nobody_knows_stays(
    report: Report, rate: pd.DataFrame, bundles: Bundles
) -> None:
    language.use("it", "EUR")
    titles = [
        bundle[MIME]["title"]
        for title in ("By product", "My own")
        for bundle in bundles(lambda title=title: report.show(rate, title=title))
    ]
    assert titles == ["Per prodotto", "My own"]
