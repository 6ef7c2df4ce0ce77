"""What becomes of the target: likely, open, or out of reach."""

from __future__ import annotations

import pandas as pd

from kit.advice.evidence import numbers
from kit.advice.limits import in_use
from kit.advice.observation import Observation, Value
from kit.estimates.verbal_scale import in_words
from kit.language import N_

_WORDS = {
    "very_unlikely": N_("very unlikely"),
    "unlikely": N_("unlikely"),
    "about_even": N_("about even"),
    "likely": N_("likely"),
    "very_likely": N_("very likely"),
}
"""The fixed scale on which chances are worded."""


def target_outlook(
    chances: pd.DataFrame, needed: pd.DataFrame | None = None
) -> tuple[Observation, ...]:
    """Whether the target of the running period is likely, open or out of reach.

    Parameters
    ----------
    chances
        `kpis.target_chance`, not split.
    needed
        `kpis.chance_of_at_least`, whose measure `needed` says how many more opportunities it takes.
    """
    running = numbers(chances[chances["ahead"].eq(0) & chances["value"].notna()])
    if "value" not in running:
        return ()
    chance = running["value"]
    facts = {
        "chance": Value(chance, "ratio"),
        "word": Value(_WORDS[in_words(chance)[0]], "word"),
        "target": Value(running["target"], "money"),
        "missing": Value(running["missing"], "money"),
    }
    if chance >= in_use().target_likely:
        return (_likely(facts),)
    more = _more(needed)
    return (_unlikely(facts, more) if chance < in_use().target_unlikely else _open(facts, more),)


def _more(needed: pd.DataFrame | None) -> float | None:
    """How many more opportunities it takes; None where that is not known."""
    if needed is None:
        return None
    asked = needed.loc[needed["measure"].eq("target_wins") & needed["value"].notna(), "k"]
    of_all = needed["measure"].eq("needed") & needed["k"].isin(asked)
    found = needed.loc[of_all, "value"].dropna()
    return float(found.iloc[0]) if len(found) else None


def _likely(facts: dict[str, Value]) -> Observation:
    return Observation(
        "target_likely",
        N_("The target of {target} can be counted on: its chance is {chance} ({word})."),
        facts,
        "info",
        N_("Close what is due, and start on what the next period needs."),
        _told(facts),
    )


def _open(facts: dict[str, Value], more: float | None) -> Observation:
    return Observation(
        "target_open",
        N_(
            "The target of {target} can still go either way: its chance is {chance} ({word})."
            " {missing} more would make it 80%."
        ),
        facts,
        "watch",
        N_("Look at the opportunities that carry the period first: one of them can decide it."),
        _told(facts, more),
    )


def _unlikely(facts: dict[str, Value], more: float | None) -> Observation:
    return Observation(
        "target_out_of_reach",
        N_(
            "The target of {target} is out of reach as things stand: its chance is {chance}"
            " ({word}). {missing} more would be needed to make it 80%."
        ),
        facts,
        "act",
        N_(
            "Say so today. Bring forward what can be won sooner, and open what the next period"
            " needs; one more of the usual effort does not close this gap."
        ),
        _told(facts, more),
    )


def _told(facts: dict[str, Value], more: float | None = None) -> tuple[tuple[str, Value], ...]:
    told = (
        (N_("Chance of the target"), facts["chance"]),
        (N_("Missing for an 80% chance"), facts["missing"]),
    )
    if more is None:
        return told
    return (*told, (N_("Opportunities missing for an 80% chance"), Value(more)))
