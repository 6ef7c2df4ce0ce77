"""Whether chances of winning can be believed: whether they come true, and beat a habit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from kit import catalogue
from kit.advice.limits import in_use
from kit.advice.observation import Observation, Value
from kit.kpis.forecast.model_scores import OWN
from kit.language import N_

_KPI = "win_probability_accuracy"
_MOSTLY = 0.5
"""Part of the error that has to lie on the same side to call chances too high."""


class _Calibration(NamedTuple):
    """How far shares lie off the chances given, and how far they would by chance alone.

    `promised` and `came` are the mean chance and the share that was won, of all.
    """

    error: float
    noise: float
    n: float
    promised: float
    came: float

    @property
    def is_sound(self) -> bool:
        return self.error <= max(
            in_use().calibration_error, in_use().calibration_noise * self.noise
        )


def chances_believed(scores: pd.DataFrame, groups: pd.DataFrame) -> tuple[Observation, ...]:
    """One sentence on whether the chances of winning are worth reading.

    Parameters
    ----------
    scores
        `kpis.win_probability_accuracy`, not split.
    groups
        `kpis.reliability`, not split.
    """
    losses = scores[scores["measure"].eq("log_loss") & scores["value"].notna()]
    own = losses[losses["method"].eq(OWN)]
    found = _calibration(groups)
    if own.empty or found is None or found.n < in_use().least_records:
        return ()
    others = losses[~losses["method"].eq(OWN)].sort_values("value", kind="stable")
    if not found.is_sound:
        return (_off(found),)
    if len(others) and float(others["value"].iloc[0]) <= float(own["value"].iloc[0]):
        return (_no_better(others.iloc[0], own.iloc[0], found),)
    return (_sound(found),)


def _calibration(groups: pd.DataFrame) -> _Calibration | None:
    """Mean distance of shares from chances, and √(2/π) · √(B · p(1 − p) / n), its noise floor."""
    parts = {
        name: groups[groups["measure"].eq(name)].set_index("bin")["value"]
        for name in ("observed", "predicted")
    }
    n = groups[groups["measure"].eq("observed")].set_index("bin")["n"].astype("float64")
    off = (parts["observed"] - parts["predicted"]).abs().dropna()
    n = n.reindex(off.index)
    if off.empty or n.sum() <= 0:
        return None
    share = float((parts["observed"].reindex(off.index) * n).sum() / n.sum())
    noise = float(np.sqrt(2 / np.pi * len(off) * share * (1 - share) / n.sum()))
    promised = float((parts["predicted"].reindex(off.index) * n).sum() / n.sum())
    return _Calibration(float((off * n).sum() / n.sum()), noise, float(n.sum()), promised, share)


def _evidence(found: _Calibration) -> tuple[tuple[str, Value], ...]:
    return (
        (N_("Chances off by, on average"), Value(found.error, "distance")),
        (N_("Off by chance alone"), Value(found.noise, "distance")),
        (N_("Chance given, on average"), Value(found.promised, "ratio")),
        (N_("Share that was won"), Value(found.came, "ratio")),
        (N_("Records"), Value(found.n)),
    )


def _sound(found: _Calibration) -> Observation:
    return Observation(
        "chances_sound",
        N_(
            "The chances can be believed: tried on {n} opportunities of earlier days, they were off"
            " by {error} on average, and they told winners apart better than simpler ways do."
        ),
        {"n": Value(found.n), "error": Value(found.error, "distance")},
        "info",
        N_("Work from the top of the list; a low chance is a question to the owner, no verdict."),
        _evidence(found),
    )


def _no_better(best: pd.Series, own: pd.Series, found: _Calibration) -> Observation:
    label = catalogue.find(_KPI).members.get(str(best["method"]), str(best["method"]))
    return Observation(
        "chances_no_better",
        N_(
            "The chances come true on average, but a simpler way, “{method}”, tells as much: tried"
            " on {n} opportunities, its error was {other}, that of the model {own}."
        ),
        {
            "method": Value(label, "word"),
            "n": Value(found.n),
            "other": Value(float(best["value"]), "number"),
            "own": Value(float(own["value"]), "number"),
        },
        "watch",
        N_("Use the totals; do not rank single opportunities by them."),
        _evidence(found),
    )


def _off(found: _Calibration) -> Observation:
    is_high = found.promised - found.came > found.error * _MOSTLY
    message = N_(
        "Do not read the chances as they stand: tried on {n} opportunities of earlier days, they"
        " were off by {error} on average, more than chance explains."
    )
    action = N_(
        "Take them for an order, not for percentages, and ask what has changed: prices, people, or"
        " how closes are recorded."
    )
    if is_high:
        message = N_(
            "The chances are too high: of {n} opportunities of earlier days, {promised} were to be"
            " won within 90 days, and {came} were. So it is where many are neither won nor lost but"
            " left open: no model can tell those from the live ones."
        )
        action = N_(
            "Take them for an order, not for percentages, and close what is dead: chances are as"
            " good as closes are recorded."
        )
    facts = {
        "n": Value(found.n),
        "error": Value(found.error, "distance"),
        "promised": Value(found.promised, "ratio"),
        "came": Value(found.came, "ratio"),
    }
    rule = "chances_too_high" if is_high else "chances_off"
    return Observation(rule, message, facts, "act", action, _evidence(found))
