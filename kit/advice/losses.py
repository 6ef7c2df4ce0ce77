"""Losses: the phase in which they have come to gather, and what each means."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from kit.advice.evidence import Share, is_sure, p_values, pooled, spans, told
from kit.advice.limits import in_use
from kit.advice.observation import Observation, Value
from kit.language import N_

_SAID = {
    "early": (
        N_(
            "{share} of the {n} latest losses came early, {before} did before. Of the opportunities"
            " that closed, {hazard} were lost early, {usual} before."
        ),
        N_("They are opened too soon, or come from poor leads: qualify before opening."),
    ),
    "middle": (
        N_(
            "{share} of the {n} latest losses came in the middle stages, {before} did before. Of"
            " the opportunities that got there, {hazard} were lost there, {usual} before."
        ),
        N_(
            "Sellers do not reach who decides, or the value is not clear: training, and marketing's"
            " support with cases and references."
        ),
    ),
    "late": (
        N_(
            "{share} of the {n} latest losses came late, {before} did before. Of the opportunities"
            " that got to the last stages, {hazard} were lost there, {usual} before."
        ),
        N_("It is the negotiation: review prices, discounts and commercial terms."),
    ),
}


class _Phase(NamedTuple):
    """A phase's share of all losses, and its losses among those that reached it; then and now."""

    name: str
    share: Share
    before: Share
    hazard: Share
    usual: Share


def losses(phases: pd.DataFrame) -> tuple[Observation, ...]:
    """Phases in which far more of the losses fall lately than before.

    Where many of the latest losses were closed in bulk nothing is said: somebody tidied up.

    Parameters
    ----------
    phases
        `kpis.exit_phase` by period, not split.
    """
    limits = in_use()
    if _bulk(phases) > limits.bulk_share:
        return ()
    known = [phase for phase in _SAID if phases["phase"].eq(phase).any()]
    parts = [_phase(phases[phases["phase"].eq(name)], name) for name in known]
    looks = p_values([(part.share, part.before) for part in parts])
    return tuple(
        _risen(part)
        for part, p in zip(parts, looks, strict=True)
        if is_sure(p)
        and part.share.value - part.before.value >= limits.loss_rise
        and part.hazard.value - part.usual.value >= limits.hazard_rise
    )


def _bulk(phases: pd.DataFrame) -> float:
    """Share of the latest losses that were closed in bulk; 0 without a loss."""
    recent = spans(phases).recent
    total = recent.groupby("measure")["value"].sum()
    lost = float(total.get("count", 0.0))
    return float(total.get("bulk", 0.0)) / lost if lost else 0.0


def _phase(rows: pd.DataFrame, name: str) -> _Phase:
    cuts = [spans(rows[rows["measure"].eq(measure)]) for measure in ("share", "hazard")]
    return _Phase(name, *(pooled(part) for cut in cuts for part in cut))


def _risen(phase: _Phase) -> Observation:
    message, action = _SAID[phase.name]
    facts = {
        "share": Value(phase.share.value, "ratio"),
        "before": Value(phase.before.value, "ratio"),
        "hazard": Value(phase.hazard.value, "ratio"),
        "usual": Value(phase.usual.value, "ratio"),
        "n": Value(phase.share.n),
    }
    evidence = told(N_("Share of the losses"), phase.share)
    return Observation(f"{phase.name}_losses", message, facts, "act", action, evidence)
