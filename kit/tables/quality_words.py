"""What each check of the data found, and what that does to the numbers, in words."""

from __future__ import annotations

from kit.language import N_

LEVELS: dict[str, str] = {"safe": N_("safe"), "care": N_("with care"), "unsafe": N_("not safe")}

NOTHING = N_("Nothing was found in {tables}.")
"""Said once for all tables that are in order."""

SAID: dict[str, tuple[str, str]] = {
    "empty": (
        N_("{column} is empty in {n} of {of} ({share})."),
        N_("They count, and splits by this column show them without a name."),
    ),
    "empty_amount_open": (
        N_("The amount is empty in {n} of {of} open ones ({share})."),
        N_("The open amount leaves them out, so it is too low."),
    ),
    "no_open_amount": (
        N_("None of the {n} open ones has an amount."),
        N_("There is no open amount, and nothing that is weighed by it."),
    ),
    "empty_created_at_open": (
        N_("{n} of {of} open ones ({share}) have no start date."),
        N_(
            "They count as open but have no age: cycle time, win rate by age and close rate by"
            " age leave them out."
        ),
    ),
    "empty_expected_close_date_open": (
        N_("{n} of {of} open ones ({share}) have no expected close."),
        N_("Nothing says when they should be decided."),
    ),
    "empty_loss_reason_lost": (
        N_("{n} of {of} lost ones ({share}) have no loss reason."),
        N_("Shares of loss reasons rest on the others alone."),
    ),
    "absent": (
        N_("Not recorded at all: {column}."),
        N_("Nothing can be split or judged by what is not recorded."),
    ),
    "zero_won": (
        N_("{n} of {of} won ones ({share}) have an amount of 0."),
        N_("Bookings count them as 0; the win rate counts them in full."),
    ),
    "same_day": (
        N_("{n} of {of} closed ones ({share}) were closed on the day they were created."),
        N_(
            "They were probably entered once decided: cycle time and win rate by age look faster"
            " than selling is."
        ),
    ),
    "bulk": (
        N_("{n} of {of} closes ({share}) were entered in bulk, most of them on {day}."),
        N_(
            "Such a day is a clean-up: the win rate of its period and the cycle time measure the"
            " clean-up, not the selling."
        ),
    ),
    "overdue": (
        N_("{n} of {of} open ones ({share}) should have closed by now; they hold {amount}."),
        N_("Expected dates do not say when they will close."),
    ),
    "late_edit": (
        N_("{n} of {of} closed ones ({share}) were changed long after they closed."),
        N_(
            "Bookings and win rate of periods that ended less than {days} ago can still change:"
            " 9 in 10 late changes come within that time."
        ),
    ),
    "ahead": (
        N_("{n} of {of} ({share}) are dated after the as-of day."),
        N_("No figure counts them before their day comes."),
    ),
    "unlisted_product": (
        N_("{n} of {of} ({share}) name a product that the list of products does not hold."),
        N_("No list price is known for them; the win rate by amount may leave them out."),
    ),
    "unlisted_stage": (
        N_("{n} of {of} open ones ({share}) stand in a stage that the list of stages lacks."),
        N_("They have no place in the order of the pipeline."),
    ),
    "no_team": (
        N_("{n} of {of} owners ({share}) belong to no team."),
        N_("What they hold counts for the company and for no unit."),
    ),
    "no_unit": (
        N_("{n} of {of} ({share}) belong to no unit."),
        N_("They count for the company alone: the units add up to less."),
    ),
    "quarantined": (
        N_("{n} of {of} rows ({share}) could not be read and were set aside."),
        N_("They are in no figure: counts and sums are too low by what they hold."),
    ),
    "coerced": (
        N_("{n} of {of} rows ({share}) were read in another form, or counted once for several."),
        N_("They count as they were read; the load says which."),
    ),
    "unlinked": (
        N_("{n} of {of} rows ({share}) point to a record that was not delivered."),
        N_("They count, but not where that record is needed."),
    ),
    "stale": (
        N_("The newest event is of {day}."),
        N_("Figures from this source say nothing of the last {days}."),
    ),
}
"""By check: what was found, and what it does to the numbers."""

AT_LIST_PRICE = N_("At list price they come to {amount}.")
"""Added to amounts that are missing, where list prices are known."""
