"""What a notebook shows goes out under the kit's MIME type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from kit import charts, kpis
from kit.advice import Observation, Value
from kit.report import Report
from kit.results import MIME, Figure, Finding, Headline, Notice, Table
from tests.report.small_project import Shown


def test_a_cell_puts_out_the_result_the_lab_view_and_plain_text(
    report: Report, rate: pd.DataFrame, bundles: Callable[..., list[dict[str, Any]]]
) -> None:
    (bundle,) = bundles(lambda: report.headline(rate))
    assert set(bundle) == {MIME, "text/html", "text/plain"}
    assert bundle[MIME]["result"] == "headline"
    assert "Win rate" in bundle["text/html"]
    assert bundle["text/plain"].startswith("Win rate · 50.0%")


def test_a_frame_is_shown_as_a_table(report: Report, rate: pd.DataFrame, shown: Shown) -> None:
    (table,) = shown(lambda: report.show(rate, title="Rates", limit=1))
    assert isinstance(table, Table)
    assert (table.title, table.kpi, len(table.rows), table.left_out) == ("Rates", "win_rate", 1, 1)


def test_a_chart_is_shown_with_its_finding_and_its_data(
    report: Report, rate: pd.DataFrame, shown: Shown
) -> None:
    (figure,) = shown(lambda: report.show(charts.trend(rate), rate))
    assert isinstance(figure, Figure)
    assert (figure.title, figure.kpi) == ("Win rate", "win_rate")
    assert figure.alt
    assert figure.svg.startswith("<svg")
    assert figure.width > figure.height > 0
    assert figure.data is not None
    assert len(figure.data.rows) == 2


def test_a_chart_of_ones_own_needs_no_data_behind_it(
    report: Report, rate: pd.DataFrame, shown: Shown
) -> None:
    (figure,) = shown(lambda: report.show(charts.trend(rate), title="My own"))
    assert isinstance(figure, Figure)
    assert (figure.title, figure.kpi, figure.data) == ("My own", "", None)


def test_the_same_chart_is_the_same_bytes(report: Report, rate: pd.DataFrame, shown: Shown) -> None:
    first, second = (shown(lambda: report.show(charts.trend(rate), rate)) for _ in range(2))
    assert first == second


def test_a_headline_says_the_change(report: Report, rate: pd.DataFrame, shown: Shown) -> None:
    changes = kpis.compare(kpis.win_rate, report.records.opportunities, report.window)
    (head,) = shown(lambda: report.headline(rate, changes))
    assert isinstance(head, Headline)
    assert head.change == "−50.0 points from 100.0%: within what chance alone explains"
    (amount,) = shown(
        lambda: report.headline(
            kpis.bookings(report.records.opportunities, report.window), measure="amount"
        )
    )
    assert isinstance(amount, Headline)
    assert amount.text == "€30.00"


def test_findings_are_shown_one_by_one_and_silent_rules_show_nothing(
    report: Report, shown: Shown
) -> None:
    one = Observation("r", "{n} are late.", {"n": Value(3)})
    found = shown(lambda: report.finding(one, [one, one], ()))
    assert [type(result) for result in found] == [Finding] * 3
    assert shown(report.finding) == []


def test_a_listing_needs_no_kpi(report: Report, shown: Shown) -> None:
    spans = kpis.recorded_spans(report.records.opportunities, report.window)
    (table,) = shown(lambda: report.show(spans))
    assert isinstance(table, Table)
    assert len(table.rows) == 2


def test_the_gravest_findings_come_first_and_the_rest_is_counted(
    report: Report, shown: Shown
) -> None:
    info, act = Observation("i", "Fine.", {}), Observation("a", "Act.", {}, "act")
    found = shown(lambda: report.gravest([info, info], (), [act], most=2))
    assert [one.rule for one in found if isinstance(one, Finding)] == ["a", "i"]
    (more,) = (one for one in found if isinstance(one, Notice))
    assert more.text.startswith("1 more finding of less weight")


def test_where_every_rule_is_silent_a_sentence_says_that_nothing_stands_out(
    report: Report, shown: Shown
) -> None:
    (notice,) = shown(lambda: report.gravest((), ()))
    assert isinstance(notice, Notice)
    assert notice.text.startswith("Nothing stands out")
    assert len(shown(lambda: report.gravest([Observation("i", "Fine.", {})]))) == 1
