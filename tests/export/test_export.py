"""Figures for other programs: what `kit compute` gives, for every unit, with a dictionary."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from kit import catalogue
from kit.compute import compute, open_unit
from kit.errors import RunError
from kit.export import COLUMNS, Export, export, findings_table
from kit.publisher import page_results
from kit.results import Finding
from kit.runner import Choice
from tests.publisher.small_site import SmallSite

DOCS = Path(__file__).parents[2] / "docs" / "sharing.md"
DTYPES = {"text": "str", "number": "float64", "count": "Int64", "date": "datetime64[us]"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    made = SmallSite.of(tmp_path_factory.mktemp("export"))
    snapshot = made.load()
    made.ran(snapshot, Choice(only_unit=True))
    made.ran(snapshot, Choice(team="DACH"))
    made.publish(snapshot)
    return made


@pytest.fixture(scope="module")
def made(site: SmallSite) -> Export:
    return export(site.settings, site.load(), period="month", periods=2)


def table(made: Export, name: str) -> pd.DataFrame:
    return pd.read_parquet(made.folder / f"{name}.parquet")


def test_every_unit_has_each_kpi_as_kit_compute_gives_it(site: SmallSite, made: Export) -> None:
    rows = table(made, "kpis")
    assert set(rows["unit"]) == {"", "EMEA/DACH"}
    opened = open_unit(
        site.settings, {"region": "EMEA", "team": "DACH", "period": "month", "periods": 2}
    )
    for name in ("bookings", "win_rate", "close_rate_by_age", "open_pipeline"):
        own = compute(name, opened.records, opened.window)
        exported = rows[rows["unit"].eq("EMEA/DACH") & rows["kpi"].eq(name)]
        assert len(own) > 0
        for column in ("measure", "period", "value", "low", "high", "n", "mark"):
            left, right = exported[column].reset_index(drop=True), own[column]
            pd.testing.assert_series_equal(
                left, right.reset_index(drop=True), check_dtype=False, check_names=False
            )


def test_a_kpis_own_dimension_stands_in_the_same_columns_for_all(made: Export) -> None:
    rows = table(made, "kpis")
    aged = rows[rows["kpi"].eq("close_rate_by_age")]
    assert {*aged["dimension"]} == {*catalogue.find("close_rate_by_age").axes}
    assert "" not in set(aged["member"])
    assert set(rows.loc[rows["kpi"].eq("leaderboard"), "dimension"]) == {"owner"}
    assert set(rows.loc[rows["kpi"].eq("bookings"), "dimension"]) == {""}


def test_no_kpi_has_more_dimensions_than_there_are_columns() -> None:
    assert max(len(kpi.axes) for kpi in catalogue.KPIS) <= 2


def test_columns_and_their_types_are_those_of_the_dictionary_and_of_the_docs(made: Export) -> None:
    with (made.folder / "dictionary_columns.csv").open(newline="") as file:
        said = [(row["table"], row["column"], row["type"]) for row in csv.DictReader(file)]
    documented = DOCS.read_text(encoding="utf-8")
    for name, columns in COLUMNS.items():
        rows = table(made, name)
        assert list(rows) == list(columns)
        assert [column for one, column, _ in said if one == name] == list(columns)
        with (made.folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            assert next(csv.reader(file)) == list(columns)
        stored = pq.read_schema(made.folder / f"{name}.parquet")
        assert stored.metadata is None
        assert all(f"| `{column}` |" in documented for column in columns)


def test_the_dictionary_defines_every_measure_that_is_exported(made: Export) -> None:
    with (made.folder / "dictionary_kpis.csv").open(newline="", encoding="utf-8") as file:
        defined = {(row["kpi"], row["measure"]): row for row in csv.DictReader(file)}
    rows = table(made, "kpis")
    assert set(zip(rows["kpi"], rows["measure"], strict=True)) <= defined.keys()
    rate = defined["win_rate", "value"]
    assert (rate["label"], rate["unit"], rate["better"]) == ("Win rate", "ratio", "higher")
    assert rate["definition"].startswith("Won opportunities")


def test_findings_are_those_of_every_page(site: SmallSite, made: Export) -> None:
    rows = table(made, "findings")
    assert made.rows["findings"] == len(rows) == 4
    assert set(rows["page"]) == {"overview", "sales"}
    assert set(rows["text"]) == {"Act now."}
    pages = page_results(site.settings, site.load())
    hostile = Finding("r", "=1+1", "act", evidence=(("a", "=2"),))
    changed = [type(page)(**{**vars(page), "results": (hostile,)}) for page in pages[:1]]
    (row,) = findings_table("e", changed).to_dict("records")
    assert (row["text"], row["evidence"]) == ("=1+1", '[["a", "=2"]]')


def test_csv_and_parquet_hold_the_same(made: Export) -> None:
    rows = table(made, "kpis")
    read = pd.read_csv(made.folder / "kpis.csv", keep_default_na=False, dtype="str")
    assert len(read) == len(rows)
    values = pd.to_numeric(read["value"].replace("", None)).astype("float64")
    pd.testing.assert_series_equal(values, rows["value"], check_names=False)
    assert read["period"].tolist() == rows["period"].dt.strftime("%Y-%m-%d").fillna("").tolist()


def test_it_is_private_lies_beside_the_site_and_the_newest_is_linked(
    site: SmallSite, made: Export
) -> None:
    outputs = site.settings.outputs
    assert (outputs / "export" / "newest").resolve() == made.folder
    assert stat.S_IMODE((made.folder / "kpis.parquet").stat().st_mode) == 0o600
    assert not list((outputs / "site").rglob("*.parquet"))


@pytest.mark.acceptance
def test_the_same_edition_gives_the_same_bytes_and_old_exports_go(
    site: SmallSite, made: Export
) -> None:
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    old = made.folder.parent / "0123456789abcdef"
    old.mkdir()
    again = export(site.settings, site.load(), period="month", periods=2)
    assert {path.name: path.read_bytes() for path in again.folder.iterdir()} == before
    assert not old.exists()


def test_data_that_the_site_does_not_show_are_not_exported(tmp_path: Path) -> None:
    site = SmallSite.of(tmp_path)
    snapshot = site.load()
    with pytest.raises(RunError, match="Nothing is published yet"):
        export(site.settings, snapshot, period="month", periods=2)
    site.ran(snapshot)
    site.publish(snapshot)
    newer = site.load(amount=[1.0, 2.0, 3.0])
    with pytest.raises(RunError, match="older data"):
        export(site.settings, newer, period="month", periods=2)
