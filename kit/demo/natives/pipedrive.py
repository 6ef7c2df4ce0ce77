"""The demo CRM as Pipedrive exports it: deals as a list, all else as the interface tells it.

What makes such exports hard to read is there: headings and statuses in the language of the
account, instants in UTC that do not say so, stages and users by their ids in the flow of
changes, activities that are only planned, and deals that were archived and deleted.
"""

from __future__ import annotations

from pathlib import Path

from kit.demo.natives import pipedrive_deals as deals
from kit.demo.natives import pipedrive_people as people
from kit.demo.natives.pipedrive_account import VARIANTS, Account, native_ids
from kit.demo.natives.pipedrive_losses import GAINS, LOSSES
from kit.demo.natives.plain import EXPORTS, Tables, csv_bytes, params, save

__all__ = ["GAINS", "LOSSES", "PARAMS", "VARIANTS", "files", "native_ids", "write"]

PARAMS = (
    "spend",
    "targets",
    "fx_rates",
    "stages",
    "owners",
    "leads",
    "campaigns",
    "campaign_touches",
    "quotes",
    "orders",
    "contracts",
    "cases",
)
"""Tables that a company with Pipedrive keeps in its marketing, support and accounting tools."""


def files(tables: Tables, variant: str = VARIANTS[0]) -> dict[str, bytes]:
    """Files of the export, by their path.

    Parameters
    ----------
    tables
        The plain tables (see `kit.demo.natives.plain.read_plain`).
    variant
        One of `VARIANTS`.
    """
    account = Account.of(tables)
    objects = {
        "deals": deals.deals(account, variant),
        "dealflow": deals.flow(account),
        "deal_products": deals.deal_products(account),
        "products": deals.products(account),
        "stages": deals.stages(account),
        "pipelines": deals.pipelines(account),
        "organizations": people.organizations(account),
        "activities": people.activities(account),
        "users": people.users(account),
    }
    exports = {f"{EXPORTS}/{name}.csv": csv_bytes(rows) for name, rows in objects.items()}
    return {**exports, **params(account.tables, *PARAMS)}


def write(folder: Path, tables: Tables, variant: str = VARIANTS[0]) -> list[Path]:
    """Write the export of `tables` below `folder`; return the files."""
    return save(folder, files(tables, variant))
