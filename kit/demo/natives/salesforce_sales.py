"""What hangs on Salesforce's opportunities: products and lines, quotes, orders."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.plain import day, named
from kit.demo.natives.salesforce_ids import numbered
from kit.demo.natives.salesforce_org import Org, with_deleted

QUOTES = {"sent": "Presented", "accepted": "Accepted", "rejected": "Denied", "expired": "Presented"}
ORDERS = {"sale": "Activated", "cancelled": "Cancelled"}
_CODES = {"sale": "Activated", "cancelled": "Canceled"}
_VALID = pd.Timedelta(days=30)
_ACTIVATION = pd.Timedelta(hours=1)

PRODUCT = ("Id", "Name", "ProductCode", "Family", "IsActive", "IsDeleted")
LINE = (
    "Id",
    "OpportunityId",
    "SortOrder",
    "Product2Id",
    "ProductCode",
    "Name",
    "Quantity",
    "UnitPrice",
    "ListPrice",
    "TotalPrice",
    "Discount",
    "ServiceDate",
    "IsDeleted",
)
QUOTE = (
    "Id",
    "OpportunityId",
    "QuoteNumber",
    "Name",
    "Status",
    "GrandTotal",
    "TotalPrice",
    "CurrencyIsoCode",
    "ExpirationDate",
    "IsSyncing",
    "CreatedDate",
    "IsDeleted",
)
ORDER = (
    "Id",
    "AccountId",
    "OpportunityId",
    "OrderNumber",
    "EffectiveDate",
    "EndDate",
    "Status",
    "StatusCode",
    "TotalAmount",
    "CurrencyIsoCode",
    "ActivatedDate",
    "OwnerId",
    "CreatedDate",
    "IsDeleted",
)


def products(org: Org) -> pd.DataFrame:
    """Product2; its prices stand in price books, which are not exported."""
    plain = org.tables["products"]
    return pd.DataFrame(
        {
            "Id": numbered("products", plain.index + 1),
            "Name": plain["product"],
            "ProductCode": [f"P-{place:03d}" for place in plain.index + 1],
            "Family": plain["family"],
            "IsActive": "true",
            "IsDeleted": "false",
        }
    )


def lines(org: Org) -> pd.DataFrame:
    """OpportunityLineItem; its name is made of the opportunity's and the product's."""
    plain = org.tables["opportunity_lines"]
    known = products(org).set_index("Name")
    names = org.tables["opportunities"].set_index("opportunity_id")["name"]
    each = plain["amount"].astype(float) / plain["quantity"].astype(float)
    rows = pd.DataFrame(
        {
            "Id": numbered("lines", plain.index + 1),
            "OpportunityId": plain["opportunity_id"],
            "SortOrder": plain["line"],
            "Product2Id": plain["product"].map(known["Id"], na_action="ignore"),
            "ProductCode": plain["product"].map(known["ProductCode"], na_action="ignore"),
            "Name": plain["opportunity_id"].map(names) + " " + plain["product"],
            "Quantity": plain["quantity"],
            "UnitPrice": each.map("{:.2f}".format),
            "TotalPrice": plain["amount"],
        }
    )
    return with_deleted(rows, "lines")


def quotes(org: Org) -> pd.DataFrame:
    """Quote; one that ran out still reads as presented."""
    plain = org.tables["quotes"]
    expires = pd.to_datetime(plain["issued_at"], utc=True) + _VALID
    rows = pd.DataFrame(
        {
            "Id": plain["quote_id"],
            "OpportunityId": plain["opportunity_id"],
            "QuoteNumber": [f"{place:08d}" for place in plain.index + 1],
            "Name": [f"Quote {place}" for place in plain.index + 1],
            "Status": named(plain["status"], QUOTES),
            "GrandTotal": plain["amount"],
            "TotalPrice": plain["amount"],
            "CurrencyIsoCode": plain["currency"],
            "ExpirationDate": expires.dt.strftime("%Y-%m-%d"),
            "IsSyncing": "false",
            "CreatedDate": plain["issued_at"],
        }
    )
    return with_deleted(rows, "quotes")


def orders(org: Org) -> pd.DataFrame:
    """Order: sales and cancelled sales; Salesforce has no refunds."""
    plain = org.tables["orders"]
    plain = plain[plain["kind"].isin(list(ORDERS))].reset_index(drop=True)
    activated = pd.to_datetime(plain["ordered_at"], utc=True) + _ACTIVATION
    was_sold = plain["kind"] == "sale"
    rows = pd.DataFrame(
        {
            "Id": plain["order_id"],
            "AccountId": plain["account_id"],
            "OpportunityId": plain["opportunity_id"],
            "OrderNumber": [f"{place:08d}" for place in plain.index + 1],
            "EffectiveDate": day(plain["ordered_at"]),
            "Status": named(plain["kind"], ORDERS),
            "StatusCode": named(plain["kind"], _CODES),
            "TotalAmount": plain["amount"],
            "CurrencyIsoCode": plain["currency"],
            "ActivatedDate": activated.dt.strftime("%Y-%m-%dT%H:%M:%SZ").where(was_sold),
            "OwnerId": org.users(plain["owner"]),
            "CreatedDate": plain["ordered_at"],
        }
    )
    return with_deleted(rows, "orders")
