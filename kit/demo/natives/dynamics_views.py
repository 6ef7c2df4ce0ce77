"""Dynamics 365's "Export to Excel": what a view shows, under labels, with three hidden columns."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from kit.demo.natives.plain import clock, named, xlsx_bytes

ZONE = "Europe/Madrid"
"""Zone in the settings of the user who exports; a cell of a workbook does not name it."""

MOMENTS = frozenset({"createdon", "modifiedon"})
DAYS = frozenset({"estimatedclosedate", "actualclosedate", "actualstart", "actualend"})
NUMBERS = frozenset(
    {"closeprobability", "estimatedvalue", "actualvalue", "msdyn_leadscore", "totalactualcost"}
)
_STATES = {"0": "Open", "1": "Won", "2": "Lost"}


@dataclass(frozen=True)
class View:
    """A view of one table.

    Attributes
    ----------
    title
        Name of the view, of its sheet and of the file.
    record
        Display name of the table; its GUID is the first column.
    labels
        Column of the frame → label in the view, in the view's order.
    states
        Labels of ``statecode``.
    """

    title: str
    record: str
    labels: Mapping[str, str]
    states: Mapping[str, str] = field(default_factory=lambda: _STATES)


VIEWS: Mapping[str, View] = {
    "opportunity": View(
        "All Opportunities",
        "Opportunity",
        {
            "name": "Topic",
            "customeridname": "Potential Customer",
            "parentaccountidname": "Account",
            "statecode": "Status",
            "statuscodename": "Status Reason",
            "stepname": "Pipeline Phase",
            "closeprobability": "Probability",
            "estimatedclosedate": "Est. Close Date",
            "estimatedvalue": "Est. Revenue",
            "actualvalue": "Actual Revenue",
            "actualclosedate": "Actual Close Date",
            "transactioncurrencyidname": "Currency",
            "originatingleadidname": "Originating Lead",
            "campaignidname": "Source Campaign",
            "msdyn_forecastcategory": "Forecast Category",
            "owneridname": "Owner",
            "createdon": "Created On",
        },
    ),
    "lead": View(
        "All Leads",
        "Lead",
        {
            "subject": "Topic",
            "statecode": "Status",
            "statuscodename": "Status Reason",
            "leadsourcecode": "Lead Source",
            "leadqualitycode": "Rating",
            "msdyn_leadscore": "Lead Score",
            "campaignidname": "Source Campaign",
            "qualifyingopportunityidname": "Qualifying Opportunity",
            "owningbusinessunitname": "Owning Business Unit",
            "owneridname": "Owner",
            "createdon": "Created On",
        },
        {"0": "Open", "1": "Qualified", "2": "Disqualified"},
    ),
    "account": View(
        "Active Accounts",
        "Account",
        {
            "name": "Account Name",
            "industrycode": "Industry",
            "address1_country": "Address 1: Country/Region",
            "owneridname": "Owner",
            "createdon": "Created On",
        },
    ),
    "campaign": View(
        "All Campaigns",
        "Campaign",
        {
            "name": "Name",
            "typecode": "Campaign Type",
            "actualstart": "Actual Start Date",
            "actualend": "Actual End Date",
            "totalactualcost": "Total Cost of Campaign Activities",
        },
    ),
    "incident": View(
        "All Cases",
        "Case",
        {
            "ticketnumber": "Case Number",
            "title": "Case Title",
            "casetypecode": "Case Type",
            "prioritycode": "Priority",
            "statecode": "Status",
            "statuscodename": "Status Reason",
            "customeridname": "Customer",
            "productidname": "Product",
            "owneridname": "Owner",
            "createdon": "Created On",
        },
        {"0": "Active", "1": "Resolved"},
    ),
}
"""Tables that people export from a view. The others are links between records, and a view shows
the name of a linked record, never its GUID."""


def hidden_columns(view: View) -> tuple[str, str, str]:
    """The columns by which Dynamics knows its rows when a workbook is imported again."""
    parts = (view.record, "Row Checksum", "Modified On")
    first, second, third = (f"(Do Not Modify) {part}" for part in parts)
    return first, second, third


def workbook(frame: pd.DataFrame, view: View) -> bytes:
    """The Excel file of one view: `frame` has logical names, its first column is the GUID."""
    guid, checksum, modified = hidden_columns(view)
    rows = pd.DataFrame(
        {
            guid: frame.iloc[:, 0],
            checksum: [_checksum(row) for row in frame.itertuples(index=False)],
            modified: _typed(frame["modifiedon"], "modifiedon"),
        }
    )
    for column, label in view.labels.items():
        texts = named(frame[column], view.states) if column == "statecode" else frame[column]
        rows[label] = _typed(texts, column)
    return xlsx_bytes({view.title: rows}, hidden={guid, checksum, modified})


def _typed(texts: pd.Series, column: str) -> pd.Series:
    """Texts as Excel holds them; instants on the user's clock, to the minute."""
    if column in MOMENTS:
        return pd.to_datetime(clock(texts, "%Y-%m-%d %H:%M", zone=ZONE))
    if column in DAYS:
        return pd.to_datetime(texts)
    return texts.astype(float) if column in NUMBERS else texts


def _checksum(row: tuple[object, ...]) -> str:
    return base64.b64encode(hashlib.sha512(repr(row).encode()).digest()).decode()
