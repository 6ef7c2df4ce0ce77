"""Whether to believe what is forecast, and what it says of the target."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from kit import catalogue
from kit.advice.limits import in_use
from kit.advice.observation import Observation, Value
from kit.kpis.forecast.forecast_accuracy import OWN, SIMPLE
from kit.language import N_

_MODELS = {
    "hazards": N_("Model of cycle times"),
    "win_probability": N_("Model of chances"),
    "forecast": N_("Forecast of bookings"),
    "customer_value": N_("Model of customer value"),
}
_ACCURACY = "forecast_accuracy"


def forecast_believed(accuracy: pd.DataFrame) -> tuple[Observation, ...]:
    """One sentence on whether the forecast is better than the best simple method.

    The simple method whose loss comes nearest to the forecast's, or beats it most, is chosen in
    hindsight, which favours it. One that could say something at fewer than half of the origins is
    left out.

    Parameters
    ----------
    accuracy
        `kpis.forecast_accuracy`, not split.
    """
    own = accuracy[accuracy["method"].eq(OWN) & accuracy["value"].notna()]
    if not own["measure"].eq("pinball").any():
        return ()
    tried = int(own.loc[own["measure"].eq("pinball"), "n"].iloc[0])
    if tried < in_use().least_origins:
        return (_too_few(tried),)
    beside = accuracy[accuracy["measure"].eq("relative") & accuracy["method"].isin(SIMPLE)]
    beside = beside[beside["value"].notna() & (beside["n"] * 2 >= tried)]
    if beside.empty:
        return ()
    best = beside.sort_values("value", kind="stable").iloc[-1]
    if pd.isna(best["low"]) or int(best["n"]) < in_use().least_origins:
        return (_too_few(int(best["n"])),)
    return (_compared(best, _numbers(own)),)


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
    running = _numbers(chances[chances["ahead"].eq(0) & chances["value"].notna()])
    if "value" not in running:
        return ()
    chance = running["value"]
    facts = {
        "chance": Value(chance, "ratio"),
        "target": Value(running["target"], "money"),
        "missing": Value(running["missing"], "money"),
    }
    if chance >= in_use().target_likely:
        return (_likely(facts),)
    more = _more(needed)
    return (_unlikely(facts, more) if chance < in_use().target_unlikely else _open(facts, more),)


def models_fitted(states: pd.DataFrame | None) -> tuple[Observation, ...]:
    """Whether models had too little to go by, and what stands in its place.

    Parameters
    ----------
    states
        The derived table `model_states`; None where there is none.
    """
    if states is None:
        return ()
    poor = states["state"].isin(["pooled", "too_little"])
    named = [model for model in _MODELS if (poor & states["model"].eq(model)).any()]
    return (_pooled(named),) if named else ()


def _numbers(rows: pd.DataFrame) -> dict[str, float]:
    """The value of each measure."""
    return dict(zip(rows["measure"], rows["value"].astype("float64"), strict=True))


def _compared(best: pd.Series, own: dict[str, float]) -> Observation:
    """Better, as good, or worse than the best simple method."""
    label = catalogue.find(_ACCURACY).members[str(best["method"])]
    facts = {
        "method": Value(label, "word"),
        "n": Value(float(best["n"])),
        "ratio": Value(float(best["value"]), "ratio"),
    }
    severity: Literal["info", "watch", "act"] = "info"
    if best["high"] < 1:
        rule = "forecast_better"
        message = N_(
            "Believe this forecast rather than a rule of thumb: tried on {n} earlier periods, it"
            " lost {ratio} of what the best simple method, “{method}”, lost."
        )
        action = N_("Plan by its bounds, not by its middle.")
    elif best["low"] > 1:
        rule, severity = "forecast_worse", "act"
        message = N_(
            "Do not rely on this forecast: tried on {n} earlier periods, it lost {ratio} of what a"
            " simple method, “{method}”, lost."
        )
        action = N_("Use the simple method for the total, and this page for what carries it.")
    else:
        rule = "forecast_alike"
        message = N_(
            "This forecast is about as good as a simple method, “{method}”: tried on {n} earlier"
            " periods, it lost {ratio} of what that lost, which may be chance."
        )
        action = N_(
            "Trust the total as far as you trust “{method}”; what it is made of, this page says."
        )
    return Observation(rule, message, facts, severity, action, _evidence(best, own))


def _evidence(best: pd.Series, own: dict[str, float]) -> tuple[tuple[str, Value], ...]:
    return (
        (N_("Loss against the simple method"), Value(float(best["value"]), "ratio")),
        (N_("At least (interval)"), Value(float(best["low"]), "ratio")),
        (N_("At most (interval)"), Value(float(best["high"]), "ratio")),
        *((N_("Missed by"), Value(own[name], "ratio")) for name in ("wape",) if name in own),
        (N_("Periods inside the bounds"), Value(own["coverage"], "ratio")),
        (N_("Earlier periods it was tried on"), Value(float(best["n"]))),
    )


def _too_few(tried: int) -> Observation:
    return Observation(
        "forecast_untried",
        N_(
            "Nobody can say yet whether to believe this forecast: it could be tried on {n} earlier"
            " periods, and it takes {least}."
        ),
        {"n": Value(float(tried)), "least": Value(float(in_use().least_origins))},
        "watch",
        N_("Read it as a rough guess, and set your own beside it."),
        ((N_("Earlier periods it was tried on"), Value(float(tried))),),
    )


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
        N_("The target of {target} will probably be reached: its chance is {chance}."),
        facts,
        "info",
        N_("Close what is due, and start on what the next period needs."),
        _told(facts),
    )


def _open(facts: dict[str, Value], more: float | None) -> Observation:
    return Observation(
        "target_open",
        N_(
            "The target of {target} can still go either way: its chance is {chance}. {missing} more"
            " would make it 80%."
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
            "The target of {target} is out of reach as things stand: its chance is {chance}."
            " {missing} more would be needed to make it 80%."
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


def _pooled(models: list[str]) -> Observation:
    return Observation(
        "models_pooled",
        N_(
            "Too few opportunities have closed for models to tell units, products or sources apart:"
            " what they say of each is what is usual in the whole company."
        ),
        {},
        "watch",
        N_("Take their figures for averages, and set your own judgement beside them."),
        tuple((_MODELS[one], Value(N_("company's average"), "word")) for one in models),
    )
