"""From when on findings are spoken of: every threshold, its default, and the reason for it.

`findings:` in project.yaml, and in the files of regions and teams, sets them by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from kit.errors import ParamError, suggestion


@dataclass(frozen=True)
class Limits:
    """What it takes for a rule to speak.

    A finding needs all three: enough records, a difference that chance explains in fewer than
    `false_share` of cases, and an effect that is worth somebody's time. The last one is why a
    million records do not make trifles speak.

    Attributes
    ----------
    least_records
        Records that a share needs on either side: below 30, intervals cover half the scale.
    false_share
        Share of findings that may be chance (Benjamini-Hochberg over what a rule looks at). Rules
        are many and pages are read every week, so 1 in 200, not 1 in 10.
    recent_days
        Periods that began in the last so many days before the running one count as recent, with
        it: two quarters or half a year of months, because one of a team is too few records.
    unqualified_more
        Points by which the share of unqualified leads of a source lies above that of the others:
        10 to 20 lie between good sources, such as referrals and cold calls, anywhere.
    fewer_leads
        Drop of the leads against the same days a year before: volume swings by a fifth by itself.
    handed_over_early
        Share of converted leads lost at once or left without an opportunity: one in five is usual,
        from two in five on most of the first calls are in vain.
    conversion_drop
        Drop of the conversion rate, as a share of what it was: less than a quarter can be the mix.
    prompt_drop
        Points by which the share of leads answered within a day fell: less is a holiday.
    answer_gain
        Conversion of leads answered within a day as a multiple of the others' (lower bound), from
        which on late answers are held to matter.
    touch_again
        Share of silent leads that get another touch: where most are given up, effort stops early.
    answers_still
        Share that answers the next touch (lower bound) for which trying again is worth it.
    loss_rise
        Points by which a phase's share of all losses rose: one loss in seven moved there.
    hazard_rise
        Points by which the losses of those that reached the phase rose with it; without that, it
        is the other phases that got better.
    bulk_share
        Share of losses closed in bulk from which on they tell when somebody tidied up, not why.
    missing_share
        Missing opportunities as a share of those open: fewer are made up for within weeks.
    hopeful_share
        Share of the open opportunities whose close is expected sooner than wins ever take, or was
        expected before today: a third of a forecast is more than slips in calm times.
    old_cycles
        Age, as a multiple of what three of four wins took at most, from which on an open
        opportunity is no forecast any more.
    dear_customers
        Share of new customers whose first order was worth less than they cost.
    cost_to_revenue
        Cost of a source's new customers as a multiple of what they brought so far: revenue is
        not margin, but more is to come; from 1 on nothing has come back.
    least_customers
        Customers that a verdict on a source needs: their number is small where a source is poor.
    known_cases
        Cases of a category before the recent periods: with fewer it may be a new name.
    category_rise
        Factor on a category's share of the cases: a third more.
    slower_resolution
        Factor on the median hours to a resolution: a third more.
    least_origins
        Earlier periods on which a forecast must have been tried before anything is said of it:
        the interval of fewer than four holds nearly everything.
    target_likely
        Chance from which on a target is called likely: beyond 4 in 5 most act as if it were sure.
    target_unlikely
        Chance below which a target is called out of reach: 1 in 5.
    calibration_error
        Points by which chances may be off on average: nobody acts on three points.
    calibration_noise
        Multiple of what chance alone makes them be off, up to which they are not to blame.
    """

    least_records: float = 30
    false_share: float = 0.005
    recent_days: float = 170
    unqualified_more: float = 0.25
    fewer_leads: float = 0.25
    handed_over_early: float = 0.35
    conversion_drop: float = 0.25
    prompt_drop: float = 0.10
    answer_gain: float = 1.2
    touch_again: float = 0.5
    answers_still: float = 0.05
    loss_rise: float = 0.15
    hazard_rise: float = 0.08
    bulk_share: float = 0.25
    missing_share: float = 0.2
    hopeful_share: float = 0.35
    old_cycles: float = 2.0
    dear_customers: float = 0.1
    cost_to_revenue: float = 1.0
    least_customers: float = 8
    known_cases: float = 5
    category_rise: float = 1.35
    slower_resolution: float = 1.35
    least_origins: float = 4
    target_likely: float = 0.8
    target_unlikely: float = 0.2
    calibration_error: float = 0.03
    calibration_noise: float = 1.5

    @classmethod
    def of(cls, values: Mapping[str, float]) -> Limits:
        """The defaults with some of them set by name.

        Raises
        ------
        ParamError
            If there is no such limit (the message names the one that was probably meant), or one is
            below 0.

        Examples
        --------
        >>> Limits.of({"least_records": 50}).least_records
        50.0
        """
        try:
            known_limits(values)
        except ValueError as error:
            raise ParamError(f"`findings`: {error}") from None
        return cls(**{name: float(value) for name, value in values.items()})


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Limits))
"""Names of all limits, as `findings` sets them."""


def known_limits(values: Mapping[str, float]) -> Mapping[str, float]:
    """The limits as they were written, if all of them are known and none is below 0.

    Raises
    ------
    ValueError
        Naming the first that is wrong, and the one that was probably meant.
    """
    for name, value in values.items():
        if name not in NAMES:
            raise ValueError(f"there is no limit `{name}`. {suggestion(name, NAMES)}")
        if value < 0:
            raise ValueError(f"the limit `{name}` must be at least 0; it is {value:g}.")
    return values
