"""Whether to believe what is forecast."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from kit import catalogue
from kit.advice.evidence import numbers
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
_LIMITS = {
    "open_not_begun": Observation(
        "forecast_without_undated",
        N_(
            "Some open opportunities have no start date: nobody can say how far they have come, so"
            " the forecast does not count them one by one."
        ),
        {},
        "info",
        N_("Give them a start date, or close them; until then judge them by hand."),
        ((N_("Model"), Value(N_("Forecast of bookings"), "word")),),
    ),
    "arrivals_thin_since": Observation(
        "forecast_arrivals_thin",
        N_(
            "Fewer opportunities are recorded of late than before: the forecast cannot know whether"
            " fewer came or they are only entered late."
        ),
        {},
        "info",
        N_("Ask whether all new opportunities are in the CRM, and load it again when they are."),
        ((N_("Model"), Value(N_("Forecast of bookings"), "word")),),
    ),
}
"""What a note of the forecast's model means for its readers."""


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
    return (_compared(best, numbers(own)),)


def forecasts_come_true(earlier: pd.DataFrame) -> tuple[Observation, ...]:
    """How the forecasts did that earlier pages really showed; silent before a period is over.

    Parameters
    ----------
    earlier
        `kpis.earlier_forecast_accuracy`, not split.
    """
    known = earlier[earlier["value"].notna()]
    found = numbers(known)
    if not {"wape", "bias", "coverage"} <= set(found):
        return ()
    n = float(known["n"].iloc[0])
    facts = {
        "n": Value(n),
        "inside": Value(round(found["coverage"] * n)),
        "missed": Value(found["wape"], "ratio"),
        "off": Value(abs(found["bias"]), "ratio"),
    }
    message = N_(
        "Periods that earlier pages forecast and that are over: {n}; inside the bounds: {inside}."
        " The forecasts missed by {missed}, and were {off} too high in all."
    )
    if found["bias"] < 0:
        message = N_(
            "Periods that earlier pages forecast and that are over: {n}; inside the bounds:"
            " {inside}. The forecasts missed by {missed}, and were {off} too low in all."
        )
    told = (
        (N_("Periods that are over"), facts["n"]),
        (N_("Inside the bounds"), Value(found["coverage"], "ratio")),
        (N_("Missed by"), facts["missed"]),
    )
    action = N_("Hold this page against its own past before you plan by it.")
    return (Observation("forecasts_come_true", message, facts, "info", action, told),)


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


def forecast_limits(states: pd.DataFrame | None) -> tuple[Observation, ...]:
    """What the forecast has to leave out, as its model noted.

    Parameters
    ----------
    states
        The derived table `model_states`; None where there is none.
    """
    if states is None:
        return ()
    notes = states.loc[states["model"].eq("forecast"), "note"].dropna()
    codes = {code for note in notes for code in str(note).split("; ")}
    return tuple(limit for code, limit in _LIMITS.items() if code in codes)


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
            "Nobody can say yet whether to believe this forecast: of the {least} earlier periods"
            " that it takes, {n} can be looked at."
        ),
        {"n": Value(float(tried)), "least": Value(float(in_use().least_origins))},
        "watch",
        N_("Read it as a rough guess, and set your own beside it."),
        ((N_("Earlier periods it was tried on"), Value(float(tried))),),
    )


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
