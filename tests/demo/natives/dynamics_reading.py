"""Reading Dynamics 365's export back by hand: workbooks of views and CSV files of tables."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook

from kit.demo.natives.dynamics_views import DAYS, MOMENTS, NUMBERS, VIEWS, ZONE, hidden_columns


def cells_of(exported, name):
    """All cells of the workbook of a table."""
    raw = exported("dynamics", "excel").raw[f"exports/{VIEWS[name].title}.xlsx"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    assert book.sheet_names == [VIEWS[name].title]
    return book.get_sheet_by_index(0).to_python()


def rows_of(exported, variant, name):
    """Rows of a table under logical names, as text, whether from CSV or from a workbook."""
    if variant == "excel" and name in VIEWS:
        return from_view(cells_of(exported, name), name)
    raw = exported("dynamics", variant).raw[f"exports/{name}.csv"]
    assert raw.startswith(b"\xef\xbb\xbf")
    return pd.read_csv(
        io.BytesIO(raw), dtype="str", encoding="utf-8-sig", keep_default_na=False, na_values=[""]
    )


def from_view(cells, name):
    heading, *rows = cells
    labels = VIEWS[name].labels
    assert heading == [*hidden_columns(VIEWS[name]), *labels.values()]
    frame = pd.DataFrame(rows, columns=[f"{name}id", "checksum", "modifiedon", *labels])
    return frame.apply(lambda column: as_text(column.replace("", None), column.name))


def as_text(cells, column):
    """Cells as Excel holds them → text; instants from the user's clock to UTC."""
    if column in MOMENTS:
        naive = pd.to_datetime(cells)
        zoned = naive.dt.tz_localize(ZONE, ambiguous=np.ones(len(naive), dtype=bool))
        return iso(zoned)
    if column in DAYS:
        return pd.to_datetime(cells).dt.strftime("%Y-%m-%d")
    if column in NUMBERS:
        pattern = "{:.0f}" if column == "msdyn_leadscore" else "{:.2f}"
        return cells.astype(float).map(pattern.format, na_action="ignore")
    return cells


def iso(told):
    return pd.to_datetime(told, utc=True).dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def by_name(names, rows, name):
    """Ids of the records of a table that are called so, where only one is."""
    alone = rows[~rows["name"].duplicated(keep=False)].set_index("name")
    return names.map(alone[f"{name}id"], na_action="ignore")


def renamed(rows, **columns):
    """The columns under their canonical names; those that a view does not show are left out."""
    return pd.DataFrame(
        {name: rows[heading] for name, heading in columns.items() if heading in rows}
    )
