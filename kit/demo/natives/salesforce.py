"""The demo CRM as Salesforce exports it: a CSV file per object, and cases as a report.

What the files hold besides the plain tables is what such exports hold: rows from the recycle bin
(``IsDeleted``), duplicates that were merged away (``MasterRecordId``) and are still named by
their children, leads that wait in a queue, to-dos that were never done, the history of an
opportunity as full states and as fields, and the lines that a report ends with.
"""

from __future__ import annotations

from pathlib import Path

from kit.demo.natives import salesforce_history as history
from kit.demo.natives import salesforce_opportunities as opportunities
from kit.demo.natives import salesforce_people as people
from kit.demo.natives import salesforce_sales as sales
from kit.demo.natives import salesforce_work as work
from kit.demo.natives.plain import EXPORTS, Tables, params, save
from kit.demo.natives.salesforce_ids import native_ids
from kit.demo.natives.salesforce_losses import GAINS, LOSSES
from kit.demo.natives.salesforce_org import VARIANTS, Org, file_of

__all__ = ["GAINS", "LOSSES", "PARAMS", "VARIANTS", "files", "native_ids", "write"]

PARAMS = ("spend", "targets", "fx_rates", "stages", "contracts")
"""Tables that a company keeps outside Salesforce; quotas there are of users, not of teams."""


def files(tables: Tables, variant: str = VARIANTS[0]) -> dict[str, bytes]:
    """Files of the export, by their path.

    Parameters
    ----------
    tables
        The plain tables (see `kit.demo.natives.plain.read_plain`).
    variant
        One of `VARIANTS`.
    """
    org = Org.of(tables)
    states = history.states(org)
    objects = {
        "Opportunity": (opportunities.opportunities(org, states), opportunities.HEADINGS),
        "RecordType": (opportunities.record_types(org), ("Id", "Name", "SobjectType")),
        "OpportunityHistory": (states, history.STATES),
        "OpportunityFieldHistory": (history.fields(org, states), history.FIELDS),
        "OpportunityLineItem": (sales.lines(org), sales.LINE),
        "Product2": (sales.products(org), sales.PRODUCT),
        "Quote": (sales.quotes(org), sales.QUOTE),
        "Order": (sales.orders(org), sales.ORDER),
        "Account": (people.accounts(org), people.ACCOUNT),
        "Contact": (people.contacts(org), people.CONTACT),
        "Lead": (people.leads(org), people.LEAD),
        "User": (people.users(org), people.USER),
        "UserRole": (people.roles(org), people.ROLE),
        "Campaign": (people.campaigns(org), people.CAMPAIGN),
        "CampaignMember": (people.members(org), people.MEMBER),
        "Task": (work.tasks(org), work.TASK),
        "Event": (work.events(org), work.EVENT),
    }
    exports = {
        f"{EXPORTS}/{name}.csv": file_of(rows, headings, variant)
        for name, (rows, headings) in objects.items()
    }
    cases = {f"{EXPORTS}/Case report.csv": work.case_report(org)}
    return {**exports, **cases, **params(org.tables, *PARAMS)}


def write(folder: Path, tables: Tables, variant: str = VARIANTS[0]) -> list[Path]:
    """Write the export of `tables` below `folder`; return the files."""
    return save(folder, files(tables, variant))
