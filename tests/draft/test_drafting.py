"""Folders of exports, from small files written out here to the draft that reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.draft import draft
from kit.draft import write as put
from kit.errors import ParamError
from tests.draft.folders import CUSTOMERS, DEALS, Write, drafted


def test_an_unknown_tool_gets_its_closest_columns_and_words(write: Write) -> None:
    found, settings = drafted(write("deals.csv", DEALS))
    source = settings.sources["opportunities"].model_dump()
    assert source["columns"] == {
        "opportunity_id": "Deal ID", "created_at": "Created", "stage": "Stage",
        "status": "Stage", "closed_at": "Close Date", "amount": "Amount", "owner": "Owner",
    }  # fmt: skip
    assert source["values"] == {"status": {"Won": "won", "Lost": "lost", "Demo": "open"}}
    assert found.crm == ""
    words = "of `Stage` `Won` as won, `Lost` as lost is understood; `Demo` count as open"
    assert f"opportunities: {words}" in found.checks


def test_nothing_is_ever_overwritten(write: Write) -> None:
    folder = write("deals.csv", DEALS)
    found, _ = drafted(folder)
    with pytest.raises(ParamError, match=r"is there already and is not overwritten.*--dry-run"):
        put(folder, found)


def test_what_a_run_made_and_hidden_files_are_not_read(write: Write) -> None:
    for name in ("outputs/a.csv", ".git/b.csv", "~$c.xlsx", "node_modules/d.csv"):
        write(name, "x,y\n1,2\n")
    found, _ = drafted(write("params/deals.csv", DEALS))
    assert [entry.file for entry in found.entries] == ["params/deals.csv"]
    assert found.faults == ()
    assert found.notes == ()


def test_files_that_cannot_be_read_are_said_and_stop_nothing(write: Write) -> None:
    write("broken.xlsx", b"PK\x03\x04 no workbook")
    write("page.csv", "<html>log in</html>")
    write("empty.csv", "")
    write("half.csv.gz", b"\x1f\x8b\x08 torn")
    found, _ = drafted(write("deals.csv", DEALS))
    files = {"broken.xlsx", "page.csv", "empty.csv", "half.csv.gz"}
    assert {fault.file for fault in found.faults} == files
    assert [entry.table for entry in found.entries] == ["opportunities"]


def test_a_folder_without_tables_is_refused_with_its_reasons(write: Write) -> None:
    folder = write("readme.txt", "This folder holds nothing.\nYet.\n")
    with pytest.raises(ParamError, match=r"no file in it can be read(.|\n)*running text"):
        draft(folder)
    with pytest.raises(ParamError, match="there is no such folder"):
        draft(folder / "nowhere")


def test_headings_with_signs_of_every_kind_are_declared_exactly(write: Write) -> None:
    head = '"Deal ID: ""new""","Stage #","Created\nat","Close Date, NO","Amount €"'
    name = "it's 'deals': new.csv"
    found, settings = drafted(write(name, f"{head}\n1,Won,2025-01-02,2025-02-03,5.25\n"))
    source = settings.sources["opportunities"]
    assert source.columns == {
        "opportunity_id": 'Deal ID: "new"', "stage": "Stage #", "status": "Stage #",
        "created_at": "Created\nat", "closed_at": "Close Date, NO", "amount": "Amount €",
    }  # fmt: skip
    assert source.file == name
    assert found.entries[0].lacking == ()


def test_a_heading_that_stands_there_twice_is_never_declared(write: Write) -> None:
    text = "Customer ID,Company,Country,country\nC1,One,ES,IT\n"
    _, settings = drafted(write("customers.csv", text))
    columns = settings.sources["accounts"].columns
    assert columns == {"account_id": "Customer ID", "name": "Company"}


def test_encoding_separator_and_decimal_comma_are_declared_with_evidence(write: Write) -> None:
    rows = "1;Won;03/01/2025;25/02/2025;1.234,50;Núria\n2;Lost;05/01/2025;;7,25;Íñigo\n"
    text = f"Deal ID;Stage;Created;Close Date;Amount;Owner\n{rows}"
    found, settings = drafted(write("deals.csv", text.encode("cp1252")))
    source = settings.sources["opportunities"]
    assert (source.encoding, source.separator, source.decimal) == ("cp1252", ";", ",")
    assert source.dates == "%d/%m/%Y"
    evidence = " ".join(found.entries[0].all_evidence)
    assert "`25/02/2025` under `Close Date` has the day before the month" in evidence
    assert "amounts have a decimal comma, such as `1.234,50`" in evidence
    assert "Núria" in evidence


def test_dates_without_a_telling_value_follow_another_file(write: Write) -> None:
    write("orders.csv", "Order ID,Customer,Order Date,Total\nO1,C1,12/31/2025,5.00\n")
    deals = DEALS
    for day in ("2025-01-02", "2025-02-03", "2025-01-05", "2025-03-04", "2025-02-06"):
        deals = deals.replace(day, f"{day[5:7]}/{day[8:]}/2025")
    found, settings = drafted(write("deals.csv", deals))
    assert settings.sources["opportunities"].dates == "%m/%d/%Y"
    checks = " ".join(found.checks)
    assert "`01/02/2025` under `Created` may be day or month first" in checks
    assert "the month comes first, as in orders.csv" in checks


def test_epoch_times_are_named_and_the_entry_is_switched_off(write: Write) -> None:
    write("customers.csv", CUSTOMERS)
    deals = DEALS.replace("2025-01-02", "1735776000000").replace("2025-01-05", "1736035200000")
    found, settings = drafted(write("deals.csv", deals.replace("2025-02-06", "1738800000000")))
    assert set(settings.sources) == {"accounts"}
    (entry,) = [one for one in found.entries if one.lacking]
    times = "times under `Created` are milliseconds since 1970 (epoch): export them as dates"
    assert entry.lacking == (times,)
    assert "# opportunities:" in found.text


def test_a_log_of_events_is_said_to_be_one_with_a_query_for_its_records(write: Write) -> None:
    log = "Ticket ID,Activity,Timestamp,Customer,Severity\n"
    log += "".join(
        f"T{case},{what},2025-01-{case + 1:02d} 1{at}:00,C{case % 3},high\n"
        for case in range(9)
        for at, what in enumerate(("Open", "Work", "Close"))
    )
    found, settings = drafted(write("tickets.csv", log))
    assert set(settings.sources) == {"stage_history"}
    checks = " ".join(found.checks)
    assert "27 rows for 9 different `Ticket ID`, 3.0 each" in checks
    assert "`cases` cannot be read from it as it is" in checks
    assert '#       first_value("Timestamp") over each_one as opened_at,' in found.text
    assert "#   file: tickets.csv\n" in found.text
    assert "#     from file\n" in found.text


def test_missing_tables_come_with_the_kpis_they_would_add(write: Write) -> None:
    found, _ = drafted(write("customers.csv", CUSTOMERS))
    assert "bookings" in found.missing["opportunities"]
    assert "accounts" not in found.missing


def test_a_link_that_leads_round_in_circles_is_passed_over(write: Write, tmp_path: Path) -> None:
    folder = write("deals.csv", DEALS)
    (folder / "again").symlink_to(tmp_path, target_is_directory=True)
    found, _ = drafted(folder)
    assert [entry.file for entry in found.entries] == ["deals.csv"]
