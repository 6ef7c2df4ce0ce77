"""Several files for one table: months, copies, sheets and tables of one file."""

from __future__ import annotations

import sqlite3

import xlsxwriter

from kit.draft.pieces import pattern_of
from tests.draft.folders import CUSTOMERS, DEALS, Write, drafted


def test_monthly_files_become_one_glob(write: Write) -> None:
    for month in ("01", "02", "03"):
        rows = DEALS.replace("\n1,", f"\n{month}1,").replace("\n2,", f"\n{month}2,")
        write(f"in/deals_2025-{month}.csv", rows.replace("\n3,", f"\n{month}3,"))
    found, settings = drafted(write("in/customers.csv", CUSTOMERS))
    assert settings.sources["opportunities"].file == "in/deals_*.csv"
    assert settings.sources["accounts"].file == "in/customers.csv"
    assert {entry.table: entry.rows for entry in found.entries}["opportunities"] == 9


def test_a_glob_never_takes_other_files() -> None:
    months = ["deals_2025-01.csv", "deals_2025-02.csv"]
    assert pattern_of(months, months) == "deals_*.csv"
    assert pattern_of(months, [*months, "deals_all.csv"]) == ""
    assert pattern_of(["north.csv", "south.csv"], ["north.csv", "south.csv"]) == ""
    assert pattern_of(months[:1], months) == ""


def test_a_later_copy_of_the_same_records_is_read_alone(write: Write) -> None:
    write("deals.csv", DEALS)
    write("copy of deals.csv", DEALS)
    found, settings = drafted(write("deals (2).csv", DEALS + "4,Demo,2025-03-01,,5.00,Ana\n"))
    assert settings.sources["opportunities"].file == "deals (2).csv"
    notes = " ".join(found.notes)
    assert "deals.csv is not used: its content is that of copy of deals.csv." in notes
    assert "the same records are in deals (2).csv" in notes


def test_files_that_are_written_in_another_way_are_not_mixed(write: Write) -> None:
    write("deals_1.csv", DEALS)
    other = DEALS.replace("\n1,", "\n7,").replace("\n2,", "\n8,").replace("\n3,", "\n9,")
    found, settings = drafted(write("deals_2.csv", other.replace(",", ";")))
    assert settings.sources["opportunities"].file == "deals_2.csv"
    assert "it has another separator than deals_2.csv" in " ".join(found.notes)


def test_each_sheet_of_a_workbook_that_is_a_table_gets_an_entry(write: Write) -> None:
    folder = write("readme.md", "")
    with xlsxwriter.Workbook(folder / "crm.xlsx") as book:
        for name, text in (("Deals", DEALS), ("Customers", CUSTOMERS.replace(";", ","))):
            sheet = book.add_worksheet(name)
            for row, line in enumerate(text.splitlines()):
                sheet.write_row(row, 0, line.split(","))
        book.add_worksheet("Notes")
    found, settings = drafted(folder)
    sheets = {name: source.sheet for name, source in settings.sources.items()}
    assert sheets == {"opportunities": "Deals", "accounts": "Customers"}
    assert any(note.startswith("crm.xlsx (Notes) is not used") for note in found.notes)


def test_of_sheets_with_the_same_headings_one_is_read_and_the_others_are_said(
    write: Write,
) -> None:
    folder = write("readme.md", "")
    with xlsxwriter.Workbook(folder / "deals.xlsx") as book:
        for month in ("Jan", "Feb"):
            sheet = book.add_worksheet(month)
            for row, line in enumerate(DEALS.splitlines()):
                sheet.write_row(row, 0, f"{month}{line}".split(",") if row else line.split(","))
    found, settings = drafted(folder)
    assert settings.sources["opportunities"].sheet == "Jan"
    said = "it has another sheet than deals.xlsx (Jan)"
    assert f"deals.xlsx (Feb) is not used for `opportunities`: {said}" in " ".join(found.notes)


def test_each_table_of_a_database_file_gets_an_entry(write: Write) -> None:
    folder = write("readme.md", "")
    with sqlite3.connect(folder / "crm.sqlite") as connection:
        deals = '"my ""deals"""'
        connection.execute(f"create table {deals} (deal_id, stage, created, close_date, amount)")
        connection.execute(
            f"insert into {deals} values (1, 'Won', '2025-01-01', '2025-02-01', 5)"  # noqa: S608
        )
        connection.execute("create table customers (customer_id, company)")
        connection.execute("insert into customers values ('C1', 'One')")
    connection.close()
    _, settings = drafted(folder)
    assert settings.sources["opportunities"].query == f"select * from {deals}"  # noqa: S608
    assert settings.sources["accounts"].query == 'select * from "customers"'
