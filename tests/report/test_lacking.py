"""What stands where there is nothing to show, and why."""

from __future__ import annotations

from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any

from kit import charts, kpis, open_report
from kit.data.handover import snapshot_of
from kit.params import load_settings
from kit.prepare import prepare
from kit.report import Report
from kit.results import Notice, Table
from tests.report.small_project import SETTINGS, Shown, loaded


def test_without_its_table_a_kpi_is_replaced_by_what_is_missing(
    tmp_path: Path, shown: Shown
) -> None:
    with chdir(loaded(tmp_path / "project", SETTINGS)):
        report = open_report(periods=2)
    rate = kpis.win_rate(report.records.opportunities, report.window)
    found = [
        *shown(lambda: report.headline(rate)),
        *shown(lambda: report.show(rate)),
        *shown(lambda: report.show(charts.trend(rate), rate)),
    ]
    assert [type(result) for result in found] == [Notice] * 3
    assert {result.kind for result in found if isinstance(result, Notice)} == {"missing"}


def test_a_listing_is_replaced_by_the_table_that_it_needs(report: Report, shown: Shown) -> None:
    tables = [getattr(report.records, name) for name in ("opportunities", "orders", "activities")]
    costs = kpis.account_costs(*tables, report.records.leads, report.records.quotes, report.window)
    (notice,) = shown(lambda: report.show(costs))
    assert isinstance(notice, Notice)
    assert notice.kind == "missing"
    assert "`activities`" in notice.text


def test_a_kpi_that_could_do_without_each_of_its_tables_needs_one_of_them(
    tmp_path: Path, shown: Shown
) -> None:
    with chdir(loaded(tmp_path / "project", SETTINGS)):
        report = open_report(periods=2)
    records = report.records
    again = kpis.repeat_rate(records.opportunities, records.orders, report.window)
    (notice,) = shown(lambda: report.headline(again))
    assert isinstance(notice, Notice)
    assert notice.kind == "missing"


def test_a_kpi_of_which_nothing_is_known_is_no_empty_chart(report: Report, shown: Shown) -> None:
    early = kpis.win_rate(report.records.opportunities, report.window.at(date(2024, 1, 31)))
    (notice,) = shown(lambda: report.show(charts.trend(early), early))
    assert isinstance(notice, Notice)
    assert notice.kind == "limit"
    assert "not known" in notice.text


def test_before_the_second_load_movement_is_replaced_by_where_history_begins(
    project: None, small: Path, shown: Shown
) -> None:
    settings = load_settings(small)
    prepare(settings, snapshot_of(settings))
    report = open_report(periods=2)
    names = ("observed_changes", "observed_start", "observed_days")
    observed: dict[str, Any] = {name: report.records.derived(name) for name in names}
    frame = kpis.pipeline_movement(report.records.opportunities, report.window, **observed)
    for cell in (
        lambda: report.show(charts.waterfall(frame), frame),
        lambda: report.headline(frame.query("step == 'end'")),
    ):
        (notice,) = shown(cell)
        assert isinstance(notice, Notice)
        assert notice.kind == "limit"
        assert "from the second load on; the first one is as of 28 February 2026" in notice.text


def test_a_comparison_without_anything_to_compare_says_so(report: Report, shown: Shown) -> None:
    year_ago = kpis.compare(
        kpis.win_rate, report.records.opportunities, report.window, against="year"
    )
    (notice,) = shown(lambda: report.show(year_ago))
    assert isinstance(notice, Notice)
    assert notice.kind == "limit"


def test_a_split_by_what_nobody_recorded_is_replaced_by_a_sentence(
    report: Report, shown: Shown
) -> None:
    by_source = kpis.bookings(report.records.opportunities, report.window.as_one, by=["source"])
    (notice,) = shown(lambda: report.show(charts.bars(by_source, by="source"), by_source))
    assert isinstance(notice, Notice)
    assert notice.text == "“Bookings” cannot be split: “Source” is recorded nowhere."
    by_owner = kpis.bookings(report.records.opportunities, report.window.as_one, by=["owner"])
    (table,) = shown(lambda: report.show(by_owner))
    assert isinstance(table, Table)


def test_cards_of_records_that_name_no_account_are_replaced_by_a_sentence(
    report: Report, shown: Shown
) -> None:
    (notice,) = shown(lambda: report.cards(limit=3))
    assert isinstance(notice, Notice)
    assert "names its account" in notice.text
