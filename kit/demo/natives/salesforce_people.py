"""Salesforce's people and companies: users and roles, accounts, contacts, leads, campaigns."""

from __future__ import annotations

import pandas as pd

from kit.demo.natives.plain import day
from kit.demo.natives.salesforce_ids import PREFIXES, native_ids, numbered, salesforce_id
from kit.demo.natives.salesforce_org import Org, flags, merged, with_deleted, with_losers

USER = ("Id", "Name", "ManagerId", "UserRoleId", "Department", "Division", "IsActive")
ROLE = ("Id", "Name", "ParentRoleId")
ACCOUNT = (
    "Id",
    "IsDeleted",
    "MasterRecordId",
    "Name",
    "Industry",
    "BillingCountry",
    "OwnerId",
    "CreatedDate",
)
CONTACT = ("Id", "IsDeleted", "MasterRecordId", "AccountId", "LastName")
LEAD = (
    "Id",
    "IsDeleted",
    "MasterRecordId",
    "LastName",
    "Company",
    "Status",
    "LeadSource",
    "Rating",
    "OwnerId",
    "IsConverted",
    "ConvertedDate",
    "ConvertedAccountId",
    "ConvertedContactId",
    "ConvertedOpportunityId",
    "IsUnreadByOwner",
    "CreatedDate",
)
CAMPAIGN = (
    "Id",
    "IsDeleted",
    "Name",
    "ParentId",
    "Type",
    "Status",
    "StartDate",
    "EndDate",
    "BudgetedCost",
    "ActualCost",
    "IsActive",
    "NumberOfLeads",
    "OwnerId",
)
MEMBER = (
    "Id",
    "IsDeleted",
    "CampaignId",
    "LeadId",
    "ContactId",
    "Status",
    "HasResponded",
    "FirstRespondedDate",
    "CreatedDate",
)
_QUEUE = 1
_MEMBER_CONTACTS = 9_000_000


def roles(org: Org) -> pd.DataFrame:
    """UserRole: one per region, and below it one per team."""
    regions = org.people["region"].dropna().unique().tolist()
    teams = org.people.dropna(subset="team").drop_duplicates("team")
    names = [*regions, *teams["team"]]
    ids = pd.Series(numbered("roles", range(1, len(names) + 1)), index=names, dtype="str")
    parents = [None] * len(regions) + ids[teams["region"]].tolist()
    return pd.DataFrame({"Id": ids.array, "Name": names, "ParentRoleId": parents})


def users(org: Org) -> pd.DataFrame:
    """User: one per person, as of today; who left is inactive."""
    people = org.people
    role_ids = roles(org).drop_duplicates("Name", keep="last").set_index("Name")["Id"]
    sellers = org.tables["leads"]["owner"].dropna().unique()
    return pd.DataFrame(
        {
            "Id": org.users(people["owner"]),
            "Name": people["owner"],
            "ManagerId": org.users(people["manager"]),
            "UserRoleId": people["team"].map(role_ids, na_action="ignore"),
            "Department": people["owner"].isin(sellers).map({True: "Sales", False: "Service"}),
            "Division": people["region"],
            "IsActive": flags(people["valid_to"].isna()),
        }
    )


def accounts(org: Org) -> pd.DataFrame:
    """Account, with those that were merged into others."""
    plain = org.tables["accounts"]
    rows = pd.DataFrame(
        {
            "Id": plain["account_id"],
            "Name": plain["name"],
            "Industry": plain["industry"],
            "BillingCountry": plain["country"],
            "OwnerId": org.users(plain["owner"]),
            "CreatedDate": plain["created_at"],
        }
    )
    losers = merged(rows["Id"], "accounts")
    return with_losers(with_deleted(rows, "accounts"), losers)


def contacts(org: Org) -> pd.DataFrame:
    """Contact: the people of activities, and those of accounts that campaigns reached."""
    people = org.tables["activities"].dropna(subset="contact_id")
    people = people.sort_values("account_id", kind="stable", na_position="last")
    rows = pd.concat(
        [
            people.drop_duplicates("contact_id")[["contact_id", "account_id"]],
            _member_contacts(org)[["contact_id", "account_id"]],
        ]
    )
    rows = rows.rename(columns={"contact_id": "Id", "account_id": "AccountId"})
    rows = rows.sort_values("Id", ignore_index=True)
    rows["LastName"] = [f"Contact {place}" for place in rows.index + 1]
    return with_deleted(rows, "contacts")


def leads(org: Org) -> pd.DataFrame:
    """Lead; who belongs to nobody waits in a queue. A conversion has a day, and no time."""
    plain = org.tables["leads"]
    waiting = salesforce_id(PREFIXES["queues"], _QUEUE)
    people = org.tables["activities"].drop_duplicates("lead_id").set_index("lead_id")["contact_id"]
    converted = plain["converted_at"].notna()
    contact = plain["lead_id"].map(people, na_action="ignore")
    rows = pd.DataFrame(
        {
            "Id": plain["lead_id"],
            "LastName": [f"Lead {place}" for place in plain.index + 1],
            "Company": [f"Company {place}" for place in plain.index + 1],
            "Status": plain["status"],
            "LeadSource": plain["source"],
            "Rating": plain["rating"],
            "OwnerId": org.users(plain["owner"]).fillna(waiting),
            "IsConverted": flags(converted),
            "ConvertedDate": day(plain["converted_at"]),
            "ConvertedAccountId": plain["account_id"],
            "ConvertedContactId": contact.where(converted),
            "ConvertedOpportunityId": plain["opportunity_id"],
            "IsUnreadByOwner": flags(plain["status"] == "new"),
            "CreatedDate": plain["created_at"],
        }
    )
    return with_losers(with_deleted(rows, "leads"), merged(rows["Id"], "leads"))


def campaigns(org: Org) -> pd.DataFrame:
    """Campaign, with days for its start and end, and what it cost."""
    plain = org.tables["campaigns"]
    spend = org.tables["spend"].dropna(subset="campaign_id")
    cost = spend["amount"].astype(float).groupby(spend["campaign_id"]).sum().map("{:.2f}".format)
    people = org.tables["leads"]["campaign_id"].value_counts().astype("str")
    rows = pd.DataFrame(
        {
            "Id": plain["campaign_id"],
            "Name": plain["name"],
            "Type": plain["channel"],
            "Status": plain["ended_at"].isna().map({True: "In Progress", False: "Completed"}),
            "StartDate": day(plain["started_at"]),
            "EndDate": day(plain["ended_at"]),
            "ActualCost": plain["campaign_id"].map(cost),
            "IsActive": flags(plain["ended_at"].isna()),
            "NumberOfLeads": plain["campaign_id"].map(people).fillna("0"),
        }
    )
    return with_deleted(rows, "campaigns", every=30)


def members(org: Org) -> pd.DataFrame:
    """CampaignMember: a lead, or a contact, whose account the contact names."""
    plain = org.tables["campaign_touches"]
    responded = plain["responded"] == "true"
    rows = pd.DataFrame(
        {
            "Id": numbered("members", plain.index + 1),
            "CampaignId": plain["campaign_id"],
            "LeadId": plain["lead_id"],
            "ContactId": _member_contacts(org)["contact_id"].reindex(plain.index),
            "Status": responded.map({True: "Responded", False: "Sent"}),
            "HasResponded": flags(responded),
            "FirstRespondedDate": day(plain["touched_at"]).where(responded),
            "CreatedDate": plain["touched_at"],
        }
    )
    return with_deleted(rows, "members")


def _member_contacts(org: Org) -> pd.DataFrame:
    """For each touch of an account (same index) the contact that was touched."""
    plain = org.tables["campaign_touches"].dropna(subset="account_id")
    ids = pd.Series([f"K{_MEMBER_CONTACTS + place}" for place in plain.index], dtype="str")
    return pd.DataFrame(
        {"contact_id": native_ids("contacts", ids).array, "account_id": plain["account_id"]}
    )
