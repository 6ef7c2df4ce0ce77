"""Losses: the phase in which they have risen, and what each means."""

from __future__ import annotations

import pandas as pd

from kit.advice.evidence import Share, is_sure, p_values, pooled, spans, told
from kit.advice.limits import in_use
from kit.advice.observation import Observation, Value
from kit.language import N_

_SAID = {
    "early": (
        N_(
            "{share} of the opportunities that closed lately were lost early, {before} were before"
            " ({n} closed)."
        ),
        N_("They are opened too soon, or come from poor leads: qualify before opening."),
    ),
    "middle": (
        N_(
            "{share} of the {n} opportunities that got past the early stages were lost in the"
            " middle ones lately, {before} were before."
        ),
        N_(
            "Sellers do not reach who decides, or the value is not clear: training, and marketing's"
            " support with cases and references."
        ),
    ),
    "late": (
        N_(
            "{share} of the {n} opportunities that came to the last stages were lost there lately,"
            " {before} were before."
        ),
        N_("It is the negotiation: review prices, discounts and commercial terms."),
    ),
}


def losses(phases: pd.DataFrame) -> tuple[Observation, ...]:
    """Phases out of which far more opportunities are lost lately than before.

    Parameters
    ----------
    phases
        `kpis.exit_phase` by period, not split.
    """
    rows = phases[phases["measure"].eq("hazard")]
    known = [phase for phase in _SAID if rows["phase"].eq(phase).any()]
    parts = [spans(rows[rows["phase"].eq(phase)]) for phase in known]
    pairs = [(pooled(part.recent), pooled(part.before)) for part in parts]
    found = zip(known, pairs, p_values(pairs), strict=True)
    rise = in_use().loss_rise
    return tuple(
        _risen(phase, now, before)
        for phase, (now, before), p in found
        if is_sure(p) and now.value - before.value >= rise
    )


def _risen(phase: str, now: Share, before: Share) -> Observation:
    message, action = _SAID[phase]
    facts = {
        "share": Value(now.value, "ratio"),
        "before": Value(before.value, "ratio"),
        "n": Value(now.n),
    }
    evidence = told(N_("Lost, of those that reached the phase"), now)
    return Observation(f"{phase}_losses", message, facts, "act", action, evidence)
