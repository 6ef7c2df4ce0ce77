"""Dynamics 365's workbooks and the numbers of its states look as they do at companies."""

from __future__ import annotations

import io
import re
import zipfile
from functools import partial

import numpy as np
import pandas as pd
import pytest

from tests.demo.natives.dynamics_reading import cells_of


@pytest.fixture
def cells(exported):
    """Table → all cells of its workbook."""
    return partial(cells_of, exported)


def test_a_workbook_begins_with_three_hidden_columns(exported, cells):
    headings = cells("opportunity")[0]
    assert headings[:14] == [
        "(Do Not Modify) Opportunity",
        "(Do Not Modify) Row Checksum",
        "(Do Not Modify) Modified On",
        "Topic",
        "Potential Customer",
        "Account",
        "Status",
        "Status Reason",
        "Pipeline Phase",
        "Probability",
        "Est. Close Date",
        "Est. Revenue",
        "Actual Revenue",
        "Actual Close Date",
    ]
    assert {"Owner", "Created On"} <= set(headings)
    raw = exported("dynamics", "excel").raw["exports/All Opportunities.xlsx"]
    sheet = zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml").decode()
    columns = sheet[sheet.index("<cols>") : sheet.index("</cols>")]
    assert re.findall(r'<col min="(\d+)" max="(\d+)"[^>]*hidden="1"', columns) == [("1", "3")]


def test_cells_of_a_workbook_are_numbers_and_dates(cells):
    heading, *rows = cells("opportunity")
    frame = pd.DataFrame(rows, columns=heading).replace("", None)
    for column in ("Est. Revenue", "Actual Revenue", "Probability"):
        assert frame[column].dropna().map(type).eq(float).all(), column
    for column in ("Est. Close Date", "Actual Close Date", "Created On"):
        assert pd.api.types.is_datetime64_dtype(pd.to_datetime(frame[column]))
        assert not frame[column].dropna().map(lambda cell: isinstance(cell, str)).any(), column
    assert pd.to_datetime(frame["Created On"]).dt.second.dropna().eq(0).all()


def test_numbers_of_states_and_reasons_are_those_of_dataverse(exported):
    rows = pd.read_csv(
        io.BytesIO(exported("dynamics", "dataverse").raw["exports/opportunity.csv"]),
        dtype="str",
        encoding="utf-8-sig",
    )
    pairs = set(zip(rows["statecode"], rows["statuscode"], rows["statuscodename"], strict=True))
    built_in = {("0", "1", "In Progress"), ("0", "2", "On Hold"), ("1", "3", "Won")}
    assert built_in | {("2", "4", "Canceled"), ("2", "5", "Out-Sold")} <= pairs
    own = {number for state, number, _ in pairs if len(number) > 1}
    assert len(own) >= 3
    for lookup in ("customerid", "ownerid", "campaignid", "transactioncurrencyid"):
        assert rows[lookup].isna().equals(rows[f"{lookup}name"].isna()), lookup
    euros = rows[rows["transactioncurrencyidname"] == "EUR"]
    assert euros["estimatedvalue"].equals(euros["estimatedvalue_base"])
    dollars = rows[rows["transactioncurrencyidname"] == "USD"].dropna(subset="estimatedvalue")
    base = dollars["estimatedvalue"].astype(float) / dollars["exchangerate"].astype(float)
    assert np.allclose(base, dollars["estimatedvalue_base"].astype(float), atol=0.006)
