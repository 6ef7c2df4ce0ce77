"""Whether to believe what is forecast."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from kit import catalogue
from kit.advice.evidence import numbers
from kit.advice.limits import in_use
from kit.advice.observation import AT_LEAST, AT_MOST, Observation, Value
from kit.kpis.forecast.forecast_accuracy import OWN, SIMPLE
from kit.language import N_

_ACCURACY = "forecast_accuracy"
_SIMPLE_TOTAL = N_("Use the simple method for the total, and the forecast for what carries it.")
_SAME_TRUST = N_(
    "Trust the total as far as you trust “{method}”; the forecast alone says what it is made of."
)
_VERDICTS = {
    ("forecast_better", "smaller"): (
        N_(
            "Believe this forecast rather than a rule of thumb: its error was {off} smaller than"
            " that of the best simple method, “{method}” (earlier periods tried: {n})."
        ),
        N_("Plan by its bounds, not by its middle."),
    ),
    ("forecast_worse", "larger"): (
        N_(
            "Do not rely on this forecast: its error was {off} larger than that of a simple method,"
            " “{method}” (earlier periods tried: {n})."
        ),
        _SIMPLE_TOTAL,
    ),
    ("forecast_alike", "larger"): (
        N_(
            "This forecast is about as good as a simple method, “{method}”: its error was {off}"
            " larger, which may be chance (earlier periods tried: {n})."
        ),
        _SAME_TRUST,
    ),
    ("forecast_alike", "smaller"): (
        N_(
            "This forecast is about as good as a simple method, “{method}”: its error was {off}"
            " smaller, which may be chance (earlier periods tried: {n})."
        ),
        _SAME_TRUST,
    ),
}
"""What is said, and what to do, by the rule and by which error is the larger one."""


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
    action = N_("Hold the forecast against its own past before you plan by it.")
    return (Observation("forecasts_come_true", message, facts, "info", action, told),)


def _compared(best: pd.Series, own: dict[str, float]) -> Observation:
    """Better, as good, or worse than the best simple method."""
    label, ratio = catalogue.find(_ACCURACY).members[str(best["method"])], float(best["value"])
    facts = {
        "method": Value(label, "word"),
        "n": Value(float(best["n"])),
        "off": Value(abs(ratio - 1), "ratio"),
    }
    severity: Literal["info", "act"]
    if best["high"] < 1:
        rule, severity = "forecast_better", "info"
    elif best["low"] > 1:
        rule, severity = "forecast_worse", "act"
    else:
        rule, severity = "forecast_alike", "info"
    way = "larger" if ratio > 1 else "smaller"
    message, action = _VERDICTS[rule, way]
    return Observation(rule, message, facts, severity, action, _evidence(best, own))


def _evidence(best: pd.Series, own: dict[str, float]) -> tuple[tuple[str, Value], ...]:
    return (
        (N_("Error against the simple method"), Value(float(best["value"]), "ratio")),
        (AT_LEAST, Value(float(best["low"]), "ratio")),
        (AT_MOST, Value(float(best["high"]), "ratio")),
        *((N_("Missed by"), Value(own[name], "ratio")) for name in ("wape",) if name in own),
        (N_("Periods inside the bounds"), Value(own["coverage"], "ratio")),
        (N_("Earlier periods it was tried on"), Value(float(best["n"]))),
    )


def _too_few(tried: int) -> Observation:
    return Observation(
        "forecast_untried",
        N_(
            "Nobody can say yet whether to believe this forecast: there are too few earlier periods"
            " to try it on ({n} of {least})."
        ),
        {"n": Value(float(tried)), "least": Value(float(in_use().least_origins))},
        "watch",
        N_("Read it as a rough guess, and set your own beside it."),
        ((N_("Earlier periods it was tried on"), Value(float(tried))),),
    )
