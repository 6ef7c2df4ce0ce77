"""The demo CRM as HubSpot exports it: one CSV file per object, times on the portal's clock.

What makes such exports hard to read is there: the close date is expected while a deal is open and
actual once it is closed, the history of stages stands in one column per stage, headings differ
in case from portal to portal, contacts who are no leads stand among the leads, and an export by
interface holds archived records, and ids where the others hold names.
"""

from __future__ import annotations

from pathlib import Path

from kit.demo.natives import hubspot_deals as deals
from kit.demo.natives import hubspot_people as people
from kit.demo.natives.hubspot_losses import GAINS, LOSSES
from kit.demo.natives.hubspot_names import Names
from kit.demo.natives.hubspot_portal import VARIANTS, ZONE, native_ids
from kit.demo.natives.losses import renamed
from kit.demo.natives.plain import EXPORTS, Tables, csv_bytes, params, save

__all__ = ["GAINS", "LOSSES", "PARAMS", "VARIANTS", "ZONE", "files", "native_ids", "write"]

PARAMS = (
    "spend",
    "targets",
    "fx_rates",
    "stages",
    "owners",
    "products",
    "opportunity_lines",
    "quotes",
    "orders",
    "contracts",
    "campaigns",
    "campaign_touches",
)
"""Tables that a company with HubSpot keeps in its accounts, its shop and its own lists."""

_NAME = "hubspot-crm-exports-all-{}-2026-07-01.csv"


def files(tables: Tables, variant: str = VARIANTS[0]) -> dict[str, bytes]:
    """Files of the export, by their path.

    Parameters
    ----------
    tables
        The plain tables (see `kit.demo.natives.plain.read_plain`).
    variant
        One of `VARIANTS`.
    """
    own = renamed(tables, native_ids)
    owners = people.owners(own)
    names = Names(
        stages=deals.stage_ids(own),
        owners=dict(zip(own["owners"]["owner"].unique(), owners["owner_id"], strict=True)),
        pipelines=deals.pipeline_ids(own),
    )
    objects = {
        "deals": deals.deals(own, variant),
        "contacts": people.contacts(own, variant),
        "companies": people.companies(own, variant),
        "tickets": people.tickets(own, variant),
        "calls": people.calls(own, variant),
        "emails": people.emails(own, variant),
        "meetings": people.meetings(own, variant),
    }
    exports = {
        f"{EXPORTS}/{_NAME.format(name)}": names.file_of(rows, variant)
        for name, rows in objects.items()
    }
    tables_of_interface = {
        "deal_property_history": deals.property_history(own, names),
        "deal_pipeline": deals.pipelines(names),
        "deal_pipeline_stage": deals.pipeline_stages(own, names),
        "owner": owners,
    }
    interface = {
        f"{EXPORTS}/{name}.csv": csv_bytes(rows) for name, rows in tables_of_interface.items()
    }
    return {**exports, **interface, **params(own, *PARAMS)}


def write(folder: Path, tables: Tables, variant: str = VARIANTS[0]) -> list[Path]:
    """Write the export of `tables` below `folder`; return the files."""
    return save(folder, files(tables, variant))
