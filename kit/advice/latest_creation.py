"""Whether what is opened now can still be won in the running period."""

from __future__ import annotations

import pandas as pd

from kit.advice.evidence import numbers
from kit.advice.observation import Observation, Value
from kit.language import N_


def latest_creation(latest: pd.DataFrame) -> tuple[Observation, ...]:
    """How many days are left to open what half of the time is won in the period, or that none are.

    Parameters
    ----------
    latest
        `kpis.latest_creation_days`, not split.
    """
    found = numbers(latest[latest["value"].notna()])
    if not {"median", "p25", "median_left", "p25_left"} <= set(found):
        return ()
    facts = {
        "half": Value(found["median"], "days"),
        "quarter": Value(found["p25"], "days"),
        "half_left": Value(found["median_left"], "days"),
        "quarter_left": Value(found["p25_left"], "days"),
    }
    if found["median_left"] >= 0:
        return (_in_time(facts),)
    return (_nearly(facts) if found["p25_left"] >= 0 else _too_late(facts),)


def _in_time(facts: dict[str, Value]) -> Observation:
    return Observation(
        "creation_in_time",
        N_(
            "What is opened now can still be won in this period: half of the wins take no longer"
            " than {half}, and that leaves {half_left} to open them."
        ),
        facts,
        "info",
        N_("Open what this period needs by then; later is work for the next one."),
        (*_told(facts), (N_("Left until then, for half"), facts["half_left"])),
    )


def _nearly(facts: dict[str, Value]) -> Observation:
    return Observation(
        "creation_nearly_late",
        N_(
            "What is opened now is mostly won in a later period: half of the wins take longer than"
            " what is left of this one, and only the quickest quarter, of at most {quarter}, can"
            " still make it."
        ),
        facts,
        "info",
        N_("Count on what is open already; open new ones for the next period."),
        (*_told(facts), (N_("Left until then, for a quarter"), facts["quarter_left"])),
    )


def _too_late(facts: dict[str, Value]) -> Observation:
    return Observation(
        "creation_too_late",
        N_(
            "It is too late to open anything for this period: three of four wins take longer than"
            " {quarter}, which is more than is left of it."
        ),
        facts,
        "info",
        N_("Close what is open already, and open new ones for the next period."),
        _told(facts),
    )


def _told(facts: dict[str, Value]) -> tuple[tuple[str, Value], ...]:
    return (
        (N_("For half to be won in time"), facts["half"]),
        (N_("For a quarter to be won in time"), facts["quarter"]),
    )
