"""What becomes of leads: handed over too early, answered late, no longer interested, given up."""

from __future__ import annotations

import pandas as pd

from kit.advice.evidence import Share, is_sure, p_values, pooled, spans, surely, told
from kit.advice.limits import in_use
from kit.advice.observation import Observation, Value
from kit.language import N_

_IN_VAIN = ("no_opportunity", "lost_at_once")


def handover(outcomes: pd.DataFrame) -> tuple[Observation, ...]:
    """Many converted leads without an opportunity, or lost within the first stage.

    Parameters
    ----------
    outcomes
        `kpis.lead_outcome` over the whole window, not split.
    """
    rows = outcomes[outcomes["measure"].eq("share")]
    parts = {name: pooled(rows[rows["outcome"].eq(name)]) for name in _IN_VAIN}
    converted = max(part.n for part in parts.values())
    vain = Share(sum(part.hits for part in parts.values()), converted)
    if vain.is_thin or surely(vain)[0] < in_use().handed_over_early:
        return ()
    return (
        Observation(
            "handed_over_early",
            N_(
                "{share} of the {n} converted leads came to nothing at once: {without} became no"
                " opportunity, {lost} were lost within the first stage."
            ),
            {
                "share": Value(vain.value, "ratio"),
                "n": Value(converted),
                "without": Value(round(parts["no_opportunity"].hits)),
                "lost": Value(round(parts["lost_at_once"].hits)),
            },
            "act",
            N_(
                "Qualification hands over too early: agree on what a lead must have before it"
                " becomes an opportunity, and hand back those that do not."
            ),
            told(N_("Converted leads that came to nothing at once"), vain),
        ),
    )


def conversion(
    rates: pd.DataFrame, answers: pd.DataFrame, by_answer: pd.DataFrame
) -> tuple[Observation, ...]:
    """Leads not converting: attention faded, or answered late? The response times decide.

    Where answers got slower, and leads answered within a day convert more often, late answers are
    what costs conversions. Where conversion fell and answers did not get slower, it is the leads.

    Parameters
    ----------
    rates
        `kpis.lead_conversion_rate` by period, not split.
    answers
        `kpis.lead_response_hours` by period, not split.
    by_answer
        `kpis.conversion_by_response_time`, not split.
    """
    within = spans(answers[answers["measure"].eq("within_1_day")])
    prompt, usual = pooled(within.recent), pooled(within.before)
    rate = spans(rates[rates["measure"].eq("within_90_days")])
    converted, formerly = pooled(rate.recent), pooled(rate.before)
    slower_p, fell_p = p_values([(prompt, usual), (converted, formerly)])
    limits = in_use()
    slower = is_sure(slower_p) and prompt.value <= usual.value - limits.prompt_drop
    fell = is_sure(fell_p) and converted.value <= formerly.value * (1 - limits.conversion_drop)
    gain = _gain(by_answer)
    if slower and gain is not None:
        return (_late(prompt, usual, gain),)
    if fell and not is_sure(slower_p):
        return (_faded(converted, formerly, prompt),)
    return ()


def persistence(touches: pd.DataFrame) -> tuple[Observation, ...]:
    """Effort stops before the touch at which leads usually answer.

    Counted are the touches that enough leads got, up to the one after which none brings answers.

    Parameters
    ----------
    touches
        `kpis.touches_to_response`, not split.
    """
    rows = touches[touches["measure"].eq("hazard") & touches["k"].notna()].sort_values("k")
    rows = rows[rows["n"] > 0]
    at_risk = rows["n"].astype("float64").to_numpy()
    answer = rows["value"].astype("float64").to_numpy()
    silent = at_risk * (1 - answer)
    enough = silent[:-1] >= in_use().least_records
    again = Share(float(at_risk[1:][enough].sum()), float(silent[:-1][enough].sum()))
    further = Share(float((at_risk * answer)[1:][enough].sum()), again.hits)
    if again.is_thin or further.is_thin:
        return ()
    if surely(again)[1] > in_use().touch_again or surely(further)[0] < in_use().answers_still:
        return ()
    return (_given_up(again, further),)


def _gain(by_answer: pd.DataFrame) -> Value | None:
    """How many times as often promptly answered leads convert, where that is beyond doubt."""
    for measure in ("adjusted_ratio", "ratio"):
        row = by_answer[by_answer["measure"].eq(measure) & by_answer["cut"].eq("1 day")]
        if len(row) and row["low"].notna().all():
            is_gain = float(row["low"].iloc[0]) >= in_use().answer_gain
            return Value(float(row["value"].iloc[0]), "number") if is_gain else None
    return None


def _late(prompt: Share, usual: Share, gain: Value) -> Observation:
    return Observation(
        "answered_late",
        N_(
            "{share} of new leads are answered within a day, {usual} were before. Those answered"
            " within a day convert {gain} times as often as the others."
        ),
        {
            "share": Value(prompt.value, "ratio"),
            "usual": Value(usual.value, "ratio"),
            "gain": gain,
        },
        "act",
        N_(
            "Sales answers late: make sure that somebody is on call for new leads, and pass on"
            " those that nobody has answered by the end of the day."
        ),
        told(N_("Answered within a day"), prompt),
    )


def _faded(converted: Share, formerly: Share, prompt: Share) -> Observation:
    return Observation(
        "attention_faded",
        N_(
            "{share} of new leads convert within 90 days, {before} did before, and they are not"
            " answered any later than before."
        ),
        {"share": Value(converted.value, "ratio"), "before": Value(formerly.value, "ratio")},
        "act",
        N_(
            "Their attention faded: a matter for marketing. Look at which campaigns and messages"
            " brought them, and what was promised there."
        ),
        (
            *told(N_("Converted within 90 days"), converted),
            (N_("Answered within a day"), Value(prompt.value, "ratio")),
        ),
    )


def _given_up(again: Share, further: Share) -> Observation:
    return Observation(
        "effort_stops",
        N_(
            "{given_up} of the leads that had not answered got no further touch, although"
            " {answer} of those tried again answered the next one."
        ),
        {
            "given_up": Value(1 - again.value, "ratio"),
            "answer": Value(further.value, "ratio"),
        },
        "act",
        N_(
            "Plan the next touch when the last one stays without an answer, over e-mail and"
            " telephone, up to the touch at which leads usually answer."
        ),
        told(N_("Got another touch"), again),
    )
