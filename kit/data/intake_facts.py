"""What a load took in, table by table: few numbers that every page may show.

They are of the whole company: a row that was set aside belongs to no unit yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kit.data.links import lost_rows
from kit.data.readers import ReadTable

NAME = "intake"
"""Name of the frame among the shared facts of a snapshot."""

_COUNTS = ("read", "kept", "quarantined", "coerced", "unlinked", "files")


def intake(read: Mapping[str, ReadTable], newest: Mapping[str, date]) -> pd.DataFrame:
    """How every table came in.

    Parameters
    ----------
    read
        What reading gave, by table.
    newest
        Day of the newest event, by table (see `kit.data.freshness`).

    Returns
    -------
    DataFrame
        One row per table, in the order of `read`: `table`; rows `read`, `kept`, `quarantined`,
        `coerced` (with a value in another form), `unlinked` (kept, but pointing to a record that
        is not there); number of `files`; `newest` day, missing where a table has no events.

    Examples
    --------
    >>> rates = ReadTable(pd.DataFrame({"currency": ["USD"]}), (), read=2, kept=1, quarantined=1)
    >>> intake({"fx_rates": rates}, {})[["table", "read", "quarantined"]].values.tolist()
    [['fx_rates', 2, 1]]
    """
    tables = {name: table.frame for name, table in read.items()}
    rows = [
        (
            name,
            table.read,
            table.kept,
            table.quarantined,
            table.coerced,
            int(lost_rows(name, tables).sum()),
            len(table.files),
            pd.Timestamp(newest[name]) if name in newest else pd.NaT,
        )
        for name, table in read.items()
    ]
    frame = pd.DataFrame(rows, columns=["table", *_COUNTS, "newest"])
    types = {"table": "str", "newest": "datetime64[us]"} | dict.fromkeys(_COUNTS, "Int64")
    return frame.astype(types)
