from datetime import date

import pytest

from kit.data.manifest import newest
from kit.data.money import total
from kit.data.store import Store
from kit.errors import DataError
from kit.load import load
from kit.params import Settings, Source, load_settings
from tests.system.project import maven_folder

TODAY = date(2026, 11, 1)
HEADING = (
    "opportunity_id,created_at,stage,status,closed_at,amount,currency,owner,expected_close_date"
)
WON = "1,2026-01-05,A,won,2026-02-05,10.50,EUR,Ann,"
OPEN = "2,2026-01-06,A,open,,20,EUR,Bob,2027-01-01"


@pytest.fixture
def project(tmp_path):
    """Settings of a project whose tables are given as lines of text."""

    def project(**tables):
        chosen = {name: tables.pop(name) for name in ("as_of", "source") if name in tables}
        sources = {}
        for name, rows in tables.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
            sources[name] = Source(file=f"{name}.csv")
        return Settings(
            folder=tmp_path,
            sources=sources,
            timezone="Europe/Madrid",
            quarantine_limit=0.5,
            **chosen,
        )

    return project


def test_a_load_leaves_widened_tables_in_the_store(project):
    owners = ["owner,team,region", "Ann,Iberia,EMEA", "Bob,Iberia,EMEA"]
    settings = project(opportunities=[HEADING, WON, OPEN], owners=owners)
    outcome = load(settings, today=TODAY)
    assert outcome.changed
    assert outcome.as_of == outcome.snapshot.as_of == date(2026, 2, 5)
    assert outcome.tables["opportunities"] == {
        "read": 2,
        "kept": 2,
        "quarantined": 0,
        "coerced": 0,
        "left_out": 0,
    }
    assert outcome.faults == ()
    stored = Store(settings.folder / "outputs" / "store").read(outcome.snapshot.parts)
    assert stored["opportunities"]["team"].tolist() == ["Iberia", "Iberia"]
    assert total(stored["opportunities"]["amount"]) == 30.5
    assert outcome.snapshot.freshness == {"opportunities": "2026-02-05"}


def test_a_second_load_of_the_same_data_changes_nothing(project):
    settings = project(opportunities=[HEADING, WON, OPEN])
    first = load(settings, today=TODAY)
    second = load(project(opportunities=[HEADING, OPEN, WON]), today=TODAY)
    assert (first.changed, second.changed) == (True, False)
    assert first.snapshot.id == second.snapshot.id


def test_a_declared_as_of_wins_and_later_days_are_no_events(project):
    future = "3,2031-01-05,A,open,,1,EUR,Ann,"
    rows = [HEADING, WON, OPEN, future]
    assert load(project(opportunities=rows), today=TODAY).as_of == date(2026, 2, 5)
    as_of = date(2026, 6, 30)
    assert load(project(opportunities=rows, as_of=as_of), today=TODAY).as_of == as_of


def test_all_errors_of_all_tables_are_raised_together_and_nothing_is_written(project):
    settings = project(opportunities=["id,amount", "1,2"], products=["sku", "A"])
    with pytest.raises(DataError) as caught:
        load(settings, today=TODAY)
    errors = [fault for fault in caught.value.faults if fault.severity == "error"]
    assert [(fault.table, fault.column) for fault in errors] == [
        ("opportunities", "opportunity_id"),
        ("opportunities", "created_at"),
        ("opportunities", "stage"),
        ("opportunities", "status"),
        ("opportunities", "closed_at"),
        ("products", "product"),
    ]
    assert str(caught.value).startswith("The data are refused: 6 errors.\n")
    assert not (settings.folder / "outputs").exists()


def test_amounts_in_a_currency_without_rate_refuse_the_load(project):
    settings = project(opportunities=[HEADING, WON, OPEN.replace("EUR", "USD")])
    with pytest.raises(DataError) as caught:
        load(settings, today=TODAY)
    said = str(caught.value)
    assert all(word in said for word in ("currency", "`USD`", "`EUR`", "rate"))
    assert not (settings.folder / "outputs").exists()


def test_rows_set_aside_are_counted_and_kept_until_they_are_mended(project):
    broken = OPEN.replace(",20,", ",n.d.,")
    settings = project(opportunities=[HEADING, WON, broken])
    outcome = load(settings, today=TODAY)
    path = settings.folder / "outputs" / "store" / "quarantine" / "opportunities.csv"
    assert outcome.tables["opportunities"]["quarantined"] == 1
    assert [fault.line for fault in outcome.faults] == [3]
    assert "n.d." in path.read_text(encoding="utf-8")
    load(project(opportunities=[HEADING, WON, OPEN]), today=TODAY)
    assert not path.exists()


def test_records_that_point_nowhere_are_kept_with_a_warning(project):
    owners = ["owner,team", "Ann,Iberia"]
    outcome = load(project(opportunities=[HEADING, WON, OPEN], owners=owners), today=TODAY)
    (fault,) = outcome.faults
    assert (fault.severity, fault.column) == ("warning", "owner")
    assert outcome.tables["opportunities"]["kept"] == 2


def test_data_without_any_event_need_a_declared_as_of(project):
    products = ["product", "A"]
    with pytest.raises(DataError, match="there is no day to report on"):
        load(project(products=products), today=TODAY)
    assert load(project(products=products, as_of=TODAY), today=TODAY).as_of == TODAY


def test_the_demo_crm_is_made_and_loaded_like_any_export(project):
    outcome = load(project(source="demo"), today=TODAY)
    assert outcome.snapshot.demo
    assert outcome.tables["opportunities"]["kept"] == 5000
    assert {fault.severity for fault in outcome.faults} <= {"warning"}


@pytest.mark.shared_data
def test_the_maven_crm_loads_with_its_teams(tmp_path, shared):
    maven = maven_folder(tmp_path / "maven", shared).folder
    outcome = load(load_settings(maven))
    assert outcome.as_of == date(2017, 12, 31)
    assert {name: counts["kept"] for name, counts in outcome.tables.items()} == {
        "accounts": 85,
        "opportunities": 8800,
        "owners": 35,
        "products": 7,
    }
    stored = Store(maven / "outputs" / "store").read(outcome.snapshot.parts)
    won = stored["opportunities"].query("status == 'won'")
    assert total(won["amount"]) == 10_005_534
    assert won["team"].notna().all()
    assert [fault.severity for fault in outcome.faults] == ["warning"]


def test_a_load_of_the_same_data_says_what_it_repaired(project):
    settings = project(opportunities=[HEADING, WON, OPEN])
    first = load(settings, today=TODAY)
    assert first.repaired == ()
    part = next(part for part in first.snapshot.parts if part.rows)
    path = Store(settings.store).path(part)
    path.write_bytes(b"spoilt")
    again = load(settings, today=TODAY)
    assert not again.changed
    assert again.repaired == (f"outputs/store/parts/{part.digest}.parquet",)
    assert Store(settings.store).is_whole(part)
    assert load(settings, today=TODAY).repaired == ()


def test_the_files_of_a_snapshot_are_those_that_were_read_last(project, tmp_path):
    settings = project(opportunities=[HEADING, WON, OPEN])
    first = load(settings, today=TODAY)
    assert first.snapshot.sources == {"opportunities": ("opportunities.csv",)}
    (tmp_path / "opportunities.csv").rename(tmp_path / "renamed.csv")
    settings.sources["opportunities"] = Source(file="renamed.csv")
    again = load(settings, today=TODAY)
    assert not again.changed
    assert newest(settings.store).sources == {"opportunities": ("renamed.csv",)}


def test_one_of_several_files_that_is_gone_is_named(project, tmp_path):
    settings = project(opportunities=[HEADING, WON])
    (tmp_path / "opportunities-2.csv").write_text(f"{HEADING}\n{OPEN}\n")
    settings.sources["opportunities"] = Source(file="opportunities*.csv")
    load(settings, today=TODAY)
    (tmp_path / "opportunities-2.csv").unlink()
    said = [fault.message for fault in load(settings, today=TODAY).faults]
    assert any("`opportunities-2.csv` is missing." in message for message in said)
