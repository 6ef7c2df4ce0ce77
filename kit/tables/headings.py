"""What dimensions and record columns are called where readers see them."""

from __future__ import annotations

from kit.language import N_, current

_HEADINGS: dict[str, str] = {
    "account_id": N_("Account"),
    "action": N_("What to do"),
    "active": N_("Still a customer"),
    "age_days": N_("Age in days"),
    "age_hours": N_("Age"),
    "ahead": N_("Period"),
    "amount": N_("Amount"),
    "band": N_("Chance within 90 days"),
    "basis": N_("Compared with"),
    "best_month": N_("Best month"),
    "bin": N_("Group"),
    "booked_amount": N_("Booked"),
    "came": N_("Came out"),
    "brought": N_("Brought so far"),
    "campaign_id": N_("Campaign"),
    "case_id": N_("Case"),
    "category": N_("Category"),
    "chance_change": N_("Since the last load"),
    "chance_high": N_("Chance at most"),
    "channel": N_("Channel"),
    "closed_at": N_("Closed"),
    "column": N_("Date"),
    "contribution": N_("Contribution"),
    "cost": N_("Cost"),
    "created_at": N_("Created"),
    "currency": N_("Currency"),
    "customer": N_("Customer"),
    "cut": N_("Answered within"),
    "days": N_("Days"),
    "days_open": N_("Days open"),
    "eventually": N_("Ever"),
    "expected_amount": N_("Worth if won"),
    "expected_close_date": N_("Expected close"),
    "expected_conversion_rate": N_("Promises"),
    "factor": N_("Kind"),
    "first": N_("First"),
    "first_at": N_("First purchase"),
    "first_purchase_on": N_("First purchase"),
    "forecast_amount": N_("Forecast"),
    "forecast_category": N_("Forecast category"),
    "horizon_months": N_("Months ahead"),
    "hours": N_("Hours"),
    "is_late": N_("Recorded late"),
    "last": N_("Last"),
    "last_at": N_("Last purchase"),
    "last_touch_on": N_("Last touch"),
    "lead_id": N_("Lead"),
    "list_price": N_("List price"),
    "loss_reason": N_("Loss reason"),
    "made": N_("Made on"),
    "margin_36": N_("Margin in 3 years"),
    "member": N_("Member"),
    "message": N_("Message"),
    "method": N_("Method"),
    "missing": N_("Without a date"),
    "month_of_year": N_("Month of the year"),
    "n": N_("Records"),
    "name": N_("Name"),
    "open_amount": N_("Open amount"),
    "open_cases": N_("Open cases"),
    "open_count": N_("Open opportunities"),
    "opportunity_id": N_("Opportunity"),
    "orders_12": N_("Orders in 12 months"),
    "outcome": N_("Outcome"),
    "overdue_days": N_("Overdue for"),
    "owner": N_("Owner"),
    "period": N_("Period"),
    "period_amount": N_("Expected in the period"),
    "pipeline": N_("Pipeline"),
    "phase": N_("Phase"),
    "previous_as_of": N_("Load before"),
    "priority": N_("Priority"),
    "probability": N_("Probability"),
    "product": N_("Product"),
    "purchases": N_("Purchases"),
    "quotes": N_("Quotes"),
    "reason": N_("Reason"),
    "reasons": N_("Why"),
    "region": N_("Region"),
    "revenue": N_("Revenue"),
    "revenue_year": N_("Last 12 months"),
    "score": N_("Score"),
    "score_band": N_("Score band"),
    "source": N_("Source"),
    "stage": N_("Stage"),
    "state": N_("State"),
    "status": N_("Status"),
    "step": N_("Step"),
    "target_start": N_("Period from"),
    "team": N_("Team"),
    "times_pushed": N_("Times put off"),
    "touch": N_("Touch"),
    "touches": N_("Touches"),
    "value_12": N_("Revenue in 12 months"),
    "value_36": N_("Revenue in 3 years"),
    "valued_by": N_("Told from"),
    "weighted_amount": N_("Worth times chance"),
    "within_30": N_("Won in 30 days"),
    "within_90": N_("Won in 90 days"),
}


_OF_KPI: dict[tuple[str, str], str] = {
    ("chance_of_at_least", "k"): N_("Wins, at least"),
    ("retention", "k"): N_("Quarter"),
    ("touches_to_response", "k"): N_("Touch"),
}
"""What an axis is called in a table of one KPI."""


def heading(name: str, kpi: str = "") -> str:
    """The column's name in the page's language; one that is not known is read as English.

    Parameters
    ----------
    kpi
        Whose axis it may be.

    >>> heading("opportunity_id"), heading("next_steps")
    ('Opportunity', 'Next steps')
    """
    known = _OF_KPI.get((kpi, name)) or _HEADINGS.get(name)
    return current().text(known) if known else name.replace("_", " ").strip().capitalize()
