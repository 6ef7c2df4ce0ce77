from datetime import date

import pandas as pd
import pytest

from kit.data.readers import read_table
from kit.params import Settings, Source
from kit.schemas import BY_NAME

TODAY = date(2026, 11, 1)


class Read:
    """What came of reading one native file, in plain values.

    Instants are written ``2026-08-03T09:15Z``, days ``2026-08-03``; empty cells are None.
    """

    def __init__(self, table):
        self.table = table

    def __getitem__(self, column):
        return [_plain(value) for value in self.table.frame[column]]

    def rows(self, *columns):
        return list(zip(*(self[column] for column in columns), strict=True))

    def said(self, severity):
        return "\n".join(one.message for one in self.table.faults if one.severity == severity)


def _plain(value):
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%dT%H:%MZ}" if value.tzinfo else f"{value:%Y-%m-%d}"
    return value


@pytest.fixture
def export(tmp_path):
    """Read the text of one export as a canonical table; lookups are texts by name."""

    def export(crm, table, text, lookups=None, *, timezone="UTC", **source):
        for name, content in {"data": text, **(lookups or {})}.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        declared = Source(file="data.csv", **source)
        project = Settings(
            folder=tmp_path,
            crm=crm,
            timezone=timezone,
            lookups={name: f"{name}.csv" for name in lookups or {}},
            sources={table: declared},
            quarantine_limit=0.9,
        )
        read = read_table(BY_NAME[table], declared, tmp_path, project, today=TODAY)
        assert not (said := Read(read).said("error")), said
        return Read(read)

    return export
