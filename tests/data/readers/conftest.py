from datetime import date

import pytest

from kit.data.readers import csv, read_table
from kit.data.readers.lookups import Lookups
from kit.data.readers.shaped import Reading, shaped
from kit.params import Settings, Source
from kit.schemas import BY_NAME
from tests.data.readers.acme import CRM

TODAY = date(2026, 11, 1)


@pytest.fixture
def read(tmp_path):
    """Read one CSV text (or several by file name) as a canonical table."""

    def read(text, table="opportunities", *, file="data.csv", settings=None, also=(), **source):
        contents = text if isinstance(text, dict) else {file: text}
        for name, content in contents.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        declared = Source(file=file, **source)
        chosen = {"quarantine_limit": 0.9, **(settings or {})}
        sources = {table: declared, **{name: Source(file="none.csv") for name in also}}
        project = Settings(folder=tmp_path, sources=sources, **chosen)
        return read_table(BY_NAME[table], declared, tmp_path, project, today=TODAY)

    return read


HEADING = "opportunity_id,created_at,stage,status,closed_at,amount"


@pytest.fixture
def opportunities(read):
    """Read rows of opportunities in the canonical columns."""

    def opportunities(*rows, more="", **source):
        heading = HEADING + ("," + more if more else "")
        return read("\n".join([heading, *rows]) + "\n", **source)

    return opportunities


@pytest.fixture
def products(read):
    """Read rows of the small table of products."""

    def products(*rows, heading="product,family,list_price", **source):
        return read("\n".join([heading, *rows]) + "\n", "products", **source)

    return products


@pytest.fixture
def shape(tmp_path):
    """Shape one CSV text; lookups are given as text by name."""

    def shape(text, table="opportunities", *, lookups=None, **declared):
        for name, content in {"data": text, **(lookups or {})}.items():
            (tmp_path / f"{name}.csv").write_text(content)
        source = Source(file="data.csv", **declared)
        settings = Settings(folder=tmp_path, sources={table: source})
        files = {name: f"{name}.csv" for name in lookups or {}}
        reading = Reading(settings, CRM, Lookups(tmp_path, files, CRM))
        sheet = csv.read(tmp_path / "data.csv", "data.csv", source, ())
        return shaped(sheet, BY_NAME[table], source, reading)

    return shape
