"""What a notebook opens, as a kernel would: results go out under the kit's MIME type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from kit import charts, kpis, language, load, open_report
from kit.advice import Observation, Value
from kit.data.handover import snapshot_of
from kit.errors import DataError, ParamError
from kit.params import load_settings
from kit.prepare import prepare
from kit.report import Report
from kit.results import MIME, Figure, Finding, Headline, Notice, Result, Table, from_wire

OPPORTUNITIES = """id,owner,stage,amount,created,closed
o1,Ada,Won,100,2025-12-20,2026-01-02
o2,Ada,Lost,0,2026-01-07,2026-02-10
o3,Bo,Won,30,2026-01-08,2026-02-03
o4,Bo,Open,50,2026-02-01,
"""
PEOPLE = "owner,team,region\nAda,Iberia,EMEA\nBo,DACH,EMEA\n"
SETTINGS = """name: Small
currency: EUR
as_of: 2026-02-28
privacy: {minimum_group: 1}
sources:
  owners: {file: people.csv}
"""
WITH_OPPORTUNITIES = """  opportunities:
    file: opportunities.csv
    columns: {opportunity_id: id, created_at: created, closed_at: closed, status: stage}
    values: {status: {Won: won, Lost: lost, Open: open}}
units: {EMEA/DACH: {language: es}}
"""
Shown = Callable[[Callable[[], object]], list[Result]]


def loaded(folder: Path, settings: str) -> Path:
    """A project folder with a snapshot."""
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "project.yaml").write_text(settings, encoding="utf-8")
    (folder / "opportunities.csv").write_text(OPPORTUNITIES, encoding="utf-8")
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    load.load(load_settings(folder), today=date(2026, 2, 28))
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("small") / "project", SETTINGS + WITH_OPPORTUNITIES)


@pytest.fixture
def project(small: Path) -> Iterator[None]:
    """The small project as the folder in which a notebook runs."""
    with chdir(small):
        yield


@pytest.fixture(autouse=True)
def set_back() -> Iterator[None]:
    """Undo what opening a report sets for the whole process."""
    yield
    language.use("en")
    charts.use(None)


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """IPython as a kernel has it, without which nothing is displayed."""
    config = Config()
    config.HistoryManager.enabled = False
    folder = str(tmp_path_factory.mktemp("ipython"))
    InteractiveShell.instance(config=config, ipython_dir=folder)
    yield
    InteractiveShell.clear_instance()


@pytest.fixture
def bundles(shell: None) -> Callable[[Callable[[], object]], list[dict[str, Any]]]:
    """Runs a cell and gives the MIME bundles that it displayed."""

    def run(cell: Callable[[], object]) -> list[dict[str, Any]]:
        with capture_output() as captured:
            cell()
        assert (captured.stdout, captured.stderr) == ("", "")
        return [output.data for output in captured.outputs]

    return run


@pytest.fixture
def shown(bundles: Callable[[Callable[[], object]], list[dict[str, Any]]]) -> Shown:
    """Runs a cell and gives the results that it displayed."""
    return lambda cell: [from_wire(bundle[MIME]) for bundle in bundles(cell)]


@pytest.fixture
def report(project: None) -> Report:
    return open_report(period="month", periods=2)


@pytest.fixture
def rate(report: Report) -> pd.DataFrame:
    return kpis.win_rate(report.records.opportunities, report.window)


def test_a_report_holds_the_units_records_window_and_parameters(report: Report) -> None:
    assert len(report.records.opportunities) == 4
    assert (report.window.as_of, report.window.periods) == (date(2026, 2, 28), 2)
    assert (report.params.team, report.currency) == ("", "EUR")
    team = open_report(team="Iberia")
    assert team.records.opportunities["opportunity_id"].tolist() == ["o1", "o2"]


def test_a_past_day_is_opened_as_it_was_known(project: None) -> None:
    known = open_report(as_of="2026-01-31").records.opportunities.set_index("opportunity_id")
    assert known["status"].to_dict() == {"o1": "won", "o2": "open", "o3": "open"}


def test_the_language_is_the_units_own_unless_one_is_asked_for(project: None) -> None:
    open_report(team="DACH")
    assert language.current().code == "es"
    open_report(team="DACH", language="ca")
    assert language.current().code == "ca"
    open_report(team="Iberia")
    assert language.current().code == "en"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"team": "Iberai"}, "Did you mean `Iberia`"),
        ({"region": "APAC"}, "Known: `EMEA`"),
        ({"period": "decade"}, "`decade`"),
        ({"periods": "twelve"}, "periods"),
        ({"as_of": "2026-03-01"}, "lies after the snapshot's own"),
    ],
)
def test_what_does_not_exist_is_refused(project: None, asked: dict[str, Any], words: str) -> None:
    with pytest.raises(ParamError, match=words):
        open_report(**asked)


def test_without_a_snapshot_the_next_step_is_said(tmp_path: Path) -> None:
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "project.yaml").write_text("source: demo\n", encoding="utf-8")
    with chdir(tmp_path), pytest.raises(DataError, match="Run `kit load` first"):
        open_report()


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
