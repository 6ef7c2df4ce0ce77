import pytest

from kit.data.money import total
from kit.data.readers import csv as csv_files
from kit.data.readers import formats, read_table
from kit.params import Settings, Source
from kit.schemas import BY_NAME


def test_a_missing_file_is_an_error_and_gives_an_empty_table(read):
    found = read({}, file="none.csv")
    (fault,) = found.faults
    assert (fault.severity, fault.table, fault.file) == ("error", "opportunities", "none.csv")
    assert list(found.frame.columns) == list(BY_NAME["opportunities"].names)
    assert found.frame.empty


def test_faults_of_several_files_are_all_reported(read):
    contents = {"p1.csv": "", "p2.csv": "<html>", "p3.csv": "sku\nA\n"}
    found = read(contents, "products", file="p*.csv")
    assert [(fault.file, fault.severity) for fault in found.faults] == [
        ("p1.csv", "error"),
        ("p2.csv", "error"),
        ("p3.csv", "error"),
    ]


def test_an_unknown_file_format_says_which_are_read(read):
    found = read("<html><table>", "products", file="export.pdf")
    assert str(found.faults[0]) == (
        "export.pdf: files that end in `.pdf` cannot be read. Inside it is HTML. "
        "Read are .csv, .tsv, .txt, .xlsx, .xlsm, .xlsb, .xls, .ods, .parquet, .sqlite, .sqlite3, "
        ".db: export the table in one of these formats."
    )


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "p.csv"
    path.write_text("product\nA\n")

    def read_while_the_export_runs(path, *rest):
        sheet = csv_files.read(path, *rest)
        path.write_text("product\nA\nB\n")
        return sheet

    monkeypatch.setitem(formats.READERS, ".csv", read_while_the_export_runs)
    source = Source(file="p.csv")
    settings = Settings(folder=tmp_path, sources={"products": source})
    found = read_table(BY_NAME["products"], source, tmp_path, settings)
    assert [fault.message for fault in found.faults] == ["the file changed while it was read."]


def test_the_load_is_refused_where_too_many_rows_cannot_be_used(opportunities):
    rows = ["1,2026-01-05,A,open,,1", "2,2026-01-05,A,won,,1", "3,2026-01-05,A,lost,,1"]
    found = opportunities(*rows, settings={"quarantine_limit": 0.5})
    (fault,) = [one for one in found.faults if one.severity == "error"]
    assert fault.message == (
        "2 of 3 rows cannot be used (67%); the limit is 50%. The first: line 3, column "
        "`closed_at`: a won or lost opportunity needs its closing time."
    )


def test_rows_set_aside_keep_their_text_and_reasons(products):
    found = products("A,X,n.d.", "B,X,2")
    assert found.rejected.to_dict("records") == [
        {
            "file": "data.csv",
            "line": 2,
            "reasons": "`n.d.` is not an amount; digits are expected, with the decimal sign `.`.",
            "ragged_row": "",
            "product": "A",
            "family": "X",
            "list_price": "n.d.",
        }
    ]
    assert found.lines.tolist() == [3]


def test_lines_are_whole_numbers_also_in_what_is_set_aside(products):
    found = products("A,X,n.d.", "B,X,2")
    assert found.lines.dtype.kind == "i"
    assert found.rejected["line"].dtype.kind == "i"


@pytest.mark.shared_data
def test_the_maven_crm_is_read_exactly(shared):
    folder = shared / "data" / "maven_crm"
    source = Source(
        file="sales_pipeline.csv",
        columns={
            "created_at": "engage_date",
            "closed_at": "close_date",
            "amount": "close_value",
            "stage": "deal_stage",
            "status": "deal_stage",
            "owner": "sales_agent",
            "account_id": "account",
        },
        values={
            "status": {"Won": "won", "Lost": "lost", "*": "open"},
            "product": {"GTXPro": "GTX Pro"},
        },
    )
    settings = Settings(folder=folder, sources={"opportunities": source}, currency="USD")
    found = read_table(BY_NAME["opportunities"], source, folder, settings)
    frame = found.frame
    assert (found.read, found.kept, found.quarantined, found.coerced) == (8800, 8800, 0, 0)
    assert frame["status"].value_counts().to_dict() == {"won": 4238, "lost": 2473, "open": 2089}
    assert total(frame["amount"][frame["status"] == "won"]) == 10_005_534
    assert frame["created_at"].isna().sum() == 500
    assert frame["product"].eq("GTX Pro").sum() == 1480
    assert [fault.severity for fault in found.faults] == ["warning"]
