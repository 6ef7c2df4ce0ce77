import csv

import pytest

from kit.data.money import total
from kit.data.readers import csv as csv_files
from kit.data.readers import formats, read_table
from kit.params import Settings, Source
from kit.schemas import BY_NAME
from tests.conftest import SHARED

CORPUS = SHARED / "corpus"
MANIFEST = CORPUS / "manifest.csv"
# What a load of these must say is only known once tables meet (E01), or when pages are made (J).
LATER = {"E01", "J01", "J03", "J05"}


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


def _manifest():
    if not MANIFEST.is_file():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if row["file"].endswith(".csv")]


@pytest.mark.shared_data
@pytest.mark.parametrize("line", _manifest(), ids=lambda line: line["id"])
def test_every_bad_file_meets_its_verdict(line):
    found = _read_corpus(line)
    said = "\n".join(str(fault) for fault in found.faults).casefold()
    severities = {fault.severity for fault in found.faults}
    verdicts = {"error": "reject", "quarantined": "quarantine", "coerced": "coerce"}
    verdict = next((word for one, word in verdicts.items() if one in severities), "accept")
    if line["id"] in LATER:
        assert verdict == "accept"
        return
    # A warning is enough where nothing but an unknown column is at stake.
    assert verdict == line["verdict"] or (line["id"] == "A04" and "warning" in severities)
    for words in filter(None, line["must_mention"].split(";")):
        assert any(word.strip().casefold() in said for word in words.split("|")), words
    if verdict != "reject":
        _check_rows(found, line)


def _read_corpus(line):
    columns = {"opportunity_id": "id", "account_id": "account"}
    source = Source(file=f"files/{line['file']}", columns=columns)
    settings = Settings(
        folder=CORPUS,
        sources={"opportunities": source},
        timezone="Europe/Rome",
        quarantine_limit=0.5,
    )
    return read_table(BY_NAME["opportunities"], source, CORPUS, settings)


def _check_rows(found, line):
    amounts = found.frame.groupby("team")["amount"].agg(total)
    assert found.kept == int(line["ok_rows"])
    assert found.quarantined == int(line["q_rows"])
    assert amounts["Sud"] == 41_900
    if line["nord_sum"]:
        assert amounts["Nord"] == float(line["nord_sum"])
