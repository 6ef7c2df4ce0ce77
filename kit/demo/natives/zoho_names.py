"""How Zoho CRM names things: record ids, API names of fields and their labels."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kit.demo.natives.plain import Tables, clock, looked_up
from kit.schemas import BY_NAME

ZONE = "Europe/Madrid"
"""Zone in the settings of the user who exports; the offset stands in every instant."""

_ORGANISATION = "57257670"
_MODULES = (
    "opportunities",
    "leads",
    "accounts",
    "contacts",
    "campaigns",
    "quotes",
    "cases",
    "call",
    "email",
    "meeting",
    "visit",
    "users",
    "orders",
    "contracts",
    "stage_history",
)
_STRAY, _DIGITS = 900_000_000, 9

_ACCOUNT = ("Account_Name", "Account_Name.id")
_MONEY = ("Currency", "Exchange_Rate")
_OWNER = ("Owner", "Owner.id")
_RELATED = ("Who_Id", "What_Id", "$se_module")

FIELDS: Mapping[str, tuple[str, ...]] = {
    "Deals": (
        *("id", *_OWNER, "Deal_Name", *_ACCOUNT, "Contact_Name", "Amount", "Expected_Revenue"),
        *(*_MONEY, "Stage", "Pipeline", "Probability", "Closing_Date", "Type", "Next_Step"),
        *("Lead_Source", "Campaign_Source", "Campaign_Source.id", "Reason_For_Loss__s"),
        *("Sales_Cycle_Duration", "Overall_Sales_Duration", "Lead_Conversion_Time"),
        *("Created_Time", "Modified_Time", "Last_Activity_Time", "Territory", "Created_By", "Tag"),
    ),
    "Stage_History": (
        *("id", "Deal_Name", "Deal_Name.id", "Stage", "Amount", "Probability"),
        *("Expected_Revenue", "Closing_Date", "Duration_Days", "Modified_Time", "Modified_By"),
    ),
    "Leads": (
        *("id", *_OWNER, "Company", "First_Name", "Last_Name", "Full_Name", "Email", "Phone"),
        *("Lead_Source", "Lead_Status", "Rating", "Industry", "Annual_Revenue"),
        *("No_of_Employees", "Converted__s", "Converted_Date_Time", "Converted_Account"),
        *("Converted_Account.id", "Converted_Contact", "Converted_Deal", "Converted_Deal.id"),
        *("Lead_Conversion_Time", "Created_Time", "Last_Activity_Time", "Visitor_Score"),
        *("Number_Of_Chats", "First_Visited_Time"),
    ),
    "Accounts": ("id", *_OWNER, "Account_Name", "Industry", "Billing_Country", "Created_Time"),
    "Quotes": (
        *("id", "Quote_Number", "Subject", "Quote_Stage", "Deal_Name", "Deal_Name.id", *_ACCOUNT),
        *("Sub_Total", "Discount", "Grand_Total", *_MONEY, "Valid_Till", *_OWNER, "Created_Time"),
    ),
    "Campaigns": (
        *("id", "Campaign_Name", "Type", "Status", "Start_Date", "End_Date", "Budgeted_Cost"),
        *("Actual_Cost", "Expected_Revenue", "Expected_Response", "Num_sent", "Parent_Campaign"),
    ),
    "Cases": (
        *("id", "Case_Number", "Subject", "Status", "Priority", "Type", "Case_Origin"),
        *("Case_Reason", "Product_Name", *_ACCOUNT, "Deal_Name", *_OWNER, "Created_Time"),
        "Modified_Time",
    ),
    "Calls": (
        *("id", "Subject", "Call_Type", "Call_Purpose", "Call_Result", "Call_Start_Time"),
        *("Call_Duration_in_seconds", *_RELATED, *_OWNER),
    ),
    "Tasks": (
        *("id", "Subject", "Due_Date", "Status", "Priority", "Closed_Time", *_RELATED, *_OWNER),
    ),
    "Events": ("id", "Event_Title", "Start_DateTime", "End_DateTime", *_RELATED, *_OWNER),
    "Users": ("id", "full_name", "Reporting_To", "status"),
}
"""Fields of each module by API name, in the order of its export."""

_LABELS: Mapping[str, str] = {
    "id": "Record Id",
    "Probability": "Probability (%)",
    "Reason_For_Loss__s": "Reason For Loss",
    "Converted__s": "Is Converted",
    "Call_Duration_in_seconds": "Call Duration (in seconds)",
    "Event_Title": "Title",
    "Start_DateTime": "From",
    "End_DateTime": "To",
    "Who_Id": "Contact Name.id",
    "What_Id": "Related To.id",
    "$se_module": "Related To Module",
    "full_name": "Full Name",
    "status": "Status",
}


def label(module: str, field: str) -> str:
    """What users see instead of a field's API name: mostly the same words with spaces.

    >>> label("Deals", "Closing_Date"), label("Deals", "Owner.id"), label("Leads", "id")
    ('Closing Date', 'Deal Owner.id', 'Record Id')
    >>> label("Events", "Owner"), label("Events", "Start_DateTime")
    ('Host', 'From')
    """
    if field in _OWNER:
        owner = "Host" if module == "Events" else f"{module.removesuffix('s')} Owner"
        return field.replace("Owner", owner)
    return _LABELS.get(field, field.replace("_", " "))


def native_ids(kind: str, ids: pd.Series) -> pd.Series:
    """Record ids, 19 digits long, of the plain `ids` of a kind of record.

    >>> native_ids("leads", pd.Series(["L0000012", None], dtype="str")).tolist()
    ['5725767001000000012', nan]
    """
    first = int(f"{_ORGANISATION}{_MODULES.index(kind):02d}{0:0{_DIGITS}d}")
    numbers = ids.str.extract(r"(\d+)$", expand=False).astype("Int64")
    strays = ids.str.startswith("deleted-", na=False).astype(int) * _STRAY
    return (first + numbers + strays).astype("str")


def moments(texts: pd.Series) -> pd.Series:
    """Instants as Zoho writes them: on the user's clock, with the offset from UTC.

    >>> moments(pd.Series(["2026-07-01T22:30:05Z", None], dtype="str")).tolist()
    ['2026-07-02T00:30:05+02:00', nan]
    """
    return clock(texts, "%Y-%m-%dT%H:%M:%S%z", zone=ZONE).str.replace(
        r"(\d\d)$", r":\1", regex=True
    )


def user_ids(tables: Tables, names: pd.Series) -> pd.Series:
    """Record ids of the users of these names; a missing name has none."""
    known = tables["owners"]["owner"].drop_duplicates()
    numbers = pd.Series([str(number) for number in range(1, len(known) + 1)], index=known)
    return native_ids("users", names.map(numbers, na_action="ignore").astype("str"))


def add_owner(rows: pd.DataFrame, tables: Tables, names: pd.Series) -> None:
    """Add the owner of each record by name and by id."""
    rows["Owner"], rows["Owner.id"] = names, user_ids(tables, names)


def add_lookup(rows: pd.DataFrame, tables: Tables, field: str, table: str, ids: pd.Series) -> None:
    """Add a lookup by name and by id: the record of `table` that has each of the plain `ids`."""
    rows[field] = looked_up(ids, tables[table], BY_NAME[table].key[0], "name")
    rows[f"{field}.id"] = native_ids(table, ids)


def exchange_rates(tables: Tables, currencies: pd.Series) -> pd.Series:
    """The latest rate of each currency to the home currency, which itself has 1."""
    rates = tables["fx_rates"].sort_values(["currency", "date"])
    latest = rates.drop_duplicates("currency", keep="last")
    return looked_up(currencies, latest, "currency", "rate").fillna("1").where(currencies.notna())
