"""What dimensions and record columns are called where readers see them."""

from __future__ import annotations

from kit.language import N_, current

_HEADINGS: dict[str, str] = {
    "account_id": N_("Account"),
    "action": N_("What to do"),
    "age_days": N_("Age in days"),
    "age_hours": N_("Age"),
    "amount": N_("Amount"),
    "basis": N_("Compared with"),
    "campaign_id": N_("Campaign"),
    "case_id": N_("Case"),
    "category": N_("Category"),
    "chance_high": N_("Chance at most"),
    "channel": N_("Channel"),
    "closed_at": N_("Closed"),
    "column": N_("Date"),
    "created_at": N_("Created"),
    "currency": N_("Currency"),
    "cut": N_("Answered within"),
    "days_open": N_("Days open"),
    "expected_close_date": N_("Expected close"),
    "expected_conversion_rate": N_("Promises"),
    "first": N_("First"),
    "forecast_category": N_("Forecast category"),
    "is_late": N_("Recorded late"),
    "k": N_("Touch"),
    "last": N_("Last"),
    "lead_id": N_("Lead"),
    "list_price": N_("List price"),
    "loss_reason": N_("Loss reason"),
    "message": N_("Message"),
    "method": N_("Method"),
    "missing": N_("Without a date"),
    "n": N_("Records"),
    "name": N_("Name"),
    "opportunity_id": N_("Opportunity"),
    "outcome": N_("Outcome"),
    "overdue_days": N_("Overdue for"),
    "owner": N_("Owner"),
    "period": N_("Period"),
    "pipeline": N_("Pipeline"),
    "priority": N_("Priority"),
    "probability": N_("Probability"),
    "reason": N_("Reason"),
    "product": N_("Product"),
    "region": N_("Region"),
    "score": N_("Score"),
    "score_band": N_("Score band"),
    "source": N_("Source"),
    "stage": N_("Stage"),
    "state": N_("State"),
    "status": N_("Status"),
    "step": N_("Step"),
    "team": N_("Team"),
    "times_pushed": N_("Times put off"),
    "touch": N_("Touch"),
}


def heading(name: str) -> str:
    """The column's name in the page's language; one that is not known is read as English.

    >>> heading("opportunity_id"), heading("next_steps")
    ('Opportunity', 'Next steps')
    """
    known = _HEADINGS.get(name)
    return current().text(known) if known else name.replace("_", " ").strip().capitalize()
