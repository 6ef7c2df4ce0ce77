"""A query over a file's own rows: what it gives, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kit.data.readers.formats import read_file
from kit.data.readers.sheet import Sheet
from kit.errors import DataError
from kit.params import Source

LOG = """Case,Activity,When,case,,Hours
C1,Opened,2026-01-05 09:00,x,,"1,5"
C1,Closed,2026-01-06 12:00,,,2
C2,Opened,2026-02-01 08:00,,,
"""
CASES = """select "Case" as case_id, min("When") as opened_at, count("case") as said,
max(case when "Activity" = 'Closed' then "When" end) as resolved_at from file group by 1"""


def asked(folder: Path, query: str, text: str = LOG, **source: str) -> Sheet:
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return read_file(path, folder, Source(file="log.csv", query=query, **source), ("case_id",))  # type: ignore[arg-type]


def rows(sheet: Sheet) -> list[list[str | None]]:
    return [[None if pd.isna(cell) else cell for cell in row] for row in sheet.cells.to_numpy()]


def test_each_record_of_a_log_becomes_a_row(tmp_path: Path) -> None:
    sheet = asked(tmp_path, CASES)
    assert sheet.headings == ("case_id", "opened_at", "said", "resolved_at")
    assert rows(sheet) == [
        ["C1", "2026-01-05 09:00", "2", "2026-01-06 12:00"],
        ["C2", "2026-02-01 08:00", "1", None],
    ]
    assert (sheet.file, sheet.lines.tolist()) == ("log.csv (query)", [2, 3])


def test_empty_cells_are_null_and_of_columns_called_alike_the_first_is_meant(
    tmp_path: Path,
) -> None:
    sheet = asked(tmp_path, 'select "CASE" as a, hours is null as b from file')
    assert rows(sheet) == [["C1", "0"], ["C1", "0"], ["C2", "1"]]


def test_numbers_are_written_with_the_sign_that_the_source_declares(tmp_path: Path) -> None:
    sheet = asked(tmp_path, "select 1.5 as n, hours from file where hours like '%,%'", decimal=",")
    assert rows(sheet) == [["1,5", "1,5"]]


@pytest.mark.parametrize("ending", [".parquet", ".xlsx"])
def test_any_kind_of_file_is_asked(tmp_path: Path, ending: str) -> None:
    frame = pd.DataFrame({"Case": ["C1", "C1", "C2"], "Amount": [1.5, 2.25, 4.0]})
    path = tmp_path / f"log{ending}"
    frame.to_parquet(path) if ending == ".parquet" else frame.to_excel(path, engine="xlsxwriter")
    query = 'select "Case" as id, sum("Amount") as amount from file group by 1'
    sheet = read_file(path, tmp_path, Source(file=path.name, query=query), ())
    assert [[one, float(other)] for one, other in rows(sheet)] == [["C1", 3.75], ["C2", 4.0]]  # type: ignore[arg-type]


def test_what_was_found_in_the_file_stays_with_the_answer(tmp_path: Path) -> None:
    sheet = asked(tmp_path, CASES, text=LOG + "C3,Opened\n")
    assert [(one.line, one.found) for one in sheet.ragged] == [(5, 2)]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("select customer from file", "no such column: customer"),
        ("select * from log", "no such table: log"),
        ("delete from file", "not authorized"),
        ("drop table file", "not authorized"),
        ("attach 'other.db' as other", "not authorized"),
        ("select * from file where 1 = 0", "gives no rows"),
        ("select 1; select 2", "one statement at a time"),
    ],
)
def test_what_is_no_question_to_the_file_is_refused(tmp_path: Path, query: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as refused:
        asked(tmp_path, query)
    assert "log.csv (query)" in str(refused.value)
    assert not (tmp_path / "other.db").exists()


def test_many_rows_are_asked_in_little_time_and_whole(tmp_path: Path) -> None:
    text = "id,n\n" + "".join(f"{number},{number % 7}\n" for number in range(50_000))
    sheet = asked(tmp_path, "select n, count(*) as c from file group by n", text=text)
    assert sum(int(row[1] or 0) for row in rows(sheet)) == 50_000
