"""What columns mean that their names do not tell, beside the declaration of the tables."""

from __future__ import annotations

from collections.abc import Mapping

from kit.schemas.schema import Kind

KINDS: Mapping[Kind, str] = {
    "id": "text that names a record; leading zeros and capitals count",
    "text": "free text",
    "category": "text from a small set",
    "instant": "a moment, or a day where the source knows no time",
    "date": "a calendar day",
    "money": "an amount in the currency of its row, or else in the project's",
    "number": "any finite number",
    "count": "a whole number, 0 or more",
    "flag": "true or false, also yes and no, 1 and 0",
}
"""What a column of each kind holds."""

MEANINGS: Mapping[str, str] = {
    "opportunities.stage": "the last open stage; the outcome is the status",
    "opportunities.closed_at": "when it was won or lost; an open one has none",
    "opportunities.expected_close_date": "when it is to close, as long as it is open",
    "opportunities.amount": "the amount won, else what is expected",
    "opportunities.merged_into": "the record that it was merged into, and that counts for it",
    "stage_history.entered_at": "when the opportunity came into the stage",
    "changes.table": "the table whose record was changed: opportunities, leads or cases",
    "changes.field": "the column that was changed, by its name here",
    "leads.qualified_at": "when sales took it on",
    "activities.message": "the template or sequence that the activity followed",
    "activities.responded_at": "when the other side answered",
    "activities.due_at": "until when it was to be done",
    "activities.is_automatic": "true for what a program did, such as a step of a sequence",
    "orders.amount": "of the order, whatever sign it has: `kind` says whether it is given back",
    "orders.margin": "what is left of the amount after the cost of what was sold",
    "contracts.amount_per_period": "what is paid each `period`",
    "spend.amount": "spent from `period_start` to `period_end`, both days included",
    "spend.team": "the team that the spend is for; without, it is divided by leads",
    "targets.measure": "what is aimed at: `bookings` (amounts of won opportunities) or `revenue` "
    "(orders less refunds)",
    "targets.amount": "aimed at from `period_start` to `period_end`, both days included",
    "owners.valid_from": "first day in the team; empty: always",
    "owners.valid_to": "last day in the team; empty: still",
    "stages.position": "place in the order of its pipeline, from the first stage on",
    "stages.phase": "how far a stage is on the way to an outcome, for comparisons across pipelines",
    "stages.probability": "the usual share of its opportunities that are won, from 0 to 1; `12%` "
    "is read as 0.12",
    "fx_rates.currency": "the foreign currency",
    "fx_rates.rate": "what one unit of `currency` is worth in the project's currency: an amount "
    "is multiplied by it",
}
"""``table.column`` → what it holds, where the name alone leaves a question."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "opportunities.status": {
        "open": "undecided",
        "won": "the customer has signed",
        "lost": "decided against, given up or disqualified",
    },
    "activities.direction": {
        "inbound": "the other side began it",
        "outbound": "the company began it",
    },
    "activities.outcome": {
        "reached": "a person was spoken to",
        "no_answer": "nobody took the call, or it went to voicemail",
        "bounced": "the message could not be delivered",
        "auto_reply": "a program answered",
        "answered": "a person wrote back",
        "meeting_booked": "a meeting came of it",
    },
    "quotes.status": {
        "sent": "with the customer, undecided",
        "accepted": "taken by the customer",
        "rejected": "turned down by the customer",
        "expired": "its validity ended without a decision",
    },
    "orders.kind": {
        "sale": "adds to revenue on the day it was ordered",
        "refund": "takes from revenue on the day it was made",
        "cancelled": "counts nothing",
    },
    "contracts.period": {
        "month": "the amount is paid every month",
        "quarter": "every three months",
        "year": "every year",
    },
    "stages.phase": {
        "early": "finding out whether there is an opportunity at all",
        "middle": "working out what is offered",
        "late": "close to a decision: proposal, negotiation, contract",
    },
}
"""``table.column`` → each allowed value → what it means."""
