"""What readers call the canonical tables."""

from __future__ import annotations

from kit.language import N_

LABELS: dict[str, str] = {
    "opportunities": N_("Opportunities"),
    "stage_history": N_("Stage history"),
    "changes": N_("Changes"),
    "opportunity_lines": N_("Opportunity lines"),
    "leads": N_("Leads"),
    "activities": N_("Activities"),
    "quotes": N_("Quotes"),
    "orders": N_("Orders"),
    "contracts": N_("Contracts"),
    "campaigns": N_("Campaigns"),
    "campaign_touches": N_("Campaign touches"),
    "spend": N_("Spend"),
    "accounts": N_("Accounts"),
    "cases": N_("Cases"),
    "targets": N_("Targets"),
    "owners": N_("Owners"),
    "products": N_("Products"),
    "stages": N_("Stages"),
    "fx_rates": N_("Exchange rates"),
}
"""Label by name of the table, in English, to be translated."""
