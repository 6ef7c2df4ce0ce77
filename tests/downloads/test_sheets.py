"""A sheet holds every row of its table, bounds in columns of their own, and what marks mean."""

from __future__ import annotations

from kit.downloads import Heading, sheet_of
from kit.language import Language
from kit.results import Cell, Column, Table

WORDS = Language("en")
MEANINGS = {"thin": "not enough records to be sure", "partial": "not the whole period"}
TABLE = Table(
    "Win rate by owner",
    (
        Column("Owner"),
        Column("Win rate", "number", unit="ratio", bounded=True),
        Column("Records", "number", "closed", unit="count"),
    ),
    (
        (Cell("Ada"), Cell("50% (40–60)", 0.5, "thin", (0.4, 0.6)), Cell("8", 8.0)),
        (Cell("–"), Cell("– (too few records to show)", None, "suppressed"), Cell("2", 2.0)),
    ),
    left_out=1,
    note="A note.",
    kpi="win_rate",
    rest=(("Cy", 0.25, 0.1, 0.4, 4.0, "thin partial"),),
)


def test_rows_that_the_page_leaves_out_are_there_with_their_bounds_and_remarks() -> None:
    sheet = sheet_of(TABLE, "By owner", "Owners", WORDS, lambda mark: MEANINGS.get(mark, mark))
    assert sheet.headings == (
        Heading("Owner"),
        Heading("Win rate", "ratio"),
        Heading("Win rate, from", "ratio"),
        Heading("Win rate, to", "ratio"),
        Heading("Records (closed)", "count"),
        Heading("Remarks"),
    )
    assert sheet.rows == (
        ("Ada", 0.5, 0.4, 0.6, 8.0, "not enough records to be sure"),
        (None, None, None, None, 2.0, "suppressed"),
        ("Cy", 0.25, 0.1, 0.4, 4.0, "not enough records to be sure; not the whole period"),
    )
    assert (sheet.title, sheet.section, sheet.note, sheet.kpi) == (
        *("By owner", "Owners", "A note.", "win_rate"),
    )


def test_a_table_without_marks_has_no_column_for_them() -> None:
    table = Table("", (Column("Owner"),), ((Cell("Ada"),),))
    sheet = sheet_of(table, "T", "", WORDS, str)
    assert (sheet.headings, sheet.rows) == ((Heading("Owner"),), (("Ada",),))
