"""The pipeline against what is asked of it: too few opportunities, closes expected too soon."""

from __future__ import annotations

import pandas as pd

from kit.advice.evidence import Share, surely, told
from kit.advice.limits import in_use
from kit.advice.observation import AT_LEAST, AT_MOST, Observation, Value
from kit.data.times import local_dates
from kit.language import N_
from kit.window import Window


def pipeline_coverage(covered: pd.DataFrame) -> tuple[Observation, ...]:
    """Fewer open opportunities than the target needs at today's win rate.

    Parameters
    ----------
    covered
        `kpis.coverage`, not split.
    """
    rows = covered[covered["period"].eq(covered["period"].max())].set_index("measure")
    if "missing_opportunities" not in rows.index:
        return ()
    missing, still = rows.loc["missing_opportunities"], rows.loc["still_needed"]
    if pd.isna(missing["low"]) or pd.isna(missing["value"]):
        return ()
    least = max(1.0, in_use().missing_share * float(missing["n"]))
    if float(missing["low"]) < least:
        return ()
    return (_too_thin(missing, float(still["value"])),)


def expected_closes(
    opportunities: pd.DataFrame, cycles: pd.DataFrame, window: Window
) -> tuple[Observation, ...]:
    """Open opportunities expected to close sooner than wins do, or expected before today.

    Sooner than wins do is earlier after their creation than three of four wins took. Those older
    than nearly all wins are left out: what holds for them, other findings say.

    Parameters
    ----------
    opportunities
        One row per opportunity, with `expected_close_date`.
    cycles
        `kpis.cycle_time`, not split.
    window
        Gives `as_of` and the calendar.
    """
    spans = cycles.set_index("measure")
    quick, slow = (float(spans["value"].get(name, float("nan"))) for name in ("p25", "p75"))
    wins = float(spans["n"].get("p25", 0) or 0)
    if pd.isna(quick) or pd.isna(slow) or wins < in_use().least_records:
        return ()
    rows = opportunities[opportunities["status"].eq("open")]
    rows = rows[rows["expected_close_date"].notna() & rows["created_at"].notna()]
    today = pd.Timestamp(window.as_of)
    created = local_dates(rows["created_at"], window.calendar)
    expected = local_dates(rows["expected_close_date"], window.calendar)
    alive = (today - created).dt.days <= slow * in_use().old_cycles
    overdue = alive & (expected < today)
    hasty = alive & ~overdue & ((expected - created).dt.days < quick)
    share = Share(float((overdue | hasty).sum()), float(alive.sum()))
    if share.is_thin or surely(share)[0] < in_use().hopeful_share:
        return ()
    amount = float(rows.loc[overdue | hasty, "amount"].sum())
    return (_too_hopeful(share, int(overdue.sum()), int(hasty.sum()), quick, amount),)


def _too_thin(missing: pd.Series, still: float) -> Observation:
    value, is_open = Value(float(missing["value"])), Value(float(missing["n"]))
    return Observation(
        "pipeline_too_thin",
        N_(
            "{missing} open opportunities are missing: {still} of the target are still needed,"
            " and the {open} that are open do not bring that at today's win rate."
        ),
        {"missing": value, "still": Value(still, "money"), "open": is_open},
        "act",
        N_(
            "Open more opportunities now: go through unanswered leads and earlier customers"
            " first. If they are not to be had, say today that the target will be missed."
        ),
        (
            (N_("Missing opportunities"), value),
            (AT_LEAST, Value(float(missing["low"]))),
            (AT_MOST, Value(float(missing["high"]))),
            (N_("Open opportunities"), is_open),
        ),
    )


def _too_hopeful(
    share: Share, overdue: int, hasty: int, quick: float, amount: float
) -> Observation:
    return Observation(
        "closes_too_hopeful",
        N_(
            "{count} of {n} open opportunities, worth {amount}, cannot be counted on for the day"
            " they are expected: {overdue} were due before today, {hasty} are expected within"
            " {quick} of their creation, quicker than three of four wins."
        ),
        {
            "count": Value(share.hits),
            "n": Value(share.n),
            "amount": Value(amount, "money"),
            "overdue": Value(overdue),
            "hasty": Value(hasty),
            "quick": Value(quick, "days"),
        },
        "act",
        N_(
            "Ask their owners for a day that the sales cycle allows, and leave them out of the"
            " forecast of this period until then."
        ),
        told(N_("Expected too soon, or overdue"), share),
    )
