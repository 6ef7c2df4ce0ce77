"""What models noted of themselves, for readers: too little to go by, things left out."""

from __future__ import annotations

import pandas as pd

from kit.advice.observation import Observation, Value
from kit.kpis.forecast.derived import of_day
from kit.language import N_
from kit.window import Window

_MODELS = {
    "hazards": N_("Model of cycle times"),
    "win_probability": N_("Model of chances"),
    "forecast": N_("Forecast of bookings"),
    "customer_value": N_("Model of customer value"),
}
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
            "Fewer opportunities than before are recorded of late in the whole company: the"
            " forecast cannot know whether fewer came or they are only entered late."
        ),
        {},
        "info",
        N_("Ask whether all new opportunities are in the CRM, and load it again when they are."),
        ((N_("Model"), Value(N_("Forecast of bookings"), "word")),),
    ),
}
"""What a note of the forecast's model means for its readers."""


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


def forecast_limits(
    states: pd.DataFrame | None, opportunities: pd.DataFrame, window: Window
) -> tuple[Observation, ...]:
    """What the forecast has to leave out, as its model noted.

    Notes are of the whole company. A unit is told of opportunities without a start date only where
    it has such ones itself; and nobody of notes that were made for another day than `as_of`.

    Parameters
    ----------
    states
        The derived table `model_states`; None where there is none.
    opportunities
        Those of the unit.
    window
        Its `as_of` counts.
    """
    noted = of_day(states, window)
    if noted is None:
        return ()
    notes = noted.loc[noted["model"].eq("forecast"), "note"].dropna()
    codes = {code for note in notes for code in str(note).split("; ")}
    if not (opportunities["status"].eq("open") & opportunities["created_at"].isna()).any():
        codes.discard("open_not_begun")
    return tuple(limit for code, limit in _LIMITS.items() if code in codes)


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
